import { basename, dirname, extname, join } from 'node:path';
import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { DAYS_PER_YEAR } from '../../core/dates.ts';
import { FileError, NetworkError } from '../../core/errors.ts';
import type { StackedIfgrams } from '../../core/inversion/average-velocity.ts';
import { pairTemporalBaselines } from '../../core/network/baseline-limits.ts';
import { parsePair } from '../../core/network/pairs.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { IfgramStack } from '../../io/products/ifgram-stack.ts';
import {
  mainDataset,
  makeProduct,
  type Product,
  type ProductLayout,
  source,
} from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { readPixel, referencePixel } from '../../io/products/reference-pixel.ts';
import { isStack, readTypedProduct } from '../../io/products/typed-product.ts';
import { runBlocks } from '../engine.ts';
import { datasetAttributes } from '../masks/raster-slice.ts';
import { assertRequest } from '../request.ts';
import type { TemporalAverageArgs } from './temporal-average-kernel.ts';

export interface TemporalAverageRequest {
  /** stack of interferograms, time series, or any file of rasters in a row */
  readonly file: string;
  /** by default coherence of a stack, else what the file is about */
  readonly dataset?: string;
  /** see {@link averageName} when left out */
  readonly outfile?: string;
  /** leave the output alone when it is newer than the dataset */
  readonly update?: boolean;
}

/** File of an average, beside the input: avgSpatialCoh.h5, avgPhaseVelocity.h5, avgDisp_ramp.h5... */
export function averageName({ path, fileType }: Pick<Product, 'path' | 'fileType'>, dataset: string): string {
  const base = basename(path, extname(path));
  const name =
    fileType === 'ifgramStack'
      ? dataset === 'coherence'
        ? 'avgSpatialCoh'
        : dataset.startsWith('unwrapPhase')
          ? 'avgPhaseVelocity'
          : `avg${dataset}`
      : fileType === 'timeseries'
        ? `avgDisp${base.replace(/^.*timeseries/, '')}`
        : `avg${base}`;
  return join(dirname(path), `${name}.h5`);
}

/** An average but for the sweep over the planes that forms it. */
export interface AveragePlan {
  readonly values: BlockSource;
  readonly args: TemporalAverageArgs;
  readonly outfile: string;
  readonly layout: ProductLayout;
  /** dataset of the average in the output */
  readonly name: string;
  readonly length: number;
  readonly width: number;
}

/**
 * Average over dates or interferograms: `mintsar temporal_average`. Unwrapped phase is averaged as velocity
 * (stacking), interferograms not in use are left out.
 * @returns the file that holds it
 */
export async function temporalAverage(request: TemporalAverageRequest, context: Context): Promise<string> {
  assertRequest('temporalAverage', request, context, ['file']);
  const { product, dataset, outfile } = await whatToAverage(request);
  if (request.update && (await isMadeBy(outfile, { from: [{ stack: product, dataset }] }))) {
    context.log.info(`${outfile} is up to date`);
    return outfile;
  }
  const { layout, name, length, width, values, args } = await planAverage(request, context);
  await makeProduct(outfile, layout, context, async (out) => {
    await runBlocks(
      {
        label: `average of ${dataset}`,
        length,
        width,
        inputs: { values },
        outputs: { average: out.sink(name) },
        kernel: 'averageInTime',
        args,
      },
      context,
    );
  });
  return outfile;
}

async function whatToAverage(request: TemporalAverageRequest) {
  const product = await readTypedProduct(request.file);
  const stack = isStack(product) ? product : undefined;
  const dataset = request.dataset ?? (stack ? 'coherence' : mainDataset(product));
  const info = product.datasets.get(dataset);
  if (info === undefined || info.shape.length !== 3) {
    const rasters = [...product.datasets.values()].filter(({ shape }) => shape.length === 3);
    throw new FileError(
      `${request.file} has no series of rasters ${dataset}.`,
      `It has: ${rasters.map(({ name }) => name).join(', ') || 'none'}.`,
    );
  }
  const outfile = request.outfile ?? averageName(product, dataset);
  return { product, stack, dataset, numPlane: info.shape[0], outfile };
}

/** Prepare {@link temporalAverage}, for those who sweep over the planes for other reasons too. */
export async function planAverage(request: TemporalAverageRequest, context: Context): Promise<AveragePlan> {
  const { product, stack, dataset, numPlane, outfile } = await whatToAverage(request);
  if (stack?.kept.length === 0)
    throw new NetworkError(
      `${request.file} has no interferogram in use.`,
      'Run: mintsar modify_network --reset.',
    );
  const planes = stack?.kept ?? Array.from({ length: numPlane }, (_, k) => k);
  const isVelocity = stack !== undefined && dataset.startsWith('unwrapPhase');
  const velocity = stack !== undefined && isVelocity ? await stacking(stack, dataset) : undefined;
  const attributes = averageAttributes(product, dataset, isVelocity);
  const { length, width } = product;
  const name = attributes['FILE_TYPE'];
  context.log.info(`average ${dataset} over ${planes.length} ${stack ? 'interferograms' : 'rasters'}`);
  return {
    values: source(request.file, dataset, planes),
    args: { numPlane: planes.length, skipsNaN: product.fileType !== 'timeseries', velocity },
    outfile,
    layout: { attributes, datasets: [{ name, type: 'f4', shape: [length, width] }] },
    name,
    length,
    width,
  };
}

async function stacking(stack: IfgramStack, dataset: string): Promise<StackedIfgrams> {
  const { kept, date12, facts, path } = stack;
  const pixel = referencePixel(stack);
  const phase = pixel && (await readPixel(path, dataset, pixel));
  return {
    referencePhase: kept.map((i) => phase?.[i] ?? 0),
    years: pairTemporalBaselines(kept.map((i) => parsePair(date12[i]))).map((days) => days / DAYS_PER_YEAR),
    wavelength: facts.wavelength,
  };
}

function averageAttributes(product: Product, dataset: string, isVelocity: boolean): Attributes {
  const attributes = datasetAttributes(product, dataset);
  if (isVelocity) return { ...attributes, FILE_TYPE: 'velocity', UNIT: 'm/year' };
  return { ...attributes, FILE_TYPE: product.fileType === 'timeseries' ? 'displacement' : dataset };
}
