import type { H5Reader } from '../hdf5/types.ts';
import { fileTypeOf } from './file-type.ts';
import { STACK_DATASETS } from './ifgram-stack.ts';

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
