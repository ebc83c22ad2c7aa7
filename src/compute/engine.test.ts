import { expect, test } from 'vitest';
import { runBlocks, runPlanes } from '../../test/support/test-engine.ts';
import type { BlockSink, BlockSource } from '../core/block-io.ts';
import { quietContext } from '../core/context.ts';

/* What the table of kernels lets nobody write. The compiler sees these lines; nothing runs them. */

const refusedByTheCompiler = (cube: BlockSource, sink: BlockSink) => {
  const context = quietContext();
  const size = { label: 'x', length: 1, width: 1 };
  const all = {
    ...size,
    kernel: 'addOne',
    args: { add: 1 },
    inputs: { cube },
    outputs: { cube: sink },
  } as const;
  return [
    () => runBlocks(all, context),
    // @ts-expect-error no such kernel
    () => runBlocks({ ...all, kernel: 'addTwo' }, context),
    // @ts-expect-error a kernel of planes
    () => runBlocks({ ...all, kernel: 'shift' }, context),
    () => {
      const work = { ...size, kernel: 'addOne', args: { add: 1 } } as const;
      // @ts-expect-error wrong name of an input
      runBlocks({ ...work, inputs: { stack: cube }, outputs: { cube: sink } }, context);
      // @ts-expect-error missing output
      return runBlocks({ ...work, inputs: { cube } }, context);
    },
    // @ts-expect-error argument of another type
    () => runBlocks({ ...all, args: { add: '1' } }, context),
    async () => {
      const work = { ...size, kernel: 'room', planes: [0], args: { numPixel: 1 }, inputs: { cube } } as const;
      const [summary] = await runPlanes(work, context);
      // @ts-expect-error not in the summary of this kernel
      return summary.max;
    },
  ];
};

test('a call that does not fit its kernel does not compile', () => {
  expect(refusedByTheCompiler).toBeTypeOf('function'); // its comments fail the check when the compiler lets one pass
});

test('a kernel that the threads do not know is a bug that says so', async () => {
  const { prepareRunner } = await import('./prepare-runner.ts');
  const workshop = { kernels: {}, store: async () => Promise.reject(new Error('no store')) };
  await expect(prepareRunner({ kernel: 'none', args: {} }, workshop)).rejects.toThrow('no kernel none');
});
