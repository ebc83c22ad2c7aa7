import { FileError, NotFoundError, OptionError } from '../../core/errors.ts';
import { nearestNames } from '../../core/nearest-name.ts';
import type { H5Reader } from '../hdf5/types.ts';
import { fileTypeOf } from './file-type.ts';
import { STACK_DATASETS } from './stack-datasets.ts';

/** Dates of a series, or date pairs `YYYYMMDD_YYYYMMDD` of a stack; undefined for files that have neither. */
export function dateLabels(file: H5Reader): string[] | undefined {
  const name = [...file.datasets.keys()].find((key) => key === 'date' || key.endsWith('/date'));
  if (name === undefined) return undefined;
  const dates = file.read(name) as string[];
  if (file.datasets.get(name)!.shape.length === 1) return dates;
  return Array.from({ length: dates.length / 2 }, (_, i) => `${dates[2 * i]}_${dates[2 * i + 1]}`);
}

/** Names under which single rasters of a file are known: `timeseries-20180104`, `unwrapPhase-20180104_20180116`... */
export function sliceNames(file: H5Reader): string[] {
  const type = fileTypeOf(file);
  const names = [...file.datasets.keys()];
  const dates = dateLabels(file) ?? [];
  const dated = (name: string) => dates.map((date) => `${name}-${date}`);
  const rank = (name: string) => file.datasets.get(name)!.shape.length;
  switch (type) {
    case 'timeseries':
      return dated('timeseries');
    case 'ifgramStack': {
      const rasters = names.filter((name) => rank(name) === 3);
      const known = STACK_DATASETS.filter((name) => rasters.includes(name));
      const others = rasters.filter((name) => !(known as string[]).includes(name));
      return [...known, ...others].flatMap(dated);
    }
    case 'geometry':
      return names
        .filter((name) => rank(name) >= 2)
        .flatMap((name) => (rank(name) === 3 ? dated(name) : [name]));
    case 'velocity':
      return velocityOrder(names.filter((name) => rank(name) === 2));
    case 'HDFEOS':
      return names
        .filter((name) => rank(name) >= 2)
        .sort((a, b) => rank(b) - rank(a))
        .flatMap((name) => (rank(name) === 3 ? dated(name) : [name]));
    default:
      return names
        .filter((name) => rank(name) >= 2)
        .flatMap((name) => {
          const planes = file.datasets.get(name)!.shape[0];
          return rank(name) === 2 ? [name] : Array.from({ length: planes }, (_, k) => `${name}-${k + 1}`);
        });
  }
}

/** Velocity first, its uncertainty after the other estimates, what is rarely looked at last. */
function velocityOrder(names: readonly string[]): string[] {
  const last = ['intercept', 'interceptStd', 'residue'];
  const middle = names.filter(
    (name) => !last.includes(name) && name !== 'velocity' && name !== 'velocityStd',
  );
  const order = [
    'velocity',
    ...middle.filter((name) => !name.endsWith('Std')).sort(),
    'velocityStd',
    ...middle.filter((name) => name.endsWith('Std')).sort(),
    ...last,
  ];
  return order.filter((name) => names.includes(name));
}

/** A single raster of a file: a dataset, or one plane of it. */
export interface LocatedSlice {
  readonly dataset: string;
  readonly plane?: number;
}

/**
 * Where the raster of a name is: `height`, `timeseries-20180104`, `unwrapPhase-20180104_20180128`, or a date alone.
 * @throws {FileError} when there is no such raster, naming those alike, or when the name stands for several
 */
export function locateSlice(file: H5Reader, name: string): LocatedSlice {
  if (typeof name !== 'string')
    throw new OptionError(
      `A raster of ${file.path} is named by a text; ${typeof name} was given.`,
      'Give e.g. velocity.',
    );
  const rank = file.datasets.get(name)?.shape.length;
  if (rank === 2) return { dataset: name };
  const slices = sliceNames(file);
  if (rank !== undefined) {
    throw new FileError(
      `${file.path}:${name} has ${rank} dimensions where a single raster is needed.`,
      `Name one of its rasters, e.g. ${slices.find((slice) => slice.startsWith(`${name}-`)) ?? slices[0]}.`,
    );
  }
  const slice = slices.includes(name) ? name : slices.find((known) => known.endsWith(`-${name}`));
  if (slice === undefined) {
    const near = nearestNames(name, slices);
    throw new NotFoundError(
      `${file.path} has no raster ${name}.`,
      near.length > 0 ? `Did you mean ${near.join(' or ')}?` : `It has: ${slices.slice(0, 8).join(', ')}...`,
    );
  }
  const dash = slice.lastIndexOf('-');
  const dataset = slice.slice(0, dash);
  const label = slice.slice(dash + 1);
  const place = dateLabels(file)?.indexOf(label) ?? -1;
  return { dataset, plane: place >= 0 ? place : Number(label) - 1 };
}
