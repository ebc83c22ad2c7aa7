import { isMainThread, threadId } from 'node:worker_threads';
import type { Grid } from '../../src/core/array.ts';
import type { PlaneFunction } from '../../src/core/plane.ts';

type Shared = PlaneFunction<
  { readonly cube: Grid },
  { readonly cube: Float32Array },
  { readonly thread: number }
>;

/**
 * Takes its time over each plane, so that every thread gets some, and tells which thread had it. Fails where it is told
 * to: "here" in the thread that was asked, "elsewhere" in the others.
 */
export default function sharedKernel({ fail }: { readonly fail?: 'here' | 'elsewhere' | 'by exit' }): Shared {
  return ({ cube }) => {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 50);
    if (fail === (isMainThread ? 'here' : 'elsewhere')) throw new Error(`failed ${fail}`);
    if (fail === 'by exit' && !isMainThread) process.exit(3);
    return {
      outputs: { cube: Float32Array.from(cube.data, (v) => v + 1) },
      summary: { thread: threadId },
    };
  };
}
