import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  attributesOf,
  TINY_ATTRIBUTES,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { closePool } from '../../compute/pool.ts';
import { quietContext } from '../../core/context.ts';
import { writeProduct } from '../../io/products/product.ts';
import { stitchFiles } from './stitch.ts';

const folder = temporaryFolder();
afterAll(closePool);
const at = (name: string) => join(folder, name);
const context = quietContext();
const MAP = {
  Y_FIRST: '36.0',
  X_FIRST: '25.0',
  Y_STEP: '-0.01',
  X_STEP: '0.01',
  REF_LAT: '35.985',
  REF_LON: '25.035',
};
/** Two rows to the south and three columns to the west. */
const SECOND = { ...MAP, Y_FIRST: '35.98', X_FIRST: '24.97', SUBSET_YMIN: '3' };
const none = Number.NaN;
/** A mosaic of 7 x 10 pixels from the value of a pixel in the frame of the first map. */
const mosaic = (value: (y: number, x: number) => number) =>
  Array.from({ length: 70 }, (_, k) => value(Math.floor(k / 10), (k % 10) - 3));
const inFirst = (y: number, x: number) => y < 5 && x >= 0;
const inSecond = (y: number, x: number) => y >= 2 && x < 4;

test('the later map lies on top, shifted by its mean difference where both have data', async () => {
  const hole = (y: number, x: number) => y === 3 && x === 1;
  await tinyRasters(at('a.h5'), { velocity: tinyGrid((y, x) => y + x), velocityStd: tinyGrid(() => 1) }, MAP);
  const second = tinyGrid((y, x) => (hole(y + 2, x - 3) ? none : 100 + 2 * (y + 2 + x - 3)));
  await tinyRasters(at('b.h5'), { velocity: second, velocityStd: second }, SECOND);
  const both = [2, 3, 4].flatMap((y) => [0, 1, 2, 3].flatMap((x) => (hole(y, x) ? [] : [y + x])));
  const shift = 100 + both.reduce((sum, v) => sum + v, 0) / both.length;
  for (const workers of [1, 2]) {
    const outfile = at(`m${workers}.h5`);
    await stitchFiles(
      { files: [at('a.h5'), at('b.h5')], outfile },
      quietContext({ workers, maxMemory: 1 << 15 }),
    );
    const expected = mosaic((y, x) =>
      inSecond(y, x) && !hole(y, x) ? Math.fround(100 + 2 * (y + x) - shift) : inFirst(y, x) ? y + x : none,
    );
    expect(await valuesOf(outfile, 'velocity')).toEqual(expected);
    const attributes = await attributesOf(outfile);
    expect(attributes).toMatchObject({
      LENGTH: '7',
      WIDTH: '10',
      Y_FIRST: '36.0',
      X_FIRST: '24.97',
      REF_Y: '1',
      REF_X: '6',
    });
    expect(attributes).not.toHaveProperty('SUBSET_YMIN');
  }
  await stitchFiles({ files: [at('a.h5'), at('b.h5')], outfile: at('raw.h5'), shifts: false }, context);
  expect((await valuesOf(at('raw.h5'), 'velocity'))[69 - 3]).toBe(100 + 2 * (6 + 3));
});

test('every date of a series is shifted by itself, and a third map fits what lies below it', async () => {
  const dates = ['20200101', '20200113'];
  const level = (k: number, n: number) => 10 * k * n;
  const places = [MAP, SECOND, { ...SECOND, Y_FIRST: '35.96' }];
  for (const [n, attributes] of places.entries())
    await tinySeries(at(`ts${n}.h5`), dates, (k) => 5 + level(k, n), { attributes });
  await stitchFiles({ files: [0, 1, 2].map((n) => at(`ts${n}.h5`)), outfile: at('ts.h5') }, context);
  const values = await valuesOf(at('ts.h5'), 'timeseries');
  expect(new Set(values.filter((v) => !Number.isNaN(v)))).toEqual(new Set([5]));
  expect(await valuesOf(at('ts.h5'), 'date')).toEqual(dates);
  await tinySeries(at('late.h5'), ['20200101', '20200125'], () => 1, { attributes: SECOND });
  const late = stitchFiles({ files: [at('ts0.h5'), at('late.h5')], outfile: at('no.h5') }, context);
  await expect(late).rejects.toThrow(/late\.h5 2; the first that differs is 20200113/);
});

test('of geometry pixels without an incidence angle are no data, and nothing is shifted; masks are laid over each other', async () => {
  const mask = (value: (y: number, x: number) => number) => ({
    name: 'waterMask',
    type: 'bool' as const,
    shape: [5, 7],
    values: Uint8Array.from(tinyGrid(value)),
  });
  const raster = (name: string, values: Float32Array) => ({
    name,
    type: 'f4' as const,
    shape: [5, 7],
    values,
  });
  const geometry = { ...TINY_ATTRIBUTES, FILE_TYPE: 'geometry' };
  const angle = (x0: number) => tinyGrid((_, x) => (x < x0 ? 0 : 35));
  await writeProduct(
    at('g0.h5'),
    { ...geometry, ...MAP },
    [
      raster(
        'height',
        tinyGrid(() => 10),
      ),
      raster('incidenceAngle', angle(0)),
      mask(() => 1),
    ],
    context,
  );
  await writeProduct(
    at('g1.h5'),
    { ...geometry, ...SECOND },
    [
      raster(
        'height',
        tinyGrid(() => 20),
      ),
      raster('incidenceAngle', angle(5)),
      mask(() => 0),
    ],
    context,
  );
  await stitchFiles({ files: [at('g0.h5'), at('g1.h5')], outfile: at('g.h5') }, context);
  expect(await valuesOf(at('g.h5'), 'height')).toEqual(
    mosaic((y, x) => (inSecond(y, x) && x >= 2 ? 20 : inFirst(y, x) ? 10 : none)),
  );
  expect(await valuesOf(at('g.h5'), 'waterMask')).toEqual(mosaic((y, x) => (inFirst(y, x) ? 1 : 0)));
});

test('maps on both sides of the 180th meridian become one', async () => {
  await tinyRasters(at('east.h5'), { velocity: tinyGrid(() => 1) }, { ...MAP, X_FIRST: '179.95' });
  await tinyRasters(at('west.h5'), { velocity: tinyGrid(() => 2) }, { ...MAP, X_FIRST: '-180.0' });
  await stitchFiles(
    { files: [at('east.h5'), at('west.h5')], outfile: at('over.h5'), shifts: false },
    context,
  );
  expect(await attributesOf(at('over.h5'))).toMatchObject({ X_FIRST: '179.95', WIDTH: '12' });
  expect((await valuesOf(at('over.h5'), 'velocity')).slice(0, 12)).toEqual([
    1, 1, 1, 1, 1, 2, 2, 2, 2, 2, 2, 2,
  ]);
});

test('a map of other pixels is rescaled to those of the first', async () => {
  const plane = (y: number, x: number) => 2 * y - x;
  await tinyRasters(at('fine.h5'), { velocity: tinyGrid(plane) }, MAP);
  // Twice as coarse, over twice the area: its pixel (y, x) is centred at row 2 y + 0.5, column 2 x + 0.5 of the first.
  const coarse = { ...MAP, Y_STEP: '-0.02', X_STEP: '0.02' };
  await tinyRasters(
    at('coarse.h5'),
    { velocity: tinyGrid((y, x) => plane(2 * y + 0.5, 2 * x + 0.5)) },
    coarse,
  );
  await stitchFiles(
    { files: [at('fine.h5'), at('coarse.h5')], outfile: at('both.h5'), shifts: false },
    context,
  );
  expect(await attributesOf(at('both.h5'))).toMatchObject({ LENGTH: '10', WIDTH: '14', X_STEP: '0.01' });
  const values = await valuesOf(at('both.h5'), 'velocity');
  for (const [y, x] of [
    [1, 1],
    [4, 9],
    [8, 12],
  ])
    expect(values[14 * y + x]).toBeCloseTo(plane(y, x), 5);
  expect(readdirSync(folder).filter((name) => name.includes('part'))).toEqual([]);
});
