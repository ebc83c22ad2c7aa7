import { stopIfAborted } from '../compute/stop.ts';
import { addToH5 } from '../io/hdf5/file.ts';
import { openLocal } from '../io/hdf5/local.ts';
import type { DatasetSpec } from '../io/hdf5/types.ts';
import { holdPlanes } from '../io/products/kept-planes.ts';
import { readStackSums, type StackSums, writeStackSums } from '../io/products/stack-sums.ts';
import { extendSums } from './extend-sums.ts';
import type { FilePlan, StackFill } from './file-plan.ts';
import type { FileLayer } from './layer.ts';
import { type DatasetToFill, type LoadThreads, loadRasters } from './load-rasters.ts';
import { addedTo, type StackReuse } from './stack-reuse.ts';

/** What loading may use, and whom it tells how far it is. */
export interface FillContext extends LoadThreads {
  readonly progress?: (file: string, done: number, total: number) => void;
}

interface Adding {
  readonly context: FillContext;
  /** sums to form, and to keep beside the stack */
  readonly sums: { readonly land?: Uint8Array } | undefined;
  /** called before the stack is another one */
  readonly note: () => void;
}

/**
 * Make a stack what the plan says by reading what is new: interferograms that stay keep their bytes, new ones go behind the end
 * of the file, and one small write at the end makes them count. Nothing else stays: like a stack that is loaded anew it has no
 * reference point, uses all interferograms, and has no corrected phase.
 */
export async function addToStack(
  path: string,
  plan: FilePlan & { readonly stack: StackFill },
  { planes, counts }: Pick<StackReuse, 'planes' | 'counts'>,
  { context, sums, note }: Adding,
): Promise<void> {
  const { rasters, size, writeSmall } = plan.stack;
  const fresh = rasters.map(
    (raster): DatasetToFill => ({
      ...raster,
      layers: raster.layers.filter((_, k) => planes[k] === undefined),
    }),
  );
  // Sums grow; nothing is taken out of them.
  const before = counts.replaced + counts.removed === 0 && sums ? await readStackSums(path) : undefined;
  let formed: StackSums | undefined;
  const holdAfter = holdPlanes(path); // of a corrected phase
  const planned = new Set(plan.datasets.map(({ name }) => name));
  await addToH5(
    path,
    {
      attributes: () => plan.attributes,
      datasets: addedTo(plan.datasets, planes),
      remove: membersOf(path).filter((name) => !planned.has(name)),
    },
    async (writer) => {
      writeSmall(writer);
      if (fresh[0].layers.length > 0)
        formed = await loadRasters(fresh, size, writer, context, progressOf(path, context), before && sums);
      note();
    },
  );
  holdAfter?.();
  if (before === undefined) return;
  if (fresh[0].layers.length === 0) await writeStackSums(path, before);
  else if (formed !== undefined) await writeStackSums(path, extendSums(before, formed, planes));
}

/** Names of the datasets of a file. */
function membersOf(path: string): string[] {
  const file = openLocal(path);
  try {
    return [...file.datasets.keys()];
  } finally {
    file.close();
  }
}

/** How far a file is, told to who loads it; stops when asked to. */
export function progressOf(path: string, context: FillContext): (done: number, total: number) => void {
  return (done, total) => {
    stopIfAborted(context);
    context.progress?.(path, done, total);
  };
}

/** The rasters of a stack, those that stay taken from the file that has them. */
export function withLoaded(
  stack: StackFill,
  path: string,
  planes: readonly (number | undefined)[],
  datasets: readonly DatasetSpec[],
): StackFill {
  const rasters = stack.rasters.map((raster): DatasetToFill => {
    const { name, layers } = raster;
    const [, length, width] = datasets.find((spec) => spec.name === name)!.shape;
    const loaded = (plane: number): FileLayer => ({
      label: `${path}:${name}`,
      length,
      width,
      isLoaded: true,
      source: { kind: 'dataset', path, dataset: name, plane },
      transforms: [],
    });
    return {
      ...raster,
      layers: layers.map((layer, k) => {
        const plane = planes[k];
        return plane === undefined ? layer : loaded(plane);
      }),
    };
  });
  return { ...stack, rasters };
}
