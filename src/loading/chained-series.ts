import { stopIfAborted } from '../compute/stop.ts';
import { MetadataError } from '../core/errors.ts';
import { displacementPerRadian } from '../core/inversion/displacement-scale.ts';
import { makeH5, openH5 } from '../io/hdf5/file.ts';
import type { H5Layout } from '../io/hdf5/types.ts';

/** How a date is reached: a pair with one that was reached before, of which it is the later date, or the earlier one. */
interface Link {
  readonly date: number;
  readonly from: number;
  readonly pair: number;
  readonly sign: 1 | -1;
}

/**
 * Dates in the order of time, and of each but the first how it is reached from there by the fewest pairs.
 * @param pairs two dates each
 * @returns links, each after those that it hangs on, and pairs that none of them needs
 * @throws {MetadataError} naming the dates that no pair connects with the first one
 */
function chainOf(pairs: readonly (readonly [date1: string, date2: string])[]): {
  readonly dates: readonly string[];
  readonly links: readonly Link[];
  readonly unused: readonly number[];
} {
  const dates = [...new Set(pairs.flat())].sort();
  const indexOf = new Map(dates.map((date, k) => [date, k]));
  const reached = new Set([0]);
  const links: Link[] = [];
  for (let border = [0]; border.length > 0; ) {
    const next: number[] = [];
    for (const from of border)
      for (const [pair, names] of pairs.entries()) {
        const [a, b] = names.map((name) => indexOf.get(name)!);
        const date = a === from ? b : b === from ? a : undefined;
        if (date === undefined || reached.has(date)) continue;
        reached.add(date);
        links.push({ date, from, pair, sign: a === from ? 1 : -1 });
        next.push(date);
      }
    border = next;
  }
  const apart = dates.filter((_, k) => !reached.has(k));
  if (apart.length > 0)
    throw new MetadataError(
      `${apart.length} of ${dates.length} dates hang on no product that leads to ${dates[0]}: ${apart.slice(0, 5).join(', ')}${apart.length > 5 ? ', ...' : ''}.`,
      `Add the product whose second date is ${apart[0]}, or load the dates before and after it by themselves.`,
    );
  const used = new Set(links.map(({ pair }) => pair));
  return { dates, links, unused: [...pairs.keys()].filter((pair) => !used.has(pair)) };
}

export interface ChainContext {
  readonly signal?: { readonly aborted: boolean };
  /** bytes */
  readonly maxMemory?: number;
  readonly warn?: (message: string) => void;
  readonly progress?: (done: number, total: number) => void;
}

/** Rows of all dates that are in memory at once, bytes, where less than a quarter of the budget. */
const MOST_BYTES = 128 << 20;

/**
 * Write the time series of a loaded stack whose pairs are the displacement of a date since another one, as phase linking gives
 * it: pairs are added up along the shortest way from the first date, -λ/4π times phase. Where one of them has no value, none has
 * the date.
 * @throws {MetadataError} when the pairs fall into pieces
 */
export async function writeChainedSeries(
  stackFile: string,
  outfile: string,
  context: ChainContext,
): Promise<void> {
  const stack = await openH5(stackFile);
  try {
    const named = stack.read('date') as string[];
    const pairs = Array.from(
      { length: named.length >> 1 },
      (_, k) => [named[2 * k], named[2 * k + 1]] as const,
    );
    const { dates, links, unused } = chainOf(pairs);
    if (unused.length > 0)
      context.warn?.(
        `${unused.length} pair(s) add nothing to the chain and are not in the series: ${unused.map((pair) => pairs[pair].join('_')).join(', ')}.`,
      );
    const [, length, width] = stack.datasets.get('unwrapPhase')!.shape;
    const factor = displacementPerRadian(Number(stack.attributes.WAVELENGTH));
    const baselines = stack.read('bperp') as Float32Array;
    const bperp = new Float32Array(dates.length);
    for (const { date, from, pair, sign } of links) bperp[date] = bperp[from] + sign * baselines[pair];
    const n = dates.length;
    const { DATE12: _pair, ...attributes } = stack.attributes;
    const layout: H5Layout = {
      attributes: { ...attributes, FILE_TYPE: 'timeseries', UNIT: 'm', REF_DATE: dates[0] },
      datasets: [
        { name: 'date', type: dates.some((date) => date.length > 8) ? 'S13' : 'S8', shape: [n] },
        { name: 'bperp', type: 'f4', shape: [n] },
        { name: 'timeseries', type: 'f4', shape: [n, length, width] },
      ],
    };
    await makeH5(outfile, layout, async (writer) => {
      writer.write('date', [...dates]);
      writer.write('bperp', bperp);
      const budget = Math.min(MOST_BYTES, (context.maxMemory ?? 2 ** 31) / 4);
      const rowsAtOnce = Math.max(1, Math.floor(budget / (4 * width * (n + 1))));
      for (let row = 0; row < length; row += rowsAtOnce) {
        stopIfAborted(context);
        const rows = Math.min(rowsAtOnce, length - row);
        const block = new Float32Array(n * rows * width);
        const plane = (k: number) => block.subarray(k * rows * width, (k + 1) * rows * width);
        for (const { date, from, pair, sign } of links) {
          const slab = { start: [pair, row, 0], count: [1, rows, width] };
          const phase = stack.read('unwrapPhase', slab) as Float32Array;
          const [out, before] = [plane(date), plane(from)];
          for (let i = 0; i < out.length; i++) out[i] = before[i] + sign * factor * phase[i];
        }
        writer.write('timeseries', block, { start: [0, row, 0], count: [n, rows, width] });
        context.progress?.(row + rows, length);
      }
    });
  } finally {
    stack.close();
  }
}
