import { type Area, nodesWithin, type PressureLevels } from '../../core/atmosphere/pressure-levels.ts';
import { FileError } from '../../core/errors.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { type GribField, type GribQuantity, gridAxes, northUp } from '../grib/field.ts';
import { readGrib } from '../grib/read-grib.ts';
import type { Moment } from './moment.ts';

const GRAVITY = 9.80665;
const NEEDED = ['geopotential', 'temperature', 'humidity'] as const;

/**
 * Weather of one time from the messages of a GRIB file: of the rows around an area, where one is given that lies within.
 * @throws {FileError} naming what it lacks
 */
export function gribLevels(source: ByteSource, { date, hour }: Moment, area?: Area): PressureLevels {
  const fields = readGrib(source).filter(({ quantity }) => quantity !== undefined);
  const ofTime = fields.filter((field) => field.date === date && field.hour === hour);
  if (ofTime.length === 0) {
    const [other] = fields;
    const what = other === undefined ? 'no weather' : `${other.date} ${other.hour}:00`;
    throw new FileError(
      `${source.name} holds ${what} where ${date} ${hour}:00 is wanted.`,
      'Remove it, so that it is fetched again.',
    );
  }
  const byLevel = new Map<number, Map<GribQuantity, GribField>>();
  for (const field of ofTime) {
    if (field.pressure === undefined) continue;
    const level = byLevel.get(field.pressure) ?? new Map();
    byLevel.set(field.pressure, level);
    if (!level.has(field.quantity!)) level.set(field.quantity!, field); // the first counts
  }
  const levels = [...byLevel.keys()].sort((a, b) => a - b);
  const grid = ofTime[0].grid;
  if (grid === undefined)
    throw new FileError(`${source.name} is not on latitudes and longitudes.`, 'Fetch it on a regular grid.');
  const { latitudes, longitudes } = gridAxes(grid);
  const rows = (area && nodesWithin(latitudes, area.south, area.north)) ?? ([0, latitudes.length] as const);
  const numNode = (rows[1] - rows[0]) * longitudes.length;
  const ofGrid = JSON.stringify(grid);
  const stack = (quantity: (typeof NEEDED)[number]): Float64Array => {
    const out = new Float64Array(levels.length * numNode);
    levels.forEach((pressure, k) => {
      const at = byLevel.get(pressure)!;
      const height = quantity === 'geopotential' ? at.get('geopotentialHeight') : undefined;
      const field = at.get(quantity) ?? height;
      if (field === undefined)
        throw new FileError(
          `${source.name} has no ${quantity} at ${pressure / 100} hPa.`,
          'Remove it, so that it is fetched again.',
        );
      if (JSON.stringify(field.grid) !== ofGrid)
        throw new FileError(`${source.name} has fields on different grids.`, 'Fetch it again.');
      const values = northUp(source.name, grid, field.values, rows);
      if (field === height) for (let i = 0; i < values.length; i++) values[i] *= GRAVITY;
      out.set(values, k * numNode);
    });
    return out;
  };
  return {
    levels: Float64Array.from(levels),
    latitudes: latitudes.slice(...rows),
    longitudes,
    geopotential: stack('geopotential'),
    temperature: stack('temperature'),
    humidity: stack('humidity'),
  };
}
