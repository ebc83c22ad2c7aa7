import { readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Box } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { pairTemporalBaselines } from '../../core/network/baseline-limits.ts';
import { parsePair } from '../../core/network/pairs.ts';
import { median } from '../../core/stats/robust.ts';
import { readIfgramStack } from '../../io/products/ifgram-stack.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { withProduct } from '../../io/products/open-product.ts';
import {
  mainDataset,
  type Product,
  readGrid,
  readMask,
  readProduct,
  source,
} from '../../io/products/product.ts';
import { isNotOlder } from '../../io/products/provenance.ts';
import { dateLabels } from '../../io/products/slices.ts';
import { areaKey, keptSums } from '../../io/products/stack-sums.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import type { SpatialAverageArgs } from './spatial-average-kernel.ts';
import {
  parseSpatialAverages,
  type SpatialAverageTable,
  spatialAverageText,
} from './spatial-average-text.ts';

export interface SpatialAverageRequest {
  readonly file: string;
  /** by default coherence of a stack, else what the file is about */
  readonly dataset?: string;
  /** `name` is what the text says, by default the path */
  readonly mask?: { readonly path: string; readonly name?: string };
  /** whole image by default */
  readonly box?: Box;
  /** average where the mask is 0 */
  readonly outsideMask?: boolean;
  /** give the share of pixels above it instead of the mean */
  readonly threshold?: number;
  /** text file to write */
  readonly outfile: string;
  /** take the values from the text file when it is still good */
  readonly update?: boolean;
}

export interface SpatialAverages {
  readonly labels: readonly string[];
  /** one per date or interferogram, with the four decimals of the text file; NaN where nothing counts */
  readonly mean: Float64Array;
}

/** Dataset that is averaged when none is named. */
export function averagedDataset(product: Product): string {
  return product.fileType === 'ifgramStack' && product.datasets.has('coherence')
    ? 'coherence'
    : mainDataset(product);
}

/** Average of every date or interferogram over an area: `mintsar spatial_average`. */
export async function spatialAverage(
  request: SpatialAverageRequest,
  context: Context,
): Promise<SpatialAverages> {
  assertRequest('spatialAverage', request, context, ['file']);
  const { file, mask, threshold, outfile } = request;
  const product = await readProduct(file);
  const { length, width } = product;
  const dataset = request.dataset ?? averagedDataset(product);
  if (!product.datasets.has(dataset))
    throw new FileError(
      `${file} has no dataset ${dataset}.`,
      `It has: ${[...product.datasets.keys()].join(', ')}.`,
    );
  const box = clipped(request.box, product);
  const table: Omit<SpatialAverageTable, 'mean'> = {
    file: basename(file),
    mask: mask && (mask.name ?? mask.path),
    box,
    threshold,
    ...(await labelsOf(product)),
  };
  if (request.update && isStillGood(request, product, dataset)) {
    const mean = parseSpatialAverages(readFileSync(outfile, 'utf8'), table);
    if (mean !== undefined) {
      context.log.info(`took the averages of ${dataset} from ${basename(outfile)}, which is up to date`);
      return { labels: table.labels, mean };
    }
  }
  if (mask !== undefined) assertSameSize(product, await readProduct(mask.path));
  const args: SpatialAverageArgs = {
    numPlane: table.labels.length,
    box,
    zeroIsNoData: dataset === 'coherence',
    outsideMask: request.outsideMask ?? false,
    threshold,
  };
  const exact = /Offset$/.test(dataset)
    ? await planeMedians(product, dataset, args, mask?.path)
    : await planeMeans(dataset, args, mask?.path);
  const text = spatialAverageText({ ...table, mean: exact });
  writeWhole(outfile, text);
  context.log.info(
    `wrote ${outfile} (averages of ${dataset} over ${box.y1 - box.y0} x ${box.x1 - box.x0} pixels)`,
  );
  // Decisions follow the four decimals that the file shows, whether it was just made or is read again.
  return { labels: table.labels, mean: parseSpatialAverages(text, table)! };

  async function labelsOf({ fileType }: Product): Promise<Pick<SpatialAverageTable, 'labels' | 'pairs'>> {
    if (fileType === 'ifgramStack') {
      const { date12, bperp } = await readIfgramStack(file);
      return { labels: date12, pairs: { tbase: pairTemporalBaselines(date12.map(parsePair)), bperp } };
    }
    const planes = product.datasets.get(dataset)!.shape.slice(0, -2);
    if (planes.length === 0) return { labels: [dataset] };
    const dates = await withProduct(file, dateLabels);
    return { labels: dates ?? Array.from({ length: planes[0] }, (_, k) => `${dataset}-${k + 1}`) };
  }

  async function planeMeans(
    dataset: string,
    args: SpatialAverageArgs,
    maskPath: string | undefined,
  ): Promise<Float64Array> {
    const totals = (await sumsOfLoading(args, maskPath)) ?? (await sumsOfPlanes(dataset, args, maskPath));
    return Float64Array.from({ length: args.numPlane }, (_, k) => totals[2 * k] / totals[2 * k + 1]);
  }

  /** Sums of the coherence of a stack over the whole image or a mask, formed while it was loaded. */
  async function sumsOfLoading(
    { numPlane, outsideMask }: SpatialAverageArgs,
    maskPath: string | undefined,
  ): Promise<Float64Array | undefined> {
    const isWhole = box.y0 === 0 && box.x0 === 0 && box.y1 === length && box.x1 === width;
    if (product.fileType !== 'ifgramStack' || dataset !== 'coherence') return undefined;
    if (!isWhole || outsideMask || threshold !== undefined) return undefined;
    const kept = await keptSums(file);
    if (kept === undefined) return undefined;
    const selection = maskPath === undefined ? undefined : (await readGrid(maskPath)).data;
    const sums = kept.area(areaKey(selection && Uint8Array.from(selection, (v) => (v === 0 ? 0 : 1))));
    return sums?.length === 2 * numPlane ? sums : undefined;
  }

  /** Sum and count of each plane: [2 · numPlane]. */
  async function sumsOfPlanes(
    dataset: string,
    args: SpatialAverageArgs,
    maskPath: string | undefined,
  ): Promise<Float64Array> {
    const inputs = {
      values: source(file, dataset),
      ...(maskPath === undefined ? {} : { mask: source(maskPath, mainDataset(await readProduct(maskPath))) }),
    };
    const label = `average of ${dataset}`;
    const rows = await runBlocks({ label, length, width, inputs, kernel: 'averageInSpace', args }, context);
    const total = new Float64Array(2 * args.numPlane);
    for (const row of rows) for (let i = 0; i < total.length; i++) total[i] += row[i];
    return total;
  }
}

/** Offsets have outliers: their median, plane by plane. */
async function planeMedians(
  { path, length, width }: Product,
  dataset: string,
  { numPlane, box, outsideMask }: SpatialAverageArgs,
  maskPath: string | undefined,
): Promise<Float64Array> {
  const mask = maskPath === undefined ? undefined : (await readMask(maskPath)).data;
  return withProduct(path, (file) =>
    Float64Array.from({ length: numPlane }, (_, k) => {
      const plane = file.read(dataset, { start: [k, 0, 0], count: [1, length, width] }) as Float32Array;
      const values: number[] = [];
      for (let y = box.y0; y < box.y1; y++) {
        for (let p = y * width + box.x0; p < y * width + box.x1; p++) {
          const isIn = mask === undefined || (mask[p] !== 0) !== outsideMask;
          if (isIn && !Number.isNaN(plane[p])) values.push(plane[p]);
        }
      }
      return values.length === 0 ? Number.NaN : median(values);
    }),
  );
}

function clipped(box: Box | undefined, { length, width, path }: Product): Box {
  if (box === undefined) return { y0: 0, x0: 0, y1: length, x1: width };
  const inside = {
    y0: Math.max(0, box.y0),
    x0: Math.max(0, box.x0),
    y1: Math.min(length, box.y1),
    x1: Math.min(width, box.x1),
  };
  if (inside.y0 < inside.y1 && inside.x0 < inside.x1) return inside;
  throw new OptionError(
    `The area y ${box.y0}:${box.y1}, x ${box.x0}:${box.x1} does not touch ${path} (${length} x ${width}).`,
    'Give rows and columns counted from 0, or degrees within the scene.',
  );
}

/** Not older than the mask and the dataset; what it was made for is told by its header. */
function isStillGood({ outfile, mask }: SpatialAverageRequest, product: Product, dataset: string): boolean {
  return isNotOlder(outfile, [{ stack: product, dataset }, ...(mask === undefined ? [] : [mask.path])]);
}
