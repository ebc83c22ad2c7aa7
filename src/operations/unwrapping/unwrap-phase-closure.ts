import { existsSync } from 'node:fs';
import type { Context } from '../../core/context.ts';
import { FileError, NetworkError, ReferencePointError } from '../../core/errors.ts';
import { datesOfPairs, pairIndices, parsePair } from '../../core/network/pairs.ts';
import { createRandom } from '../../core/stats/random.ts';
import type { Triplets } from '../../core/unwrapping/closure.ts';
import { type CommonRegion, commonRegions } from '../../core/unwrapping/common-regions.ts';
import { cycleEstimator, type SamplePhases } from '../../core/unwrapping/cycle-estimator.ts';
import { fewestWrongPairs } from '../../core/unwrapping/fewest-wrong-pairs.ts';
import { networkTriplets } from '../../core/unwrapping/network-triplets.ts';
import { readMask } from '../../io/products/product.ts';
import { type Pixel, requireReferencePixel } from '../../io/products/reference-pixel.ts';
import { runPlanes } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { readSamples } from './pixel-samples.ts';
import {
  addPhase,
  type CorrectableStack,
  isCorrected,
  maskSource,
  openCorrectable,
  type UnwrapCorrectionRequest,
} from './unwrap-correction.ts';
import type { PhaseClosureKernelArgs } from './unwrap-phase-closure-kernel.ts';

export interface PhaseClosureRequest extends UnwrapCorrectionRequest {
  /** file of the pixels that belong to a component in every interferogram: `maskConnComp.h5` */
  readonly commonMask: string;
  /** seed of the choice of sample pixels */
  readonly seed?: number;
}

/** The correction as it was made: for the log and a figure. Undefined when there was nothing to be done. */
export interface PhaseClosureOutcome {
  readonly regions: readonly CommonRegion[];
}

/** Bytes of labels and the like per pixel, beside what goes in and out. */
const WORKSPACE = 8;

/**
 * Correct unwrapping errors of the regions that are one component in all interferograms, such that triplets of
 * interferograms close (Yunjun et al. 2019): `mintsar unwrap_error_phase_closure`. The result is added to the stack as
 * `unwrapPhase_phaseClosure`; dropped interferograms are only made relative to the reference point.
 */
export async function correctByClosure(
  request: PhaseClosureRequest,
  context: Context,
): Promise<PhaseClosureOutcome | undefined> {
  assertRequest('correctByClosure', request, context, ['stack', 'folder']);
  const { log } = context;
  const work = await openCorrectable(request, '_phaseClosure');
  const { stack, input, output } = work;
  if (request.update && isCorrected(work)) {
    log.info(`${output} of ${stack.path} is up to date`);
    return undefined;
  }
  const reference = requireReferencePixel(stack);
  const triplets = networkTriplets(stack.kept.map((k) => parsePair(stack.date12[k])));
  const numTriplet = triplets.shape[0];
  if (numTriplet === 0) {
    throw new NetworkError(
      `No three of the ${stack.kept.length} interferograms of ${stack.path} close a triangle, which phase closure needs.`,
      'Keep more interferograms, or set mintpy.unwrapError.method = bridging.',
    );
  }
  const regions = await findRegions(request, work, reference, context);
  if (regions.length === 0) {
    log.warn(
      `no region of ${request.commonMask} is one component in all interferograms after cleaning: ${output} is not written. A lower mintpy.unwrapError.connCompMinArea or the method bridging may help`,
    );
    return undefined;
  }
  log.info(
    `close ${numTriplet} triplets of ${stack.kept.length} interferograms (${input}) in ${regions.length} common regions of ${regions.map((r) => r.area).join(', ')} pixels`,
  );
  const cycles = await regionCycles(work, regions, reference, triplets, request.options.solver, context);
  await applyCycles(work, regions, reference, cycles, request, context);
  return { regions };
}

async function findRegions(
  { commonMask, options, seed = 0 }: PhaseClosureRequest,
  { stack, inputs }: CorrectableStack,
  { y, x }: Pixel,
  { log }: Context,
): Promise<CommonRegion[]> {
  if (!existsSync(commonMask)) {
    throw new FileError(
      `${commonMask} does not exist: it holds the pixels that are in a component of every interferogram.`,
      'Run the step reference_point, or make it with: mintsar generate_mask inputs/ifgramStack.h5 --nonzero -o maskConnComp.h5',
    );
  }
  const { dataset } = await maskSource(commonMask, stack);
  const { waterMask } = inputs;
  const regions = commonRegions(await readMask(commonMask, dataset), {
    refY: y,
    refX: x,
    connCompMinArea: options.connCompMinArea,
    numSample: options.numSample,
    waterMask: waterMask && (await readMask(waterMask.path, waterMask.dataset)),
    random: createRandom(seed),
  });
  if (regions.length > 0 && !regions.some((region) => region.isReference)) {
    log.warn(`the reference point (y ${y}, x ${x}) lies in no common region of ${commonMask}`);
  }
  for (const { area, samples } of regions) {
    if (samples.length < options.numSample) {
      log.warn(`a common region of ${area} pixels has fewer than ${options.numSample} samples: all are used`);
    }
  }
  return regions;
}

/** Whole cycles of every region [region][kept interferogram]; 0 in the region of the reference point. */
async function regionCycles(
  { stack, input }: CorrectableStack,
  regions: readonly CommonRegion[],
  { y, x }: Pixel,
  triplets: Triplets,
  solver: PhaseClosureRequest['options']['solver'],
  context: Context,
): Promise<Int32Array[]> {
  const { kept, width } = stack;
  const solved = regions.filter((region) => !region.isReference);
  const pixels = Int32Array.from([y * width + x, ...solved.flatMap(({ samples }) => [...samples])]);
  const values = await readSamples({ path: stack.path, dataset: input, planes: kept, pixels }, context);
  const bad = values.findIndex((plane) => Number.isNaN(plane[0]));
  if (bad >= 0) {
    throw new ReferencePointError(
      `Interferogram ${stack.date12[kept[bad]]}: The reference point (y ${y}, x ${x}) has no data.`,
      'Choose another with mintsar reference_point, or drop the interferogram.',
    );
  }
  const refPhase = values.map((plane) => plane[0]);
  const estimate = regionEstimator(stack, triplets, solver, context);
  let at = 1;
  let done = 0;
  const found = new Map<CommonRegion, Int32Array>();
  for (const region of solved) {
    const numSample = region.samples.length;
    const data = new Float32Array(kept.length * numSample);
    values.forEach((plane, k) => {
      data.set(plane.subarray(at, at + numSample), k * numSample);
    });
    at += numSample;
    found.set(region, estimate({ data, shape: [kept.length, numSample] }, refPhase, region));
    context.progress('solving triplets', ++done, solved.length);
    await new Promise(setImmediate); // lets signals and progress through
  }
  return regions.map((region) => found.get(region) ?? new Int32Array(kept.length));
}

function regionEstimator(
  { kept, date12 }: CorrectableStack['stack'],
  triplets: Triplets,
  solver: PhaseClosureRequest['options']['solver'],
  { log }: Context,
): (samples: SamplePhases, refPhase: ArrayLike<number>, region: CommonRegion) => Int32Array {
  if (solver === 'l1') return cycleEstimator(triplets, kept.length);
  const pairs = kept.map((k) => parsePair(date12[k]));
  const estimate = fewestWrongPairs(triplets, pairIndices(pairs, datesOfPairs(pairs)));
  return (samples, refPhase, { label, area }) => {
    const { cycles, expectedWrong, unclosedBefore, unclosedAfter } = estimate(samples, refPhase);
    const changed = cycles.filter((n) => n !== 0).length;
    const region = `region ${label} (${area} pixels)`;
    if (changed === 0) {
      if (unclosedBefore > 0) {
        log.info(
          `${region} is left as it is: cycles would not close more triplets than the ${unclosedBefore.toFixed(1)} that are open`,
        );
      }
    } else {
      log.info(
        `${region}: ${changed} interferograms change; open triplets ${unclosedBefore.toFixed(1)} -> ${unclosedAfter.toFixed(1)}, interferograms expected to be wrong still ${expectedWrong.toFixed(1)}`,
      );
    }
    return cycles;
  };
}

async function applyCycles(
  work: CorrectableStack,
  regions: readonly CommonRegion[],
  reference: Pixel,
  cycles: readonly Int32Array[],
  { options }: PhaseClosureRequest,
  context: Context,
): Promise<void> {
  const { stack, inputs } = work;
  const { kept, date12, length, width } = stack;
  const placeOf = new Map(kept.map((k, place) => [k, place]));
  const args: PhaseClosureKernelArgs = {
    date12,
    reference,
    connCompMinArea: options.connCompMinArea,
    regions,
    cycles: date12.map((_, k) => {
      const place = placeOf.get(k);
      return place === undefined ? undefined : Int32Array.from(cycles, (ofRegion) => ofRegion[place]);
    }),
  };
  await addPhase(
    work,
    (old) => old,
    context,
    async (sink) => {
      const summaries = await runPlanes(
        {
          label: 'closing triplets',
          length,
          width,
          planes: date12.map((_, k) => k),
          inputs,
          outputs: { phase: sink },
          kernel: 'closePhase',
          args,
          workspace: WORKSPACE,
        },
        context,
      );
      const changed = summaries.filter((added) => added.length > 0).length;
      const most = summaries.flat().reduce((max, n) => Math.max(max, Math.abs(n)), 0);
      context.log.info(`${changed} of ${kept.length} interferograms changed, most by ${most} x 2 pi`);
    },
  );
}
