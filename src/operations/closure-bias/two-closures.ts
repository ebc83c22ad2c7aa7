import type { RowBlock } from '../../core/block.ts';

/** The two cumulative closure phases of a block in one array, so that a pixel takes either without asking at every date. */
interface TwoClosures {
  /** where the engine is to read them */
  room(name: string, block: Pick<RowBlock, 'numPixel'>): Float32Array | undefined;
  /** @returns rad [2, numDate, numPixel]: `fine`, then `rough` */
  of(inputs: { readonly fine: Float32Array; readonly rough: Float32Array }, numPixel: number): Float32Array;
}

export function twoClosures(numDate: number): TwoClosures {
  let memory = new Float32Array(0);
  const parts = (numPixel: number) => {
    const size = numDate * numPixel;
    if (memory.length < 2 * size) memory = new Float32Array(2 * size);
    return { fine: memory.subarray(0, size), rough: memory.subarray(size, 2 * size) };
  };
  return {
    room: (name, { numPixel }) => (name === 'fine' || name === 'rough' ? parts(numPixel)[name] : undefined),
    of({ fine, rough }, numPixel) {
      const own = parts(numPixel);
      if (fine.buffer !== memory.buffer) own.fine.set(fine);
      if (rough.buffer !== memory.buffer) own.rough.set(rough);
      return memory.subarray(0, 2 * numDate * numPixel);
    },
  };
}

/** Values of a date: factors times those of either closure. @param source index of each, for the first date */
export function chosen(
  both: Float32Array,
  date: number,
  source: Int32Array,
  factor: Float64Array,
  out: Float32Array | Float64Array,
  to: number,
): void {
  for (let i = 0; i < source.length; i++) out[to + i] = factor[i] * both[source[i] + date];
}
