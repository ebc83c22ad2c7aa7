import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, tinyRasters, tinySeries, valuesOf } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { createGaussian } from '../../core/stats/gaussian.ts';
import { createRandom } from '../../core/stats/random.ts';
import { findChangePoints } from './change-points.ts';

const DATES = Array.from({ length: 40 }, (_, k) =>
  new Date(Date.UTC(2018, 0, 1 + 12 * k)).toISOString().slice(0, 10).replaceAll('-', ''),
);
const folder = temporaryFolder();
const at = (name: string) => join(folder, name);

/** Noise of 2 mm, an offset of 3 cm right of column 1 before date 15; a date of one pixel is missing, one is masked. */
async function scene(): Promise<string> {
  const gaussian = createGaussian(createRandom(5));
  const mask = new Float32Array(35).fill(1);
  mask[34] = 0;
  await tinyRasters(at('mask.h5'), { mask });
  return tinySeries(at('ts.h5'), DATES, (k, y, x) => {
    const noise = 0.002 * gaussian();
    if (y === 2 && x === 3 && k === 4) return Number.NaN;
    if (y === 1 && x === 2) return 0;
    return noise + 0.001 * k + (k >= 15 && x > 1 ? 0.03 : 0);
  });
}

test('offsets of pixels, and the date of the scene as a step of the time functions', async () => {
  const timeseries = await scene();
  const request = { timeseries, mask: at('mask.h5'), model: { polynomial: 1 }, falseAlarm: 0.01 };
  const found = await findChangePoints({ ...request, outfile: at('out.h5') }, quietContext());
  expect(found).toMatchObject({ numPixel: 32, numIncomplete: 1 });
  expect(found.changes.map(({ date, between }) => [date, ...between])).toEqual([
    ['20180624', '20180618', '20180630'],
  ]);
  expect(readFileSync(at('changePoints.txt'), 'utf8')).toMatch(/\nmintpy\.timeFunc\.stepDate = 20180624\n$/);
  const [date, step, stepStd, pValue] = await Promise.all(
    ['date', 'step', 'stepStd', 'pValue'].map((name) => valuesOf(at('out.h5'), name)),
  );
  for (const nothing of [9, 17, 34])
    expect([date[nothing], step[nothing], stepStd[nothing], pValue[nothing]]).toEqual(
      Array(4).fill(Number.NaN),
    );
  expect(pValue[5]).toBeLessThan(0.001);
  expect(date[5]).toBeCloseTo(2018 + (168 + 6) / 365.25, 2);
  expect(Math.abs(step[5] - 0.03)).toBeLessThan(3 * stepStd[5]);
  expect(pValue.filter((value, p) => p % 7 < 2 && value <= 0.01).length).toBeLessThan(3);

  // the same in small blocks; with the step given, nothing is left
  const small = { ...request, outfile: at('small.h5'), textFile: at('small.txt') };
  await findChangePoints(small, quietContext({ maxMemory: 40 * 1024 }));
  expect(await valuesOf(at('small.h5'), 'pValue')).toEqual(pValue);
  const model = { polynomial: 1, stepDate: ['20180624'] };
  const again = await findChangePoints({ ...small, model }, quietContext());
  expect(again.changes).toEqual([]);
  expect(readFileSync(at('small.txt'), 'utf8')).toMatch(/\nmintpy\.timeFunc\.stepDate = no\n$/);
});

test('rates that are none, and scenes without pixels, are refused', async () => {
  const timeseries = await scene();
  const request = { timeseries, outfile: at('none.h5'), model: { polynomial: 1 } };
  await expect(findChangePoints({ ...request, falseAlarm: 5 }, quietContext())).rejects.toThrow(
    'A false-alarm rate of 5 is not possible.',
  );
  await tinyRasters(at('zero.h5'), { mask: new Float32Array(35) });
  const masked = { ...request, mask: at('zero.h5'), falseAlarm: 0.05 };
  await expect(findChangePoints(masked, quietContext())).rejects.toThrow(
    /No pixel of .*ts\.h5 in .*zero\.h5 varies/,
  );
});
