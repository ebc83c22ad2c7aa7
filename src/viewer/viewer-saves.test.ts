import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { strFromU8, unzipSync } from 'fflate';
import { fromArrayBuffer } from 'geotiff';
import { ALL_FORMATS, BufferSource, Input } from 'mediabunny';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../../test/support/chromium.ts';
import { hasGdal, readByGdal } from '../../test/support/outside-readers.ts';
import {
  clickMap,
  drawn,
  drawnSeries,
  openViewer,
  saved,
  showLayer,
  viewerSuite,
} from '../../test/support/viewer-page.ts';
import { SCENE, SCENE_DATES } from '../../test/support/viewer-scene.ts';
import { withH5 } from '../io/hdf5/file.ts';

describe.runIf(hasChromium)('files that the viewer saves', () => {
  const suite = viewerSuite();
  const { folder } = suite;
  const { length, width } = SCENE;

  test('figures, data and films are what the map shows', async () => {
    const { page, troubles, close } = await openViewer(suite.browser, [folder]);
    await showLayer(page, 'geo/geo_timeseries.h5', 'timeseries');
    await clickMap(page, 0.5, 0.5);
    await drawnSeries(page);
    const panel = page.getByRole('region', { name: 'Save', exact: true });
    const as = (name: string, kind: string) =>
      panel.getByRole('combobox', { name, exact: true }).selectOption(kind);

    const png = await saved(page, 'Map');
    expect(png.name).toBe(`geo_geo_timeseries_timeseries_${SCENE_DATES[13]}.png`);
    expect([...png.bytes.subarray(1, 4)]).toEqual([...Buffer.from('PNG')]);
    await as('Figure', 'svg');
    const svg = strFromU8((await saved(page, 'Chart')).bytes);
    expect(svg).toMatch(/^<svg xmlns[^>]+viewBox[\s\S]*Displacement \[cm\][\s\S]*<\/svg>\n$/);
    await as('Figure', 'pdf');
    const pdf = (await saved(page, 'Map')).bytes;
    expect(strFromU8(pdf.subarray(0, 8), true)).toBe('%PDF-1.4');

    // What Helvetica has no letters for is a picture; the title is told in all letters.
    expect(strFromU8(pdf, true)).toMatch(/\/Title <feff[0-9a-f]+>/);

    // Every object is where the table says.
    const words = strFromU8(pdf, true);
    for (const [k, [, place]] of [
      ...words.slice(words.lastIndexOf('\nxref\n')).matchAll(/^(\d{10}) 00000 n/gm),
    ].entries())
      expect(words.slice(Number(place))).toMatch(new RegExp(`^${k + 1} 0 obj`));

    const values = await withH5(join(folder, 'geo/geo_timeseries.h5'), (h5) =>
      h5.read('timeseries', { start: [13, 0, 0], count: [1, length, width] }),
    );
    const { bytes } = await saved(page, 'GeoTIFF');
    const image = await (await fromArrayBuffer(bytes.buffer as ArrayBuffer)).getImage();
    const [band] = (await image.readRasters()) as unknown as [Float32Array];
    expect([image.getHeight(), image.getWidth()]).toEqual([length, width]);
    expect(image.getOrigin().slice(0, 2)).toEqual([25.3, 36.5]);
    const expected = Float32Array.from(values as Float32Array, (value) => (value === 0 ? Number.NaN : value));
    expect(band).toEqual(expected);
    if (hasGdal) {
      const file = join(folder, 'map.tif');
      writeFileSync(file, bytes);
      const seen = readByGdal(file);
      expect([seen.driver, seen.epsg, seen.unit, seen.noData]).toEqual(['GTiff', '4326', 'm', 'nan']);
      expect(seen.values).toEqual(Float64Array.from(expected));
    }

    const kmz = unzipSync((await saved(page, 'KMZ')).bytes);
    expect(Object.keys(kmz)).toEqual(['doc.kml', 'map.png', 'colorbar.png']);
    expect(strFromU8(kmz['doc.kml'])).toMatch(/<north>36\.5<\/north><south>36\.44<\/south>/);

    for (const [kind, format] of [
      ['mp4', 'MP4'],
      ['webm', 'WebM'],
    ]) {
      await as('Film', kind);
      const film = (await saved(page, 'Save film')).bytes;
      const input = new Input({ source: new BufferSource(film), formats: ALL_FORMATS });
      expect((await input.getFormat()).name).toBe(format);
      const track = (await input.getPrimaryVideoTrack())!;
      const stats = await track.computePacketStats();
      expect(stats.packetCount).toBe(SCENE_DATES.length);
      expect(await input.computeDuration()).toBeCloseTo(0.4 * SCENE_DATES.length, 1);
    }
    await as('Film', 'gif');
    const gif = (await saved(page, 'Save film')).bytes;

    expect(strFromU8(gif.subarray(0, 6), true)).toBe('GIF89a');
    await as('Film', 'zip');
    const frames = unzipSync((await saved(page, 'Save film')).bytes);
    expect(Object.keys(frames)).toHaveLength(SCENE_DATES.length);
    expect(Object.keys(frames)[0]).toBe(`0001_${SCENE_DATES[0]}.png`);

    await showLayer(page, 'velocity.h5', 'velocity');
    for (const [name, why] of [
      ['GeoTIFF', /radar coordinates/],
      ['Save film', /no dates/],
    ] as const) {
      const own = panel.getByRole('button', { name });
      expect(await own.isDisabled()).toBe(true);
      expect(await own.getAttribute('title')).toMatch(why);
    }
    await drawn(page);
    expect(troubles).toEqual([]);
    await close();
  });
});
