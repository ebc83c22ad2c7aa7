import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, defaultOptions } from '../../config/index.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError, ShapeError } from '../../core/errors.ts';
import { effectiveLooks, weightFunction } from '../../core/inversion/weights.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { source } from '../../io/products/product.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import type { InputsOf } from '../engine.ts';
import { prepareStackInversion, type StackInversion } from '../inversion/stack-inversion.ts';
import { readSamples } from '../unwrapping/pixel-samples.ts';
import { FILES } from '../work-files.ts';
import type { FullKernelArgs } from './velocity-kernel.ts';
import type { VelocityFit } from './velocity-request.ts';

/** What the full uncertainty reads beside the series. */
export interface FullUncertaintyInputs {
  readonly stack: string;
  readonly inputs: Omit<InputsOf<'fitVelocity'>, 'timeseries'>;
  readonly args: FullKernelArgs;
}

/**
 * The stack from which a series was inverted, found beside it, with the options that its attributes tell. Its phase is taken
 * relative to what the velocity will be, whose noise is in all misfits.
 * @throws {FileError} when there is none
 * @throws {ShapeError} when it has other pixels
 */
export async function fullUncertainty(fit: VelocityFit, context: Context): Promise<FullUncertaintyInputs> {
  const { series } = fit;
  const folder = dirname(series.path);
  const places = [join(folder, FILES.stack), join(folder, 'ifgramStack.h5')];
  const stack = places.find((path) => existsSync(path));
  if (stack === undefined) {
    throw new FileError(
      `The full uncertainty of ${series.path} needs the interferograms it was inverted from: neither ${places.join(' nor ')} is there.`,
      'Put the series beside inputs/ifgramStack.h5, or choose --uq residue (mintpy.timeFunc.uncertaintyQuantification).',
    );
  }
  const options = inversionOptions(series.attributes);
  const setup = await prepareStackInversion({
    stack,
    dataset: series.attributes[`${PREFIX}obsDatasetName`] ?? 'unwrapPhase',
    options,
    folder,
  });
  const { stack: described, dataset, inputs, kernelArgs } = setup;
  if (described.length !== series.length || described.width !== series.width) {
    throw new ShapeError(
      `${series.path} has ${series.length} x ${series.width} pixels, ${stack} has ${described.length} x ${described.width}.`,
      'The full uncertainty is found in the coordinates of the interferograms: geocode the velocity after it.',
    );
  }
  if (kernelArgs.inversion.observation !== 'phase') {
    throw new OptionError(
      `The full uncertainty is of phases, and ${dataset} of ${stack} are offsets.`,
      'Choose --uq residue.',
    );
  }
  const { correlation, azimuth, range } = described.facts.looks;
  const hasLooks = correlation !== undefined || (azimuth !== undefined && range !== undefined);
  const hasQuality = described.datasets.has('coherence');
  const { observed, quality, mask, waterMask, avgQuality } = inputs;
  const coherence = quality ?? (hasQuality ? source(stack, 'coherence', described.kept) : undefined);
  return {
    stack,
    inputs: {
      observed,
      ...(coherence && { quality: coherence }),
      ...(mask && { mask }),
      ...(waterMask && { waterMask }),
      ...(avgQuality && { avgQuality }),
    },
    args: {
      inversion: {
        ...kernelArgs.inversion,
        ...(await referencesOf(setup, fit, context)),
      },
      mask: kernelArgs.mask,
      looks:
        hasLooks && hasQuality
          ? effectiveLooks({ correlationLooks: correlation, azimuthLooks: azimuth, rangeLooks: range })
          : undefined,
    },
  };
}

/** Phase of the pixel or the area to which the velocity is relative; none where that of the stack has to do. */
async function referencesOf(
  { stack, dataset }: StackInversion,
  { series, refYX, area }: VelocityFit,
  context: Context,
): Promise<{ readonly references?: number[] }> {
  const own = referencePixel(stack);
  const pixel = refYX ?? referencePixel(series);
  if (area === undefined && (pixel === undefined || (own?.y === pixel.y && own.x === pixel.x))) return {};
  const pixels = area?.pixels ?? Int32Array.of(pixel!.y * stack.width + pixel!.x);
  const planes = await readSamples({ path: stack.path, dataset, planes: stack.kept, pixels }, context);
  const isThere = (phase: number) => phase !== 0 && !Number.isNaN(phase);
  const whole = Array.from(pixels.keys()).filter((p) => planes.every((plane) => isThere(plane[p])));
  if (whole.length > 0)
    return {
      references: planes.map((plane) => whole.reduce((sum, p) => sum + plane[p], 0) / whole.length),
    };
  context.log.warn(
    `${stack.path} has no ${dataset} in all interferograms at ${area ? 'any pixel of the reference area' : `y ${pixel!.y}, x ${pixel!.x}`}: the full uncertainty takes their misfit relative to the reference pixel of the stack`,
  );
  return {};
}

const PREFIX = 'mintpy.networkInversion.';

/** Options of the inversion as its products tell them; the usual ones where they do not. */
function inversionOptions(attributes: Attributes): Config['networkInversion'] {
  const usual = defaultOptions().config.networkInversion;
  const told = (name: string) => attributes[`${PREFIX}${name}`];
  const maskDataset = told('maskDataset');
  const isMasked =
    maskDataset !== undefined && maskDataset !== 'None' && maskDataset !== 'False' && maskDataset !== 'no';
  return {
    ...usual,
    weightFunc: weightFunction(told('weightFunc') ?? usual.weightFunc),
    maskDataset: isMasked ? (maskDataset as Config['networkInversion']['maskDataset']) : null,
    maskThreshold: Number(told('maskThreshold') ?? usual.maskThreshold),
    minRedundancy: Number(told('minRedundancy') ?? usual.minRedundancy),
    norm: told('norm') === 'L1' ? 'L1' : 'L2',
  };
}
