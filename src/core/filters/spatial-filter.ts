import type { Grid } from '../array.ts';
import { OptionError } from '../errors.ts';
import { cannyEdges } from './canny.ts';
import { diskMedian } from './disk-median.ts';
import { robertsStrength, sobelStrength } from './edges.ts';
import { gaussianMeanOfData } from './gaussian-mean.ts';
import { keptRowSums, type RowSumsMaker } from './row-sums.ts';
import { diskWindow, squareWindow, windowMean } from './window-mean.ts';

/** A filter of single rasters. */
interface Filter {
  /** what its parameters are, for messages: one text each */
  readonly parameters: readonly string[];
  readonly defaults: readonly number[];
  /** all parameters are whole numbers */
  readonly isWhole?: boolean;
  /** its answer is yes or no */
  readonly isMask?: boolean;
  apply(
    raster: Grid,
    parameters: readonly number[],
    rows: RowSumsMaker,
  ): Grid<Float32Array | Float64Array | Uint8Array>;
}

const SIGMA = ['standard deviation, pixels'];
const SIDE = ['side of the square, pixels'];

/** Filters in space by name. */
export const SPATIAL_FILTERS = {
  lowpass_gaussian: {
    parameters: SIGMA,
    defaults: [3],
    apply: (raster, [sigma], rows) => gaussianMeanOfData(raster, sigma, rows),
  },
  highpass_gaussian: {
    parameters: SIGMA,
    defaults: [3],
    apply: (raster, [sigma], rows) => remainder(raster, gaussianMeanOfData(raster, sigma, rows)),
  },
  lowpass_avg: {
    parameters: SIDE,
    defaults: [5],
    isWhole: true,
    apply: (raster, [size], rows) => windowMean(raster, squareWindow(size), rows),
  },
  highpass_avg: {
    parameters: SIDE,
    defaults: [5],
    isWhole: true,
    apply: (raster, [size], rows) => remainder(raster, windowMean(raster, squareWindow(size), rows)),
  },
  sobel: { parameters: [], defaults: [], apply: sobelStrength },
  roberts: { parameters: [], defaults: [], apply: (raster) => robertsStrength(raster) },
  canny: { parameters: [], defaults: [], isMask: true, apply: (raster) => cannyEdges(raster) },
  median: {
    parameters: ['radius of the disk, pixels'],
    defaults: [5],
    isWhole: true,
    apply: (raster, [radius]) => diskMedian(raster, radius),
  },
  double_difference: {
    parameters: ['radius of the inner disk, pixels', 'outer radius of the ring around it, pixels'],
    defaults: [1, 10],
    apply: doubleDifference,
  },
} as const satisfies Record<string, Filter>;

export type SpatialFilterName = keyof typeof SPATIAL_FILTERS;

/** In double precision where both are large and their difference is small. */
function remainder({ data }: Grid, smooth: Grid<Float64Array>): Grid<Float64Array> {
  for (let i = 0; i < data.length; i++) smooth.data[i] = data[i] - smooth.data[i];
  return smooth;
}

/** Mean over the ring around a disk minus the mean over the disk. */
function doubleDifference(
  raster: Grid,
  [inner, outer]: readonly number[],
  rows: RowSumsMaker,
): Grid<Float64Array> {
  const ring = windowMean(raster, diskWindow(outer, inner), rows);
  const disk = windowMean(raster, diskWindow(inner), rows).data;
  for (let i = 0; i < disk.length; i++) ring.data[i] -= disk[i];
  return ring;
}

/**
 * Prepare a filter in space.
 *
 * @param name one of {@link SPATIAL_FILTERS}
 * @param parameters as many as the filter takes; its usual ones when left out
 * @returns raster [length, width], any unit and NaN = no data, to the filtered one (0 and 1 for edges of Canny)
 * @throws {OptionError} for parameters that the filter cannot use
 */
export function prepareSpatialFilter(
  name: SpatialFilterName,
  parameters?: readonly number[],
): (raster: Grid) => Grid<Float32Array | Float64Array | Uint8Array> {
  const filter: Filter = SPATIAL_FILTERS[name];
  if (filter === undefined)
    throw new OptionError(
      `There is no filter ${name}.`,
      `Choose ${Object.keys(SPATIAL_FILTERS).join(', ')}.`,
    );
  const values = parameters === undefined || filter.parameters.length === 0 ? filter.defaults : parameters;
  const takes = filter.parameters.join(' and ');
  if (values.length !== filter.parameters.length)
    throw new OptionError(
      `The filter ${name} takes ${filter.parameters.length} parameter(s), ${values.length} are given.`,
      `Give ${takes}.`,
    );
  const wrong = values.find(
    (value) => !(value > 0 && value < 1e5 && (!filter.isWhole || Number.isInteger(value))),
  );
  if (wrong !== undefined)
    throw new OptionError(
      `${wrong} is no parameter of the filter ${name}.`,
      `Give ${takes}: ${filter.isWhole ? 'a whole number' : 'a number'} above 0.`,
    );
  if (name === 'double_difference' && !(Math.floor(values[1]) > Math.floor(values[0])))
    throw new OptionError(
      `A ring from radius ${values[0]} to ${values[1]} holds no pixel.`,
      'Give the inner radius first: -p 1 10.',
    );
  const rows = keptRowSums();
  return (raster) => filter.apply(raster, values, rows);
}
