import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { longDate, shortDate } from '../../core/dates.ts';
import { FileError, MetadataError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { mapCorners } from '../../io/attributes/map-raster.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { readSheet } from '../../io/raster/local.ts';
import type { DateBaselines } from './baselines.ts';
import { parseBaselines } from './baselines.ts';

/** Looks of all frames, and pixels of Sentinel-1 before them, m. */
const [RANGE_LOOKS, AZIMUTH_LOOKS] = [20, 4];
const [RANGE_PIXEL, AZIMUTH_PIXEL] = [2.329562, 13.97];
const WAVELENGTH = 299_792_458 / 5.405e9;
/** Mean height of the orbit and radius of the Earth, m. */
const [ORBIT_HEIGHT, EARTH_RADIUS] = [693_000, 6_371_000];

/** What the folder of a frame says of all its pairs. */
export interface LicsarFrame {
  /** attributes of a raster on the map, given its own */
  readonly attributes: (raster: Attributes) => Attributes;
  readonly baselines: DateBaselines;
  readonly warnings: readonly string[];
}

/**
 * Read `metadata.txt` and `baselines` of a frame.
 * @param metaFile when it is named; else found beside the folder of pairs
 * @param unwFile an interferogram of the frame
 * @param demFile its elevation, whose name has that of the frame
 * @throws {FileError} when there is no metadata.txt @throws {MetadataError} for fields that are missing
 */
export function readFrame(metaFile: string | undefined, unwFile: string, demFile: string): LicsarFrame {
  const pairs = dirname(dirname(unwFile));
  const places = [join(pairs, '../metadata'), pairs, join(pairs, '..')].map((folder) =>
    join(folder, 'metadata.txt'),
  );
  const path = metaFile ?? places.find((place) => existsSync(place));
  if (path === undefined)
    throw new FileError(
      `metadata.txt not found beside ${pairs}.`,
      'Download the metadata folder of the frame, or name the file in mintpy.load.metaFile.',
    );
  const fields = Object.fromEntries(
    [...readSheet(path).matchAll(/^\s*([A-Za-z_]\w*)\s*=\s*(.*?)\s*$/gm)].map((match) => [
      match[1],
      match[2],
    ]),
  );
  const warnings: string[] = [];
  const baselineFile = join(dirname(path), 'baselines');
  const baselines = existsSync(baselineFile)
    ? parseBaselines(readSheet(baselineFile))
    : new Map<string, number>();
  if (baselines.size === 0)
    warnings.push(
      `${baselineFile} tells no baselines: perpendicular baselines are 0, and the DEM error cannot be estimated (set mintpy.topographicResidual = no).`,
    );
  const heading = numberOf(fields.heading, 'heading', path);
  const frame = /(\d{3})([AD])_\d{5}_\d{6}/.exec(`${unwFile} ${demFile}`);
  const isAscending = frame === null ? Math.abs(heading) < 90 : frame[2] === 'A';
  const shared: Attributes = {
    ALOOKS: String(AZIMUTH_LOOKS),
    RLOOKS: String(RANGE_LOOKS),
    AZIMUTH_PIXEL_SIZE: pythonFloat(AZIMUTH_PIXEL * AZIMUTH_LOOKS),
    RANGE_PIXEL_SIZE: pythonFloat(RANGE_PIXEL * RANGE_LOOKS),
    WAVELENGTH: pythonFloat(WAVELENGTH),
    HEIGHT: pythonFloat(ORBIT_HEIGHT),
    EARTH_RADIUS: pythonFloat(EARTH_RADIUS),
    HEADING: pythonFloat(heading > 180 ? heading - 360 : heading),
    CENTER_LINE_UTC: pythonFloat(secondsOfDay(fields.center_time, path)),
    ORBIT_DIRECTION: isAscending ? 'ASCENDING' : 'DESCENDING',
    ANTENNA_SIDE: '-1',
    PLATFORM: 'Sen',
    PROCESSOR: 'licsar',
    beam_mode: 'IW',
    ...(fields.avg_incidence_angle === undefined ? {} : { INCIDENCE_ANGLE: fields.avg_incidence_angle }),
    ...(fields.centre_range_m === undefined ? {} : { SLANT_RANGE_DISTANCE: fields.centre_range_m }),
    ...(frame === null ? {} : { relative_orbit: String(Number(frame[1])) }),
  };
  return {
    attributes: (raster) => ({
      ...raster,
      ...shared,
      ...mapCorners(raster, isAscending ? 'ascending' : 'descending'),
    }),
    baselines,
    warnings,
  };
}

function numberOf(text: string | undefined, name: string, path: string): number {
  const value = Number(text);
  if (text !== undefined && text !== '' && Number.isFinite(value)) return value;
  throw new MetadataError(
    `${path}: ${name} is ${text === undefined ? 'missing' : `'${text}'`}.`,
    `Add a line such as '${name}=-169.8' to it.`,
  );
}

/** `hh:mm:ss.ffffff` */
function secondsOfDay(text: string | undefined, path: string): number {
  const match = /^(\d{1,2}):(\d\d):(\d\d(?:\.\d+)?)/.exec(text ?? '');
  if (match !== null) return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
  throw new MetadataError(
    `${path}: center_time is ${text === undefined ? 'missing' : `'${text}'`}.`,
    "Add a line such as 'center_time=05:42:31.5' to it.",
  );
}

/** DATE12 of the dates in the name of a file. @throws {MetadataError} when there are none */
export function date12Of(path: string): readonly [date1: string, date2: string, date12: string] {
  const match = /^(\d{8})_(\d{8})\./.exec(basename(path));
  if (match === null)
    throw new MetadataError(
      `${path}: the name has no pair of dates.`,
      'Expected YYYYMMDD_YYYYMMDD.geo.*.tif.',
    );
  const [date1, date2] = [match[1], match[2]].map(longDate);
  return [date1, date2, `${shortDate(date1)}-${shortDate(date2)}`];
}
