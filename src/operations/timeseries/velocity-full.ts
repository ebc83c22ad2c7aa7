import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, defaultOptions } from '../../config/index.ts';
import { FileError, OptionError, ShapeError } from '../../core/errors.ts';
import { effectiveLooks, weightFunction } from '../../core/inversion/weights.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { source } from '../../io/products/product.ts';
import type { Timeseries } from '../../io/products/timeseries.ts';
import type { InputsOf } from '../engine.ts';
import { prepareStackInversion } from '../inversion/stack-inversion.ts';
import { FILES } from '../work-files.ts';
import type { FullKernelArgs } from './velocity-kernel.ts';

/** What the full uncertainty reads beside the series. */
export interface FullUncertaintyInputs {
  readonly stack: string;
  readonly inputs: Omit<InputsOf<'fitVelocity'>, 'timeseries'>;
  readonly args: FullKernelArgs;
}

/**
 * The stack from which a series was inverted, found beside it, with the options that its attributes tell.
 * @throws {FileError} when there is none
 * @throws {ShapeError} when it has other pixels
 */
export async function fullUncertainty(series: Timeseries): Promise<FullUncertaintyInputs> {
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
      inversion: kernelArgs.inversion,
      mask: kernelArgs.mask,
      looks:
        hasLooks && hasQuality
          ? effectiveLooks({ correlationLooks: correlation, azimuthLooks: azimuth, rangeLooks: range })
          : undefined,
    },
  };
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
