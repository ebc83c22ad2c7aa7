import { type RunShape, stepCost } from './costs.ts';

/** What a run may use of a machine. */
export interface Limits {
  readonly threads: number;
  /** bytes for the blocks of a step */
  readonly maxMemory: number;
}

const MB = 1 << 20;
/** a process, and each thread that works on pixels, besides blocks, bytes */
const BASE = 55 * MB;
const THREAD = 40 * MB;
/** No block is larger, and together they are no larger a share of what is moved (`compute/row-blocks.ts`). */
const BLOCK = 128 * MB;
const SHARE = 1 / 8;
/** of what a step has taken, what the process still holds in the next one */
const KEPT = 0.9;

/** Bytes that the process of a run has at most while it is at each of its steps, in their order. */
export function stepMemories(names: readonly string[], shape: RunShape, limits: Limits): number[] {
  let before = 0;
  return names.map((name) => {
    before = Math.max(ownMemory(name, shape, limits), KEPT * before);
    return before;
  });
}

function ownMemory(name: string, shape: RunShape, { threads, maxMemory }: Limits): number {
  const { reads, writes, held } = stepCost(name, shape);
  if (reads + writes === 0) return BASE;
  const blocks =
    held === undefined
      ? Math.min(maxMemory, threads * BLOCK, SHARE * (reads + writes))
      : Math.min(maxMemory, threads * held.thread) + held.shared;
  return BASE + THREAD * threads + blocks;
}
