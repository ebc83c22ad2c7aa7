import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { compareCorrections } from './compare-corrections.ts';
import { reportCorrection, writeReport } from './correction-report.ts';
import { compareScatter, type ScatterMemory } from './series-scatter.ts';

const folder = temporaryFolder();
const dates = ['20180104', '20180116', '20180128', '20180209', '20180221', '20180305'];
const at = (name: string) => join(folder, name);
const height = tinyGrid((y, x) => 100 * ((3 * y + 5 * x) % 7));
const noise = (k: number, y: number, x: number) => Math.sin(37 * k + 11 * y + 23 * x * x) * 0.002;
const delay = [0, 0.01, -0.02, 0.015, -0.005, 0.02];
/** steady motion, noise, and a share of a delay that follows height */
const series = (share: number) => (k: number, y: number, x: number) =>
  0.01 * k * x + noise(k, y, x) + (share * delay[k] * height[7 * y + x]) / 500;

test('series rank by the delay that is left in them; the table and the figure show all, and a report names them', async () => {
  const files = [
    await tinySeries(at('timeseries.h5'), dates, series(1)),
    await tinySeries(at('timeseries_good.h5'), dates, series(0)),
    await tinySeries(at('timeseries_wrong.h5'), dates, series(2)),
  ];
  const geometry = await tinyRasters(at('geometryRadar.h5'), { height });
  const [figure, table] = [at('figure.svg'), at('figure.csv')];
  const found = await compareCorrections({ files, figure, table }, quietContext());
  const [before, good, wrong] = found.map(({ scatter }) => scatter);
  expect(good).toBeLessThan(0.5 * before);
  expect(wrong / before).toBeCloseTo(2, 0);
  expect(found.map(({ numBetter }) => numBetter > 3)).toEqual([false, true, false]);
  expect(found[0].heightCorrelation).toBeGreaterThan(0.6);
  expect(found[1].heightCorrelation).toBeLessThan(0.5);
  expect(found[0].semivariance).toEqual([NaN, NaN, NaN, NaN]); // 420 m

  const lines = readFileSync(table, 'utf8').trim().split('\n');
  expect(lines).toHaveLength(7);
  expect(lines[0].split(',')).toHaveLength(10);
  expect(lines[2].split(',').slice(0, 2)).toEqual(['20180116', expect.stringMatching(/^\d\.\d{4}$/)]);
  const drawing = readFileSync(figure, 'utf8');
  const words = ['timeseries_wrong', 'semivariance', 'Correlation'];
  expect(words.filter((word) => !drawing.includes(`>${word}<`))).toEqual([]);

  const request = {
    name: 'good',
    before: files[0],
    after: files[1],
    yardstick: 'scatter',
    geometry,
  } as const;
  writeReport(at('corrections.json'), 'troposphere', await reportCorrection(request, quietContext()));
  const named = await compareCorrections({ files: [at('corrections.json')] }, quietContext());
  expect(named.map(({ label }) => label)).toEqual(['timeseries', 'timeseries_good']);
  expect(named[1].scatter).toBe(good);
  expect(existsSync(at('compare_corrections.csv'))).toBe(false);
});

test('a series that was the corrected one is not measured again as the uncorrected one, unless other pixels count', async () => {
  const files = [
    await tinySeries(at('chain.h5'), dates, series(1)),
    await tinySeries(at('chain_1.h5'), dates, series(0.5)),
    await tinySeries(at('chain_2.h5'), dates, series(0.2)),
    await tinySeries(at('chain_3.h5'), dates, (k, y, x) => (y === 1 ? Number.NaN : series(0.1)(k, y, x))),
  ];
  const geometry = await tinyRasters(at('geometryRadar.h5'), { height });
  const memory: ScatterMemory = {};
  const compared = (n: number, more = {}) =>
    compareScatter({ files: files.slice(n, n + 2), mask: null, geometry, ...more }, quietContext());
  for (const n of [0, 1, 2]) expect(await compared(n, { memory })).toEqual(await compared(n));

  await compared(0, { memory });
  const { last } = memory;
  const marked = { file: files[1], dates: [...last!.scatter.dates].reverse() };
  const remembered = (n: number, more = {}) =>
    compared(n, { memory: { last: { ...last!, scatter: marked } }, ...more }).then(
      (found) => found.series[0],
    );
  expect(await remembered(1)).toBe(marked);
  expect(await remembered(1, { geometry: undefined })).toEqual(
    (await compared(1, { geometry: undefined })).series[0],
  );
  await tinySeries(files[1], dates, series(0.51));
  expect(await remembered(1)).toEqual((await compared(1)).series[0]);
});

test('a correction that cannot be measured is told and kept, unless only a better one was wanted', async () => {
  const before = await tinySeries(at('before.h5'), dates, series(1));
  const after = await tinySeries(at('after.h5'), dates, () => Number.NaN);
  const request = { name: 'odd', before, after, yardstick: 'scatter', mask: null } as const;
  const report = await reportCorrection(request, quietContext());
  expect(report).toMatchObject({ kept: true, problem: expect.stringContaining('No pixel has values') });
  expect((await reportCorrection({ ...request, ifBetter: true }, quietContext())).kept).toBe(false);
});

test('one file that is no report, and one of other dates, are refused by name', async () => {
  const before = await tinySeries(at('one.h5'), dates, series(1));
  const other = await tinySeries(at('two.h5'), ['20190101', '20190113'], series(1));
  await expect(compareCorrections({ files: [before, other] }, quietContext())).rejects.toThrow(
    'have 0 dates in common',
  );
  await expect(compareCorrections({ files: [at('none.json')] }, quietContext())).rejects.toThrow(
    'none.json tells of no correction',
  );
});
