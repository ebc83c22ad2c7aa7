import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { formatDate } from '../../core/dates.ts';
import { createGaussian } from '../../core/stats/gaussian.ts';
import { createRandom } from '../../core/stats/random.ts';
import { writeProduct } from '../../io/products/product.ts';
import { validateSeries } from './validate-series.ts';
import { requirementTable, tableCsv, tableLines, tableMarkdown } from './validation-table.ts';

const folder = temporaryFolder();
const [length, width] = [60, 60];
const dates = Array.from({ length: 16 }, (_, k) => formatDate(Date.UTC(2018, 0, 4 + 12 * k)));
const EVENT = '20180401';

/** A map of 30 km with a jump of `jump` m at the event and noise of every date and pixel, m. */
async function mapOf(name: string, noise: number, jump = 0): Promise<string> {
  const gaussian = createGaussian(createRandom(4));
  const path = join(folder, name);
  const values = Float32Array.from({ length: dates.length * length * width }, (_, i) => {
    const [k, p] = [Math.floor(i / (length * width)), i % (length * width)];
    const isEast = p % width >= width / 2;
    return k === 0 ? 0 : noise * gaussian() + (isEast && dates[k] > EVENT ? jump : 0);
  });
  await writeProduct(
    path,
    {
      LENGTH: '60',
      WIDTH: '60',
      FILE_TYPE: 'timeseries',
      UNIT: 'm',
      REF_DATE: dates[0],
      X_FIRST: '10',
      Y_FIRST: '0.15',
      X_STEP: '0.005',
      Y_STEP: '-0.005',
      X_UNIT: 'degrees',
      Y_UNIT: 'degrees',
    },
    [
      { name: 'timeseries', type: 'f4', shape: [dates.length, length, width], values },
      { name: 'date', type: 'S8', shape: [dates.length], values: dates },
      { name: 'bperp', type: 'f4', shape: [dates.length], values: new Float32Array(dates.length) },
    ],
    quietContext(),
  );
  return path;
}

const validate = (timeseries: string, noEvent = false) =>
  validateSeries(
    {
      timeseries,
      methods: ['insar'],
      requirements: ['658', '660', '663'],
      event: noEvent ? undefined : EVENT,
    },
    quietContext(),
  );

test('a quiet series meets all requirements by both rules, a noisy one none of those that it breaks', async () => {
  const quiet = await validate(await mapOf('quiet.h5', 0.00005));
  expect(quiet).toHaveLength(6);
  expect(quiet.every(({ verdict }) => verdict.holds && verdict.count > 500)).toBe(true);
  expect(quiet.filter(({ each }) => each !== undefined).map(({ each }) => each)).toEqual([
    { held: 15, of: 15 },
    { held: 15, of: 15 },
  ]);
  const noisy = await validate(await mapOf('noisy.h5', 0.02));
  expect(
    noisy.filter(({ requirement }) => requirement.number !== '660').some(({ verdict }) => verdict.holds),
  ).toBe(false);
  const table = requirementTable(noisy);
  expect(tableLines(table)[1]).toMatch(/^658 secular +InSAR alone +atbd .* NO$/);
  expect(tableCsv(table).split('\n')).toHaveLength(8);
  expect(tableMarkdown(table)).toMatch(/^\| requirement \| method .*\n\| -- \| --/);
});

test('half of a map that jumps breaks requirement 660 and no other', async () => {
  const jumped = await validate(await mapOf('jump.h5', 0.00005, 0.2));
  const held = new Map(
    jumped.map(({ requirement, verdict }) => [requirement.number + verdict.rule, verdict.holds]),
  );
  expect(held.get('660strict')).toBe(false);
  const [share] = jumped.filter(
    ({ requirement, verdict }) => requirement.number === '660' && verdict.rule === 'atbd',
  );
  expect(share.verdict.share).toBeCloseTo(0.5, 1);
});

test('an earthquake needs a day between the dates', async () => {
  const series = await tinySeries(join(folder, 'tiny.h5'), dates, () => 0);
  await expect(validate(series, true)).rejects.toThrow('no day is given');
  const request = { timeseries: series, methods: [], requirements: ['660'], event: '20200101' } as const;
  await expect(validateSeries(request, quietContext())).rejects.toThrow('16 dates before and 0 after');
});
