import type { Box } from '../../core/array.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { roundHalfEven } from '../../core/stats/rounding.ts';
import type { Attributes } from '../hdf5/types.ts';
import { isGeocoded, optionalNumber, rasterSize } from './typed.ts';

/** Change an attribute where it is present and a number. */
function update(out: Attributes, key: string, change: (value: number) => number, print = pythonFloat): void {
  const value = optionalNumber(out, key);
  if (value !== undefined) out[key] = print(change(value));
}

const whole = (value: number): string => String(Math.trunc(value));

/**
 * Attributes after multilooking by `looks.y` x `looks.x`, of a window when given. NCORRLOOKS is left as it is, like
 * in the reference.
 */
export function multilookAttributes(
  attributes: Attributes,
  looks: { readonly y: number; readonly x: number },
  box?: Box,
): Attributes {
  const out = { ...attributes };
  const size = rasterSize(attributes);
  const { y0, x0, y1, x1 } = box ?? { y0: 0, x0: 0, y1: size.length, x1: size.width };
  const length = Math.floor((y1 - y0) / looks.y);
  const width = Math.floor((x1 - x0) / looks.x);
  out['LENGTH'] = whole(length);
  out['WIDTH'] = whole(width);
  out['XMIN'] = whole(x0);
  out['YMIN'] = whole(y0);
  out['XMAX'] = whole(width - 1 + x0);
  out['YMAX'] = whole(length - 1 + y0);
  out['RLOOKS'] = whole((optionalNumber(attributes, 'RLOOKS') ?? 1) * looks.x);
  out['ALOOKS'] = whole((optionalNumber(attributes, 'ALOOKS') ?? 1) * looks.y);
  for (const key of ['Y_STEP', 'AZIMUTH_PIXEL_SIZE']) update(out, key, (value) => value * looks.y);
  for (const key of ['X_STEP', 'RANGE_PIXEL_SIZE']) update(out, key, (value) => value * looks.x);
  for (const key of ['REF_Y', 'SUBSET_YMIN', 'SUBSET_YMAX']) {
    update(out, key, (value) => Math.floor((value - y0) / looks.y), whole);
  }
  for (const key of ['REF_X', 'SUBSET_XMIN', 'SUBSET_XMAX']) {
    update(out, key, (value) => Math.floor((value - x0) / looks.x), whole);
  }
  return out;
}

/** Attributes of a window of a raster; SUBSET_* stay relative to the full frame through repeated cuts. */
export function subsetAttributes(attributes: Attributes, box: Box): Attributes {
  const out = { ...attributes };
  const { y0, x0, y1, x1 } = box;
  out['LENGTH'] = whole(y1 - y0);
  out['WIDTH'] = whole(x1 - x0);
  out['YMAX'] = whole(y1 - y0 - 1);
  out['XMAX'] = whole(x1 - x0 - 1);
  const oldY = optionalNumber(attributes, 'SUBSET_YMIN') ?? 0;
  const oldX = optionalNumber(attributes, 'SUBSET_XMIN') ?? 0;
  out['SUBSET_YMIN'] = whole(oldY + y0);
  out['SUBSET_YMAX'] = whole(oldY + y1);
  out['SUBSET_XMIN'] = whole(oldX + x0);
  out['SUBSET_XMAX'] = whole(oldX + x1);
  if (isGeocoded(attributes)) {
    const yStep = optionalNumber(attributes, 'Y_STEP') ?? 0;
    const xStep = optionalNumber(attributes, 'X_STEP') ?? 0;
    update(out, 'Y_FIRST', (value) => value + y0 * yStep);
    update(out, 'X_FIRST', (value) => value + x0 * xStep);
  } else {
    const spacing = optionalNumber(attributes, 'RANGE_PIXEL_SIZE') ?? 0;
    update(out, 'STARTING_RANGE', (value) => value + x0 * spacing);
  }
  update(out, 'REF_Y', (value) => value - y0, whole);
  update(out, 'REF_X', (value) => value - x0, whole);
  return out;
}

/**
 * Attributes after resizing to another number of rows and columns (ionosphere stacks of coarser looks). Steps,
 * REF_* and SUBSET_* stay.
 */
export function resizeAttributes(attributes: Attributes, length: number, width: number): Attributes {
  const out = { ...attributes };
  const size = rasterSize(attributes);
  const ratioY = size.length / length;
  const ratioX = size.width / width;
  out['LENGTH'] = whole(length);
  out['WIDTH'] = whole(width);
  out['ALOOKS'] = whole(roundHalfEven((optionalNumber(attributes, 'ALOOKS') ?? 1) * ratioY));
  out['RLOOKS'] = whole(roundHalfEven((optionalNumber(attributes, 'RLOOKS') ?? 1) * ratioX));
  update(out, 'AZIMUTH_PIXEL_SIZE', (value) => value * ratioY);
  update(out, 'RANGE_PIXEL_SIZE', (value) => value * ratioX);
  update(out, 'NCORRLOOKS', (value) => value * ratioY * ratioX);
  return out;
}
