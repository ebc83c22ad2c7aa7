import type { Values } from './array.ts';
import { type LentMemory, lentMemory, SimdModule } from './simd-module.ts';
import { STACK_SWEEP_SIMD } from './stack-sweep-simd-code.ts';

/*
 * Sums over the planes of a stack by vector instructions (assembly/stack-sweep.ts), in the very memory in which it was read.
 * Callers have the same loops in plain TypeScript, for values that stand elsewhere, and come to the same bits.
 */

interface Exports {
  addPlanes(
    values: number,
    stride: number,
    numPlane: number,
    shift: number,
    scale: number,
    sum: number,
    missing: number,
    n: number,
  ): void;
  countGaps(values: number, stride: number, numPlane: number, gaps: number, n: number): void;
  countZeros(values: number, stride: number, numPlane: number, gaps: number, n: number): void;
  addRows(
    values: number,
    stride: number,
    numPlane: number,
    inside: number,
    n: number,
    beyond: number,
    isShare: number,
    threshold: number,
    sums: number,
  ): void;
  referTile(
    values: number,
    stride: number,
    numPlane: number,
    shift: number,
    tile: number,
    gaps: number,
    n: number,
  ): number;
  countOpen(
    tile: number,
    triplets: number,
    numTriplet: number,
    open: number,
    n: number,
    isSmall: number,
  ): void;
}

const CODE = new SimdModule<Exports>(STACK_SWEEP_SIMD);

/** Pixels of a tile whose sums stay in the first cache. */
const TILE = 1024;
/** Bytes of a tile of all planes, which is gone through again and again. */
const TILE_BYTES = 256 << 10;

const sweeps = new WeakMap<LentMemory, StackSweep>();

/**
 * The sweeps over values where they stand.
 * @param values [numPlane, numPixel], any unit
 * @returns undefined where they do not stand in linear memory that is lent
 */
export function stackSweepOf(values: Values): StackSweep | undefined {
  const lent = lentMemory(values.buffer);
  if (lent === undefined || !CODE.isSupported()) return undefined;
  let sweep = sweeps.get(lent);
  if (sweep === undefined) {
    sweep = new StackSweep(CODE.startIn(lent.memory), lent.spare);
    sweeps.set(lent, sweep);
  }
  return sweep;
}

/**
 * Values are [numPlane, numPixel] of single precision unless said otherwise. Every sweep answers whether it was done: there may be
 * too many planes for the room that it has.
 */
class StackSweep {
  private readonly code: Exports;
  private readonly spare: Uint8Array;
  private used = 0;

  constructor(code: Exports, spare: Uint8Array) {
    this.code = code;
    this.spare = spare;
  }

  /** Add (value - shift[k]) · scale[k] of planes k, in their order, to `sum` [numPixel]; `missing` counts those that are NaN. */
  addPlanes(
    values: Float32Array,
    shift: Float64Array,
    scale: Float64Array,
    sum: Float64Array,
    missing: Int32Array,
  ): boolean {
    const numPlane = shift.length;
    if (!this.hasRoom(16 * numPlane + 12 * TILE)) return false;
    const shifts = this.place(Float64Array, numPlane);
    const scales = this.place(Float64Array, numPlane);
    const sums = this.place(Float64Array, TILE);
    const gaps = this.place(Int32Array, TILE);
    shifts.set(shift);
    scales.set(scale);
    this.tiles(values, numPlane, TILE, (at, stride, start, count, n) => {
      sums.fill(0);
      gaps.fill(0);
      sums.set(sum.subarray(start, start + count));
      const places = [shifts.byteOffset, scales.byteOffset, sums.byteOffset, gaps.byteOffset] as const;
      this.code.addPlanes(at, stride, numPlane, ...places, n);
      sum.set(sums.subarray(0, count), start);
      for (let i = 0; i < count; i++) missing[start + i] += gaps[i];
    });
    return true;
  }

  /** `gaps` [numPixel] counts planes of 0 or NaN. @param values also [numPlane, numPixel] of int16 */
  countGaps(values: Float32Array | Int16Array, numPlane: number, gaps: Int32Array): boolean {
    if (!this.hasRoom(4 * TILE)) return false;
    const counts = this.place(Int32Array, TILE);
    const count = values instanceof Int16Array ? this.code.countZeros : this.code.countGaps;
    this.tiles(values, numPlane, TILE, (at, stride, start, size, n) => {
      counts.fill(0);
      count(at, stride, numPlane, counts.byteOffset, n);
      gaps.set(counts.subarray(0, size), start);
    });
    return true;
  }

  /**
   * Sum and number of the values of one row that count, plane by plane, into `sums` [2 · numPlane].
   * @param from first value of the row in the first plane
   * @param inside [n] other than 0 where a pixel counts
   * @param rules values count whose magnitude is above `beyond`; with a threshold it is counted how many are above it
   */
  addRows(
    values: Float32Array,
    numPlane: number,
    from: number,
    inside: Uint8Array,
    rules: { readonly beyond: number; readonly threshold: number | undefined },
    sums: Float64Array,
  ): boolean {
    const room = 4 * Math.ceil(numPlane / 4);
    if (!this.hasRoom(4 * inside.length + 16 * room)) return false;
    const masks = this.place(Int32Array, inside.length);
    const out = this.place(Float64Array, 2 * room);
    masks.set(inside);
    this.code.addRows(
      values.byteOffset + 4 * from,
      (values.length / numPlane) * 4,
      numPlane,
      masks.byteOffset,
      inside.length,
      rules.beyond,
      rules.threshold === undefined ? 0 : 1,
      rules.threshold ?? 0,
      out.byteOffset,
    );
    sums.set(out.subarray(0, 2 * numPlane));
    return true;
  }

  /**
   * How many triplets do not close at each pixel, all of them where a plane is NaN.
   * @param shift phase of each plane at the reference point, rad
   * @param triplets [numTriplet, 3] planes
   */
  countOpen(
    values: Float32Array,
    shift: ArrayLike<number>,
    triplets: Int32Array,
    count: Uint16Array,
  ): boolean {
    const numPlane = shift.length;
    const size = 8 * Math.max(4, Math.min(TILE / 8, Math.floor(TILE_BYTES / (32 * numPlane))));
    if (!this.hasRoom(8 * numPlane + 4 * triplets.length + 4 * size * (numPlane + 2))) return false;
    const shifts = this.place(Float64Array, numPlane);
    const places = this.place(Int32Array, triplets.length);
    const tile = this.place(Float32Array, numPlane * size);
    const open = this.place(Int32Array, size);
    const gaps = this.place(Int32Array, size);
    shifts.set(shift);
    places.set(triplets);
    const numTriplet = triplets.length / 3;
    this.tiles(values, numPlane, size, (at, stride, start, used, n) => {
      open.fill(0);
      gaps.fill(0);
      const isSmall = this.code.referTile(
        at,
        stride,
        numPlane,
        shifts.byteOffset,
        tile.byteOffset,
        gaps.byteOffset,
        n,
      );
      this.code.countOpen(tile.byteOffset, places.byteOffset, numTriplet, open.byteOffset, n, isSmall);
      for (let i = 0; i < used; i++) count[start + i] = gaps[i] !== 0 ? numTriplet : open[i];
    });
    return true;
  }

  private hasRoom(bytes: number): boolean {
    this.used = 0;
    return bytes + 64 * 8 <= this.spare.length;
  }

  private place<A>(
    Kind: { readonly BYTES_PER_ELEMENT: number; new (buffer: ArrayBufferLike, at: number, n: number): A },
    n: number,
  ): A {
    const at = this.spare.byteOffset + this.used;
    this.used += 64 * Math.ceil((n * Kind.BYTES_PER_ELEMENT) / 64);
    return new Kind(this.spare.buffer, at, n);
  }

  /** Visit tiles of pixels; `n` is the number of pixels to be worked on, which may reach beyond those that are there. */
  private tiles(
    values: Float32Array | Int16Array,
    numPlane: number,
    size: number,
    visit: (at: number, stride: number, start: number, count: number, n: number) => void,
  ): void {
    const numPixel = numPlane === 0 ? 0 : values.length / numPlane;
    const bytes = values.BYTES_PER_ELEMENT;
    for (let start = 0; start < numPixel; start += size) {
      const count = Math.min(size, numPixel - start);
      visit(values.byteOffset + bytes * start, bytes * numPixel, start, count, 8 * Math.ceil(count / 8));
    }
  }
}
