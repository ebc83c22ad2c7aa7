import { extname } from 'node:path';

/** The name of an input with words at its end: `timeseries.h5` and `_demErr` give `timeseries_demErr.h5`. */
export function besideInput(path: string, suffix: string, extension = extname(path)): string {
  return `${path.slice(0, path.length - extname(path).length)}${suffix}${extension}`;
}

/**
 * The same for a command that writes HDF5 whatever it reads: a raw raster gets `.h5` behind its own ending
 * (`filt_fine_msk.unw.h5`).
 */
export function h5BesideInput(path: string, suffix: string): string {
  const beside = besideInput(path, suffix);
  return /\.(?:h5|he5|hdf5)$/i.test(path) ? beside : `${beside}.h5`;
}
