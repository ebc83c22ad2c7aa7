import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, defaultOptions } from '../../config/index.ts';
import { FileError, OptionError, ShapeError } from '../../core/errors.ts';
import { explainPixel, type PixelExplanation } from '../../core/inversion/explain-pixel.ts';
import { switchedOff } from '../../core/inversion/observation-mask.ts';
import { weightFunction } from '../../core/inversion/weights.ts';
import { parsePair } from '../../core/network/pairs.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { type Place, pixelOfPlace, placeOfPixel } from '../../io/products/place.ts';
import { readProduct } from '../../io/products/product.ts';
import { type Pixel, pixelValues, readPixel } from '../../io/products/reference-pixel.ts';
import { FILES } from '../work-files.ts';
import { type InversionRequest, prepareStackInversion } from './stack-inversion.ts';

export interface ExplainRequest {
  /** a stack, or a series of its work directory */
  readonly file: string;
  readonly point: Pixel | Place;
  readonly lookup?: string;
  /** absent = those of the series, which its attributes tell */
  readonly options?: Config['networkInversion'];
  readonly unwrapErrorMethod?: Config['unwrapError']['method'];
  /** observations, other than those of the series */
  readonly dataset?: string;
  readonly weightFunc?: Config['networkInversion']['weightFunc'];
}

/** A pixel, how its series came about, and with which options. */
export interface ExplainedPixel {
  readonly stack: string;
  readonly dataset: string;
  readonly pixel: Pixel;
  readonly place: Place | undefined;
  readonly referencePixel: Pixel;
  readonly options: Config['networkInversion'];
  /** file of the mask that leaves the pixel out */
  readonly offBy: string | undefined;
  readonly told: PixelExplanation;
}

const PREFIX = 'mintpy.networkInversion.';

/**
 * Invert one pixel of a stack as `ifgram_inversion` does and tell how: `mintsar explain`.
 * @throws {FileError} when there is no stack @throws {ShapeError} when the pixel lies outside
 */
export async function explainStackPixel(request: ExplainRequest): Promise<ExplainedPixel> {
  const { stack: path, series } = await filesOf(request.file);
  const made = request.options === undefined ? await madeWith(series) : undefined;
  const base = request.options ?? optionsOf(made ?? {});
  const options = request.weightFunc ? { ...base, weightFunc: request.weightFunc } : base;
  const dataset = request.dataset ?? made?.[`${PREFIX}obsDatasetName`];
  const inversion: InversionRequest = {
    stack: path,
    ...(dataset !== undefined && { dataset }),
    options,
    ...(request.unwrapErrorMethod !== undefined && { unwrapErrorMethod: request.unwrapErrorMethod }),
    outfiles: { timeseries: '', quality: '', count: '' },
    folder: join(dirname(path), '..'),
  };
  const { stack, dataset: observed, inputs, kernelArgs } = await prepareStackInversion(inversion);
  const { referencePixel, mask, inversion: args } = kernelArgs;
  if (referencePixel === undefined)
    throw new OptionError(
      `${observed} is no phase: only phases are explained.`,
      'Name the phase of the pairs with --dset.',
    );
  const { point } = request;
  const pixel = 'lat' in point ? await pixelOfPlace(stack, point, request.lookup) : point;
  const isInside = pixel.y >= 0 && pixel.x >= 0 && pixel.y < stack.length && pixel.x < stack.width;
  if (!isInside)
    throw new ShapeError(
      `The pixel y ${pixel.y}, x ${pixel.x} lies outside ${path} (${stack.length} x ${stack.width}).`,
      'Rows and columns are counted from 0.',
    );
  let offBy: string | undefined;
  for (const input of [inputs.waterMask, inputs.avgQuality]) {
    if (input === undefined) continue;
    const [value] = await readPixel(input.path, input.dataset, pixel);
    if (switchedOff([Float32Array.of(value)], 1)?.[0]) offBy ??= input.path;
  }
  const kept = Uint8Array.from(stack.date12, () => 0);
  for (const i of stack.kept) kept[i] = 1;
  const told = await withH5(path, (file) => {
    const at = (name: string) => pixelValues(file, name, pixel);
    const { looks, minRedundancy, minNormVelocity, gap, norm, scale, weightFunc } = args;
    return explainPixel(
      {
        observed: at(observed),
        ...(stack.datasets.has('coherence') && { quality: at('coherence') }),
        ...(options.maskDataset !== null && { mask: at(options.maskDataset) }),
      },
      {
        ...{ looks, minRedundancy, minNormVelocity, gap, norm, scale, weightFunc },
        pairs: stack.date12.map(parsePair),
        kept,
        references: pixelValues(file, observed, referencePixel),
        ...(mask && { mask }),
        isReference: pixel.y === referencePixel.y && pixel.x === referencePixel.x,
        isOff: offBy !== undefined,
      },
    );
  });
  const place = await placeOfPixel(stack, pixel, request.lookup);
  return { stack: path, dataset: observed, pixel, place, referencePixel, options, offBy, told };
}

/** The stack of a file, and the series whose options count. */
async function filesOf(file: string): Promise<{ stack: string; series: string | undefined }> {
  const { fileType } = await readProduct(file);
  if (fileType === 'ifgramStack') {
    const series = join(dirname(file), '..', 'timeseries.h5');
    return { stack: file, series: existsSync(series) ? series : undefined };
  }
  const stack = join(dirname(file), FILES.stack);
  if (!existsSync(stack))
    throw new FileError(
      `${file} holds no pairs, and there is no ${stack} beside it.`,
      'Name the stack: mintsar explain inputs/ifgramStack.h5 -y 10 -x 20.',
    );
  return { stack, series: file };
}

async function madeWith(series: string | undefined): Promise<Attributes | undefined> {
  const attributes = series && (await readProduct(series)).attributes;
  return attributes && `${PREFIX}weightFunc` in attributes ? attributes : undefined;
}

/** The options that an inversion left in the attributes of its series. */
function optionsOf(made: Attributes): Config['networkInversion'] {
  const usual = defaultOptions().config.networkInversion;
  const told = (key: string) => made[`${PREFIX}${key}`];
  const mask = told('maskDataset') ?? 'None';
  return {
    ...usual,
    weightFunc: weightFunction(told('weightFunc') ?? usual.weightFunc),
    maskDataset: ['None', 'False', 'no'].includes(mask) ? null : (mask as typeof usual.maskDataset),
    maskThreshold: Number(told('maskThreshold') ?? usual.maskThreshold),
    minRedundancy: Number(told('minRedundancy') ?? usual.minRedundancy),
    minNormVelocity: (told('minNormVelocity') ?? 'True') !== 'False',
    gap: told('gap') === 'nsbas' ? 'nsbas' : null,
    norm: told('norm') === 'L1' ? 'L1' : 'L2',
  };
}
