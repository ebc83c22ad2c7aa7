import { copyFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { attributesAgainst } from '../../../test/support/compare.ts';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { temporaryFolder, tinyGrid, tinyRasters, valuesOf } from '../../../test/support/tiny-series.ts';
import { closePool } from '../../compute/pool.ts';
import { quietContext } from '../../core/context.ts';
import { rewriteH5, withH5 } from '../../io/hdf5/file.ts';
import { writeProduct } from '../../io/products/product.ts';
import { addRadarPlaces } from './radar-places.ts';

const folder = temporaryFolder();
afterAll(closePool);
const at = (name: string) => join(folder, name);
const context = quietContext();

/** A map of 12 x 16 pixels that is the radar image turned over, twice as fine, in the frame of a larger image. */
const [LENGTH, WIDTH] = [12, 16];
const table = (value: (row: number, column: number) => number) =>
  Float32Array.from({ length: LENGTH * WIDTH }, (_, k) => value(Math.floor(k / WIDTH), k % WIDTH));
const raster = (name: string, values: Float32Array) => ({
  name,
  type: 'f4' as const,
  shape: [LENGTH, WIDTH],
  values,
});
await writeProduct(
  at('geometryGeo.h5'),
  {
    LENGTH: '12',
    WIDTH: '16',
    Y_FIRST: '36',
    X_FIRST: '25',
    Y_STEP: '-0.5',
    X_STEP: '0.5',
    FILE_TYPE: 'geometry',
  },
  [
    raster(
      'azimuthCoord',
      table((row) => 100 + row / 2),
    ),
    raster(
      'rangeCoord',
      table((_, column) => 207.5 - column / 2),
    ),
  ],
  context,
);
const offset = { SUBSET_YMIN: '100', SUBSET_XMIN: '200' };

test('every radar pixel takes the place of the map pixel that leads nearest to it, but those of height 0', async () => {
  const height = tinyGrid((y, x) => (y === 2 && x === 3 ? 0 : 100));
  for (const workers of [1, 2]) {
    const geometry = await tinyRasters(
      at(`radar${workers}.h5`),
      { height, incidenceAngle: tinyGrid(() => 35) },
      { ...offset, FILE_TYPE: 'geometry' },
    );
    await addRadarPlaces(
      { lookup: at('geometryGeo.h5'), geometry },
      quietContext({ workers, maxMemory: 1 << 15 }),
    );
    const none = (y: number, x: number) => y === 2 && x === 3;
    // Row 2 y of the map leads to line y, column 15 - 2 x to column x; places are pixel centres.
    expect(await valuesOf(geometry, 'latitude')).toEqual(
      Array.from(tinyGrid((y, x) => (none(y, x) ? Number.NaN : 36 - 0.5 * (2 * y + 0.5)))),
    );
    expect(await valuesOf(geometry, 'longitude')).toEqual(
      Array.from(tinyGrid((y, x) => (none(y, x) ? Number.NaN : 25 + 0.5 * (15 - 2 * x + 0.5)))),
    );
    expect((await valuesOf(geometry, 'incidenceAngle'))[8]).toBe(35);
  }
});

test('files that are something else are refused, and the geometry stays as it is', async () => {
  const geometry = await tinyRasters(
    at('other.h5'),
    { height: tinyGrid(() => 1) },
    { SUBSET_YMIN: '900', FILE_TYPE: 'geometry' },
  );
  const lookup = at('geometryGeo.h5');
  await expect(addRadarPlaces({ lookup, geometry }, context)).rejects.toThrow(
    /No entry of .*geometryGeo\.h5 leads into the 5 x 7/,
  );
  await expect(addRadarPlaces({ lookup: geometry, geometry }, context)).rejects.toThrow(
    /other\.h5 is no lookup table/,
  );
  await expect(addRadarPlaces({ lookup, geometry: lookup }, context)).rejects.toThrow(
    /no geometry in radar coordinates/,
  );
  await withH5(geometry, (file) => expect([...file.datasets.keys()]).toEqual(['height']));
});

describeWithSharedData('a lookup table that is turned round', (data) => {
  test('leads to the place of an entry as near as that of the reference, at its centre', async () => {
    const goldens = join(data, 'isce-radar/expected/commands/lookup_geo2radar');
    const geometry = at('geometryRadar.h5');
    await rewriteH5(join(goldens, 'geometryRadar.h5'), {
      target: geometry,
      keep: (name) => name === 'height',
    });
    const lookup = at('lookup.h5');
    copyFileSync(join(goldens, 'geometryGeo.h5'), lookup);
    await addRadarPlaces({ lookup, geometry }, context);
    const map = await withH5(lookup, ({ attributes }) => attributes);
    const [azimuth, range] = [await valuesOf(lookup, 'azimuthCoord'), await valuesOf(lookup, 'rangeCoord')];
    /** Squared distance of the entry at a place to a radar pixel; the reference gives the pixel's corner. */
    const distance = (lat: number, lon: number, k: number, corner: number) => {
      const row = Math.round((lat - Number(map['Y_FIRST'])) / Number(map['Y_STEP']) - corner);
      const column = Math.round((lon - Number(map['X_FIRST'])) / Number(map['X_STEP']) - corner);
      const entry = row * Number(map['WIDTH']) + column;
      return (azimuth[entry] - Math.floor(k / 180)) ** 2 + (range[entry] - (k % 180)) ** 2;
    };
    const theirs = join(goldens, 'geometryRadar.h5');
    const [lats, lons] = [await valuesOf(geometry, 'latitude'), await valuesOf(geometry, 'longitude')];
    const [lats0, lons0] = [await valuesOf(theirs, 'latitude'), await valuesOf(theirs, 'longitude')];
    lats.forEach((lat, k) => {
      if (Number.isNaN(lats0[k])) expect(lat).toBeNaN();
      else expect(distance(lat, lons[k], k, 0.5)).toBe(distance(lats0[k], lons0[k], k, 0));
    });
    expect(await attributesAgainst(geometry, theirs)).toEqual([]);
  });
});

test('files that are no geometry get no places', async () => {
  const velocity = tinyGrid(() => 1);
  const file = await tinyRasters(at('velocity.h5'), { velocity }, { ...offset, FILE_TYPE: 'velocity' });
  await expect(addRadarPlaces({ lookup: at('geometryGeo.h5'), geometry: file }, context)).rejects.toThrow(
    'is no geometry in radar coordinates',
  );
});
