import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { staleKeys, temporalCoherenceMaskFingerprint } from '../../config/fingerprint.ts';
import type { Options } from '../../config/resolve.ts';
import { grid } from '../../core/array.ts';
import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { removeSmallClusters } from '../../core/terrain/small-clusters.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { makeProduct, type Product, readProduct, source } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { type InputsOf, runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { findSlice } from './raster-slice.ts';

/** First and last row or column, the last one exclusive. */
export type PixelRange = readonly [first: number, end: number];

export interface Circle {
  readonly x: number;
  readonly y: number;
  /** pixels */
  readonly radius: number;
}

/** Rules of a mask; each one that is given leaves pixels out, in this order. */
export interface MaskRules {
  /** NaN counts as a value */
  readonly keepNaN?: boolean;
  /** leave out pixels of value 0 */
  readonly nonzero?: boolean;
  readonly min?: number;
  readonly max?: number;
  /** pixels to which `min` and `max` apply; everything by default */
  readonly thresholdArea?: {
    readonly x?: PixelRange;
    readonly y?: PixelRange;
    readonly polygon?: MaskRules['polygon'];
  };
  /** leave out clusters of fewer pixels */
  readonly minPixels?: number;
  /** keep velocities above this many of their standard deviations */
  readonly stdFactor?: number;
  readonly y?: PixelRange;
  readonly x?: PixelRange;
  readonly excludeCircle?: Circle;
  readonly includeCircle?: Circle;
  /** keep the inside; [x, y] in pixels */
  readonly polygon?: readonly (readonly [x: number, y: number])[];
  /** leave out where a raster of another file has this value */
  readonly base?: { readonly file: string; readonly dataset?: string; readonly value: number };
  /** exchange 0 and 1 at the end */
  readonly revert?: boolean;
}

export interface MaskRequest extends MaskRules {
  readonly file: string;
  /** raster by its name, such as `height` or `unwrapPhase-20180104_20180128` */
  readonly dataset?: string;
  readonly outfile: string;
  /** kept with the mask */
  readonly attributes?: Attributes;
}

/**
 * Make a mask, 1 = keep, from the values of one raster: `mintsar generate_mask`.
 * @returns number of pixels kept
 */
export async function generateMask(request: MaskRequest, context: Context): Promise<number> {
  assertRequest('generateMask', request, context, ['file', 'outfile']);
  const { inputs, attributes, length, width } = await openInputs(request, context);
  const { minPixels, base, ...rules } = pickRules(request);
  const work = { length, width, kernel: 'maskRules' as const };
  const shared = minPixels === undefined ? undefined : sharedBytes(length * width);
  const args = { rules, length, baseValue: base?.value };
  if (minPixels !== undefined && shared !== undefined) {
    // Clusters may reach anywhere: a byte per pixel is in memory, no more.
    const values = { mask: shared, isKnown: false };
    await runBlocks(
      { ...work, label: 'rules on values', inputs: { values: inputs.values }, args: { ...args, values } },
      context,
    );
    shared.set(removeSmallClusters(grid(shared, length, width), minPixels).data);
  }
  const values = shared && { mask: shared, isKnown: true };
  let kept = 0;
  await makeProduct(
    request.outfile,
    {
      // Products that name no processor count as the reference's.
      attributes: { PROCESSOR: 'mintpy', ...attributes, FILE_TYPE: 'mask', ...request.attributes },
      datasets: [{ name: 'mask', type: 'bool', shape: [length, width] }],
    },
    context,
    async (product) => {
      const outputs = { mask: product.sink('mask') };
      const rows = await runBlocks(
        { ...work, label: 'making a mask', inputs, outputs, args: { ...args, values } },
        context,
      );
      kept = rows.reduce((sum, [count]) => sum + count, 0);
    },
  );
  context.log.info(`${kept} of ${length * width} pixels are kept`);
  if (kept === 0) context.log.warn(`${basename(request.outfile)} leaves no pixel: check the rules`);
  return kept;
}

function sharedBytes(count: number): Uint8Array {
  return new Uint8Array(new SharedArrayBuffer(count));
}

/** The rules of a request: what the result follows from, besides the values. */
function pickRules(request: MaskRequest): MaskRules {
  const { file: _file, dataset: _dataset, outfile: _outfile, attributes: _attributes, ...rules } = request;
  return rules;
}

interface MaskSources {
  readonly inputs: InputsOf<'maskRules'>;
  /** of the raster whose values decide */
  readonly attributes: Attributes;
  readonly length: number;
  readonly width: number;
}

async function openInputs(request: MaskRequest, context: Context): Promise<MaskSources> {
  const { file, dataset, base, stdFactor } = request;
  const slice = await findSlice(file, dataset);
  const product = await readProduct(file);
  const std = stdFactor === undefined ? undefined : stdSource(product, dataset);
  const other = base && (await baseSource(base));
  if (base !== undefined) {
    if (other === undefined)
      context.log.warn(`${base.file} has no dataset ${base.dataset}: it leaves no pixel out`);
    else assertSameSize(product, await readProduct(base.file));
  }
  const inputs = { values: slice.source, ...(std && { std }), ...(other && { base: other }) };
  return { inputs, attributes: slice.attributes, length: product.length, width: product.width };
}

function stdSource({ path, datasets, fileType }: Product, dataset = 'velocity'): BlockSource {
  if (fileType === 'velocity' && datasets.has(`${dataset}Std`)) return source(path, `${dataset}Std`);
  throw new FileError(
    `${path} has no ${dataset}Std: significance needs a standard deviation.`,
    'Give velocity.h5, made by timeseries2velocity.',
  );
}

/** A raster to compare with; the planes of a series are added up. Undefined when the dataset is not there. */
async function baseSource({
  file,
  dataset,
}: NonNullable<MaskRules['base']>): Promise<BlockSource | undefined> {
  if (!existsSync(file)) throw new FileError(`${file} (--base) does not exist.`, 'Correct its name.');
  const { datasets } = await readProduct(file);
  if (dataset !== undefined && !datasets.has(dataset)) return undefined;
  const info = dataset === undefined ? undefined : datasets.get(dataset);
  return info !== undefined && info.shape.length > 2
    ? source(file, info.name)
    : (await findSlice(file, dataset)).source;
}

export interface TemporalCoherenceMaskRequest {
  readonly temporalCoherence: string;
  readonly outfile: string;
  /** file that may hold shadowMask, 1 = radar shadow */
  readonly geometry: string;
  readonly options: Pick<Options, 'config' | 'text'>;
  /** false: do not keep the options with the mask, as in geo/, and make it in any case */
  readonly keepsOptions?: boolean;
}

/**
 * Mask of reliable pixels: temporal coherence of at least minTempCoh, outside radar shadow when that is known. Left
 * alone when it is newer than the temporal coherence and was made with the same options.
 */
export async function makeTemporalCoherenceMask(
  { temporalCoherence, outfile, geometry, options, keepsOptions = true }: TemporalCoherenceMaskRequest,
  context: Context,
): Promise<void> {
  const attributes = keepsOptions ? temporalCoherenceMaskFingerprint(options) : {};
  if (keepsOptions && (await isMadeBy(outfile, { from: [temporalCoherence] }))) {
    const stored = (await readProduct(outfile)).attributes;
    if (staleKeys(attributes, stored, 'False').length === 0) {
      context.log.info(`${basename(outfile)} is up to date`);
      return;
    }
  }
  const { minTempCoh, shadowMask } = options.config.networkInversion;
  const hasShadow =
    shadowMask && existsSync(geometry) && (await readProduct(geometry)).datasets.has('shadowMask');
  await generateMask(
    {
      file: temporalCoherence,
      dataset: 'temporalCoherence',
      outfile,
      min: minTempCoh,
      base: hasShadow ? { file: geometry, dataset: 'shadowMask', value: 1 } : undefined,
      attributes,
    },
    context,
  );
}
