import type { Values } from '../core/array.ts';
import type { StackSums } from '../io/products/stack-sums.ts';
import type { ValueRange } from './value-range.ts';

/** What a raster of the stack is to its sums. */
export type SumRole = 'coherence' | 'component' | 'phase';

/** Sums that all threads form: plain data. */
export interface SumsWork {
  readonly width: number;
  /** Memory for the sums per pixel, one piece for each thread. */
  readonly slots: readonly SharedArrayBuffer[];
  /** One number: how many pieces are taken. */
  readonly taken: Int32Array;
  /** Pixels over which coherence is averaged as well as over all, 1 = counts. */
  readonly land?: Uint8Array;
}

/** What a raster of coherence adds beside its share in the sums per pixel. */
export interface PlaneSums {
  /** Sum and number of pixels neither 0 nor NaN: of all, and of those on land. */
  readonly all: readonly [sum: number, count: number];
  readonly land: readonly [sum: number, count: number];
  /** Smallest and largest magnitude other than 0. */
  readonly least: number;
  readonly most: number;
  readonly range: ValueRange;
}

/** Bytes per pixel of a slot: see `slotArrays`. */
export const SUM_BYTES = 14;

function slotArrays(slot: SharedArrayBuffer) {
  const n = slot.byteLength / SUM_BYTES;
  return {
    coherence: new Float64Array(slot, 0, n),
    missing: new Uint16Array(slot, 8 * n, n),
    componentGaps: new Uint16Array(slot, 10 * n, n),
    phaseGaps: new Uint16Array(slot, 12 * n, n),
  };
}

/** The sums that one thread forms, of rasters given row by row from the top. */
export class RasterSums {
  private readonly width: number;
  private readonly land: Uint8Array;
  private readonly slot: ReturnType<typeof slotArrays>;
  private plane = emptyPlane();
  private seen = nothingSeen();

  constructor({ width, slots, taken, land }: SumsWork) {
    this.width = width;
    this.slot = slotArrays(slots[Atomics.add(taken, 0, 1)]);
    this.land = land ?? new Uint8Array(this.slot.missing.length);
  }

  /**
   * @param y0 row of the first value
   * @param stored whole rows as they are stored
   * @param gaps places among them of labels 0, and of phases that are 0 or NaN
   */
  add(role: SumRole, y0: number, stored: Values, gaps: ArrayLike<number>): void {
    const { width, slot } = this;
    const from = y0 * width;
    // Gaps are few: counting what is missing writes far less than counting what is there.
    if (role === 'component') countGaps(slot.componentGaps, from, gaps);
    else if (role === 'phase') {
      const values = stored as Float32Array;
      extend(this.seen, values);
      countGaps(slot.phaseGaps, from, gaps);
      this.seen.count += values.length - gaps.length;
    } else {
      const values = stored as Float32Array;
      extend(this.seen, values);
      for (let at = 0; at < values.length; at += width) this.addRow(from + at, values, at);
    }
  }

  /**
   * A row of coherence to the sums per pixel and to those of the raster. Row sums are formed first and then added up: as
   * the averages of an area are wherever they are made.
   */
  private addRow(from: number, values: Float32Array, at: number): void {
    const { width, land, plane } = this;
    const { coherence, missing } = this.slot;
    let sum = 0;
    let count = 0;
    let landSum = 0;
    let landCount = 0;
    let { least, most } = plane;
    for (let x = 0; x < width; x++) {
      const value = values[at + x];
      const magnitude = Math.abs(value);
      if (magnitude > 0) {
        coherence[from + x] += value;
        sum += value;
        count++;
        if (land[from + x] !== 0) {
          landSum += value;
          landCount++;
        }
        if (magnitude < least) least = magnitude;
        if (magnitude > most) most = magnitude;
      } else if (Number.isNaN(value)) missing[from + x]++;
    }
    plane.sum += sum;
    plane.count += count;
    plane.landSum += landSum;
    plane.landCount += landCount;
    plane.least = least;
    plane.most = most;
  }

  /** The sums of the raster of coherence that was given last. */
  endPlane(): PlaneSums {
    const { sum, count, landSum, landCount, least, most } = this.plane;
    this.plane = emptyPlane();
    const hasNegative = this.seen.least < 0;
    const range = hasNegative || count === 0 ? { ...this.seen, count } : { least, most, count };
    this.seen = nothingSeen();
    return { all: [sum, count], land: [landSum, landCount], least, most, range };
  }

  /** What the raster of phase held that was given last. */
  endPhase(): ValueRange {
    const range = this.seen;
    this.seen = nothingSeen();
    return range;
  }
}

function countGaps(counts: Uint16Array, from: number, gaps: ArrayLike<number>): void {
  for (let i = 0; i < gaps.length; i++) counts[from + gaps[i]]++;
}

/** One value in so many is compared with the extremes: wrong bytes and units show in all of them, and it costs nothing. */
const LOOKED_AT = 17;

function extend(seen: { least: number; most: number }, values: Float32Array): void {
  for (let i = 0; i < values.length; i += LOOKED_AT) {
    const value = values[i];
    if (!(Math.abs(value) > 0)) continue;
    if (value < seen.least) seen.least = value;
    if (value > seen.most) seen.most = value;
  }
}

function nothingSeen() {
  return { least: Infinity, most: -Infinity, count: 0 };
}

function emptyPlane() {
  return { sum: 0, count: 0, landSum: 0, landCount: 0, least: Infinity, most: 0 };
}

/** The sums per pixel of all threads together. */
export function mergeSlots(
  slots: readonly SharedArrayBuffer[],
): Required<Pick<StackSums, 'coherence' | 'componentGaps' | 'phaseGaps'>> {
  const all = slots.map(slotArrays);
  const n = all[0].missing.length;
  const total = {
    coherence: { sum: new Float64Array(n), missing: new Uint16Array(n) },
    componentGaps: new Uint16Array(n),
    phaseGaps: new Uint16Array(n),
  };
  for (const { coherence, missing, componentGaps, phaseGaps } of all) {
    for (let p = 0; p < n; p++) {
      total.coherence.sum[p] += coherence[p];
      total.coherence.missing[p] += missing[p];
      total.componentGaps[p] += componentGaps[p];
      total.phaseGaps[p] += phaseGaps[p];
    }
  }
  return total;
}

/**
 * Whether sums of `n` float32 values of these magnitudes are exact in double precision, and so the same in any order:
 * all values are multiples of the last bit of the smallest, and their sum has no more than 53 bits above it.
 */
export function sumsAreExact(n: number, least: number, most: number): boolean {
  if (most === 0) return true;
  const lastBit = 2 ** (Math.max(-126, Math.floor(Math.log2(least))) - 24); // one to spare: the logarithm is rounded
  return (n * most) / lastBit <= 2 ** 53;
}
