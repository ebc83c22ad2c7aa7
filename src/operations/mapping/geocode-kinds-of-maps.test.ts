import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  attributesOf,
  TINY_ATTRIBUTES,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { latLonRasters } from '../../core/geometry/map-grid.ts';
import { writeProduct } from '../../io/products/product.ts';
import { type GeocodeRequest, geocodeFiles } from './geocode.ts';

const folder = temporaryFolder();
/** Lines run north, samples run west. */
const latitude = tinyGrid((y) => 36 + 0.001 * y);
const longitude = tinyGrid((_, x) => 25 - 0.001 * x);
const lookup = join(folder, 'geometryRadar.h5');
await tinyRasters(lookup, { height: tinyGrid(() => 1), latitude, longitude }, { FILE_TYPE: 'geometry' });

const options = { SNWE: null, laloStep: null, interpMethod: 'nearest' } as const;

function request(more: Partial<GeocodeRequest>): GeocodeRequest {
  return { files: [], lookup, direction: 'radar2geo', options, outDir: folder, ...more };
}

test('a map in metres goes back to the radar image through its latitudes and longitudes', async () => {
  // 36.0 to 36.004° N, 24.994 to 25.0° E in UTM zone 35 N (central meridian 27° E)
  const grid = {
    yFirst: 3987000,
    xFirst: 318700,
    yStep: -100,
    xStep: 100,
    length: 20,
    width: 22,
    utmZone: '35N',
  };
  const { latitude: lats, longitude: lons } = latLonRasters(grid);
  const attributes = {
    ...TINY_ATTRIBUTES,
    FILE_TYPE: 'velocity',
    LENGTH: '20',
    WIDTH: '22',
    UTM_ZONE: '35N',
    Y_UNIT: 'meters',
    X_UNIT: 'meters',
    Y_FIRST: '3987000',
    X_FIRST: '318700',
    Y_STEP: '-100',
    X_STEP: '100',
  };
  const values = Float32Array.from(lats.data, (lat, k) => 1000 * (lat - 36) + 1e6 * (lons.data[k] - 25));
  await writeProduct(
    join(folder, 'utm.h5'),
    attributes,
    [{ name: 'velocity', type: 'f4', shape: [20, 22], values }],
    quietContext(),
  );
  for (const interpMethod of ['nearest', 'linear'] as const) {
    const outfile = join(folder, `rdr_${interpMethod}.h5`);
    const more = {
      files: [join(folder, 'utm.h5')],
      outfile,
      direction: 'geo2radar' as const,
      options: { ...options, interpMethod },
    };
    await geocodeFiles(request(more), quietContext());
    const got = await valuesOf(outfile, 'velocity');
    // Half a pixel of 100 m is 0.56e-3 degrees of longitude; bilinear values are exact to the single precision of places.
    got.forEach((value, k) => {
      const expected = 1000 * (latitude[k] - 36) + 1e6 * (longitude[k] - 25);
      expect(Math.abs(value - expected)).toBeLessThan(interpMethod === 'nearest' ? 580 : 5);
    });
    const after = await attributesOf(outfile);
    for (const key of ['Y_FIRST', 'UTM_ZONE', 'EPSG']) expect(after).not.toHaveProperty(key);
  }
});

test('through a table on a map the search on the grid fills nothing beside the image', async () => {
  const size = { LENGTH: '8', WIDTH: '10' };
  const cells = (value: (y: number, x: number) => number) =>
    Float32Array.from({ length: 80 }, (_, k) => value(Math.floor(k / 10), k % 10));
  const raster = (name: string, values: Float32Array) => ({
    name,
    type: 'f4' as const,
    shape: [8, 10],
    values,
  });
  const geo = {
    ...size,
    Y_FIRST: '36',
    X_FIRST: '25',
    Y_STEP: '-0.001',
    X_STEP: '0.001',
    FILE_TYPE: 'geometry',
  };
  const table = join(folder, 'geometryGeo.h5');
  // Map pixel (y, x) lies at line y - 1 and column x - 1, in the middle of radar pixels.
  await writeProduct(
    table,
    geo,
    [
      raster(
        'azimuthCoord',
        cells((y) => y - 0.5),
      ),
      raster(
        'rangeCoord',
        cells((_, x) => x - 0.5),
      ),
    ],
    quietContext(),
  );
  const file = await tinyRasters(join(folder, 'image.h5'), { velocity: tinyGrid((y, x) => 10 * y + x + 1) });
  const outfile = join(folder, 'onGrid.h5');
  for (const [search, around] of [
    ['grid', Number.NaN],
    ['sphere', 1],
  ] as const) {
    await geocodeFiles(
      request({ files: [file], lookup: table, outfile, options: { ...options, laloStep: null, search } }),
      quietContext(),
    );
    const got = await valuesOf(outfile, 'velocity');
    expect(got[11]).toBe(1);
    expect(got[5 * 10 + 7]).toBe(47);
    expect(got[0]).toBe(around);
  }
});
