import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Config } from '../../config/index.ts';
import type { BlockSource } from '../../core/block-io.ts';
import { findDate } from '../../core/date-selection.ts';
import { FileError, MetadataError, NetworkError, OptionError, ShapeError } from '../../core/errors.ts';
import { azimuthGroundSpacing } from '../../core/geometry/radar-geometry.ts';
import {
  displacementPerAzimuthPixel,
  displacementPerRadian,
  displacementPerRangePixel,
} from '../../core/inversion/displacement-scale.ts';
import type { InversionOptions } from '../../core/inversion/inversion.ts';
import { type NetworkStructure, networkStructure } from '../../core/inversion/network-structure.ts';
import { type ObservationMask, observationMask } from '../../core/inversion/observation-mask.ts';
import { effectiveLooks } from '../../core/inversion/weights.ts';
import { parsePair } from '../../core/network/pairs.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { describeIfgramStack, type IfgramStack } from '../../io/products/ifgram-stack.ts';
import { mainDataset, readProduct, source } from '../../io/products/product.ts';
import {
  type Pixel,
  pixelValues,
  referencePixel,
  requireReferencePixel,
} from '../../io/products/reference-pixel.ts';
import type { InputsOf } from '../engine.ts';
import { FILES } from '../work-files.ts';
import type { InvertKernelArgs } from './invert-network-kernel.ts';

export interface InversionRequest {
  readonly stack: string;
  /** dataset to invert; by default unwrapPhase with the suffix of the unwrapping-error correction */
  readonly dataset?: string;
  readonly options: Config['networkInversion'];
  readonly unwrapErrorMethod?: Config['unwrapError']['method'];
  readonly outfiles: { readonly timeseries: string; readonly quality: string; readonly count: string };
  /** folder to which a relative waterMaskFile belongs */
  readonly folder: string;
  /** reference date of the time series; the first unless given */
  readonly refDate?: string;
  /** no spatial reference */
  readonly skipReference?: boolean;
  /** leave outputs alone that were made from the same stack with the same options */
  readonly update?: boolean;
  /** false when no template spoke: spelling of the provenance only */
  readonly fromTemplate?: boolean;
}

/** An inversion ready to run on the pixels of a stack. */
export interface StackInversion {
  readonly stack: IfgramStack;
  /** observations */
  readonly dataset: string;
  readonly structure: NetworkStructure;
  readonly inputs: InputsOf<'invertNetwork'>;
  readonly kernelArgs: InvertKernelArgs;
}

/** Everything an inversion needs besides the pixels: also used for the covariance of the result. */
export async function prepareStackInversion(
  request: Omit<InversionRequest, 'outfiles'>,
): Promise<StackInversion> {
  return withH5(request.stack, (file) => prepareInversion(file, request));
}

async function prepareInversion(
  file: H5Reader,
  request: Omit<InversionRequest, 'outfiles'>,
): Promise<StackInversion> {
  const { options } = request;
  const stack = describeIfgramStack(file);
  if (stack.kept.length === 0) {
    throw new NetworkError(
      `All interferograms of ${stack.path} are dropped.`,
      'Run modify_network with --reset.',
    );
  }
  const dataset = observationDataset(stack, request);
  const isPhase = dataset.startsWith('unwrapPhase');
  const pairs = stack.kept.map((i) => parsePair(stack.date12[i]));
  const structure = networkStructure(pairs);
  const { refDate } = request;
  if (refDate !== undefined && findDate(structure.dates, refDate) < 0) {
    throw new OptionError(
      `--ref-date ${refDate} is not a date of ${stack.path}.`,
      `It has: ${structure.dates.join(', ')}.`,
    );
  }
  const point = request.skipReference ? undefined : pointOf(stack, isPhase);
  const { weightFunc, maskDataset, maskThreshold } = options;
  const qualityName = isPhase ? 'coherence' : `${dataset}Std`;
  const quality =
    weightFunc === 'no' ? undefined : stackSource(stack, qualityName, `weightFunc = ${weightFunc}`);
  let mask: ObservationMask | undefined;
  let maskSource: BlockSource | undefined;
  if (maskDataset !== null) {
    mask = observationMask(maskDataset, maskThreshold);
    const isQuality = maskDataset === qualityName && quality !== undefined;
    if (!isQuality) maskSource = stackSource(stack, maskDataset, `maskDataset = ${maskDataset}`);
  }
  const inputs = {
    observed: source(stack.path, dataset, stack.kept),
    ...(quality && { quality }),
    ...(maskSource && { mask: maskSource }),
    ...(await pixelMasks(stack, request, isPhase)),
  };
  const inversion: InversionOptions = {
    pairs,
    observation: isPhase ? 'phase' : 'offset',
    weightFunc,
    looks: isPhase && (weightFunc === 'var' || weightFunc === 'fim') ? looksOf(stack, weightFunc) : undefined,
    minNormVelocity: options.minNormVelocity,
    gap: options.gap,
    norm: options.norm,
    fast: options.fast,
    minRedundancy: options.minRedundancy,
    scale: displacementScale(stack, dataset),
    references: referenceValues(file, stack, dataset, point),
  };
  const kernelArgs = { inversion, referencePixel: point, mask };
  return { stack, dataset, structure, inputs, kernelArgs };
}

const SUFFIX = {
  bridging: '_bridging',
  phase_closure: '_phaseClosure',
  'bridging+phase_closure': '_bridging_phaseClosure',
} as const;

function observationDataset(
  stack: IfgramStack,
  { dataset, unwrapErrorMethod }: Pick<InversionRequest, 'dataset' | 'unwrapErrorMethod'>,
): string {
  const name = dataset ?? `unwrapPhase${unwrapErrorMethod ? SUFFIX[unwrapErrorMethod] : ''}`;
  if (stack.datasets.has(name)) return name;
  const rasters = [...stack.datasets.values()].filter(({ shape }) => shape.length === 3).map((d) => d.name);
  throw new FileError(
    `${stack.path} has no dataset ${name} to invert; it has ${rasters.join(', ')}.`,
    unwrapErrorMethod
      ? 'Run the step correct_unwrap_error first, or set mintpy.unwrapError.method = no.'
      : 'Name the dataset with --dset.',
  );
}

function stackSource(stack: IfgramStack, name: string, wantedBy: string): BlockSource {
  if (!stack.datasets.has(name)) {
    throw new FileError(
      `${stack.path} has no dataset ${name}, needed for mintpy.networkInversion.${wantedBy}.`,
      wantedBy.startsWith('weight')
        ? 'Load the coherence too (mintpy.load.corFile), or choose weightFunc = no.'
        : 'Load it too, or choose maskDataset = no.',
    );
  }
  return source(stack.path, name, stack.kept);
}

/** Water mask, and average coherence (0 where nothing was ever coherent), of the same size as the stack. */
async function pixelMasks(
  stack: IfgramStack,
  { options, folder }: Pick<InversionRequest, 'options' | 'folder'>,
  isPhase: boolean,
): Promise<{ waterMask?: BlockSource; avgQuality?: BlockSource }> {
  const out: { waterMask?: BlockSource; avgQuality?: BlockSource } = {};
  const water = options.waterMaskFile === null ? undefined : join(folder, options.waterMaskFile);
  if (water !== undefined && existsSync(water)) {
    const product = await readProduct(water);
    if (product.length !== stack.length || product.width !== stack.width) {
      throw new ShapeError(
        `${water} has ${product.length} x ${product.width} pixels, ${stack.path} has ${stack.length} x ${stack.width}.`,
        'Remove the mask so that it is made again, or set mintpy.networkInversion.waterMaskFile = no.',
      );
    }
    out.waterMask = source(water, mainDataset(product));
  }
  const isIon = stack.path.endsWith('ionStack.h5');
  const name = isPhase ? (isIon ? 'avgSpatialCohIon.h5' : FILES.avgSpatialCoh) : 'avgSpatialSNR.h5';
  const average = join(dirname(stack.path), '..', name);
  if (existsSync(average)) {
    const product = await readProduct(average);
    if (product.length === stack.length && product.width === stack.width) {
      out.avgQuality = source(average, mainDataset(product));
    }
  }
  return out;
}

/** @throws {MetadataError} when the reference pixel has no data in an interferogram that is used */
/** Phase has no zero of its own; offsets do, and are relative to a pixel where the stack names one. */
function pointOf(stack: IfgramStack, isPhase: boolean): Pixel | undefined {
  return isPhase ? requireReferencePixel(stack) : referencePixel(stack);
}

function referenceValues(
  file: H5Reader,
  stack: IfgramStack,
  dataset: string,
  point: Pixel | undefined,
): number[] {
  if (point === undefined) return stack.kept.map(() => 0);
  const values = pixelValues(file, dataset, point);
  const bad = stack.kept.find((i) => Number.isNaN(values[i]));
  if (bad !== undefined) {
    throw new MetadataError(
      `The reference point (y ${point.y}, x ${point.x}) has no data in interferogram ${stack.date12[bad]} of ${stack.path}.`,
      'Choose another with mintsar reference_point, or drop the interferogram.',
    );
  }
  return stack.kept.map((i) => values[i]);
}

function looksOf({ path, facts }: IfgramStack, weightFunc: string): number {
  const { correlation, azimuth, range } = facts.looks;
  if (correlation === undefined && (azimuth === undefined || range === undefined))
    throw new MetadataError(
      `${path} does not tell its looks (NCORRLOOKS, or ALOOKS and RLOOKS), by which weightFunc = ${weightFunc} weighs.`,
      'Load it again, or choose another weight: --weight-func coh or no (mintpy.networkInversion.weightFunc).',
    );
  return effectiveLooks({ correlationLooks: correlation, azimuthLooks: azimuth, rangeLooks: range });
}

/** Metres per radian of phase, or per pixel of offset. COSI-Corr offsets are in metres already. */
function displacementScale({ facts }: IfgramStack, dataset: string): number {
  if (dataset.startsWith('unwrapPhase')) return displacementPerRadian(facts.wavelength);
  if (facts.processor === 'cosicorr') return 1;
  if (dataset.startsWith('azimuth'))
    return displacementPerAzimuthPixel(azimuthGroundSpacing(facts.radar), facts.azimuthLooks);
  return displacementPerRangePixel(facts.rangePixelSize, facts.rangeLooks);
}
