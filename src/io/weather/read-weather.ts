import type { Area, PressureLevels } from '../../core/atmosphere/pressure-levels.ts';
import { FileError } from '../../core/errors.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { isClassicNetcdf } from '../netcdf/read-classic.ts';
import { gribLevels } from './grib-levels.ts';
import type { Moment } from './moment.ts';
import { netcdfLevels } from './netcdf-levels.ts';

const HDF5 = [0x89, 0x48, 0x44, 0x46];

/**
 * Weather on pressure levels (ERA5) of one time, from GRIB (edition 1 or 2) or netCDF (classic or netCDF-4), whatever the
 * file is called: levels, latitudes and longitudes ascending, in Pa, m²/s², K and kg/kg.
 *
 * @throws {FileError} naming what the file lacks, or why it is not read
 */
export function readWeather(source: ByteSource, moment: Moment, area?: Area): PressureLevels {
  const weather = isNetcdf(source) ? netcdfLevels(source, moment) : gribLevels(source, moment, area);
  const { levels, latitudes, longitudes } = weather;
  if (levels.length < 4)
    throw new FileError(
      `${source.name} has ${levels.length} levels; at least 4 are needed.`,
      'Fetch it again.',
    );
  for (const [name, axis] of [
    ['latitudes', latitudes],
    ['longitudes', longitudes],
  ] as const) {
    if (!isEven(axis))
      throw new FileError(
        `The ${name} of ${source.name} are not evenly spaced.`,
        'Fetch it on a regular grid.',
      );
  }
  return weather;
}

function isNetcdf(source: ByteSource): boolean {
  if (isClassicNetcdf(source)) return true;
  return source.size >= 8 && source.read(0, 4).every((byte, k) => byte === HDF5[k]);
}

/** Two or more values, of equal distances but for what GRIB rounds them to. */
function isEven(axis: Float64Array): boolean {
  const step = (axis[axis.length - 1] - axis[0]) / (axis.length - 1);
  return step > 0 && axis.every((value, k) => Math.abs(value - axis[0] - k * step) < 0.01 * step + 0.001);
}
