import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Config } from '../../config/index.ts';
import type { BlockSink, BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { FileError, NetworkError, ShapeError } from '../../core/errors.ts';
import { sinkOf } from '../../io/block-store.ts';
import { addToH5, type H5Edit } from '../../io/hdf5/file.ts';
import type { Attributes, DatasetSpec } from '../../io/hdf5/types.ts';
import { type IfgramStack, modificationTime, readIfgramStack } from '../../io/products/ifgram-stack.ts';
import type { KeptPlane } from '../../io/products/kept-planes.ts';
import { mainDataset, readProduct, source } from '../../io/products/product.ts';
import { keepingNotes } from '../../io/products/stack-notes.ts';

/** Datasets of a stack as they were loaded. */
const MEASURED =
  /^(date|bperp|dropIfgram|unwrapPhase|wrapPhase|coherence|connectComponent|magnitude|ionoPhase|(azimuth|range)Offset(Std)?|offsetSNR)$/;

/** What both corrections of unwrapping errors are asked for. */
export interface UnwrapCorrectionRequest {
  /** `inputs/ifgramStack.h5`, to which the corrected phase is added */
  readonly stack: string;
  /** dataset to correct; unwrapPhase by default */
  readonly input?: string;
  /** dataset to write; by default that of the input with the suffix of the method */
  readonly output?: string;
  readonly options: Config['unwrapError'];
  /** folder to which a relative waterMaskFile belongs */
  readonly folder: string;
  /** leave the output alone when it is newer than the input and was made with the same options */
  readonly update?: boolean;
}

/** A stack that has all a correction needs. */
export interface CorrectableStack {
  readonly stack: IfgramStack;
  readonly input: string;
  readonly output: string;
  /** phase, components and, when there is one, waterMask */
  readonly inputs: Readonly<Record<'phase' | 'components', BlockSource> & { waterMask?: BlockSource }>;
}

/**
 * Check everything before work begins.
 * @param suffix of the output's default name
 */
export async function openCorrectable(
  request: UnwrapCorrectionRequest,
  suffix: string,
): Promise<CorrectableStack> {
  const stack = await readIfgramStack(request.stack);
  const input = request.input ?? 'unwrapPhase';
  const output = request.output ?? `${input}${suffix}`;
  if (!stack.datasets.has(input)) {
    const rasters = [...stack.datasets.values()].filter(({ shape }) => shape.length === 3);
    throw new FileError(
      `${stack.path} has no dataset ${input} to correct; it has ${rasters.map((d) => d.name).join(', ')}.`,
      'Name the dataset with --in-dataset.',
    );
  }
  if (output === input) {
    throw new FileError(`Input and output are both ${input}.`, 'Choose another name with --out-dataset.');
  }
  if (MEASURED.test(output)) {
    throw new FileError(
      `${output} is what was measured, and a correction must not replace it.`,
      `Choose another name with --out-dataset, such as ${input}_corrected.`,
    );
  }
  if (!stack.datasets.has('connectComponent')) {
    throw new FileError(
      `${stack.path} has no dataset connectComponent, without which no unwrapping error can be corrected.`,
      'Load it too (mintpy.load.connCompFile), or set mintpy.unwrapError.method = no.',
    );
  }
  if (stack.kept.length === 0) {
    throw new NetworkError(
      `All interferograms of ${stack.path} are dropped.`,
      'Run modify_network with --reset.',
    );
  }
  const water = existingWaterMask(request.options.waterMaskFile, request.folder);
  const waterMask = water && (await maskSource(water, stack));
  const inputs = {
    phase: source(stack.path, input),
    components: source(stack.path, 'connectComponent'),
    ...(waterMask && { waterMask }),
  };
  return { stack, input, output, inputs };
}

/** Path of the water mask of the options, when the file is there. */
export function existingWaterMask(file: string | null, folder: string): string | undefined {
  if (file === null) return undefined;
  const path = resolve(folder, file);
  return existsSync(path) ? path : undefined;
}

/** @throws {ShapeError} when the mask is not of the stack's size */
export async function maskSource(path: string, stack: IfgramStack): Promise<BlockSource> {
  const product = await readProduct(path);
  if (product.length !== stack.length || product.width !== stack.width) {
    throw new ShapeError(
      `${path} has ${product.length} x ${product.width} pixels, ${stack.path} has ${stack.length} x ${stack.width}.`,
      'Remove the mask so that it is made again from this stack.',
    );
  }
  return source(path, mainDataset(product));
}

/** Whether the corrected phase is there and not older than the phase it was made from. */
export function isCorrected({ stack, input, output }: CorrectableStack): boolean {
  const made = modificationTime(stack, output);
  const from = modificationTime(stack, input);
  return made !== undefined && !(from !== undefined && from > made);
}

/** Layout of the corrected phase in the stack. */
export function phaseSpec({ stack, output }: CorrectableStack): DatasetSpec {
  return { name: output, type: 'f4', shape: [stack.date12.length, stack.length, stack.width] };
}

/**
 * Add the corrected phase to the stack, or put it in place of an older one. The stack can be read at every moment, and
 * nothing of it changes until all is written.
 *
 * @param attributes root attributes from the old ones
 * @param stay for each interferogram the plane of the stack that is its corrected phase already, undefined = to be written; all are
 * to be written when left out
 * @param fill writes those planes to the sink
 */
export async function addPhase(
  work: CorrectableStack,
  attributes: (old: Attributes) => Attributes,
  context: Context,
  fill: (sink: BlockSink) => Promise<void>,
  stay?: readonly (KeptPlane | undefined)[],
): Promise<void> {
  const { output, stack } = work;
  const { path, length, width } = stack;
  const kept = stay?.filter((plane) => plane !== undefined) ?? [];
  const numWritten = stack.date12.length - kept.length;
  const megabytes = Math.round((4 * numWritten * length * width) / 1e6);
  if (stack.datasets.has(output)) {
    context.log.info(`replace ${output}; its ${megabytes} MB remain as unused space in ${path}`);
  }
  let next = 0;
  const places = kept.length > 0 && {
    planes: stay?.map((plane) => plane && next++),
    planeChunks: kept.map(({ chunks }) => chunks),
  };
  const edit: H5Edit = {
    attributes,
    datasets: [
      {
        ...phaseSpec(work),
        ...places,
        attributes: {
          MODIFICATION_TIME: String(Date.now() / 1000),
          ...(context.provenance !== undefined && { provenance: context.provenance }),
        },
      },
    ],
  };
  await keepingNotes(path, () => addToH5(path, edit, (writer) => fill(sinkOf(writer, output, numWritten))));
  context.log.info(`wrote ${output} (${megabytes} MB) into ${path}`);
}
