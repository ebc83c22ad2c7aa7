import { join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { assertDistinct } from '../../flags/distinct-files.ts';
import { assertRequest } from '../request.ts';
import { assertGeocoded, chooseRaster } from './chosen-rasters.ts';
import { writeGmtGrid } from './gmt-grid.ts';
import { exportedType } from './value-rules.ts';

export interface GmtRequest {
  /** geocoded */
  readonly file: string;
  /** raster of it; required for series and stacks */
  readonly dataset?: string;
  /** by the figure's title in `folder` when left out */
  readonly outfile?: string;
  readonly folder?: string;
}

/**
 * Write a raster of a geocoded file as a grid of GMT: netCDF with the variable `z`, which says that its nodes are pixels
 * and which range it has. `mintsar save_gmt`.
 *
 * @returns the file written @throws {UnsupportedError} for radar coordinates
 */
export async function saveGmt(request: GmtRequest, context: Context): Promise<string> {
  assertRequest('saveGmt', request, context, ['file']);
  const { product, raster } = await chooseRaster(request.file, request.dataset);
  assertGeocoded(product, 'save_gmt');
  const outfile = request.outfile ?? join(request.folder ?? '.', `${raster.title}.grd`);
  assertDistinct([outfile], [request.file]);
  const { values, minus, title, name, unit, type } = raster;
  const nodes = { title, name, unit, type: exportedType(type, false), planes: [{ values, minus }] };
  await writeGmtGrid(outfile, product, nodes, context);
  return outfile;
}
