import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import { readPlaces } from '../../io/points/places.ts';
import { assertRequest } from '../request.ts';
import type { PointColumn } from './column.ts';
import { forEachPlace, placePixels } from './place-points.ts';
import { type PointsRequest, sceneOf, writeTable } from './save-points.ts';
import { columnsOf } from './writers.ts';

export interface PlacesRequest extends Omit<PointsRequest, 'window' | 'step'> {
  /** CSV or Parquet with latitude and longitude, or y and x */
  readonly points: string;
  /** mean of so many pixels in either direction, odd; pixels that the mask keeps and that have a value */
  readonly average?: number;
}

/**
 * Write the series, velocity and quality of listed places, one row for each in their order: `mintsar save_points --points`.
 * Places outside of the image have no values. No mask unless one is given.
 *
 * @returns the files written
 * @throws {FileError} for a list that cannot be read  @throws {OptionError} when no place lies in the image
 */
export async function saveSeriesAtPlaces(
  request: PlacesRequest,
  context: Context,
): Promise<readonly string[]> {
  assertRequest('saveSeriesAtPlaces', request, context, ['file', 'outfile', 'format', 'points']);
  const { format, zeroFirst = false, average = 1, mask = null } = request;
  if (!(Number.isInteger(average) && average % 2 === 1 && average > 0)) {
    throw new OptionError(
      `A mean over ${average} x ${average} pixels has no middle.`,
      'Give an odd number with --average, e.g. 3.',
    );
  }
  const places = await readPlaces(request.points);
  const scene = await sceneOf({ ...request, mask }, context);
  const { length, width } = scene.main;
  const width8 = Math.max(8, ...places.names.map((name) => name.length));
  const columns = columnsOf(format, scene, zeroFirst).map(
    (column, k): PointColumn =>
      k > 0
        ? column
        : {
            field: { ...column.field, width: Math.min(254, width8) },
            derive: ({ first, count }) => places.names.slice(first, first + count),
          },
  );
  const table = { ...scene, length, width, columns };
  const pixels = await placePixels(table, scene.main, places, context);
  const outside = pixels.y.filter((y) => y < 0).length;
  if (outside === pixels.y.length) {
    throw new OptionError(
      `None of the ${outside} places of ${places.path} lies in ${scene.main.path}.`,
      'Check the order (latitude first), the sign of the coordinates, and the file.',
    );
  }
  if (outside > 0)
    context.log.warn(`${outside} of ${pixels.y.length} places lie outside: their values are missing`);
  const half = (average - 1) / 2;
  return writeTable(request, scene, table, places.y.length, context, (use) =>
    forEachPlace(table, places, pixels, half, context, use),
  );
}
