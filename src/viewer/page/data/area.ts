import type { Patch, Window } from './product.ts';

/** Values that are held at once. */
const MOST_VALUES = 48 << 20;

/** Values of one or two datasets, the second one to be taken from the first. */
export interface AreaQuestion {
  readonly sources: readonly {
    readonly product: string;
    readonly dataset: string;
    /** planes of the file, one after the other */
    readonly planes: readonly number[];
    readonly zeroIsEmpty: boolean;
    readonly noData?: number;
    /** reference pixel of the file, whose zeros are values */
    readonly origin?: readonly [y: number, x: number];
  }[];
  /** corners in pixels, 0 is the centre of the first one */
  readonly outline: readonly (readonly [y: number, x: number])[];
  readonly length: number;
  readonly width: number;
  /** place in `planes` of what all values are relative to */
  readonly minus?: number;
  readonly mask?: { readonly product: string; readonly dataset: string; readonly atLeast: number };
}

/** What the pixels within an outline have at each plane, in the unit of the file; NaN where none has a value. */
export interface AreaSeries {
  readonly mean: Float64Array;
  readonly median: Float64Array;
  /** standard deviation */
  readonly spread: Float64Array;
  readonly count: Int32Array;
}

type Read = (
  product: string,
  dataset: string,
  plane: number,
  window: Window,
  noData?: number,
) => Promise<Pick<Patch, 'data'>>;

/**
 * Pixels whose centre lies within an outline, plane by plane.
 * @throws {Error} when they are too many to be held
 */
export async function areaSeries(question: AreaQuestion, read: Read): Promise<AreaSeries> {
  const { sources, mask, minus } = question;
  const { window, inside: all } = pixelsOfArea(question);
  const planes = sources[0].planes.length;
  const quality = mask && all.length > 0 && (await read(mask.product, mask.dataset, 0, window)).data;
  const inside = quality && mask ? all.filter((i) => quality[i] >= mask.atLeast) : all;
  const values = await Promise.all(
    sources.map(async ({ product, dataset, planes: own, zeroIsEmpty, noData, origin }) => {
      const rows: Float32Array[] = [];
      for (const plane of own) {
        if (inside.length === 0) break;
        const { data } = await read(product, dataset, plane, window, noData);
        rows.push(Float32Array.from(inside, (i) => data[i]));
      }
      // Zeros in all planes stand for no data.
      const known = origin && (origin[0] - window.y0) * (window.x1 - window.x0) + origin[1] - window.x0;
      const isEmpty = Uint8Array.from(inside, (i, k) =>
        Number(zeroIsEmpty && i !== known && rows.every((row) => row[k] === 0)),
      );
      for (const row of rows) for (let k = 0; k < row.length; k++) if (isEmpty[k]) row[k] = Number.NaN;
      return rows;
    }),
  );
  const first = (plane: number) =>
    Float64Array.from(inside, (_, k) => values[0][plane][k] - (values[1]?.[plane][k] ?? 0));
  const before = minus === undefined || inside.length === 0 ? undefined : first(minus);
  const out = {
    mean: new Float64Array(planes).fill(Number.NaN),
    median: new Float64Array(planes).fill(Number.NaN),
    spread: new Float64Array(planes).fill(Number.NaN),
    count: new Int32Array(planes),
  };
  for (let plane = 0; plane < planes && inside.length > 0; plane++) {
    const known = first(plane)
      .map((value, k) => value - (before?.[k] ?? 0))
      .filter((value) => !Number.isNaN(value))
      .sort();
    const count = known.length;
    out.count[plane] = count;
    if (count === 0) continue;
    const mean = known.reduce((sum, value) => sum + value, 0) / count;
    out.mean[plane] = mean;
    out.median[plane] = (known[(count - 1) >> 1] + known[count >> 1]) / 2;
    out.spread[plane] = Math.sqrt(known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / count);
  }
  return out;
}

/**
 * The window around an outline, and the pixels of it that lie inside (even-odd rule).
 * @throws {Error} when they are too many to be held
 */
export function pixelsOfArea({ outline, length, width, sources }: AreaQuestion): {
  window: Window;
  inside: number[];
} {
  const edge = (k: 0 | 1, most: number) => {
    const all = outline.map((corner) => corner[k]);
    return [
      Math.max(0, Math.floor(Math.min(...all))),
      Math.min(most, Math.ceil(Math.max(...all)) + 1),
    ] as const;
  };
  const [y0, y1] = edge(0, length);
  const [x0, x1] = edge(1, width);
  const window = { y0, x0, y1: Math.max(y0 + 1, y1), x1: Math.max(x0 + 1, x1), step: 1 };
  const inside: number[] = [];
  for (let y = y0; y < y1; y++) {
    const crossings = outline.flatMap(([ya, xa], k) => {
      const [yb, xb] = outline[(k + 1) % outline.length];
      return ya > y !== yb > y ? [xa + ((y - ya) * (xb - xa)) / (yb - ya)] : [];
    });
    for (let x = x0; x < x1; x++)
      if (crossings.filter((at) => at > x).length % 2 === 1) inside.push((y - y0) * (x1 - x0) + x - x0);
  }
  if (inside.length * sources[0].planes.length > MOST_VALUES)
    throw new Error('This area has too many pixels for its series: draw a smaller one.');
  return { window, inside };
}
