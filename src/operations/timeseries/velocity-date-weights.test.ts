import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attributesOf, temporaryFolder, tinySeries, valuesOf } from '../../../test/support/tiny-series.ts';
import { defaultOptions } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { createGaussian } from '../../core/stats/gaussian.ts';
import { createRandom } from '../../core/stats/random.ts';
import { acquisitionYears } from '../../core/timeseries/model.ts';
import { fitVelocity } from './velocity.ts';

const folder = temporaryFolder();
const usual = defaultOptions().config.timeFunc;
const options = { ...usual, dateWeight: 'residual' as const };
const dates = Array.from(
  { length: 24 },
  (_, k) => `${2018 + Math.floor(k / 12)}${String(1 + (k % 12)).padStart(2, '0')}11`,
);
const gaussian = createGaussian(createRandom(9));
const timeseries = await tinySeries(join(folder, 'timeseries.h5'), dates, (k, y, x) =>
  (y === 1 && x === 2) || k === 0 ? 0 : 0.001 * k + (k === 20 ? 0.05 : k === 9 ? 1 : 0.002) * gaussian(),
);

test('a noisy date counts less, which the log and the file tell; excluded dates take no part', async () => {
  const said: string[] = [];
  const context = quietContext();
  const log = { ...context.log, info: (text: string) => said.push(text) };
  const [outfile, alike] = [join(folder, 'weighted.h5'), join(folder, 'alike.h5')];
  const excludeDate = [dates[9]];
  const residual = { outfile: join(folder, 'residual.h5') };
  await fitVelocity(
    { timeseries, outfile, options: { ...options, excludeDate }, residual },
    { ...context, log },
  );
  await fitVelocity({ timeseries, outfile: alike, options: { ...usual, excludeDate } }, quietContext());
  const told = said.find((text) => text.startsWith('dates are weighted'));
  expect(told).toMatch(/of 34 pixels, .* mm on a usual date; noisier by a factor: 20190911 /);
  expect(told).not.toContain(dates[9]);
  const errors = async (file: string) =>
    Math.hypot(...(await valuesOf(file, 'velocity')).filter((v) => v !== 0).map((v) => v - 0.012));
  expect((await errors(outfile)) / (await errors(alike))).toBeLessThan(0.5);
  const key = 'mintpy.timeFunc.dateWeight';
  expect((await attributesOf(outfile))[key]).toBe('residual');
  expect(await attributesOf(alike)).not.toHaveProperty(key);
  // The residual is that of the weighted fit: with the velocity and the rest the series is whole again.
  const [rest, series] = [
    await valuesOf(residual.outfile, 'timeseries'),
    await valuesOf(timeseries, 'timeseries'),
  ];
  const velocity = await valuesOf(outfile, 'velocity');
  const years = acquisitionYears(dates);
  const change = series[23 * 35 + 8] - rest[22 * 35 + 8] - (series[8] - rest[8]);
  expect(change).toBeCloseTo(velocity[8] * (years[23] - years[0]), 5);
});

test('a file that was weighted is made again without weights', async () => {
  const outfile = join(folder, 'again.h5');
  await fitVelocity({ timeseries, outfile, options }, quietContext());
  const weighted = await valuesOf(outfile, 'velocity');
  await fitVelocity({ timeseries, outfile, options: usual, update: true }, quietContext());
  expect(await valuesOf(outfile, 'velocity')).not.toEqual(weighted);
});

test('draws of dates bring their weights along', async () => {
  const meanStd = async (of: typeof usual, name: string) => {
    const outfile = join(folder, `${name}.h5`);
    await fitVelocity(
      { timeseries, outfile, options: { ...of, uncertaintyQuantification: 'bootstrap' } },
      quietContext(),
    );
    const std = (await valuesOf(outfile, 'velocityStd')).filter((value) => value > 0);
    return std.reduce((sum, value) => sum + value, 0) / std.length;
  };
  expect((await meanStd(options, 'drawn')) / (await meanStd(usual, 'drawnAlike'))).toBeLessThan(0.5);
});
