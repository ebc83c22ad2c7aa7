import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  attributesOf,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
} from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { residualRms } from './residual-rms.ts';

const dates = ['20040101', '20040301', '20040601', '20040901', '20050101'];
const sigma = [0.002, 0.003, 0.001, 0.02, 0.002];
const sign = (y: number, x: number) => ((y + x) % 2 === 0 ? 1 : -1);

test('writes RMS, the quietest date and the outliers as MintPy reads them', async () => {
  const folder = temporaryFolder();
  const timeseries = await tinySeries(join(folder, 'timeseriesResidual.h5'), dates, (k, y, x) =>
    x === 6 ? 9 : sigma[k] * sign(y, x),
  );
  const mask = await tinyRasters(join(folder, 'maskTempCoh.h5'), {
    mask: tinyGrid((_, x) => (x === 6 ? 0 : 1)),
  });
  const result = await residualRms({ timeseries, mask, ramp: null, cutoff: 3 }, quietContext());
  expect(result.referenceDate).toBe('20040601');
  expect(result.excluded).toEqual(['20040901']);
  const lines = readFileSync(join(folder, 'rms_timeseriesResidual.txt'), 'utf8').split('\n');
  expect(lines.slice(1, 4)).toEqual([
    '# Timeseries file: timeseriesResidual.h5',
    '# Mask file: maskTempCoh.h5',
    '# Date\t\tRMS (m)',
  ]);
  const [date, rms] = lines[4].split('\t');
  expect(date).toBe('20040101');
  expect(Number(rms)).toBeCloseTo(0.002, 9);
  expect(readFileSync(join(folder, 'reference_date.txt'), 'utf8')).toBe('20040601\n');
  expect(readFileSync(join(folder, 'exclude_date.txt'), 'utf8')).toBe('20040901\n');

  await residualRms({ timeseries, mask, ramp: null, cutoff: 30 }, quietContext());
  expect(existsSync(join(folder, 'exclude_date.txt'))).toBe(false);
});

test('a ramp does not count; the copy without it says nothing of ramps', async () => {
  const folder = temporaryFolder();
  const timeseries = await tinySeries(
    join(folder, 'timeseriesResidual.h5'),
    dates,
    (k, y, x) => sigma[k] * sign(y, x) + 0.1 * k * (y - 1),
  );
  const result = await residualRms({ timeseries, mask: null, ramp: 'linear', cutoff: 3 }, quietContext());
  expect(result.referenceDate).toBe('20040601');
  expect(result.rms[3]).toBeLessThan(0.021);
  expect((await attributesOf(join(folder, 'timeseriesResidual_ramp.h5')))['mintpy.deramp']).toBeUndefined();
  expect(readFileSync(join(folder, 'rms_timeseriesResidual_ramp.txt'), 'utf8')).toContain(
    '# Mask file: None',
  );
});

test('draws a figure when asked', async () => {
  const folder = temporaryFolder();
  const timeseries = await tinySeries(join(folder, 'r.h5'), dates, (k, y, x) => sigma[k] * sign(y, x));
  await residualRms({ timeseries, mask: null, ramp: null, cutoff: 3, figure: {} }, quietContext());
  expect(readFileSync(join(folder, 'rms_r.pdf')).subarray(0, 5).toString()).toBe('%PDF-');
});

test('a mask without pixels is an error', async () => {
  const folder = temporaryFolder();
  const timeseries = await tinySeries(join(folder, 'r.h5'), dates, () => 1);
  const mask = await tinyRasters(join(folder, 'mask.h5'), { mask: tinyGrid(() => 0) });
  const request = { timeseries, mask, ramp: null, cutoff: 3 };
  await expect(residualRms(request, quietContext())).rejects.toThrow('mask.h5');
});

test('what is no time series is refused before a ramp is removed from it', async () => {
  const folder = temporaryFolder();
  const timeseries = await tinyRasters(join(folder, 'velocity.h5'), { velocity: tinyGrid((y) => y) });
  const work = residualRms({ timeseries, mask: null, ramp: 'linear', cutoff: 3 }, quietContext());
  await expect(work).rejects.toThrow('is not a time series');
  expect(readdirSync(folder)).toEqual(['velocity.h5']);
});

test('a copy without ramps is used again when the same ramp was removed with the same mask', async () => {
  const folder = temporaryFolder();
  const timeseries = await tinySeries(
    join(folder, 'timeseriesResidual.h5'),
    dates,
    (k, y, x) => sigma[k] * sign(y, x) + (x > 3 ? y ** 2 : 0),
  );
  const [left, all] = [(x: number) => (x > 3 ? 0 : 1), () => 1].map((keep, i) =>
    tinyRasters(join(folder, `mask${i}.h5`), { mask: tinyGrid((_, x) => keep(x)) }),
  );
  const request = { timeseries, ramp: 'linear', cutoff: 3, reuseRamp: true } as const;
  const told: string[] = [];
  const context = quietContext({ log: { ...quietContext().log, info: (text: string) => told.push(text) } });
  const run = async (mask: string) => [...(await residualRms({ ...request, mask }, context)).rms];
  const first = await run(await left);
  expect(await run(await left)).toEqual(first);
  expect(told.filter((text) => text.includes('up to date'))).toHaveLength(1);
  expect(await run(await all)).not.toEqual(first);
  expect(await run(await left)).toEqual(first);
  expect(told.filter((text) => text.includes('up to date'))).toHaveLength(1);
});
