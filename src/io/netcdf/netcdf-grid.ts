import type { Box } from '../../core/array.ts';
import { FileError } from '../../core/errors.ts';
import type { MapRasterFacts } from '../attributes/map-raster.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { openH5Now } from '../hdf5/reader.ts';
import type { Attributes } from '../hdf5/types.ts';
import type { ElementType } from '../raster/element-type.ts';
import { isClassicNetcdf, readClassicNetcdf } from './read-classic.ts';

/** A grid with north up, whichever way its rows are stored. */
export interface NetcdfGrid extends MapRasterFacts {
  readonly path: string;
  readonly place: NonNullable<MapRasterFacts['place']>;
  /** Values of a box, row by row from north, with scale and offset; no data is NaN. */
  read(box: Box): Float32Array;
  close(): void;
}

/** A variable of either kind of file. */
interface Variable {
  readonly shape: readonly number[];
  readonly type: ElementType;
  readonly attributes: Attributes;
  /** some of its rows, or all its values */
  readonly rows: (first: number, count: number) => ArrayLike<number>;
}

/**
 * Open a netCDF file that holds a grid, as GMT writes it: classic, or netCDF-4, which is HDF5. Coordinates are those of cell
 * centres (also of grids of nodes); longitudes from 180 degrees on become negative.
 * @throws {FileError} when it is damaged, or has no grid of even steps
 */
export function openNetcdfGrid(source: ByteSource): NetcdfGrid {
  const path = source.name;
  const variables = isClassicNetcdf(source) ? classicVariables(source) : hdf5Variables(source);
  const wrong = (what: string) =>
    new FileError(
      `${path} is no grid: ${what}.`,
      'Expected is a netCDF grid as GMT writes it; make it again.',
    );
  const grids = [...variables].filter(([, { shape }]) => shape.length === 2 && shape[0] * shape[1] > 0);
  const [name, grid] = grids.find(([key]) => key === 'z') ?? grids[0] ?? [];
  if (grid === undefined) throw wrong('it has no variable of two dimensions');
  const [length, width] = grid.shape;
  const y = axisOf(variables, ['lat', 'y', 'latitude', 'north', 'northing'], 'Y', length);
  const x = axisOf(variables, ['lon', 'x', 'longitude', 'east', 'easting'], 'X', width);
  if (y === undefined || x === undefined)
    throw wrong(`there are no coordinates for the ${y === undefined ? 'rows' : 'columns'} of ${name}`);
  for (const [values, what] of [
    [y.values, 'rows'],
    [x.values, 'columns'],
  ] as const)
    if (!isEven(values)) throw wrong(`its ${what} are not evenly spaced`);
  const yStored = stepOf(y);
  const xStep = stepOf(x);
  if (!(xStep > 0)) throw wrong('its columns run from east to west');
  const isSouthUp = yStored > 0;
  const yStep = -Math.abs(yStored);
  const north = isSouthUp ? y.values[length - 1] : y.values[0];
  const isProjected = /^deg/i.test(x.units) ? false : /^m/i.test(x.units) ? true : undefined;
  const west = x.values[0] - xStep / 2;
  const { attributes } = grid;
  const scale = Number(attributes.scale_factor ?? 1);
  const offset = Number(attributes.add_offset ?? 0);
  const blanks = [attributes._FillValue, attributes.missing_value].filter((v) => v !== undefined).map(Number);
  return {
    path,
    length,
    width,
    bands: 1,
    type: grid.type,
    isByPixel: true,
    noData: blanks[0],
    place: {
      xStep,
      yStep,
      xFirst: isProjected !== true && west >= 180 && west <= 360 ? west - 360 : west,
      yFirst: north - yStep / 2,
    },
    isProjected,
    read({ y0, x0, y1, x1 }) {
      const [rows, columns] = [y1 - y0, x1 - x0];
      const stored = grid.rows(isSouthUp ? length - y1 : y0, rows);
      const out = new Float32Array(rows * columns);
      for (let row = 0; row < rows; row++) {
        const from = (isSouthUp ? rows - 1 - row : row) * width + x0;
        for (let i = 0, to = row * columns; i < columns; i++, to++) {
          const value = stored[from + i];
          out[to] = blanks.includes(value) ? Number.NaN : value * scale + offset;
        }
      }
      return out;
    },
    close: () => source.close(),
  };
}

interface Axis {
  readonly values: ArrayLike<number>;
  readonly units: string;
}

/** Coordinates by the usual names, else by the axis they say they are. */
function axisOf(
  variables: ReadonlyMap<string, Variable>,
  names: readonly string[],
  axis: string,
  count: number,
): Axis | undefined {
  const fits = (variable: Variable | undefined) =>
    variable?.shape.length === 1 && variable.shape[0] === count ? variable : undefined;
  const named = names.map((name) => fits(variables.get(name))).find((found) => found !== undefined);
  const found = named ?? [...variables.values()].find((one) => fits(one) && one.attributes.axis === axis);
  return found && { values: found.rows(0, count), units: found.attributes.units ?? '' };
}

function stepOf({ values }: Axis): number {
  return (values[values.length - 1] - values[0]) / (values.length - 1);
}

function isEven(values: ArrayLike<number>): boolean {
  const n = values.length;
  if (n < 2) return false;
  const step = (values[n - 1] - values[0]) / (n - 1);
  if (!(Math.abs(step) > 0)) return false;
  for (let i = 1; i < n; i++)
    if (!(Math.abs(values[i] - values[0] - i * step) < 0.1 * Math.abs(step))) return false;
  return true;
}

function classicVariables(source: ByteSource): ReadonlyMap<string, Variable> {
  return new Map(
    [...readClassicNetcdf(source)].map(([name, { shape, attributes, type, read }]) => {
      const perRow = shape.slice(1).reduce((n, size) => n * size, 1);
      const rows = (first: number, count: number) => read(first * perRow, count * perRow);
      return [name, { shape, attributes, type, rows }];
    }),
  );
}

function hdf5Variables(source: ByteSource): ReadonlyMap<string, Variable> {
  const file = openH5Now(source);
  const numeric = [...file.datasets.values()].filter(({ type }) => !type.startsWith('S'));
  return new Map(
    numeric.map(({ name, shape, attributes, type }) => {
      const rows = (first: number, count: number) =>
        file.read(name, {
          start: shape.map((_, k) => (k === 0 ? first : 0)),
          count: shape.map((size, k) => (k === 0 ? count : size)),
        }) as Float32Array;
      return [name, { shape, attributes, type: type === 'bool' ? 'u1' : (type as ElementType), rows }];
    }),
  );
}
