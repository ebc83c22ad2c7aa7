import { moduleUrl } from '../../compute/module-url.ts';
import { runBlocks } from '../../compute/run-blocks.ts';
import type { BlockSink, BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { RampError, type RampFit, type RampType, solveRamp } from '../../core/terrain/ramp.ts';
import { NUM_RAMP_SUM, rampSamplingStep } from '../../core/terrain/ramp-sums.ts';
import { readMask } from '../../io/products/product.ts';
import type { Pixel } from '../../io/products/reference-pixel.ts';
import { HDF5_STORE } from '../block-work.ts';
import type { RampRemovalArgs } from './deramp-kernel.ts';
import { NUM_SUM, type RampSumsArgs } from './deramp-sums-kernel.ts';

/** Row sums of a group of planes are kept in memory until its ramps are solved. */
const MAX_SUM_BYTES = 64 << 20;

export interface PlanesWork {
  /** path and dataset of [numPlane, length, width] or [length, width] */
  readonly data: BlockSource;
  readonly numPlane: number;
  readonly length: number;
  readonly width: number;
  /** pixels that determine the ramp; all when left out */
  readonly mask?: BlockSource;
  readonly type: RampType;
  /** pixel where the removed ramp is 0 */
  readonly reference?: Pixel;
  /** where the result goes, of the same shape as `data` */
  readonly sink: BlockSink;
}

/**
 * Fit a ramp to every plane (date, interferogram) of a dataset and subtract it, each plane on its own.
 *
 * @returns the ramps; undefined for planes without a valid pixel, which stay as they are
 * @throws {RampError} when no plane has any valid pixel
 */
export async function derampPlanes(work: PlanesWork, context: Context): Promise<(RampFit | undefined)[]> {
  const perGroup = Math.max(1, Math.floor(MAX_SUM_BYTES / (work.length * NUM_SUM * 8)));
  const guess = rampSamplingStep(await maxSamples(work));
  const fits: (RampFit | undefined)[] = [];
  for (let from = 0; from < work.numPlane; from += perGroup) {
    const planes = range(from, Math.min(work.numPlane, from + perGroup));
    fits.push(...(await fitPlanes(work, planes, guess, context)));
  }
  if (fits.every((fit) => fit === undefined)) {
    throw new RampError(
      `There is no valid pixel to estimate a ramp of ${work.data.path} from.`,
      work.mask === undefined
        ? 'The data are 0 or NaN everywhere.'
        : `Check the mask ${work.mask.path}; --mask no uses all pixels.`,
    );
  }
  for (let from = 0; from < work.numPlane; from += perGroup) {
    await subtract(work, range(from, Math.min(work.numPlane, from + perGroup)), fits, context);
  }
  return fits;
}

/** Number of pixels that the mask leaves: nearly all of them have data, so one pass over the data is enough. */
async function maxSamples({ mask, length, width }: PlanesWork): Promise<number> {
  if (mask === undefined) return length * width;
  const { data } = await readMask(mask.path, mask.dataset);
  return data.reduce((count, keep) => count + keep, 0);
}

async function fitPlanes(
  work: PlanesWork,
  planes: readonly number[],
  guess: number,
  context: Context,
): Promise<(RampFit | undefined)[]> {
  const first = await planeSums(
    work,
    planes,
    planes.map(() => guess),
    context,
  );
  const steps = first.map((sums) => rampSamplingStep(sums[NUM_RAMP_SUM]));
  const again = planes.filter((_, i) => steps[i] !== guess);
  const second =
    again.length === 0
      ? []
      : await planeSums(
          work,
          again,
          steps.filter((step) => step !== guess),
          context,
        );
  return planes.map((plane, i) => {
    const sums = steps[i] === guess ? first[i] : second[again.indexOf(plane)];
    return sums[0] > 0 ? solveRamp(sums.subarray(0, NUM_RAMP_SUM), work, work.type) : undefined;
  });
}

/** Total sums of every plane, added up in row order. */
async function planeSums(
  { data, mask, length, width }: PlanesWork,
  planes: readonly number[],
  steps: readonly number[],
  context: Context,
): Promise<Float64Array[]> {
  const args: RampSumsArgs = { length, width, steps };
  const rows = await runBlocks(
    {
      label: 'fitting ramps',
      length,
      width,
      inputs: { data: { ...data, planes }, ...(mask === undefined ? {} : { mask }) },
      kernel: { module: moduleUrl('steps/corrections/deramp-sums-kernel'), args },
      store: HDF5_STORE,
    },
    context,
  );
  const total = new Float64Array(planes.length * NUM_SUM);
  for (const row of rows) for (let i = 0; i < total.length; i++) total[i] += row[i];
  return planes.map((_, k) => total.subarray(k * NUM_SUM, (k + 1) * NUM_SUM));
}

async function subtract(
  { data, length, width, reference, sink }: PlanesWork,
  planes: readonly number[],
  fits: readonly (RampFit | undefined)[],
  context: Context,
): Promise<void> {
  const args: RampRemovalArgs = { fits: planes.map((k) => fits[k]), reference };
  const address = sink.address + planes[0] * length * width * sink.bytesPerValue;
  await runBlocks(
    {
      label: 'removing ramps',
      length,
      width,
      inputs: { data: { ...data, planes } },
      outputs: { data: { ...sink, address, planes: planes.length } },
      kernel: { module: moduleUrl('steps/corrections/deramp-kernel'), args },
      store: HDF5_STORE,
    },
    context,
  );
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, i) => from + i);
}
