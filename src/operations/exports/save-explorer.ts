import { basename, extname, join } from 'node:path';
import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { assertDistinct } from '../../flags/distinct-files.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { mainDataset, type Product, readProduct, source } from '../../io/products/product.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import { makeFolder } from '../../io/write-error.ts';
import { assertRequest } from '../request.ts';
import { assertGeocoded } from './chosen-rasters.ts';
import { writeGmtGrid } from './gmt-grid.ts';

export interface ExplorerRequest {
  /** geocoded time series, m */
  readonly file: string;
  /** m/year */
  readonly velocity?: string;
  readonly mask?: string;
  readonly folder: string;
}

/** Names of the grids of a request: the velocity's, if there is one, and those of dates. */
function explorerNames(velocity: string | undefined, dates: readonly string[], folder: string) {
  return {
    velocity: velocity && join(folder, `${basename(velocity, extname(velocity))}_mm.grd`),
    dates: dates.map((date) => join(folder, `timeseries-${date}_mm.grd`)),
  };
}

/**
 * Write the grids that the QGIS plug-in InSAR Explorer reads: one per date, in mm, and the velocity in mm/year; NaN where the mask
 * is 0. `mintsar save_explorer`.
 *
 * @returns the files written
 * @throws {UnsupportedError} for radar coordinates  @throws {OptionError} for values that are not in metres
 */
export async function saveExplorer(request: ExplorerRequest, context: Context): Promise<readonly string[]> {
  assertRequest('saveExplorer', request, context, ['file', 'folder']);
  const series = await readTimeseries(request.file);
  const velocity = request.velocity === undefined ? undefined : await readProduct(request.velocity);
  const masking = request.mask === undefined ? undefined : await readProduct(request.mask);
  assertGeocoded(series, 'a grid for InSAR Explorer');
  assertMetres(series, 'm');
  if (velocity !== undefined) assertVelocity(velocity);
  for (const other of [velocity, masking]) if (other !== undefined) assertSameSize(series, other);
  const names = explorerNames(request.velocity, series.dates, request.folder);
  const mask = masking && maskRaster(masking);
  const all = [...(names.velocity === undefined ? [] : [names.velocity]), ...names.dates];
  assertDistinct(all, [request.file, request.velocity, request.mask]);
  makeFolder(request.folder);
  const common = {
    type: 'f4' as const,
    mask,
    rules: { factors: [1000] },
  };
  if (velocity !== undefined) {
    const name = 'velocity';
    const planes = [{ values: source(velocity.path, name) }];
    await writeGmtGrid(
      names.velocity!,
      velocity,
      { title: name, name, unit: 'mm/year', planes, ...common },
      context,
    );
  }
  for (const [k, date] of series.dates.entries()) {
    const name = `timeseries-${date}`;
    const planes = [{ values: source(series.path, 'timeseries', [k]) }];
    await writeGmtGrid(names.dates[k], series, { title: name, name, unit: 'mm', planes, ...common }, context);
  }
  return all;
}

function assertMetres({ path, attributes }: Product, wanted: string): void {
  const unit = attributes['UNIT'] ?? wanted;
  if (unit === wanted) return;
  throw new OptionError(
    `${path} is in ${unit}; InSAR Explorer is given millimetres made of ${wanted}.`,
    `Give a file in ${wanted}.`,
  );
}

function assertVelocity(product: Product): void {
  if (product.datasets.get('velocity')?.shape.length !== 2) {
    throw new FileError(
      `${product.path} has no velocity: it has ${[...product.datasets.keys()].join(', ')}.`,
      'Give a file made by timeseries2velocity with -v.',
    );
  }
  assertMetres(product, 'm/year');
}

function maskRaster(product: Product): BlockSource {
  const name = mainDataset(product);
  if (product.datasets.get(name)?.shape.length === 2) return source(product.path, name);
  throw new FileError(
    `${product.path} is no mask: ${name} is more than one raster.`,
    'Give e.g. geo_maskTempCoh.h5 with -m.',
  );
}
