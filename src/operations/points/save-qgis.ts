import { existsSync } from 'node:fs';
import type { Box } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import type { Bounds } from '../../core/geometry/map-grid.ts';
import { ShapefileWriter } from '../../io/points/shapefile.ts';
import type { Product } from '../../io/products/product.ts';
import { pixelsWithin } from '../network/network-area.ts';
import { assertRequest } from '../request.ts';
import { isWritten } from './column.ts';
import { countPoints, forEachBlock } from './image-points.ts';
import { assertDated, besideSeries, describeScene } from './scene.ts';
import { shapefileColumns } from './shapefile-columns.ts';

export interface QgisRequest {
  /** time series */
  readonly file: string;
  /** geometry with latitude, longitude and height */
  readonly geometry: string;
  /** `.shp` */
  readonly outfile: string;
  /** pixels, clipped to the image */
  readonly box?: Box;
  /** degrees: the pixels around them, as every area in degrees */
  readonly bounds?: Bounds;
  /** displacement relative to the first date */
  readonly zeroFirst?: boolean;
}

/**
 * Write a point shapefile with the series of every pixel that the mask keeps: `mintsar save_qgis`. Velocity, temporal coherence
 * and mask are those of the workflow beside the series. Displacement in mm, velocity in mm/year; missing values are NULL.
 *
 * @returns the shapefiles written: several where one would be larger than 2 GB
 * @throws {FileError} when a file that belongs to the series is missing, or no pixel is left
 */
export async function saveQgis(request: QgisRequest, context: Context): Promise<readonly string[]> {
  assertRequest('saveQgis', request, context, ['file', 'geometry', 'outfile']);
  const { file, geometry, outfile, zeroFirst = false } = request;
  const beside = (name: string) => requireBeside(file, name);
  const scene = await describeScene(
    {
      file,
      geometry,
      velocity: beside('velocity.h5'),
      coherence: beside('temporalCoherence.h5'),
      mask: beside('maskTempCoh.h5'),
    },
    context,
  );
  assertDated(scene);
  const table = { ...scene, ...sizeOf(scene.main), columns: shapefileColumns(scene, zeroFirst) };
  const box = await boxOf(request, scene.main);
  context.log.info(`rows ${box.y0} to ${box.y1}, columns ${box.x0} to ${box.x1}, ends exclusive`);
  const count = await countPoints(table, { box }, context);
  if (count === 0) throw noPoints(scene.main, box);
  const fields = table.columns.filter(isWritten).map(({ field }) => field);
  const writer = await ShapefileWriter.open(outfile, fields, count, (word) => context.log.warn(word));
  try {
    await forEachBlock(table, { box }, context, (block) => writer.write(block));
    const files = writer.finish();
    context.log.info(`wrote ${count} points with ${scene.dates.length} dates to ${files.join(', ')}`);
    return files;
  } finally {
    writer.abort();
  }
}

function sizeOf({ length, width }: Product): { length: number; width: number } {
  return { length, width };
}

function requireBeside(series: string, name: string): string {
  const path = besideSeries(series, name);
  if (existsSync(path)) return path;
  throw new FileError(
    `${path} is needed beside ${series} and not there.`,
    'Run the workflow, or take the series of its folder; save_points does without.',
  );
}

/** @throws {OptionError} when it holds no pixel of the image */
async function boxOf({ box, bounds, geometry }: QgisRequest, main: Product): Promise<Box> {
  const { length, width, path } = main;
  const asked = bounds === undefined ? box : await pixelsWithin(main, bounds, geometry);
  if (asked === undefined) return { y0: 0, x0: 0, y1: length, x1: width };
  const clipped = {
    y0: Math.max(0, asked.y0),
    x0: Math.max(0, asked.x0),
    y1: Math.min(length, asked.y1),
    x1: Math.min(width, asked.x1),
  };
  if (clipped.y0 < clipped.y1 && clipped.x0 < clipped.x1) return clipped;
  throw new OptionError(
    `Rows ${asked.y0} to ${asked.y1}, columns ${asked.x0} to ${asked.x1} hold no pixel of ${path} (${length} x ${width}).`,
    'Give the first column and row, then the last ones: -b X0 Y0 X1 Y1.',
  );
}

function noPoints({ path }: Product, { y0, x0, y1, x1 }: Box): OptionError {
  return new OptionError(
    `No pixel of ${path} in rows ${y0} to ${y1}, columns ${x0} to ${x1} is kept by the mask and has a place.`,
    'Choose a larger area, or another mask.',
  );
}
