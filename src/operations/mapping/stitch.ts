import { rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError, ShapeError } from '../../core/errors.ts';
import { latLonToPixel, type MapGrid } from '../../core/geometry/map-grid.ts';
import { unionGrid, windowOfGrid } from '../../core/geometry/map-sets.ts';
import { pythonFloat } from '../../core/python-float.ts';
import type { Attributes, DatasetInfo } from '../../io/hdf5/types.ts';
import { makeLike, rastersOf } from '../../io/products/like.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { type Product, readProduct, source } from '../../io/products/product.ts';
import { dateLabels } from '../../io/products/slices.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { completedAttributes } from './completed-attributes.ts';
import { isFloat } from './fill-value.ts';
import { rescaleMap } from './rescale.ts';
import type { StitchArgs, StitchPart } from './stitch-kernel.ts';

export interface StitchRequest {
  /** maps, the first below, each later one on top */
  readonly files: readonly string[];
  readonly outfile: string;
  /** false: values stay as they are, also where the files disagree */
  readonly shifts?: boolean;
}

/**
 * Lay maps side by side: `mintsar image_stitch`. Every raster that all files have is stitched, of velocities the velocity
 * alone; maps of other pixels are rescaled to those of the first. Each later file is shifted by its mean difference to those
 * below it where they overlap, unless it is geometry.
 *
 * @throws {FileError} for files in radar coordinates, or without a raster in common
 * @throws {ShapeError} for maps of other projections, or series of other dates
 */
export async function stitchFiles(request: StitchRequest, context: Context): Promise<void> {
  assertRequest('stitchFiles', request, context, ['files[]', 'outfile']);
  const { files, outfile, shifts = true } = request;
  if (files.length < 2) throw new OptionError('One map alone is not stitched.', 'Give two files or more.');
  const found = await Promise.all(files.map(readProduct));
  for (const product of found) assertMap(product);
  for (const other of found.slice(1)) await assertAlike(found[0], other);
  const scaled: string[] = [];
  try {
    const products = [];
    for (const [i, product] of found.entries()) {
      if (hasStepOf(product, found[0])) products.push(product);
      else {
        scaled.push(join(dirname(outfile), `.${basename(outfile)}.${process.pid}.part${i}.h5`));
        products.push(await likeFirst(product, found, scaled.at(-1)!, context));
      }
    }
    await stitch(
      products,
      found.map(({ path }) => path),
      outfile,
      shifts,
      context,
    );
  } finally {
    for (const path of scaled) rmSync(path, { force: true });
  }
}

/** A map in a file of its own with the step of the first. */
function likeFirst(
  product: Product,
  all: readonly Product[],
  path: string,
  context: Context,
): Promise<Product> {
  const { yStep, xStep } = all[0].facts.map;
  context.log.info(`${product.path} is rescaled to pixels of ${yStep} x ${xStep}`);
  const names = new Set(
    commonRasters(all)
      .map(({ name }) => name)
      .concat('incidenceAngle'),
  );
  const rasters = rastersOf(product).filter(({ name }) => names.has(name));
  const quiet = { ...context, log: { ...context.log, info: context.log.debug } };
  return rescaleMap(product, path, { yStep, xStep }, rasters, quiet);
}

async function stitch(
  products: readonly Product[],
  names: readonly string[],
  outfile: string,
  shifts: boolean,
  context: Context,
): Promise<void> {
  const [first] = products;
  const grid = unionGrid(products.map(({ facts }) => facts.map));
  const rasters = commonRasters(products);
  context.log.info(
    `mosaic of ${grid.length} x ${grid.width} pixels: ${rasters.map(({ name }) => name).join(', ')}`,
  );
  const attributes = mosaicAttributes(completedAttributes(first, rasters[0]), grid);
  const layout = { attributes, rasters: rasters.map(({ name }) => name), size: grid };
  await makeLike(outfile, first, layout, context, async ({ sink }) => {
    for (const info of rasters) {
      const isShifted = shifts && first.fileType !== 'geometry' && isFloat(info.type);
      const parts = await layParts(products, names, info, grid, isShifted, context);
      await runBlocks(
        {
          label: `stitching ${info.name}`,
          length: grid.length,
          width: grid.width,
          inputs: inputsOf(products, info, parts),
          outputs: { mosaic: sink(info.name) },
          kernel: 'stitch',
          args: argsOf(info, parts),
        },
        context,
      );
    }
  });
}

function assertMap({ path, facts }: Product): void {
  if (facts.isGeocoded) return;
  throw new FileError(`${path} is in radar coordinates.`, 'Geocode it first: mintsar geocode.');
}

/** Relative difference of steps that are the same. */
const SAME_STEP = 1e-3;

function hasStepOf(product: Product, first: Product): boolean {
  const [mine, theirs] = [first.facts.map, product.facts.map];
  const same = (x: number, y: number) => Math.abs(x - y) <= SAME_STEP * Math.abs(x);
  return same(mine.yStep, theirs.yStep) && same(mine.xStep, theirs.xStep);
}

async function assertAlike(a: Product, b: Product): Promise<void> {
  const zone = ({ facts }: Product) => facts.map.utmZone;
  if (zone(a) !== zone(b)) {
    const kind = (product: Product) =>
      zone(product) ? `a map of UTM zone ${zone(product)}` : 'a map in degrees';
    throw new ShapeError(`${a.path} is ${kind(a)}, ${b.path} ${kind(b)}.`, 'Give maps of one projection.');
  }
  const [dates, others] = [await datesOf(a), await datesOf(b)];
  const k = dates.findIndex((date, i) => date !== others[i]);
  if (dates.length === others.length && k < 0) return;
  throw new ShapeError(
    `${a.path} has ${dates.length} dates, ${b.path} ${others.length}; the first that differs is ${dates[Math.max(0, k)]}.`,
    'Stitch series of the same dates, or their velocities.',
  );
}

function datesOf({ path }: Product): Promise<string[]> {
  return withProduct(path, (file) => dateLabels(file) ?? []);
}

function commonRasters(products: readonly Product[]): DatasetInfo[] {
  const [first, ...others] = products;
  const isVelocity = first.fileType === 'velocity' && first.datasets.has('velocity');
  const common = rastersOf(first).filter(
    ({ name, shape }) =>
      (!isVelocity || name === 'velocity') &&
      others.every(({ datasets }) => datasets.get(name)?.shape.length === shape.length),
  );
  if (common.length > 0) return common;
  throw new FileError(
    `${products.map(({ path }) => path).join(', ')} have no raster in common.`,
    'Give maps of the same kind.',
  );
}

/**
 * The files from the first on, each shifted to fit those before it.
 * @param names what to call them: a rescaled one lies in a file that the user does not know
 */
async function layParts(
  products: readonly Product[],
  names: readonly string[],
  info: DatasetInfo,
  grid: MapGrid,
  isShifted: boolean,
  context: Context,
): Promise<StitchPart[]> {
  const numPlane = planesOf(info);
  const parts: StitchPart[] = [];
  for (const [i, product] of products.entries()) {
    const { length, width, facts } = product;
    const window = windowOfGrid(grid, facts.map);
    const noData = facts.noDataValue;
    const part = { window, size: { length, width }, offsets: new Float64Array(numPlane), noData };
    parts.push(part);
    if (!isShifted || parts.length === 1) continue;
    const sums = await runBlocks(
      {
        label: `overlap of ${info.name}`,
        length: grid.length,
        width: grid.width,
        inputs: inputsOf(products, info, parts),
        kernel: 'overlap',
        args: argsOf(info, parts),
      },
      context,
    );
    const totals = new Float64Array(2 * numPlane);
    for (const row of sums) for (let n = 0; n < totals.length; n++) totals[n] += row[n];
    for (let k = 0; k < numPlane; k++) {
      const [sum, count] = totals.slice(2 * k, 2 * k + 2);
      if (count > 0) part.offsets[k] = sum / count;
    }
    if (totals[1] === 0)
      context.log.warn(`${names[i]} has no pixel in common with those before it: it is not shifted`);
    else if (numPlane === 1) context.log.info(`${names[i]}: ${info.name} is shifted by ${-part.offsets[0]}`);
  }
  return parts;
}

function planesOf({ shape }: DatasetInfo): number {
  return shape.slice(0, -2).reduce((a, b) => a * b, 1);
}

function inputsOf(products: readonly Product[], { name }: DatasetInfo, parts: readonly StitchPart[]) {
  const entries = parts.flatMap(({ window }, i) => {
    const { path, fileType, datasets } = products[i];
    const isGeometry = fileType === 'geometry' && datasets.has('incidenceAngle');
    return [
      [`part${i}`, { ...source(path, name), window }],
      ...(isGeometry ? [[`known${i}`, { ...source(path, 'incidenceAngle'), window }]] : []),
    ];
  });
  return Object.fromEntries(entries);
}

function argsOf(info: DatasetInfo, parts: readonly StitchPart[]): StitchArgs {
  const isWhole = !isFloat(info.type);
  return { parts, planes: planesOf(info), fill: isWhole ? 0 : Number.NaN, isWhole };
}

function mosaicAttributes(attributes: Attributes, grid: MapGrid): Attributes {
  const kept = Object.entries(attributes).filter(([key]) => !key.startsWith('SUBSET_'));
  const out: Attributes = {
    ...Object.fromEntries(kept),
    LENGTH: String(grid.length),
    WIDTH: String(grid.width),
    Y_FIRST: pythonFloat(grid.yFirst),
    X_FIRST: pythonFloat(grid.xFirst),
  };
  const [lat, lon] = [Number(out['REF_LAT'] ?? Number.NaN), Number(out['REF_LON'] ?? Number.NaN)];
  if (Number.isNaN(lat + lon)) return out;
  const [y, x] = latLonToPixel(grid, lat, lon);
  return { ...out, REF_Y: String(y), REF_X: String(x) };
}
