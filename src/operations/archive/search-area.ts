import { existsSync } from 'node:fs';
import { FileError, OptionError } from '../../core/errors.ts';
import { continuousLongitudes, standardizeLongitude } from '../../core/geometry/longitude.ts';
import type { Bounds } from '../../core/geometry/map-grid.ts';
import { readGroundLines } from '../figures/line-files.ts';

/**
 * An area as users write it: south, north, west and east in degrees, or a file of outlines (shapefile, GeoJSON, GMT text), of
 * which the rectangle around all counts. Beyond 180 degrees east it goes on on the other side; east is then above 180.
 *
 * @throws {OptionError} for anything else  @throws {FileError} for a file without outlines
 */
export function searchArea(text: string): Bounds {
  const words = text.trim().split(/[\s,]+/);
  const numbers = words.map(Number);
  if (words.every((word) => word !== '') && numbers.every(Number.isFinite)) return typedArea(text, numbers);
  if (existsSync(text)) return areaOfFile(text);
  const isFile = /\.(shp|json|geojson|topojson|txt|gmt)$/i.test(text);
  if (isFile) throw new FileError(`${text} (--bbox) does not exist.`, 'Check the name.');
  throw new OptionError(
    `--bbox "${text}" is no area.`,
    'Write "SOUTH NORTH WEST EAST" in degrees, as in "36.75 37.23 -120.6 -120.1", or name a shapefile or GeoJSON.',
  );
}

function typedArea(text: string, numbers: readonly number[]): Bounds {
  const [south, north] = numbers;
  if (numbers.length !== 4)
    throw new OptionError(
      `--bbox "${text}" has ${numbers.length} numbers.`,
      'Write "SOUTH NORTH WEST EAST".',
    );
  const west = standardizeLongitude(numbers[2]);
  const east = standardizeLongitude(numbers[3]);
  const isRound = Math.abs(numbers[2]) <= 360 && Math.abs(numbers[3]) <= 360;
  if (south >= north || south < -90 || north > 90 || !isRound || west === east)
    throw new OptionError(
      `--bbox "${text}" has south ${south}, north ${north}, west ${numbers[2]}, east ${numbers[3]}: that is no area.`,
      'Write "SOUTH NORTH WEST EAST" in degrees, the south first.',
    );
  if (west < east) return { south, north, west, east };
  if (west - east > 180) return { south, north, west, east: east + 360 };
  throw new OptionError(
    `--bbox "${text}" has west ${west} east of ${east}.`,
    'Write "SOUTH NORTH WEST EAST" in degrees.',
  );
}

function areaOfFile(path: string): Bounds {
  const points = readGroundLines(path).flat();
  const [south, north] = extremes(points.map(([, lat]) => lat));
  const [west, east] = extremes(Array.from(continuousLongitudes(points.map(([lon]) => lon))));
  return { south, north, west, east };
}

function extremes(values: readonly number[]): [number, number] {
  return values.reduce<[number, number]>(
    ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
    [Infinity, -Infinity],
  );
}
