import type { Grid } from '../array.ts';
import { OptionError } from '../errors.ts';
import { cannyEdges } from './canny.ts';
import { type DiskMedianMaker, diskMedian, keptDiskMedian } from './disk-median.ts';
import { robertsStrength, sobelStrength } from './edges.ts';
import { gaussianMeanOfData, gaussianReach } from './gaussian-mean.ts';
import { type RasterPart, wholePart } from './raster-part.ts';
import { keptRowSums, type RowSumsMaker } from './row-sums.ts';
import { diskWindow, squareWindow, windowMean } from './window-mean.ts';

/** Loops that filters go through, made once for many rasters. */
interface Loops {
  readonly rows: RowSumsMaker;
  readonly median: DiskMedianMaker;
}

/** A filter of single rasters. */
interface Filter {
  /** what its parameters are, for messages: one text each */
  readonly parameters: readonly string[];
  readonly defaults: readonly number[];
  /** all parameters are whole numbers */
  readonly isWhole?: boolean;
  /** its answer is yes or no */
  readonly isMask?: boolean;
  /** how many rows around a pixel decide about it; left out when all do */
  readonly reach?: (parameters: readonly number[]) => number;
  apply(
    raster: Grid,
    parameters: readonly number[],
    loops: Loops,
    part: RasterPart,
  ): Grid<Float32Array | Float64Array | Uint8Array>;
}

const SIGMA = ['standard deviation, pixels'];
const SIDE = ['side of the square, pixels'];

/** Filters in space by name. */
export const SPATIAL_FILTERS = {
  lowpass_gaussian: {
    parameters: SIGMA,
    defaults: [3],
    reach: ([sigma]) => gaussianReach(sigma),
    apply: (raster, [sigma], { rows }, part) => gaussianMeanOfData(raster, sigma, rows, part),
  },
  highpass_gaussian: {
    parameters: SIGMA,
    defaults: [3],
    reach: ([sigma]) => gaussianReach(sigma),
    apply: (raster, [sigma], { rows }, part) =>
      remainder(raster, gaussianMeanOfData(raster, sigma, rows, part), part),
  },
  lowpass_avg: {
    parameters: SIDE,
    defaults: [5],
    isWhole: true,
    reach: ([size]) => size >> 1,
    apply: (raster, [size], { rows }, part) => windowMean(raster, squareWindow(size), rows, part),
  },
  highpass_avg: {
    parameters: SIDE,
    defaults: [5],
    isWhole: true,
    reach: ([size]) => size >> 1,
    apply: (raster, [size], { rows }, part) =>
      remainder(raster, windowMean(raster, squareWindow(size), rows, part), part),
  },
  sobel: {
    parameters: [],
    defaults: [],
    reach: () => 1,
    apply: (raster, _, __, part) => sobelStrength(raster, part),
  },
  roberts: {
    parameters: [],
    defaults: [],
    reach: () => 1,
    apply: (raster, _, __, part) => robertsStrength(raster, part),
  },
  canny: {
    parameters: [],
    defaults: [],
    isMask: true,
    apply: (raster, _, { rows }) => cannyEdges(raster, rows),
  },
  median: {
    parameters: ['radius of the disk, pixels'],
    defaults: [5],
    isWhole: true,
    reach: ([radius]) => radius,
    apply: (raster, [radius], { median }, part) => diskMedian(raster, radius, part, median),
  },
  double_difference: {
    parameters: ['radius of the inner disk, pixels', 'outer radius of the ring around it, pixels'],
    defaults: [1, 10],
    reach: ([, outer]) => Math.floor(outer),
    apply: doubleDifference,
  },
} as const satisfies Record<string, Filter>;

export type SpatialFilterName = keyof typeof SPATIAL_FILTERS;

/** In double precision where both are large and their difference is small. */
function remainder(
  { data, shape: [, width] }: Grid,
  smooth: Grid<Float64Array>,
  { top, y0 }: RasterPart,
): Grid<Float64Array> {
  const from = (y0 - top) * width;
  for (let i = 0; i < smooth.data.length; i++) smooth.data[i] = data[from + i] - smooth.data[i];
  return smooth;
}

/** Mean over the ring around a disk minus the mean over the disk. */
function doubleDifference(
  raster: Grid,
  [inner, outer]: readonly number[],
  { rows }: Loops,
  part: RasterPart,
): Grid<Float64Array> {
  const ring = windowMean(raster, diskWindow(outer, inner), rows, part);
  const disk = windowMean(raster, diskWindow(inner), rows, part).data;
  for (let i = 0; i < disk.length; i++) ring.data[i] -= disk[i];
  return ring;
}

/** A filter that knows its parameters. */
export interface SpatialFilter {
  (raster: Grid, part?: RasterPart): Grid<Float32Array | Float64Array | Uint8Array>;
  /** rows around a pixel that decide about it; undefined when all rows do */
  readonly reach?: number;
}

/**
 * Prepare a filter in space.
 *
 * @param name one of {@link SPATIAL_FILTERS}
 * @param parameters as many as the filter takes; its usual ones when left out
 * @returns raster [length, width], any unit and NaN = no data, to the filtered one (0 and 1 for edges of Canny); `reach` tells how
 *   many rows around a pixel decide about it: a part of the raster needs no more to come to the same bits
 * @throws {OptionError} for parameters that the filter cannot use
 */
export function prepareSpatialFilter(name: SpatialFilterName, parameters?: readonly number[]): SpatialFilter {
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
  const loops = { rows: keptRowSums(), median: keptDiskMedian() };
  const apply: SpatialFilter = (raster, part = wholePart(raster)) =>
    filter.apply(raster, values, loops, part);
  return Object.assign(apply, { reach: filter.reach?.(values) });
}
