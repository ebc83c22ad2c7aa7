import type { Context } from '../../core/context.ts';
import { OptionError } from '../../core/errors.ts';
import type { Bounds } from '../../core/geometry/map-grid.ts';
import type { PointBlock } from '../../io/points/point-table.ts';
import { readProduct } from '../../io/products/product.ts';
import { usualMask } from '../figures/mask.ts';
import { type Window, windowBox } from '../figures/place.ts';
import { assertRequest } from '../request.ts';
import { isWritten } from './column.ts';
import { countPoints, forEachBlock, type ImageArea } from './image-points.ts';
import type { PointTable } from './point-table-source.ts';
import { describeScene, optionalBeside, type PointScene } from './scene.ts';
import { columnsOf, openWriter, type PointFormat } from './writers.ts';

export interface PointsRequest {
  /** time series or velocity */
  readonly file: string;
  readonly outfile: string;
  readonly format: PointFormat;
  /** with latitude and longitude, for data in radar coordinates; searched for when left out */
  readonly geometry?: string;
  /** those of the workflow beside the file when left out, if they are there */
  readonly velocity?: string;
  readonly coherence?: string;
  /** null for none; the usual one beside the file when left out */
  readonly mask?: string | null;
  /** displacement relative to the first date */
  readonly zeroFirst?: boolean;
  /** area; ends are exclusive */
  readonly window?: Window;
  /** one pixel of so many lines and samples */
  readonly step?: number;
}

/**
 * Write the pixels of an image as points, with velocity, quality and the series of each: `mintsar save_points`. Streamed: memory
 * does not grow with the image. Displacement in mm, velocity in mm/year; missing values are NULL, or nothing in text.
 *
 * @returns the files written
 * @throws {OptionError} when no pixel is left
 */
export async function savePoints(request: PointsRequest, context: Context): Promise<readonly string[]> {
  assertRequest('savePoints', request, context, ['file', 'outfile', 'format']);
  const scene = await sceneOf(request, context);
  const { format, zeroFirst = false } = request;
  const { length, width } = scene.main;
  const table = { ...scene, length, width, columns: columnsOf(format, scene, zeroFirst) };
  const area = areaOf(request, scene);
  const count = await countPoints(table, area, context);
  if (count === 0) {
    throw new OptionError(
      `No pixel of ${scene.main.path} is left: none in the area is kept by the mask and has a place.`,
      'Choose a larger area, or another mask with -m.',
    );
  }
  return writeTable(request, scene, table, count, context, (use) => forEachBlock(table, area, context, use));
}

/** The files of a request, with those of the workflow that are beside the first one. */
export async function sceneOf(
  { file, geometry, velocity, coherence, mask }: Omit<PointsRequest, 'outfile' | 'format'>,
  context: Context,
): Promise<PointScene> {
  const beside = (name: string) => optionalBeside(file, name);
  const usual = mask === undefined ? await usualMask(await readProduct(file)) : undefined;
  return describeScene(
    {
      file,
      geometry: geometry ?? beside('geometryRadar.h5') ?? beside('geometryGeo.h5'),
      velocity: velocity ?? beside('velocity.h5'),
      coherence: coherence ?? beside('temporalCoherence.h5'),
      mask: mask ?? usual,
    },
    context,
  );
}

function areaOf({ window = {}, step }: PointsRequest, { main }: PointScene): ImageArea {
  if (main.facts.isGeocoded) return { box: windowBox(main, window), step };
  const { lat, lon, ...pixels } = window;
  const box = windowBox(main, pixels);
  if (lat === undefined && lon === undefined) return { box, step };
  const [south, north] = lat === undefined ? [-90, 90] : [Math.min(...lat), Math.max(...lat)];
  const [west, east] = lon ?? [-180, 180];
  const bounds: Bounds = { south, north, west, east };
  return { box, bounds, step };
}

/** Write the blocks of a table. @param forEach gives them, one after the other */
export async function writeTable(
  { outfile, format }: Pick<PointsRequest, 'outfile' | 'format'>,
  scene: PointScene,
  table: PointTable,
  count: number,
  context: Context,
  forEach: (use: (block: PointBlock) => void | Promise<void>) => Promise<void>,
): Promise<readonly string[]> {
  const fields = table.columns.filter(isWritten).map(({ field }) => field);
  const writer = await openWriter(format, outfile, fields, count, scene, context);
  try {
    await forEach((block) => writer.write(block));
    const files = await writer.finish();
    const series = scene.dates.length > 0 ? ` with ${scene.dates.length} dates` : '';
    context.log.info(`wrote ${count} points${series} to ${files.join(', ')}`);
    return files;
  } finally {
    writer.abort();
  }
}
