import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { releaseMemory } from '../../compute/release-memory.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import type { DatasetInfo } from '../../io/hdf5/types.ts';
import { isRaster, makeLike, rastersOf } from '../../io/products/like.ts';
import { type Product, readProduct, source } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { makeFolder } from '../../io/write-error.ts';
import { runPlanes } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { completedAttributes } from './completed-attributes.ts';
import { fillOf, isFloat } from './fill-value.ts';
import { type GeocodeLookup, readGeocodeLookup, readLatLonFiles } from './geocode-lookup.ts';
import type { GeocodePlaneArgs } from './geocode-plane-kernel.ts';
import { type GeocodeOptions, type Resampling, toMap, toRadar } from './geocode-resampling.ts';

/** A file with both coordinates, or a file of each. */
export type Lookup = string | { readonly latFile: string; readonly lonFile: string };

export interface GeocodeRequest {
  readonly files: readonly string[];
  /** lookup table, or the two files it consists of; a function is asked once there is something to resample */
  readonly lookup: Lookup | (() => Promise<Lookup>);
  readonly direction: 'radar2geo' | 'geo2radar';
  readonly options: GeocodeOptions & {
    /**
     * value of floats where nothing was seen, NaN when left out, and 0 in interferograms of their own (.int, .unw); whole
     * numbers and masks take 0 for NaN
     */
    readonly fillValue?: number;
  };
  /** one dataset alone */
  readonly dataset?: string;
  /** where `geo_{name}` or `rdr_{name}` go */
  readonly outDir: string;
  /** name of the output of a single file */
  readonly outfile?: string;
  /** leave outputs alone that are newer than their input and the lookup table */
  readonly update?: boolean;
}

/** Resample files between radar and map coordinates: `mintsar geocode`. Returns the files written or up to date. */
export async function geocodeFiles(request: GeocodeRequest, context: Context): Promise<string[]> {
  assertRequest('geocodeFiles', request, context, ['files[]', 'outDir']);
  const { files, direction, options, dataset, outfile, update } = request;
  if (outfile !== undefined && files.length > 1)
    throw new OptionError(`One output name for ${files.length} files.`, 'Give --outdir instead of --output.');
  let lookup = typeof request.lookup === 'function' ? undefined : request.lookup;
  const isReverse = direction === 'geo2radar';
  const jobs: { product: Product; target: string }[] = [];
  const done: string[] = [];
  for (const file of files) {
    const product = await readProduct(file);
    if (product.facts.isGeocoded !== isReverse) {
      context.log.info(
        `${file} is ${isReverse ? 'in radar coordinates' : 'geocoded'} already: nothing to do`,
      );
      continue;
    }
    if (dataset !== undefined) requireRaster(product, dataset);
    if (product.isRaw && outfile !== undefined && !/\.(?:h5|he5)$/.test(outfile))
      throw new OptionError(`${outfile}: HDF5 is written.`, 'Give a name that ends in .h5.');
    const own = product.isRaw ? `${basename(file)}.h5` : basename(file); // HDF5 is written, whatever is read
    const name = dataset === undefined ? own : `${dataset}.h5`;
    const target = outfile ?? join(request.outDir, `${isReverse ? 'rdr' : 'geo'}_${name}`);
    done.push(target);
    lookup ??= await (request.lookup as () => Promise<Lookup>)();
    if (update && (await isMadeBy(target, { from: [file, ...pathsOf(lookup)] })))
      context.log.info(`${target} is up to date`);
    else jobs.push({ product, target });
  }
  if (jobs.length === 0 || lookup === undefined) return done;
  const table = await readLookup(lookup);
  const resampler = (isReverse ? toRadar : toMap)(table, options, context);
  for (const { product, target } of jobs) {
    const resampling = await resampler(product);
    makeFolder(dirname(target));
    await resampleFile(product, target, resampling, request, context);
  }
  return done;
}

function pathsOf(lookup: Lookup): string[] {
  return typeof lookup === 'string' ? [lookup] : [lookup.latFile, lookup.lonFile];
}

function readLookup(lookup: Lookup): Promise<GeocodeLookup> {
  for (const path of pathsOf(lookup)) {
    if (!existsSync(path))
      throw new FileError(`There is no lookup table ${path}.`, 'Check the name given with --lookup.');
  }
  return typeof lookup === 'string'
    ? readGeocodeLookup(lookup)
    : readLatLonFiles(lookup.latFile, lookup.lonFile);
}

function requireRaster(product: Product, name: string): void {
  const info = product.datasets.get(name);
  if (info !== undefined && isRaster(product, info)) return;
  throw new OptionError(
    `${product.path} has no raster dataset ${name}.`,
    `It has: ${[...product.datasets.keys()].join(', ')}.`,
  );
}

/** Plane by plane: a gather may read anywhere in its source, so a plane per thread is in memory and never the whole dataset. */
async function resampleFile(
  product: Product,
  target: string,
  resampling: Resampling,
  { dataset, options }: GeocodeRequest,
  context: Context,
): Promise<void> {
  const [length, width] = resampling.nearest.shape;
  const rasters = rastersOf(product).filter(({ name }) => dataset === undefined || name === dataset);
  const { y0, y1 } = resampling;
  const attributes = await resampling.attributes({
    ...product,
    attributes: completedAttributes(product, rasters[0], dataset !== undefined),
  });
  const layout = { attributes, rasters: rasters.map(({ name }) => name), size: { length, width } };
  await makeLike(target, product, layout, context, async ({ sink }) => {
    for (const info of rasters) {
      const args = {
        ...movement(product, info, resampling, options.fillValue),
        sourceShape: resampling.shape,
      };
      await runPlanes(
        {
          label: `geocoding ${basename(product.path)}`,
          length,
          width,
          planes: Array.from({ length: numPlane(info) }, (_, k) => k),
          inputs: { values: { ...source(product.path, info.name), rows: { y0, y1 } } },
          outputs: { values: sink(info.name) },
          kernel: 'geocode',
          args,
        },
        context,
      );
      await releaseMemory(context); // of planes
    }
  });
}

/** Masks, whole numbers (labels, counts) and wrapped phase have no values in between: they take their nearest neighbour always. */
function movement(
  { fileType }: Product,
  { name, type }: DatasetInfo,
  { nearest, linear }: Resampling,
  fillValue = /^\.(?:int|unw)$/i.test(fileType) ? 0 : Number.NaN,
): Pick<GeocodePlaneArgs, 'table' | 'fill'> {
  const isWrapped = /^\.(?:int|slc|rslc)$/i.test(fileType) || name === 'wrapPhase';
  const table = isFloat(type) && !isWrapped && linear !== undefined ? linear : nearest;
  return { table, fill: fillOf(type, fillValue) };
}

function numPlane({ shape }: DatasetInfo): number {
  return shape.slice(0, -2).reduce((a, b) => a * b, 1);
}
