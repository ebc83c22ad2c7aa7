import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import type { Bounds } from '../../core/geometry/map-grid.ts';
import { StreamedFile } from '../../io/points/streamed-file.ts';
import { formatRsc } from '../../io/raster/rsc.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { assertRequest } from '../request.ts';
import { DEHM_COLUMNS, DEHM_ROWS, DEHM_STEP, DehmTiles } from './dehm-tiles.ts';

export interface GsiMosaicRequest {
  readonly bounds: Bounds;
  /** folder of the tiles, `yyxx.dehm` */
  readonly tiles: string;
  /** raster of int16, with a `.rsc` sheet */
  readonly outfile: string;
}

const ROWS_PER_DEGREE = DEHM_ROWS * 1.5;

/**
 * Mosaic of the 10 m ellipsoidal heights of Japan's Geospatial Information Authority: `mintsar dem_gsi`.
 * @throws {FileError} when there is no tile of the area @throws {OptionError} for bounds that are none
 */
export async function mosaicGsi(request: GsiMosaicRequest, context: Context): Promise<void> {
  assertRequest('mosaicGsi', request, context, ['tiles', 'outfile']);
  const { bounds, tiles: folder, outfile } = request;
  const { south, north, west, east } = bounds;
  if (!(north > south && east > west && south >= 20 && north <= 50 && west >= 120 && east <= 155))
    throw new OptionError(
      `South ${south}, north ${north}, west ${west}, east ${east} is no area of Japan.`,
      'Write the bounds as S N W E in degrees, e.g. -b 31.1 32.8 130.1 131.9.',
    );
  // The hundredth protects edges that were rounded in text.
  const top = Math.ceil(north * ROWS_PER_DEGREE - 0.01);
  const bottom = Math.floor(south * ROWS_PER_DEGREE + 0.01);
  const left = Math.floor((west - 100) * DEHM_COLUMNS + 0.01);
  const right = Math.ceil((east - 100) * DEHM_COLUMNS - 0.01);
  const [length, width] = [top - bottom, right - left];
  const tiles = new DehmTiles(folder);
  const file = await StreamedFile.open(outfile);
  try {
    const row = new Float32Array(width);
    for (let y = 0; y < length; y++) {
      tiles.readRow(top - 1 - y, left, row);
      file.append(new Uint8Array(Int16Array.from(row, Math.round).buffer));
      if (y % 100 === 0) context.progress('mosaic', y, length);
    }
    context.progress('mosaic', length, length);
    if (tiles.isEmpty)
      throw new FileError(
        `${folder} has no tile of this area: ${tiles.missing.join(', ')}.`,
        'Give the folder of the tiles with -g.',
      );
    if (tiles.missing.length > 0) context.log.warn(`0 where there is no tile: ${tiles.missing.join(', ')}`);
    file.commit();
  } finally {
    file.abort();
    tiles.close();
  }
  writeWhole(`${outfile}.rsc`, formatRsc(sheet(top, left, length, width)));
  context.log.info(`wrote ${outfile} (${length} x ${width} pixels)`);
}

function sheet(top: number, left: number, length: number, width: number): Record<string, string> {
  return {
    LENGTH: String(length),
    WIDTH: String(width),
    Y_FIRST: String(top / ROWS_PER_DEGREE),
    X_FIRST: String(100 + left / DEHM_COLUMNS),
    Y_STEP: String(-DEHM_STEP),
    X_STEP: String(DEHM_STEP),
    Y_UNIT: 'degrees',
    X_UNIT: 'degrees',
    RLOOKS: '1',
    ALOOKS: '1',
    BANDS: '1',
    DATA_TYPE: 'int16',
    FILE_TYPE: '.dem',
    INTERLEAVE: 'BIL',
    PROJECTION: 'LATLON',
    DATUM: 'WGS84',
    UNIT: 'm',
  };
}
