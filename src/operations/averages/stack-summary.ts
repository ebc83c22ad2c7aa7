import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { IfgramStack } from '../../io/products/ifgram-stack.ts';
import { singleRasterAttributes } from '../../io/products/like.ts';
import { makeProduct, type ProductWriter, source } from '../../io/products/product.ts';
import { writtenOrigin } from '../../io/products/reference-pixel.ts';
import { keptSums, SUMS } from '../../io/products/stack-sums.ts';
import { type InputsOf, type OutputsOf, runBlocks } from '../engine.ts';
import { datasetAttributes } from '../masks/raster-slice.ts';
import { unpackRows } from './stack-summary-kernel.ts';

export interface StackSummaryRequest {
  readonly stack: IfgramStack;
  /** file for the mean coherence over the interferograms in use, with the dataset it averages */
  readonly average?: { readonly dataset: string; readonly outfile: string };
  /** file for the common mask: pixels with a component (else a phase) other than 0 in all interferograms in use */
  readonly commonMask?: string;
  /** the dataset whose zeros count in the common mask, instead of these */
  readonly commonDataset?: string;
  /** also tell which pixels have a phase in all interferograms in use */
  readonly wantsObserved?: boolean;
}

/** Datasets that hold what an interferogram measures, the first that is there. */
export function observationDataset({ datasets, path }: IfgramStack): string {
  const found = ['unwrapPhase', 'rangeOffset', 'azimuthOffset'].find((name) => datasets.has(name));
  if (found === undefined)
    throw new FileError(`${path} has neither unwrapPhase nor offsets.`, 'Run load_data again.');
  return found;
}

type Input = keyof InputsOf<'summarizeStack'>;

/**
 * Mean coherence, common mask and observed pixels of a stack in one sweep over the interferograms in use.
 * @returns 1 = phase in all of them, [length · width]; undefined unless asked for
 */
export async function summarizeStack(
  { stack, average, commonMask, commonDataset, wantsObserved = false }: StackSummaryRequest,
  context: Context,
): Promise<Uint8Array | undefined> {
  const { path, kept, length, width, datasets } = stack;
  const phase = observationDataset(stack);
  const common = commonDataset ?? (datasets.has('connectComponent') ? 'connectComponent' : phase);
  const component = common === phase ? undefined : common;
  const dropped = stack.isKept.flatMap((keep, i) => (keep ? [] : [i]));
  const sums = await keptSums(path);
  const inputs: Partial<Record<Input, BlockSource>> = {};
  // From the interferograms in use, or from sums over all of them and the few not in use.
  const ask = (input: Input, dataset: string, totals: readonly Input[]) => {
    const isKnown = totals.length > 0 && totals.every((name) => sums?.names.has(name));
    if (sums === undefined || !isKnown || dropped.length > kept.length)
      inputs[input] = source(path, dataset, kept);
    else {
      for (const name of totals) inputs[name] = source(sums.path, name);
      if (dropped.length > 0) inputs[input] = source(path, dataset, dropped);
    }
  };
  if (average !== undefined) {
    const totals = average.dataset === 'coherence' ? [SUMS.coherence, SUMS.missing] : [];
    ask('coherence', average.dataset, totals);
  }
  if (commonMask !== undefined && component !== undefined)
    ask('component', component, component === 'connectComponent' ? [SUMS.component] : []);
  const needsPhase = wantsObserved || (commonMask !== undefined && component === undefined);
  if (needsPhase) ask('phase', phase, phase === 'unwrapPhase' ? [SUMS.phase] : []);
  if (Object.keys(inputs).length === 0) return undefined;
  const origin = needsPhase ? await writtenOrigin(stack, phase) : undefined;

  const sweep = async (outputs: OutputsOf<'summarizeStack'>) =>
    runBlocks(
      {
        label: 'interferograms',
        length,
        width,
        inputs,
        outputs,
        kernel: 'summarizeStack',
        args: { numIfgram: stack.isKept.length, numDropped: dropped.length, wantsObserved, origin },
      },
      context,
    );
  const shape = [length, width];
  const rows = await withOptional(
    average && { ...average, attributes: averageAttributes(stack, average.dataset) },
    async (mean) =>
      withOptional(
        commonMask === undefined
          ? undefined
          : { outfile: commonMask, dataset: 'mask', attributes: maskAttributes(stack, phase) },
        async (mask) =>
          sweep({
            ...(mean && { coherence: mean.sink(average!.dataset) }),
            ...(mask && { mask: mask.sink('mask') }),
          }),
      ),
  );
  return wantsObserved ? unpackRows(rows, width) : undefined;

  async function withOptional<T>(
    file: { outfile: string; dataset: string; attributes: Attributes } | undefined,
    use: (product?: ProductWriter) => Promise<T>,
  ): Promise<T> {
    if (file === undefined) return use();
    let result: T;
    const type = file.dataset === 'mask' ? 'bool' : 'f4';
    const layout = { attributes: file.attributes, datasets: [{ name: file.dataset, type, shape } as const] };
    await makeProduct(file.outfile, layout, context, async (product) => {
      result = await use(product);
    });
    return result!;
  }
}

function averageAttributes(stack: IfgramStack, dataset: string): Attributes {
  return { ...datasetAttributes(stack, dataset), FILE_TYPE: dataset };
}

/** The mask keeps the unit of the stack, as the reference has it. */
function maskAttributes(stack: IfgramStack, phase: string): Attributes {
  return {
    ...singleRasterAttributes(stack.attributes),
    FILE_TYPE: 'mask',
    UNIT: phase === 'unwrapPhase' ? 'radian' : 'pixel',
  };
}
