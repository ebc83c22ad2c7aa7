import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  attributesOf,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { correctHeightCorrelation } from './correct-troposphere-height.ts';

const folder = temporaryFolder();
const dates = ['20040101', '20050101', '20080101'];
const height = (y: number, x: number) => 100 * y + 37 * x + (y === 4 ? 5 : 0);

async function files() {
  return {
    geometry: await tinyRasters(join(folder, 'geometry.h5'), {
      height: tinyGrid(height),
      incidenceAngle: tinyGrid(() => 60),
    }),
    mask: await tinyRasters(join(folder, 'mask.h5'), { mask: tinyGrid((_, x) => (x === 6 ? 0 : 1)) }),
  };
}

test('a delay proportional to height disappears, also outside the mask; zeros stay', async () => {
  const { geometry, mask } = await files();
  const delay = (k: number, y: number, x: number) => k * 1e-4 * (height(y, x) - height(1, 2));
  const timeseries = await tinySeries(join(folder, 'a.h5'), dates, (k, y, x) =>
    y === 3 && x === 6 ? 0 : delay(k, y, x),
  );
  const outfile = join(folder, 'a_tropHgt.h5');
  const request = { timeseries, geometry, mask, outfile, polyOrder: 1, looks: 1, minCorrelation: 0.5 };
  await correctHeightCorrelation(request, quietContext());
  for (const value of await valuesOf(outfile, 'timeseries')) expect(value).toBeCloseTo(0, 8);
  expect((await valuesOf(outfile, 'timeseries'))[35 + 27]).toBe(0);
  expect((await attributesOf(outfile))['mintpy.troposphericDelay.polyOrder']).toBe('1');
});

test('dates that do not follow height stay as they are', async () => {
  const { geometry, mask } = await files();
  const pattern = (k: number, y: number, x: number) => (k === 0 ? 0 : k * 0.01 * Math.cos(3 * y + 5 * x));
  const timeseries = await tinySeries(join(folder, 'b.h5'), dates, pattern);
  const outfile = join(folder, 'b_tropHgt.h5');
  const request = { timeseries, geometry, mask, outfile, polyOrder: 2, looks: 2, minCorrelation: 0.999 };
  await correctHeightCorrelation(request, quietContext());
  expect(await valuesOf(outfile, 'timeseries')).toEqual(await valuesOf(timeseries, 'timeseries'));
});

test('a geometry file without height is refused by name', async () => {
  const { mask } = await files();
  const geometry = await tinyRasters(join(folder, 'flat.h5'), { incidenceAngle: tinyGrid(() => 35) });
  const timeseries = await tinySeries(join(folder, 'c.h5'), dates, () => 0.1);
  const outfile = join(folder, 'c_tropHgt.h5');
  const request = { timeseries, geometry, mask, outfile, polyOrder: 1, looks: 1, minCorrelation: 0 };
  await expect(correctHeightCorrelation(request, quietContext())).rejects.toThrow('flat.h5');
});

test('windows are named in the file, and refused when they cannot hold the pixels asked for', async () => {
  const { geometry, mask } = await files();
  const timeseries = await tinySeries(
    join(folder, 'd.h5'),
    dates,
    (k, y, x) => k * 1e-4 * (height(y, x) - height(1, 2)),
  );
  const outfile = join(folder, 'd_tropHgt.h5');
  const options = { polyOrder: 1, looks: 1, minCorrelation: 0, windowSize: 4 };
  const request = { timeseries, geometry, mask, outfile, ...options };
  await expect(correctHeightCorrelation(request, quietContext())).rejects.toThrow(
    'Windows of 4 x 4 pixels hold 16 averages of 1 x 1 pixels, fewer than the 50 that are asked for.',
  );
  await correctHeightCorrelation({ ...request, windowMinPixel: 3 }, quietContext());
  expect((await attributesOf(outfile))['mintpy.troposphericDelay.windowSize']).toBe('4');
  const values = await valuesOf(outfile, 'timeseries');
  for (const value of values) expect(Math.abs(value)).toBeLessThan(1e-6);
});
