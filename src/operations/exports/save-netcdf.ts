import { basename, extname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { assertDistinct } from '../../flags/distinct-files.ts';
import { assertRequest } from '../request.ts';
import { type CfRequest, describeCf } from './cf-description.ts';
import { writeNetcdf } from './netcdf-rasters.ts';

export interface NetcdfRequest extends CfRequest {
  /** `<file>.nc` in `folder` when left out */
  readonly outfile?: string;
  readonly folder?: string;
}

/**
 * Write maps and series as netCDF after the CF conventions, for xarray, Panoply, QGIS, Ferret...: a time axis, coordinates
 * of pixel centres, the coordinate system, units and gaps. `mintsar save_netcdf`. Data in radar coordinates get the
 * latitude and longitude of their pixels.
 *
 * @returns the file written
 */
export async function saveNetcdf(request: NetcdfRequest, context: Context): Promise<string> {
  assertRequest('saveNetcdf', request, context, ['file']);
  const { file, outfile, folder = '.' } = request;
  const path = outfile ?? join(folder, `${basename(file, extname(file))}.nc`);
  assertDistinct([path], [file, request.mask, request.geometry]);
  const { frame, rasters, axes } = await describeCf(request, context);
  await writeNetcdf(path, frame, rasters, axes, context);
  return path;
}
