import type { Values } from '../../core/array.ts';
import { type BlockFunction, type RowBlock, withHalo } from '../../core/block.ts';
import { CLOSURE_HALO, ClosureFilter } from '../../core/closure-bias/closure-filter.ts';
import type { ClosureLoop } from '../../core/closure-bias/loops.ts';

export interface AccumulateClosureArgs {
  /** one from each date to the `connection`-th after it, as indices of the planes of `phase` */
  readonly loops: readonly ClosureLoop[];
  readonly numPlane: number;
  readonly connection: number;
  /** rows of the image */
  readonly length: number;
  /** smoothed closure phase of each loop at the reference pixel, rad */
  readonly atReference: readonly number[];
}

export interface AccumulateClosureInputs {
  /** rad, [numPlane, numPixel], with `CLOSURE_HALO` rows above and below */
  readonly phase: Values;
}

/**
 * Interferograms to smoothed closure phases of one connection, relative to the reference pixel, and those to their cumulative sum
 * per date, over the connection: rad per interferogram. Dates behind the last loop go on as it does. Sums of rows: how many pixels
 * of each loop differ from the next one by more than half a cycle, and so may be wrapped.
 */
export default function accumulateClosureKernel(
  args: AccumulateClosureArgs,
): BlockFunction<AccumulateClosureInputs, { readonly timeseries: Float32Array }> {
  const { loops, numPlane, connection, length, atReference } = args;
  const numDate = loops.length + connection;
  let filter: ClosureFilter | undefined;
  const filterFor = (block: RowBlock) => {
    const given = withHalo(block, CLOSURE_HALO, length);
    const numGiven = (given.y1 - given.y0) * block.width;
    const room = { numPlane, numGiven, numDate, numPixel: block.numPixel };
    if (filter?.has(room) !== true) filter = new ClosureFilter(block.width, room);
    return { filter, given, numGiven };
  };
  const run = (inputs: AccumulateClosureInputs, block: RowBlock) => {
    const { filter, given, numGiven } = filterFor(block);
    const { numPixel } = block;
    const phase = filter.phase(numGiven);
    if (inputs.phase.buffer !== phase.buffer) phase.set(inputs.phase);
    const rowSums = Array.from({ length: block.y1 - block.y0 }, () => new Float64Array(loops.length));
    const first = block.y0 - given.y0;
    const rows = { numRow: given.y1 - given.y0, first, end: first + block.y1 - block.y0 };
    filter.begin(numPixel);
    loops.forEach(({ long, short }, i) => {
      const behind = i === loops.length - 1 ? connection : 1;
      const dates = Array.from({ length: behind }, (_, k) => i + 1 + k);
      filter.smooth([long, ...short], rows, (row, at) => {
        rowSums[row][i] = filter.jumps(at);
        filter.add(row, at, atReference[i], dates, numPixel, connection);
      });
    });
    return { outputs: { timeseries: filter.timeseries(numPixel) }, rowSums };
  };
  const room = (_name: string, block: RowBlock) => {
    const { filter, numGiven } = filterFor(block);
    return filter.phase(numGiven);
  };
  return Object.assign(run, { room });
}
