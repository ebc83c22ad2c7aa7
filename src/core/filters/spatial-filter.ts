import { type Grid, grid } from '../array.ts';
import { OptionError } from '../errors.ts';
import { prepareCannyEdges } from './canny.ts';
import { diskMedian } from './disk-median.ts';
import { robertsStrength, sobelStrength } from './edges.ts';
import { gaussianReach, prepareGaussianMeanOfData } from './gaussian-mean.ts';
import { type PartRoom, type RasterPart, wholePart } from './raster-part.ts';
import type { Smoother } from './row-bands.ts';
import type { RowSums } from './row-loops.ts';
import { prepareRingMinusDisk, prepareWindowMean, squareWindow } from './window-mean.ts';

/** Filters the rows of a part into `out`, which has room for them. */
type FilterPart = (raster: Grid, part: RasterPart, out: PartRoom) => void;

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
  prepare(parameters: readonly number[]): FilterPart;
}

const SIGMA = ['standard deviation, pixels'];
const SIDE = ['side of the square, pixels'];

/** Filters in space by name. */
export const SPATIAL_FILTERS = {
  lowpass_gaussian: {
    parameters: SIGMA,
    defaults: [3],
    reach: ([sigma]) => gaussianReach(sigma),
    prepare: ([sigma]) => smoothed(prepareGaussianMeanOfData(sigma)),
  },
  highpass_gaussian: {
    parameters: SIGMA,
    defaults: [3],
    reach: ([sigma]) => gaussianReach(sigma),
    prepare: ([sigma]) => remainder(prepareGaussianMeanOfData(sigma)),
  },
  lowpass_avg: {
    parameters: SIDE,
    defaults: [5],
    isWhole: true,
    reach: ([size]) => size >> 1,
    prepare: ([size]) => smoothed(prepareWindowMean(squareWindow(size))),
  },
  highpass_avg: {
    parameters: SIDE,
    defaults: [5],
    isWhole: true,
    reach: ([size]) => size >> 1,
    prepare: ([size]) => remainder(prepareWindowMean(squareWindow(size))),
  },
  sobel: {
    parameters: [],
    defaults: [],
    reach: () => 1,
    prepare: () => sobelStrength,
  },
  roberts: {
    parameters: [],
    defaults: [],
    reach: () => 1,
    prepare: () => robertsStrength,
  },
  canny: {
    parameters: [],
    defaults: [],
    isMask: true,
    prepare: () => prepareCannyEdges(),
  },
  median: {
    parameters: ['radius of the disk, pixels'],
    defaults: [5],
    isWhole: true,
    reach: ([radius]) => radius,
    prepare: ([radius]) => diskMedian(radius),
  },
  double_difference: {
    parameters: ['radius of the inner disk, pixels', 'outer radius of the ring around it, pixels'],
    defaults: [1, 10],
    reach: ([, outer]) => Math.floor(outer),
    prepare: ([inner, outer]) => smoothed(prepareRingMinusDisk(inner, outer)),
  },
} as const satisfies Record<string, Filter>;

export type SpatialFilterName = keyof typeof SPATIAL_FILTERS;

function smoothed(smooth: Smoother): FilterPart {
  return (raster, part, out) =>
    smooth(raster, part, (loops, y, rows) => {
      loops.round(rows);
      takeRows(loops, rows, out, y - part.y0);
    });
}

/** What is left of the raster, in double precision: both are large where their difference is small. */
function remainder(smooth: Smoother): FilterPart {
  return (raster, part, out) =>
    smooth(raster, part, (loops, y, rows, first) => {
      loops.round(rows, first);
      takeRows(loops, rows, out, y - part.y0);
    });
}

function takeRows({ rounded, room: { width } }: RowSums, rows: number, out: PartRoom, row: number) {
  out.set(rounded.subarray(0, rows * width), row * width);
}

/** A filter that knows its parameters. */
export interface SpatialFilter {
  (raster: Grid, part?: RasterPart, out?: PartRoom): Grid<PartRoom>;
  /** the answer is yes or no */
  readonly isMask: boolean;
  /** rows around a pixel that decide about it; undefined when all rows do */
  readonly reach?: number;
}

/**
 * Prepare a filter in space.
 *
 * @param name one of {@link SPATIAL_FILTERS}
 * @param parameters as many as the filter takes; its usual ones when left out
 * @returns raster [length, width], any unit and NaN = no data, to the filtered one (0 and 1 for edges of Canny); `reach` tells how
 *   many rows around a pixel decide about it: a part of the raster needs no more to come to the same bits. What is filtered stands in `out` where that is given
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
  const run = filter.prepare(values);
  const isMask = filter.isMask ?? false;
  const apply = (raster: Grid, part = wholePart(raster), given?: PartRoom) => {
    const width = raster.shape[1];
    const rows = part.y1 - part.y0;
    const out = given ?? new (isMask ? Uint8Array : Float32Array)(rows * width);
    run(raster, part, out);
    return grid(out, rows, width);
  };
  return Object.assign(apply, { isMask, reach: filter.reach?.(values) });
}
