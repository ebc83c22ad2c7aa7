import { extname } from 'node:path';

/** The name of an input with words at its end: `timeseries.h5` and `_demErr` give `timeseries_demErr.h5`. */
export function besideInput(path: string, suffix: string, extension = extname(path)): string {
  return `${path.slice(0, path.length - extname(path).length)}${suffix}${extension}`;
}
