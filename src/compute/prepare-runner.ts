import type { Grid, Values } from '../core/array.ts';
import type { BlockArrays, BlockFunction } from '../core/block.ts';
import type { Job } from '../core/job.ts';
import type { Runner, Workshop } from '../core/kernel.ts';
import type { PlaneFunction } from '../core/plane.ts';
import { planeRunner } from './plane-runner.ts';
import { rowRunner } from './row-runner.ts';

/** What any kernel looks like to the engine: the table has checked the types where the work was called for. */
type Loaded = { readonly default: (args: unknown) => unknown };

/** The kernel of a job, loaded, prepared with its arguments and ready to run on pieces of the work. */
export async function prepareRunner<Item>(job: Job, workshop: Workshop): Promise<Runner<Item, unknown>> {
  const row = workshop.kernels[job.kernel];
  if (row === undefined) throw new Error(`This thread has no kernel ${job.kernel}.`);
  const kernel = ((await row.load()) as Loaded).default(job.args);
  if (row.cut === 'items' || job.data === undefined) return kernel as Runner<Item, unknown>;
  const store = await workshop.store();
  const runner =
    row.cut === 'rows'
      ? rowRunner(kernel as BlockFunction<BlockArrays, BlockArrays>, job.data, store)
      : planeRunner(
          kernel as PlaneFunction<Record<string, Grid<Values>>, Record<string, Values>, unknown>,
          job.data,
          store,
        );
  return runner as Promise<Runner<Item, unknown>>;
}
