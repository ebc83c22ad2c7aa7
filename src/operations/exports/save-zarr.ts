import { existsSync } from 'node:fs';
import { basename, extname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import { makeWholeFolder } from '../../io/files/output-folder.ts';
import type { ZarrFormat } from '../../io/zarr/metadata.ts';
import { assertRequest } from '../request.ts';
import { type CfRequest, describeCf } from './cf-description.ts';
import { writeZarr } from './zarr-store.ts';

export interface ZarrRequest extends CfRequest {
  /** folder of the store; `<file>.zarr` in `folder` when left out */
  readonly outfile?: string;
  readonly folder?: string;
  /** 3 when left out */
  readonly format?: ZarrFormat;
  /** coarser resolutions; made when left out */
  readonly overviews?: boolean;
  /** a copy of series with all dates of a pixel together; made when left out */
  readonly seriesCopy?: boolean;
  /** many chunks in each file, of version 3; each has its own when left out */
  readonly sharded?: boolean;
}

/**
 * Write maps and series as a Zarr store, for xarray, zarrita, GDAL...: compressed chunks that can be read over HTTP, the CF
 * words of `saveNetcdf`, coarser resolutions (GeoZarr), and series once more with all dates of a pixel together, so that a
 * pixel costs one chunk. `mintsar save_zarr`.
 *
 * @returns the folder written
 * @throws {OptionError} for shards in version 2, which has none
 * @throws {FileError} when the output's name is that of a file, or of a folder that is no Zarr store
 */
export async function saveZarr(request: ZarrRequest, context: Context): Promise<string> {
  assertRequest('saveZarr', request, context, ['file']);
  const { file, folder = '.', format = 3, overviews = true, seriesCopy = true, sharded } = request;
  if (sharded && format === 2)
    throw new OptionError(
      'Zarr of version 2 has no files of many chunks.',
      'Leave --sharded out, or write version 3.',
    );
  const path = request.outfile ?? join(folder, `${basename(file, extname(file))}.zarr`);
  const { frame, rasters, axes } = await describeCf(request, context);
  await makeWholeFolder(path, isStore, (partial) =>
    writeZarr(partial, { frame, rasters, axes, format, overviews, seriesCopy, sharded }, context),
  );
  context.log.info(`wrote ${path}`);
  return path;
}

const isStore = (path: string) => ['zarr.json', '.zgroup'].some((name) => existsSync(join(path, name)));
