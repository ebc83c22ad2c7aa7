import { subOrbitalRatio } from '../../core/atmosphere/sub-orbital-ratio.ts';
import { type TecInterpolation, tecAt } from '../../core/atmosphere/tec-at.ts';
import type { Context } from '../../core/context.ts';
import { FileError, MetadataError, MintsarError } from '../../core/errors.ts';
import { ionosphereIncidence, ionospherePoint } from '../../core/geometry/ionosphere-shell.ts';
import { parseUtmZone, utmToLatLon } from '../../core/geometry/utm.ts';
import { pythonFloat } from '../../core/python-float.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { type Product, readGrid } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { readPixel } from '../../io/products/reference-pixel.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import {
  type DelaySeries,
  geometryInputs,
  makeDelaySeries,
  readDelayGeometry,
  withoutReferencePlace,
} from '../corrections/delay-series.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { ionexFiles, ionexReader, type TecSolution } from './ionex-files.ts';

const SPEED_OF_LIGHT = 299792458;
const SHELL_HEIGHT = '450000.0';

export interface IonosphereDelayRequest {
  /** time series whose dates and time of acquisition count */
  readonly timeseries: string;
  /** incidenceAngle, azimuthAngle, and latitude and longitude in radar coordinates */
  readonly geometry: string;
  /** folder of IONEX files */
  readonly folder: string;
  readonly solution?: TecSolution;
  /** file of the delays */
  readonly delays: string;
  readonly interpolation?: TecInterpolation;
  /** linear3d: maps follow the Sun */
  readonly rotate?: boolean;
  /** share of the electrons that is below the satellite; adaptive: that of Sentinel-1 by the season */
  readonly ratio?: number | 'adaptive';
  /** leave delays alone that are newer than their inputs and hold the same dates */
  readonly update?: boolean;
}

/**
 * Range delay of the ionosphere from global maps of electron content (Yunjun et al. 2022): one value per date, where the
 * line of sight of the scene's middle pierces the shell, seen under the incidence angle of every pixel: `mintsar iono_tec`.
 * The series itself stays as it is. Dates without maps are left out and named.
 *
 * @throws {FileError} when no date has maps
 */
export async function computeIonosphereDelay(
  request: IonosphereDelayRequest,
  context: Context,
): Promise<void> {
  assertRequest('computeIonosphereDelay', request, context, ['timeseries', 'geometry', 'folder', 'delays']);
  const { folder, solution = 'jpl', delays: path, ratio = 1, interpolation, rotate } = request;
  const series = await readTimeseries(request.timeseries);
  const geometry = await readDelayGeometry(request.geometry, series);
  const inputs = geometryInputs(geometry, { incidence: 'incidenceAngle' });
  const seconds = Number(series.attributes['CENTER_LINE_UTC'] ?? Number.NaN);
  if (!Number.isFinite(seconds))
    throw new MetadataError(
      `${series.path} has no attribute CENTER_LINE_UTC, the time of acquisition.`,
      'Load the data again, or set it: seconds since midnight, UTC.',
    );
  const pierce = await piercePoint(geometry);
  const fileOf = ionexFiles(folder, solution);
  const found = series.dates.map((date) => [date, fileOf(date)] as const);
  const read = ionexReader();
  const vtec = new Map<string, number>();
  const files: string[] = [];
  for (const [date, file] of found) {
    if (file === undefined) continue;
    try {
      const tec = tecAt(read(file), pierce.latitude, pierce.longitude, seconds, interpolation, rotate);
      vtec.set(date, tec * (ratio === 'adaptive' ? subOrbitalRatio(date) : ratio));
      files.push(file);
    } catch (error) {
      if (!(error instanceof MintsarError)) throw error;
      context.log.warn(`${date} is left out: ${error.message} ${error.remedy}`);
    }
  }
  const missing = found.filter(([, file]) => file === undefined).map(([date]) => date);
  const remedy =
    'Get them from https://cddis.nasa.gov/archive/gnss/products/ionex (a free Earthdata login) and unpack .Z files.';
  if (missing.length > 0)
    context.log.warn(`${folder} has no IONEX file of ${solution} for ${missing.join(', ')}. ${remedy}`);
  if (vtec.size === 0)
    throw new FileError(
      `${folder} has no usable IONEX file of ${solution} for any of ${series.dates.length} dates.`,
      remedy,
    );
  const dates = [...vtec.keys()];
  const { length, width } = geometry;
  const values = Float32Array.from(vtec.values());
  const holds = (file: H5Reader) =>
    file.datasets.has('vtec') &&
    file.datasets.get('timeseries')?.shape.join() === [dates.length, length, width].join() &&
    (file.read('date') as string[]).join() === dates.join() &&
    [...(file.read('vtec') as Float32Array)].every((tec, k) => tec === values[k]);
  if (request.update === true && (await isMadeBy(path, { from: [geometry.path, ...files], holds }))) {
    context.log.info(`${path} is up to date`);
    return;
  }
  dates.forEach((date, k) => {
    context.log.info(`${date}: ${values[k].toFixed(2)} TECU`);
  });
  const attributes = {
    ...withoutReferencePlace(geometry.attributes),
    IONO_LAT: pythonFloat(pierce.latitude),
    IONO_LON: pythonFloat(pierce.longitude),
    IONO_HEIGHT: SHELL_HEIGHT,
    IONO_INCIDENCE_ANGLE: String(Number(Math.fround(pierce.incidence).toPrecision(8))),
  };
  const extra = [{ name: 'vtec', type: 'f4', shape: [dates.length], values }] satisfies DelaySeries['extra'];
  const args = { vtec: [...values], frequency: SPEED_OF_LIGHT / series.facts.wavelength };
  await makeDelaySeries({ path, attributes, dates, length, width, extra }, context, (timeseries) =>
    runBlocks(
      {
        label: 'ionosphere',
        length,
        width,
        inputs,
        outputs: { timeseries },
        kernel: 'ionosphereDelay',
        args,
        workspace: 8,
      },
      context,
    ),
  );
}

/** Where the line of sight of the scene's middle pierces the shell, degrees, with the mean angles of the scene. */
async function piercePoint(geometry: Product) {
  const { path, length, width, facts } = geometry;
  geometryInputs(geometry, { azimuth: 'azimuthAngle' });
  const angles = (await readGrid(path, 'incidenceAngle')).data;
  const incidence = meanWithoutZeros(angles);
  const azimuth = meanWithoutZeros((await readGrid(path, 'azimuthAngle')).data);
  const middle = { y: Math.trunc(length / 2), x: Math.trunc(width / 2) };
  const place = facts.isGeocoded ? placeOnMap(geometry, middle) : await placeOf(path, middle);
  const [latitude, longitude] = ionospherePoint(...place, incidence, azimuth);
  return { latitude, longitude, incidence: meanWithoutZeros(angles.map(ionosphereIncidence)) };
}

function placeOnMap(
  { facts: { earthMap: map } }: Product,
  { y, x }: { y: number; x: number },
): [number, number] {
  // the corner of the pixel, as in the reference
  const [northing, easting] = [map.yFirst + y * map.yStep, map.xFirst + x * map.xStep];
  return map.utmZone === undefined
    ? [northing, easting]
    : utmToLatLon(northing, easting, parseUtmZone(map.utmZone));
}

async function placeOf(path: string, pixel: { y: number; x: number }): Promise<[number, number]> {
  const [[latitude], [longitude]] = [
    await readPixel(path, 'latitude', pixel),
    await readPixel(path, 'longitude', pixel),
  ];
  return [latitude, longitude];
}

function meanWithoutZeros(values: Float32Array): number {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (value === 0 || Number.isNaN(value)) continue;
    sum += value;
    count += 1;
  }
  return Math.fround(sum / count); // so that places have the digits of the reference
}
