import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { temporaryFolder, tinyGrid, tinyRasters } from '../../../test/support/tiny-series.ts';
import { readTransect } from './transect.ts';

const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

beforeAll(async () => {
  // A plane, without data in row 0; the reference pixel y 1, x 2 is 0 and data.
  await tinyRasters(at('velocity.h5'), {
    velocity: tinyGrid((y, x) => (y === 0 ? 0 : 0.01 * (y - 1) + 0.02 * (x - 2))),
  });
  await tinyRasters(at('mask.h5'), { mask: tinyGrid((_y, x) => (x < 4 ? 1 : 0)) });
  const map = { Y_FIRST: '36', X_FIRST: '25', Y_STEP: '-0.001', X_STEP: '0.001' };
  await tinyRasters(at('geo_velocity.h5'), { velocity: tinyGrid((y, x) => y + x + 1) }, map);
});

test('a plane is met exactly by every interpolation', async () => {
  for (const interpolation of ['nearest', 'bilinear', 'cubic'] as const) {
    const ends = { start: { y: 1, x: 0 }, end: { y: 4, x: 6 } };
    const request = { file: at('velocity.h5'), ...ends, interpolation, unit: 'm/year' };
    const { y, x, values, unit } = await readTransect(request);
    expect(unit).toBe('m/year');
    const tolerance = interpolation === 'nearest' ? 0.016 : 1e-6;
    values.forEach((value, k) => {
      const truth = 0.01 * (y[k] - 1) + 0.02 * (x[k] - 2);
      // The spline is not a plane within a pixel of the rim, where it is mirrored.
      if (interpolation !== 'cubic') expect(Math.abs(value - truth)).toBeLessThan(tolerance);
      else expect(Math.abs(value - truth)).toBeLessThan(0.006);
    });
  }
});

test('0 is no data but at the reference pixel, and what a mask leaves out is none', async () => {
  const line = { start: { y: 1, x: 0 }, end: { y: 1, x: 6 } };
  const whole = await readTransect({ file: at('velocity.h5'), ...line });
  expect([...whole.values].map((value) => Number(value.toFixed(3)))).toEqual([-4, -2, 0, 4, 6, 8]);
  const masked = await readTransect({ file: at('velocity.h5'), ...line, mask: at('mask.h5') });
  expect(masked.values.filter(Number.isNaN)).toHaveLength(3);
  const empty = await readTransect({ file: at('velocity.h5'), start: { y: 0, x: 0 }, end: { y: 0, x: 6 } });
  expect(empty.values.every(Number.isNaN)).toBe(true);
});

test('a window gives mean and spread of its pixels with data', async () => {
  const line = { start: { y: 1, x: 1 }, end: { y: 1, x: 5 } };
  const { values, spread } = await readTransect({ file: at('velocity.h5'), ...line, window: 3 });
  // Rows 1 and 2, columns 0 to 2.
  expect(values[0]).toBeCloseTo(0.5 - 2, 5);
  expect(spread?.[0]).toBeCloseTo(Math.sqrt(0.5 ** 2 + (2 ** 2 * 2) / 3), 5);
});

test('on a map places lead to pixels, and distance is in metres', async () => {
  const { start, end, distance, distanceUnit, places } = await readTransect({
    file: at('geo_velocity.h5'),
    start: { lat: 35.9995, lon: 25.0005 },
    end: { lat: 35.9995, lon: 25.0065 },
  });
  expect([start, end]).toEqual([
    { y: 0, x: 0 },
    { y: 0, x: 6 },
  ]);
  expect(distanceUnit).toBe('m');
  expect(distance.at(-1)).toBeCloseTo(
    ((6e-3 * Math.PI) / 180) * 6378100 * Math.cos((35.9975 * Math.PI) / 180),
    3,
  );
  expect(places[0]?.lon).toBeCloseTo(25.0005, 9);
});

describeWithSharedData('profiles of the reference', (data) => {
  const scene = join(data, 'isce-radar/expected');
  const golden = (name: string) =>
    readFileSync(join(scene, 'commands/transect', name), 'utf8')
      .trimEnd()
      .split('\n')
      .slice(1)
      .map((line) => line.split(',').map(Number));

  test.each([
    ['velocity.h5', { y: 20, x: 95 }, { y: 130, x: 30 }, 'velocity_yx_20_95_130_30'],
    [
      'geo/geo_velocity.h5',
      { lat: 36.44, lon: 25.39 },
      { lat: 36.38, lon: 25.44 },
      'geo_velocity_lalo_36.44_25.39_36.38_25.44',
    ],
  ])('%s has the same points, distances and values', async (file, start, end, name) => {
    const request = { file: join(scene, 'default-notropo', file), start, end, unit: 'm/year' };
    for (const [interpolation, theirs] of [
      ['nearest', 'nearest'],
      ['bilinear', 'linear'],
      ['cubic', 'cubic'],
    ] as const) {
      const { y, x, distance, values } = await readTransect({ ...request, interpolation });
      const rows = golden(`${name}_${theirs}.csv`);
      // The reference interpolates 0 like any other value: near pixels without data it is half a value.
      const reach = interpolation === 'nearest' ? 0 : interpolation === 'bilinear' ? 1 : 16;
      const isClear = (k: number) =>
        Array.from({ length: 2 * reach + 1 }, (_, i) => values[k - reach + i]).every(Number.isFinite);
      let [compared, equal] = [0, 0];
      for (const [row, column, far, value] of rows) {
        const k = y.findIndex((own) => Math.abs(own - row) < 1e-4);
        expect(x[k]).toBeCloseTo(column, 4);
        expect(Math.abs(distance[k] - far)).toBeLessThan(0.02);
        if (!isClear(k)) continue;
        compared++;
        if (Math.abs(values[k] - value) <= (interpolation === 'cubic' ? 2e-5 : 1e-8)) equal++;
      }
      if (interpolation === 'nearest') {
        expect(equal).toBe(rows.length);
        expect(values.filter(Number.isFinite)).toHaveLength(rows.length);
      } else if (rows.length > 0) {
        expect(compared).toBeGreaterThan(20);
        expect(equal / compared).toBeGreaterThan(0.95); // pixels without data may lie beside the line
      }
    }
  });
});
