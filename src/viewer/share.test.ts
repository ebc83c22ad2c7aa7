import { mkdtempSync, readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { describe, expect, test } from 'vitest';
import { hasChromium } from '../../test/support/chromium.ts';
import { serveRanges } from '../../test/support/range-server.ts';
import {
  builtPage,
  clickMap,
  drawn,
  drawnSeries,
  openViewer,
  showLayer,
  under,
  until,
  viewerSuite,
  watchedPage,
} from '../../test/support/viewer-page.ts';
import { SCENE } from '../../test/support/viewer-scene.ts';
import { quietContext } from '../core/context.ts';
import { withH5 } from '../io/hdf5/file.ts';
import { writeProduct } from '../io/products/product.ts';
import { saveGdal } from '../operations/exports/save-gdal.ts';
import { saveZarr } from '../operations/exports/save-zarr.ts';
import { exportFolder } from './export/export-folder.ts';
import { exportSingleFile } from './export/export-single-file.ts';
import { openedFiles } from './server/opened-files.ts';

const NO_PAGE = { html: '', film: '' };

describe.runIf(hasChromium)('results that are passed on', () => {
  const suite = viewerSuite();
  const { folder, planeOf } = suite;
  const { length, width } = SCENE;
  /** A server of a folder. @param knowsRanges or of nothing but whole files */
  const serve = (root: string, knowsRanges = false) => {
    const names = readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) =>
      entry.isFile(),
    );
    const files = new Map(
      names.map(({ parentPath, name }) => {
        const path = join(parentPath, name);
        return [
          path.slice(root.length),
          { bytes: readFileSync(path), ...(name === 'index.html' && { type: 'text/html' }) },
        ];
      }),
    );
    return serveRanges(files, (request) => {
      if (!knowsRanges) delete request.headers.range;
      return false;
    });
  };

  test('a folder of static files shows maps, series and dates with the values of the files, from the simplest server', async () => {
    const out = join(folder, 'site');
    await exportFolder(openedFiles([folder]), out, quietContext(), await builtPage());
    await exportFolder(openedFiles([folder]), out, quietContext(), await builtPage()); // an older one is replaced
    const server = await serve(out);
    const { page, troubles, close } = await watchedPage(
      suite.browser,
      `${server.url}/index.html`,
      server.url,
    );
    await drawn(page);
    for (const [file, dataset, plane] of [
      ['timeseries.h5', 'timeseries', 13],
      ['geo/geo_timeseries.h5', 'timeseries', 13],
      ['temporalCoherence.h5', 'temporalCoherence', undefined],
      ['inputs/ifgramStack.h5', 'coherence', 12],
    ] as const) {
      await showLayer(page, file, dataset);
      const { y, x, value } = await under(page, 0.42, 0.36);
      expect([file, value]).toEqual([file, (await planeOf(file, dataset, plane))[y * width + x]]);
    }
    await showLayer(page, 'timeseries.h5', 'timeseries');
    await clickMap(page, 0.42, 0.36);
    const { y, x } = await under(page, 0.42, 0.36);
    const [series] = await drawnSeries(page);
    expect(series[13]).toBe((await planeOf('timeseries.h5', 'timeseries', 13))[y * width + x]);
    expect(troubles).toEqual([]);
    await close();
    await server.close();

    // From one that knows ranges, no file of values comes as a whole.
    const other = await serve(out, true);
    const parts = await watchedPage(suite.browser, `${other.url}/index.html`, other.url);
    await drawn(parts.page);
    await showLayer(parts.page, 'timeseries.h5', 'timeseries');
    await clickMap(parts.page, 0.42, 0.36);
    expect(await drawnSeries(parts.page)).toEqual([series]);
    const whole = await parts.page.evaluate(
      `performance.getEntriesByType('resource').filter(({ name, responseStatus }) => /\\/c\\//.test(name) && responseStatus !== 206).map(({ name }) => name)`,
    );
    expect(whole).toEqual([]);
    expect(other.sent.requests).toBeGreaterThan(3);
    expect(parts.troubles).toEqual([]);
    await parts.close();
    await other.close();

    const local = await watchedPage(suite.browser, pathToFileURL(join(out, 'index.html')).href, 'file:');
    await until(local.page, `/no page read the files beside it/.test(document.body.innerText)`);
    // In the middle of the page, not at its edge.
    const said = (await local.page.getByRole('alert').locator('p').boundingBox())!;
    expect(Math.abs(said.x + said.width / 2 - 550)).toBeLessThan(20);
    expect(local.troubles).toEqual([]);
    await local.close();
  });

  test('one HTML file opens from a disk and still takes another reference and fits', async () => {
    const out = join(folder, 'one.html');
    const files = openedFiles([join(folder, 'velocity.h5'), join(folder, 'timeseries.h5')]);
    exportSingleFile(files, out, quietContext(), await builtPage());
    const { page, troubles, close } = await watchedPage(suite.browser, pathToFileURL(out).href, 'file:');
    await drawn(page);
    const values = await planeOf('velocity.h5', 'velocity');
    await clickMap(page, 0.5, 0.5);
    await drawnSeries(page);
    const place = page.locator('[data-part="reference"]');
    await place.fill('20, 30');
    await place.press('Enter');
    const { y, x } = await under(page, 0.5, 0.5);
    const expected = values[y * width + x] - values[20 * width + 30];
    await expect.poll(async () => (await under(page, 0.5, 0.5)).value).toBe(expected);
    expect(await page.locator('[data-parameter="velocity"]').count()).toBe(1);
    expect(troubles).toEqual([]);
    await close();
  });

  test('files that are too large for one page are refused, and a folder that is no export stays', async () => {
    const path = join(folder, 'large.h5');
    writeFileSync(path, '');
    truncateSync(path, 200e6);
    const files = [{ name: 'large.h5', path }];
    expect(() => exportSingleFile(files, join(folder, 'x.html'), quietContext(), NO_PAGE)).toThrow(/200 MB/);
    await expect(
      exportFolder(
        openedFiles([join(folder, 'velocity.h5')]),
        join(folder, 'inputs'),
        quietContext(),
        NO_PAGE,
      ),
    ).rejects.toThrow(/holds something else/);
    rmSync(path);
  });

  test('stores of save_zarr open in the page, in degrees and in radar coordinates', async () => {
    const root = mkdtempSync(join(tmpdir(), 'mintsar-stores-'));
    const stores = [
      ['geo_timeseries.zarr', 'geo/geo_timeseries.h5'],
      ['velocity.zarr', 'utm/velocity.h5'],
    ] as const;
    for (const [name, file] of stores)
      await saveZarr({ file: join(folder, file), outfile: join(root, name) }, quietContext());
    writeFileSync(join(root, 'index.html'), (await builtPage()).html);
    const server = await serve(root);
    const query = stores.map(([name]) => `open=${name}`).join('&');
    const { page, troubles, close } = await watchedPage(
      suite.browser,
      `${server.url}/index.html?${query}`,
      server.url,
    );
    await drawn(page);
    await showLayer(page, 'geo_timeseries.zarr', 'displacement');
    const series = await planeOf('geo/geo_timeseries.h5', 'timeseries', 13);
    const one = await under(page, 0.5, 0.5);
    expect(one.value).toBe(series[one.y * width + one.x]);
    expect(one.text).toMatch(/lat 36\.\d{5}°/);
    await clickMap(page, 0.5, 0.5);
    expect((await drawnSeries(page))[0]).toHaveLength(14);
    await showLayer(page, 'velocity.zarr', 'velocity');
    const two = await under(page, 0.5, 0.5);
    expect(two.value).toBe((await planeOf('utm/velocity.h5', 'velocity'))[two.y * width + two.x]);
    expect(two.text).toMatch(/lat 36\.\d{5}°.*cm\/year/s);
    expect(troubles).toEqual([]);
    await close();
    await server.close();
    // So do they from the viewer's own server, with the policy of its page.
    const own = await openViewer(suite.browser, [join(root, 'geo_timeseries.zarr')]);
    await drawn(own.page);
    const same = await under(own.page, 0.5, 0.5);
    expect(same.value).toBe(series[same.y * width + same.x]);
    expect(own.troubles).toEqual([]);
    await own.close();
  });

  test('GeoTIFF, a map across 180 degrees, and radar images draped on the map show the values of their files', async () => {
    const root = mkdtempSync(join(tmpdir(), 'mintsar-formats-'));
    await saveGdal(
      { file: join(folder, 'utm/velocity.h5'), outfile: join(root, 'velocity.tif') },
      quietContext(),
    );
    const values = await planeOf('velocity.h5', 'velocity');
    const attributes = await withH5(join(folder, 'velocity.h5'), (h5) => h5.attributes);
    const plane = (name: string, own: Float32Array) => ({
      name,
      type: 'f4' as const,
      shape: [length, width],
      values: own,
    });
    const across = {
      X_FIRST: '179.95',
      Y_FIRST: '-16.5',
      X_STEP: '0.0012',
      Y_STEP: '-0.001',
      X_UNIT: 'degrees',
      Y_UNIT: 'degrees',
    };
    await writeProduct(
      join(root, 'across.h5'),
      { ...attributes, ...across },
      [plane('velocity', values)],
      quietContext(),
    );
    await writeProduct(join(root, 'radar.h5'), attributes, [plane('velocity', values)], quietContext());
    // A turned and bent lookup table across 180 degrees.
    const turned = (value: (y: number, x: number) => number) =>
      Float32Array.from({ length: length * width }, (_, i) => value(Math.floor(i / width), i % width));
    const lat = turned((y, x) => -16.5 - 0.001 * y + 0.0002 * x);
    const lon = turned((y, x) => {
      const east = 179.95 + 0.0012 * x + 0.0002 * y + 0.0004 * Math.sin(y / 9);
      return east > 180 ? east - 360 : east;
    });
    await writeProduct(
      join(root, 'geometryRadar.h5'),
      { ...attributes, FILE_TYPE: 'geometry' },
      [plane('height', lat), plane('latitude', lat), plane('longitude', lon)],
      quietContext(),
    );
    const { page, troubles, close } = await openViewer(suite.browser, [root]);
    await showLayer(page, 'velocity.tif', 'velocity');
    const tiff = await under(page, 0.5, 0.5);
    expect(tiff.value).toBe((await planeOf('utm/velocity.h5', 'velocity'))[tiff.y * width + tiff.x]);
    expect(tiff.text).toMatch(/lat 36\.\d{5}°.*cm\/year/s);
    await showLayer(page, 'across.h5', 'velocity');
    const east = await under(page, 0.75, 0.5);
    expect(east.value).toBe(values[east.y * width + east.x]);
    expect(east.text).toMatch(/lat -16\.5\d+°\s+lon -179\.9\d+°/);
    await showLayer(page, 'radar.h5', 'velocity');
    await expect.poll(async () => (await under(page, 0.5, 0.5)).text).toMatch(/lat -16\.5\d+°/);
    await page.getByLabel('radar image on the map').check();
    await page.getByRole('button', { name: 'Show all' }).click();
    await drawn(page);
    for (const [right, down] of [
      [0.5, 0.5],
      [0.4, 0.6],
    ]) {
      const draped = await under(page, right, down);
      const at = draped.y * width + draped.x;
      expect(draped.value).toBe(values[at]);
      const told = /lat (-?[\d.]+)°\s+lon (-?[\d.]+)°/.exec(draped.text)!;
      expect(Math.abs(Number(told[1]) - lat[at])).toBeLessThan(1e-5);
      expect(Math.abs(Number(told[2]) - lon[at])).toBeLessThan(2e-5);
    }
    if (process.env['VIEWER_SHOTS'])
      await page.screenshot({ path: `${process.env['VIEWER_SHOTS']}/draped.png` });
    expect(troubles).toEqual([]);
    await close();
  });
});
