import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  attributesOf,
  TINY_ATTRIBUTES,
  temporaryFolder,
  tinyGrid,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { writeProduct } from '../../io/products/product.ts';
import { uncorrectedDates } from '../../io/products/uncorrected-dates.ts';
import { subtractDelay } from './subtract-delay.ts';

const folder = temporaryFolder();
const dates = ['20180104', '20180116', '20180128', '20180209', '20180221'];
const speed = (k: number, y: number, x: number) => 0.003 * k * (y - 1 + 2 * (x - 2));
const delay = (k: number, y: number, x: number) =>
  2.3 + 0.01 * k + 0.02 * Math.sin(7 * k + 1) * y + 0.03 * Math.cos(5 * k) * x;

/** Displacement and delay relative to the first date and the reference pixel y 1, x 2, as an inversion gives them. */
const measured = (k: number, y: number, x: number) =>
  speed(k, y, x) + delay(k, y, x) - delay(0, y, x) - (delay(k, 1, 2) - delay(0, 1, 2));

/** An absolute delay without any reference, for some of the dates. */
async function delayFile(name: string, kept: readonly number[], attributes = {}): Promise<string> {
  const { REF_Y: _y, REF_X: _x, ...unreferenced } = TINY_ATTRIBUTES;
  const values = new Float32Array(kept.length * 35);
  kept.forEach((k, n) => {
    values.set(
      tinyGrid((y, x) => delay(k, y, x)),
      n * 35,
    );
  });
  const path = join(folder, name);
  await writeProduct(
    path,
    { ...unreferenced, FILE_TYPE: 'timeseries', ...attributes },
    [
      { name: 'timeseries', type: 'f4', shape: [kept.length, 5, 7], values },
      { name: 'date', type: 'S8', shape: [kept.length], values: kept.map((k) => dates[k]) },
    ],
    quietContext(),
  );
  return path;
}

const all = dates.map((_, k) => k);
const subsets = [[], [2], [4], [0], [0, 1], [0, 3], [1, 2], [0, 1, 2], [1, 3, 4]];

test.each(subsets.map((lacking) => ({ lacking })))(
  'differences between corrected dates are the displacement, whichever dates lack a delay: $lacking',
  async ({ lacking }) => {
    const name = lacking.join('') || 'none';
    const timeseries = await tinySeries(join(folder, `ts_${name}.h5`), dates, measured);
    const kept = all.filter((k) => !lacking.includes(k));
    const outfile = join(folder, `ts_${name}_ERA5.h5`);
    const request = { timeseries, delay: await delayFile(`${name}.h5`, kept), outfile };
    const named = lacking.map((k) => dates[k]);
    expect(await subtractDelay(request, quietContext())).toEqual(named);

    const out = await valuesOf(outfile, 'timeseries');
    const zero = kept.includes(0) ? 0 : kept[0];
    for (const k of kept) {
      for (let i = 0; i < 35; i++) {
        const [y, x] = [Math.floor(i / 7), i % 7];
        expect(out[k * 35 + i]).toBeCloseTo(speed(k, y, x) - speed(zero, y, x), 6);
      }
    }
    const before = await valuesOf(timeseries, 'timeseries');
    for (const k of lacking) {
      for (let i = 0; i < 35; i++) {
        expect(out[k * 35 + i]).toBeCloseTo(before[k * 35 + i] - before[zero * 35 + i], 6);
      }
    }
    const attributes = await attributesOf(outfile);
    expect(attributes['REF_DATE']).toBe(dates[zero]);
    expect([...uncorrectedDates(attributes)]).toEqual(lacking.length === 0 ? [] : [[name, named]]);
  },
);

test('a delay that is relative to a date of its own says no more than its differences', async () => {
  const timeseries = await tinySeries(join(folder, 'own.h5'), dates, measured);
  for (const REF_DATE of [dates[0], dates[1]]) {
    const delayOf = await delayFile(`own_${REF_DATE}.h5`, [1, 2, 3, 4], { REF_DATE });
    const outfile = join(folder, 'own_ERA5.h5');
    await subtractDelay({ timeseries, delay: delayOf, outfile }, quietContext());
    const out = await valuesOf(outfile, 'timeseries');
    expect(out[4 * 35 + 20]).toBeCloseTo(speed(4, 2, 6) - speed(1, 2, 6), 6);
  }
});

test('pixels without data stay 0 at every date, also when the reference date changes', async () => {
  const timeseries = await tinySeries(join(folder, 'zero.h5'), dates, (k, y, x) =>
    y === 0 ? 0 : measured(k, y, x),
  );
  const outfile = join(folder, 'zero_ERA5.h5');
  const lacksFirst = await delayFile('lacksFirst.h5', [1, 3]);
  await subtractDelay({ timeseries, delay: lacksFirst, outfile }, quietContext());
  const out = await valuesOf(outfile, 'timeseries');
  for (const k of all) expect(out.slice(k * 35, k * 35 + 7)).toEqual(new Array(7).fill(0));
});

test('what two corrections left out is kept apart', async () => {
  const timeseries = await tinySeries(join(folder, 'two.h5'), dates, measured);
  const [one, two] = [join(folder, 'two_SET.h5'), join(folder, 'two_SET_ERA5.h5')];
  await subtractDelay(
    { timeseries, delay: await delayFile('SET.h5', [0, 1, 2]), outfile: one },
    quietContext(),
  );
  await subtractDelay(
    { timeseries: one, delay: await delayFile('ERA5.h5', [1, 2, 3]), outfile: two },
    quietContext(),
  );
  const attributes = await attributesOf(two);
  expect(attributes['UNCORRECTED_DATES']).toBe('SET: 20180209 20180221; ERA5: 20180104 20180221');
  expect(Object.fromEntries(uncorrectedDates(attributes))).toEqual({
    SET: ['20180209', '20180221'],
    ERA5: ['20180104', '20180221'],
  });
});

test('a delay without any date of the series is refused by name', async () => {
  const timeseries = await tinySeries(join(folder, 'no.h5'), dates.slice(0, 2), measured);
  const outfile = join(folder, 'no_ERA5.h5');
  const later = await delayFile('later.h5', [3, 4]);
  await expect(subtractDelay({ timeseries, delay: later, outfile }, quietContext())).rejects.toThrow(
    'later.h5 lacks 2 of the 2 dates',
  );
});
