import type { H5Type } from '../../io/hdf5/types.ts';

/** Values that can be interpolated: masks and whole numbers (labels, counts) have none in between. */
export function isFloat(type: H5Type): boolean {
  return type === 'f4' || type === 'f8';
}

/** What stands for no data in a raster of a type: whole numbers have no NaN and masks are never set, so they take 0. */
export function fillOf(type: H5Type, fill: number): number {
  if (isFloat(type)) return fill;
  return type === 'bool' || Number.isNaN(fill) ? 0 : fill;
}
