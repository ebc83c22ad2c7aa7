import type { PressureLevels } from '../../core/atmosphere/pressure-levels.ts';
import { FileError } from '../../core/errors.ts';
import { unbrokenLongitudes } from '../../core/geometry/longitude.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { openH5Now } from '../hdf5/reader.ts';
import { isClassicNetcdf, readClassicNetcdf } from '../netcdf/read-classic.ts';
import type { Moment } from './moment.ts';

/*
 * ERA5 as netCDF: the files of the present service (netCDF-4: valid_time, pressure_level from 1000 hPa up, expver a text along
 * time), those of the earlier one (classic: time, level, packed whole numbers, expver a dimension where preliminary data are
 * among them), and those that converters make of GRIB.
 */

/** A variable of either kind of file. */
interface Variable {
  readonly shape: readonly number[];
  readonly attributes: Readonly<Record<string, string>>;
  readonly read: () => Float64Array;
}

const NAMES = {
  latitude: ['latitude', 'lat'],
  longitude: ['longitude', 'lon'],
  level: ['pressure_level', 'level', 'isobaricInhPa', 'isobaricInPa', 'plev', 'lev'],
  time: ['valid_time', 'time'],
  geopotential: ['z', 'geopotential', 'var129'],
  temperature: ['t', 'temperature', 'var130'],
  humidity: ['q', 'specific_humidity', 'var133'],
};

type Role = keyof typeof NAMES;

/** Standard names of the CF conventions. */
const STANDARD: Readonly<Partial<Record<Role, string>>> = {
  geopotential: 'geopotential',
  temperature: 'air_temperature',
  humidity: 'specific_humidity',
};

/** Weather of one time from a netCDF file. @throws {FileError} naming what it lacks */
export function netcdfLevels(source: ByteSource, moment: Moment): PressureLevels {
  const file = new WeatherFile(source);
  const latitude = file.axis('latitude');
  const longitude = unbrokenLongitudes(file.axis('longitude'));
  const level = file.axis('level');
  const levels = level.map((value) => value * file.pascals());
  const time = file.timeIndex(moment);
  const sizes = [level.length, latitude.length, longitude.length] as const;
  const orders = [levels, latitude, longitude].map((axis) => order(axis));
  const field = (role: Role) => arranged(file.field(role, time, sizes), sizes, orders);
  const [sortedLevels, latitudes, longitudes] = [levels, latitude, longitude].map((axis, k) =>
    Float64Array.from(orders[k], (i) => axis[i]),
  );
  return {
    levels: sortedLevels,
    latitudes,
    longitudes,
    geopotential: field('geopotential'),
    temperature: field('temperature'),
    humidity: field('humidity'),
  };
}

function order(axis: Float64Array): number[] {
  return [...axis.keys()].sort((a, b) => axis[a] - axis[b]);
}

function arranged(
  values: Float64Array,
  [numLevel, length, width]: readonly [number, number, number],
  [byLevel, byLatitude, byLongitude]: readonly number[][],
): Float64Array {
  const out = new Float64Array(numLevel * length * width);
  let at = 0;
  for (const k of byLevel)
    for (const y of byLatitude) for (const x of byLongitude) out[at++] = values[(k * length + y) * width + x];
  return out;
}

interface TimeIndex {
  readonly index: number;
  readonly count: number;
}

class WeatherFile {
  private readonly name: string;
  private readonly variables: ReadonlyMap<string, Variable>;

  constructor(source: ByteSource) {
    this.name = source.name;
    this.variables = isClassicNetcdf(source) ? readClassicNetcdf(source) : hdf5Variables(source);
  }

  /** Values of a coordinate [n]. */
  axis(role: Role): Float64Array {
    const values = this.find(role).read();
    if (values.length > 0 && values.every(Number.isFinite)) return values;
    throw this.error(`its ${role} has values that are none`);
  }

  /** What a unit of the levels is in Pa. */
  pascals(): number {
    const [name, { attributes }] = this.entry('level');
    const { units = '', standard_name: standard = '', long_name: long = '' } = attributes;
    const unit = units.trim().toLowerCase();
    if (/^(hpa|millibars?|mbar|mb|hectopascals?)$/.test(unit) || (unit === '' && name === 'isobaricInhPa'))
      return 100;
    if (/^(pa|pascals?)$/.test(unit)) return 1;
    if (/model/i.test(`${standard} ${long}`) || unit === '1' || unit === 'level')
      throw this.error('it is on levels of the model', 'Fetch ERA5 on pressure levels.');
    throw this.error(`the unit of its ${name} is "${units}"`, 'Give its levels in hPa or Pa.');
  }

  /** Which of its times is the one that is wanted. */
  timeIndex({ date, hour }: Moment): TimeIndex {
    const [name, { attributes }] = this.entry('time');
    const match = /^(second|minute|hour|day)s?\s+since\s+(\d{4})-(\d{1,2})-(\d{1,2})/i.exec(
      attributes['units'] ?? '',
    );
    if (match === null) throw this.error(`the unit of its ${name} is "${attributes['units'] ?? ''}"`);
    const unit = { second: 1e3, minute: 6e4, hour: 36e5, day: 864e5 }[match[1].toLowerCase()]!;
    const origin = Date.UTC(Number(match[2]), Number(match[3]) - 1, Number(match[4]));
    const times = [...this.axis('time')].map((value) => {
      const text = new Date(origin + value * unit).toISOString();
      return `${text.slice(0, 10).replaceAll('-', '')} ${text.slice(11, 13)}`;
    });
    const index = times.indexOf(`${date} ${String(hour).padStart(2, '0')}`);
    if (index >= 0) return { index, count: times.length };
    throw this.error(
      `it holds ${times[0]}:00${times.length > 1 ? ` to ${times[times.length - 1]}:00` : ''} where ${date} ${hour}:00 is wanted`,
    );
  }

  /** Values of one time [level, latitude, longitude]; where final and preliminary data stand side by side, those that are there. */
  field(role: Role, time: TimeIndex, sizes: readonly number[]): Float64Array {
    const variable = this.find(role);
    const { shape } = variable;
    const numValue = sizes.reduce((n, size) => n * size, 1);
    const before = shape.slice(0, Math.max(0, shape.length - 3));
    const isRight =
      shape.slice(-3).join() === sizes.join() &&
      (before.length === 0 ? time.count === 1 : before[0] === time.count && before.length <= 2);
    if (!isRight)
      throw this.error(
        `its ${role} is of ${shape.join(' x ')} where ${[time.count, ...sizes].join(' x ')} is expected`,
      );
    const versions = before[1] ?? 1;
    const stored = variable.read();
    const out = new Float64Array(numValue).fill(Number.NaN);
    const scale = Number(variable.attributes['scale_factor'] ?? 1);
    const offset = Number(variable.attributes['add_offset'] ?? 0);
    const blanks = ['_FillValue', 'missing_value'].map((key) =>
      Number(variable.attributes[key] ?? Number.NaN),
    );
    for (let v = 0; v < versions; v++) {
      const from = (time.index * versions + v) * numValue;
      for (let i = 0; i < numValue; i++) {
        const value = stored[from + i];
        if (Number.isNaN(out[i]) && value !== blanks[0] && value !== blanks[1])
          out[i] = value * scale + offset;
      }
    }
    return out;
  }

  private find(role: Role): Variable {
    return this.entry(role)[1];
  }

  private entry(role: Role): readonly [string, Variable] {
    for (const name of NAMES[role]) {
      const variable = this.variables.get(name);
      if (variable !== undefined) return [name, variable];
    }
    const standard = STANDARD[role];
    for (const entry of this.variables)
      if (standard !== undefined && entry[1].attributes['standard_name'] === standard) return entry;
    throw this.error(`it has no ${role} (${NAMES[role].join(', ')})`);
  }

  private error(what: string, remedy = 'Remove it, so that it is fetched again.'): FileError {
    return new FileError(`${this.name} is not the weather that is wanted: ${what}.`, remedy);
  }
}

function hdf5Variables(source: ByteSource): ReadonlyMap<string, Variable> {
  const file = openH5Now(source);
  return new Map(
    [...file.datasets.values()].map(({ name, shape, attributes }) => [
      name,
      {
        shape,
        attributes,
        read: () => {
          const values = file.read(name);
          return typeof values[0] === 'string'
            ? new Float64Array(0)
            : Float64Array.from(values as Float32Array);
        },
      },
    ]),
  );
}
