import { existsSync } from 'node:fs';
import { basename } from 'node:path';
import { staleKeys, temporalCoherenceMaskFingerprint } from '../../config/fingerprint.ts';
import type { Options } from '../../config/resolve.ts';
import { type Grid, grid } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { circleMask, polygonMask } from '../../core/terrain/mask-shapes.ts';
import { removeSmallClusters } from '../../core/terrain/small-clusters.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { readGrid, readProduct, writeProduct } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { assertRequest } from '../request.ts';
import { readSlice } from './raster-slice.ts';

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
  readonly thresholdArea?: { readonly x?: PixelRange; readonly y?: PixelRange };
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
  const { values, attributes } = await readSlice(request.file, request.dataset);
  const mask = await applyRules(request, values, context);
  const [length, width] = mask.shape;
  const kept = mask.data.reduce((sum, keep) => sum + keep, 0);
  context.log.info(`${kept} of ${mask.data.length} pixels are kept`);
  if (kept === 0) context.log.warn(`${basename(request.outfile)} leaves no pixel: check the rules`);
  await writeProduct(
    request.outfile,
    { ...attributes, FILE_TYPE: 'mask', ...request.attributes },
    [{ name: 'mask', type: 'bool', shape: [length, width], values: mask.data }],
    context,
  );
  return kept;
}

async function applyRules(request: MaskRequest, values: Grid, { log }: Context): Promise<Grid<Uint8Array>> {
  const [length, width] = values.shape;
  let mask = thresholdMask(values, request);
  if (request.minPixels !== undefined) mask = removeSmallClusters(mask, request.minPixels);
  if (request.stdFactor !== undefined)
    keepSignificant(mask, values, await readStd(request), request.stdFactor);
  const window = windowMask(length, width, request.y, request.x);
  if (window) keepWhere(mask, window, 1);
  const { excludeCircle: out, includeCircle: inside, polygon, base } = request;
  if (out) keepWhere(mask, circleMask(length, width, out.y, out.x, out.radius), 0);
  if (inside) keepWhere(mask, circleMask(length, width, inside.y, inside.x, inside.radius), 1);
  if (polygon) keepWhere(mask, polygonMask(length, width, polygon), 1);
  if (base) {
    const raster = await readBase(base);
    if (raster === undefined) log.warn(`${base.file} has no dataset ${base.dataset}: it leaves no pixel out`);
    else {
      assertSameSize(await readProduct(request.file), await readProduct(base.file));
      const value = Math.fround(base.value);
      for (let p = 0; p < mask.data.length; p++) if (raster.data[p] === value) mask.data[p] = 0;
    }
  }
  if (request.revert) for (let p = 0; p < mask.data.length; p++) mask.data[p] = 1 - mask.data[p];
  return mask;
}

/** Rules that look at the value alone. */
function thresholdMask(values: Grid, rules: MaskRules): Grid<Uint8Array> {
  const [length, width] = values.shape;
  const { keepNaN = false, nonzero = false, thresholdArea } = rules;
  // Pixels are float32: a pixel stored as 0.7 reaches a minimum of 0.7.
  const min = Math.fround(rules.min ?? -Infinity);
  const max = Math.fround(rules.max ?? Infinity);
  const area = windowMask(length, width, thresholdArea?.y, thresholdArea?.x);
  const data = new Uint8Array(values.data.length);
  for (let p = 0; p < data.length; p++) {
    const value = values.data[p];
    const isOut =
      (!keepNaN && Number.isNaN(value)) ||
      (nonzero && value === 0) ||
      ((value < min || value > max) && (area === undefined || area.data[p] === 1));
    data[p] = isOut ? 0 : 1;
  }
  return grid(data, length, width);
}

function windowMask(
  length: number,
  width: number,
  rows?: PixelRange,
  columns?: PixelRange,
): Grid<Uint8Array> | undefined {
  if (rows === undefined && columns === undefined) return undefined;
  const [y0, y1] = rows ?? [0, length];
  const [x0, x1] = columns ?? [0, width];
  const data = new Uint8Array(length * width);
  const left = Math.max(0, x0);
  const right = Math.min(width, x1);
  for (let y = Math.max(0, y0); y < Math.min(length, y1); y++)
    if (left < right) data.fill(1, y * width + left, y * width + right);
  return grid(data, length, width);
}

function keepWhere(mask: Grid<Uint8Array>, shape: Grid<Uint8Array>, wanted: 0 | 1): void {
  for (let p = 0; p < mask.data.length; p++) if (shape.data[p] !== wanted) mask.data[p] = 0;
}

function keepSignificant(mask: Grid<Uint8Array>, velocity: Grid, std: Grid, factor: number): void {
  for (let p = 0; p < mask.data.length; p++)
    if (!(Math.abs(velocity.data[p]) > factor * std.data[p])) mask.data[p] = 0;
}

async function readStd({ file, dataset = 'velocity' }: MaskRequest): Promise<Grid> {
  const { datasets, fileType } = await readProduct(file);
  if (fileType === 'velocity' && datasets.has(`${dataset}Std`)) return readGrid(file, `${dataset}Std`);
  throw new FileError(
    `${file} has no ${dataset}Std: significance needs a standard deviation.`,
    'Give velocity.h5, made by timeseries2velocity.',
  );
}

/** A raster to compare with; the planes of a series are added up. Undefined when the dataset is not there. */
async function readBase({ file, dataset }: NonNullable<MaskRules['base']>): Promise<Grid | undefined> {
  if (!existsSync(file)) throw new FileError(`${file} (--base) does not exist.`, 'Correct its name.');
  const { datasets, length, width } = await readProduct(file);
  if (dataset !== undefined && !datasets.has(dataset)) return undefined;
  const info = dataset === undefined ? undefined : datasets.get(dataset);
  if (info === undefined || info.shape.length < 3) return (await readSlice(file, dataset)).values;
  return withProduct(file, (reader) => {
    const sum = new Float32Array(length * width);
    for (let k = 0; k < info.shape[0]; k++) {
      const plane = reader.read(info.name, { start: [k, 0, 0], count: [1, length, width] }) as Float32Array;
      for (let p = 0; p < sum.length; p++) sum[p] += plane[p];
    }
    return grid(sum, length, width);
  });
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
