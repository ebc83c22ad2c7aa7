import { existsSync } from 'node:fs';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { datesOfPairs, parsePair } from '../../core/network/pairs.ts';
import { triplets as findTriplets } from '../../core/network/triplets.ts';
import { type IfgramStack, readIfgramStack } from '../../io/products/ifgram-stack.ts';
import {
  mainDataset,
  makeProduct,
  type ProductLayout,
  readProduct,
  source,
} from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { readPixel, requireReferencePixel } from '../../io/products/reference-pixel.ts';
import { type InputsOf, runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import type { UnclosedTripletsArgs } from './unclosed-triplets-kernel.ts';

export interface UnclosedTripletsRequest {
  readonly stack: string;
  /** unwrapPhase by default */
  readonly dataset?: string;
  readonly outfile: string;
  /** files whose pixels of value 0 are left blank; ignored when they do not exist */
  readonly waterMask?: string;
  readonly coherence?: string;
  /** leave the output alone when it is newer than the phase and has the same reference point */
  readonly update?: boolean;
}

/** A count of triplets but for the sweep over the phase that makes it. */
export interface UnclosedTripletsPlan {
  readonly numTriplet: number;
  /** phase, and the masks that exist */
  readonly inputs: InputsOf<'countUnclosedTriplets'>;
  readonly args: UnclosedTripletsArgs;
  readonly layout: ProductLayout;
}

/**
 * Count, pixel by pixel, the triplets of interferograms whose closure phase has whole cycles left: a map of unwrapping
 * errors (Yunjun et al. 2019, section 3.2).
 * @returns number of triplets in the network; nothing is written when there are none
 */
export async function countUnclosedTriplets(
  request: UnclosedTripletsRequest,
  context: Context,
): Promise<number> {
  assertRequest('countUnclosedTriplets', request, context, ['stack', 'outfile']);
  const { outfile, dataset } = request;
  const stack = await readIfgramStack(request.stack);
  const plan = await planUnclosedTriplets(stack, request, context);
  if (plan === undefined) return 0;
  const { inputs, args, layout, numTriplet } = plan;
  const { REF_Y = 'None', REF_X = 'None' } = stack.attributes;
  const from = [{ stack, dataset: dataset ?? 'unwrapPhase' }];
  if (request.update && (await isMadeBy(outfile, { from, attributes: { REF_Y, REF_X } }))) {
    context.log.info(`${outfile} is up to date`);
    return numTriplet;
  }
  const { length, width } = stack;
  context.log.info(`count which of ${numTriplet} triplets do not close`);
  await makeProduct(outfile, layout, context, async (product) => {
    await runBlocks(
      {
        label: 'triplets',
        length,
        width,
        inputs,
        outputs: { count: product.sink('mask') },
        kernel: 'countUnclosedTriplets',
        args,
      },
      context,
    );
  });
  return numTriplet;
}

/**
 * Prepare {@link countUnclosedTriplets}, for those who sweep over the phase for other reasons too.
 * @returns undefined when there are no triplets
 */
export async function planUnclosedTriplets(
  stack: IfgramStack,
  { dataset = 'unwrapPhase', ...request }: UnclosedTripletsRequest,
  context: Context,
): Promise<UnclosedTripletsPlan | undefined> {
  if (!stack.datasets.has(dataset))
    throw new FileError(
      `${stack.path} has no dataset ${dataset}.`,
      `It has: ${[...stack.datasets.keys()].join(', ')}.`,
    );
  const pairs = stack.kept.map((i) => parsePair(stack.date12[i]));
  const loops = findTriplets(pairs);
  if (loops.length === 0) {
    context.log.warn('no three interferograms in use close a loop: unwrapping errors cannot be counted');
    return undefined;
  }
  const phaseAtReference = await readPixel(stack.path, dataset, requireReferencePixel(stack));
  const mask = async (path?: string) =>
    path !== undefined && existsSync(path) ? source(path, mainDataset(await readProduct(path))) : undefined;
  const land = await mask(request.waterMask);
  const coherence = await mask(request.coherence);
  const dates = datesOfPairs(pairs);
  return {
    numTriplet: loops.length,
    inputs: {
      phase: source(stack.path, dataset, stack.kept),
      ...(land && { land }),
      ...(coherence && { coherence }),
    },
    args: {
      numIfgram: stack.kept.length,
      triplets: {
        data: Int32Array.from(loops.flatMap((t) => [t.ifgram12, t.ifgram23, t.ifgram13])),
        shape: [loops.length, 3],
      },
      referencePhase: Float64Array.from(stack.kept, (i) => phaseAtReference[i]),
    },
    layout: {
      attributes: {
        ...stack.attributes,
        FILE_TYPE: 'mask',
        UNIT: '1',
        START_DATE: dates[0],
        END_DATE: dates.at(-1)!,
      },
      datasets: [{ name: 'mask', type: 'f4', shape: [stack.length, stack.width] }],
    },
  };
}
