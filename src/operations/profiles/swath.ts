import { OptionError } from '../../core/errors.ts';
import { mapPosition } from '../../core/geometry/map-grid.ts';
import {
  acrossLine,
  acrossProfiles,
  crossings,
  type Line,
  movedAside,
  type Position,
} from '../../core/geometry/swath.ts';
import {
  sampleAlong,
  type TransectPoints,
  transectDistance,
  transectPoints,
} from '../../core/geometry/transect.ts';
import { isGeocoded, mapGrid } from '../../io/attributes/typed.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { type Place, pixelOfPlace } from '../../io/products/place.ts';
import { describeProduct, type Product } from '../../io/products/product.ts';
import type { Pixel } from '../../io/products/reference-pixel.ts';
import { listSlices, type Slice, selectSlices } from '../figures/slices.ts';
import { datasetAttributes } from '../masks/raster-slice.ts';
import { endOf, pixelSpacing, readAround, scaleOf, type TransectRequest } from './transect.ts';

/** A length on the ground, or in pixels along its direction. */
export interface Span {
  readonly value: number;
  readonly unit: 'pixel' | 'm';
}

export interface SwathRequest extends Omit<TransectRequest, 'start' | 'end' | 'window'> {
  /** Start and end of the profile in the middle; with `perpendicular` the trace that profiles cross, of two places or more. */
  readonly line: readonly (Pixel | Place)[];
  readonly perpendicular?: boolean;
  /** Length of profiles across a trace; that of the trace unless given. */
  readonly length?: Span;
  /** A swath every so often along the trace; one at its middle unless given. */
  readonly every?: Span;
  /** Profiles side by side; 11 unless given. */
  readonly number?: number;
  /** Distance between them; 1 pixel unless given. */
  readonly spacing?: Span;
  /** From end to start. */
  readonly reversed?: boolean;
}

/** Profiles side by side, with their mean. */
export interface Swath {
  readonly path: string;
  readonly slice: Slice;
  /** The trace that profiles cross, pixels; undefined for profiles along a line. */
  readonly trace: readonly Position[] | undefined;
  /** The profile in the middle, pixels. */
  readonly middle: Line;
  /** [numProfile] to the right of the line where rows run down the page, in `distanceUnit` */
  readonly offsets: readonly number[];
  /** [numProfile] of y, x [numPoint], pixels, which may lie outside the raster */
  readonly points: readonly TransectPoints[];
  /** [numPoint] from the start, or from the trace */
  readonly distance: Float64Array;
  readonly distanceUnit: 'm' | 'pixel';
  /** [numProfile][numPoint], NaN = no data */
  readonly values: readonly Float64Array[];
  /** [numPoint] over the profiles with data: mean, standard deviation, how many */
  readonly mean: Float64Array;
  readonly spread: Float64Array;
  readonly count: Int32Array;
  readonly unit: string;
}

/**
 * Parallel profiles of a raster: along a line, or across a trace such as a fault, there in one swath or one every so
 * often. What lies outside the raster is no data.
 * @throws {OptionError} for a line that is none, lengths that cannot be measured, and when there are no data at all
 */
export async function readSwaths(request: SwathRequest): Promise<Swath[]> {
  const { number = 11, dataset } = request;
  if (!(Number.isInteger(number) && number >= 1))
    throw new OptionError(`${number} profiles cannot be drawn.`, 'Give a whole number of at least 1.');
  return withProduct(request.file, async (file) => {
    const product = describeProduct(file);
    const slice =
      dataset === undefined ? listSlices(file)[0] : selectSlices(file, { names: [dataset] }).slices[0];
    const { lines, trace } = await linesOf(product, request);
    const swaths: Swath[] = [];
    for (const middle of lines) swaths.push(await readSwath(file, product, slice, middle, trace, request));
    const known = swaths.filter(({ count }) => count.some((profiles) => profiles > 0));
    if (known.length > 0) return known;
    throw new OptionError(
      `${product.path} has no data of ${slice.name} along the profiles.`,
      'Choose a line that crosses data: mintsar view shows where they are.',
    );
  });
}

async function linesOf(product: Product, { line, perpendicular, lookup, ...request }: SwathRequest) {
  const same = () =>
    new OptionError(
      `The line on ${product.path} starts and ends at the same pixel.`,
      'Give two different places.',
    );
  if (!perpendicular) {
    const [start, end] = [
      await endOf(product, line[0], 'start', lookup),
      await endOf(product, line[line.length - 1], 'end', lookup),
    ];
    if (start.y === end.y && start.x === end.x) throw same();
    const straight: Line = [
      [start.y, start.x],
      [end.y, end.x],
    ];
    return { lines: [turned(straight, request)], trace: undefined };
  }
  const trace: Position[] = [];
  for (const vertex of line) trace.push(await positionOf(product, vertex, lookup));
  const spacing = pixelSpacing(product) ?? { y: 1, x: 1 };
  const sizes = trace
    .slice(1)
    .map(([y, x], k) => Math.hypot((y - trace[k][0]) * spacing.y, (x - trace[k][1]) * spacing.x));
  const whole = sizes.reduce((sum, size) => sum + size, 0);
  if (!(whole > 0)) throw same();
  const along: Line = [trace[0], trace[trace.length - 1]];
  const length = request.length ? groundLength(product, request.length, acrossLine(along, spacing)) : whole;
  const every = request.every && groundLength(product, request.every, alongLine(along, spacing));
  if (every !== undefined && whole / every > 1000)
    throw new OptionError(
      `${Math.floor(whole / every)} swaths along the trace are too many to draw.`,
      'Put them further apart.',
    );
  return { lines: crossings(trace, spacing, length, every).map((one) => turned(one, request)), trace };
}

const turned = ([start, end]: Line, { reversed }: Pick<SwathRequest, 'reversed'>): Line =>
  reversed ? [end, start] : [start, end];

/** Where a vertex lies, also beside the image: traces of faults are longer than scenes. */
async function positionOf(
  product: Product,
  vertex: Pixel | Place,
  lookup: string | undefined,
): Promise<Position> {
  if (!('lat' in vertex)) return [vertex.y, vertex.x];
  if (!isGeocoded(product.attributes)) {
    const { y, x } = await pixelOfPlace(product, vertex, lookup);
    return [y, x];
  }
  const grid = mapGrid(product.attributes);
  const [north, east] = mapPosition(grid, vertex.lat, vertex.lon);
  return [(north - grid.yFirst) / grid.yStep - 0.5, (east - grid.xFirst) / grid.xStep - 0.5];
}

/** Unit vector along a line on the ground, rows and columns per unit of length. */
function alongLine([[y0, x0], [y1, x1]]: Line, spacing: { y: number; x: number }): Position {
  const size = Math.hypot((y1 - y0) * spacing.y, (x1 - x0) * spacing.x);
  return [(y1 - y0) / size, (x1 - x0) / size];
}

/** A span in the unit of distances. */
function groundLength(product: Product, { value, unit }: Span, direction: Position): number {
  if (!(value > 0 && value < Infinity))
    throw new OptionError(`A length of ${value} ${unit} is none.`, 'Give a number above 0.');
  if (unit === 'pixel') return value / Math.hypot(...direction);
  if (pixelSpacing(product) !== undefined) return value;
  throw new OptionError(
    `${product.path} does not tell the size of its pixels on the ground, and a length of ${value} m is asked for.`,
    'Give lengths in pixels, e.g. 5pixel.',
  );
}

async function readSwath(
  file: H5Reader,
  product: Product,
  slice: Slice,
  middle: Line,
  trace: readonly Position[] | undefined,
  request: SwathRequest,
): Promise<Swath> {
  const { number = 11, spacing: apart = { value: 1, unit: 'pixel' }, interpolation = 'nearest' } = request;
  const known = pixelSpacing(product);
  const spacing = known ?? { y: 1, x: 1 };
  const across = acrossLine(middle, spacing);
  const step = number === 1 ? 0 : groundLength(product, apart, across);
  const offsets = Array.from({ length: number }, (_, k) => (k - (number - 1) / 2) * step);
  const centre = transectPoints(...middle);
  const points = offsets.map((offset) => movedAside(centre, across, offset));
  const distance = transectDistance(centre, spacing);
  const origin = trace === undefined ? 0 : distance[distance.length - 1] / 2;
  const scale = scaleOf(
    { ...datasetAttributes(file, slice.dataset), FILE_PATH: file.path },
    product,
    request.unit,
  );
  const around = await rasterAround(file, product, slice, points, request.mask);
  const values = points.map((line) => sampled(around, product, line, interpolation, scale.factor));
  return {
    path: file.path,
    slice,
    trace,
    middle,
    offsets,
    points,
    distance: distance.map((far) => far - origin),
    distanceUnit: known === undefined ? 'pixel' : 'm',
    values,
    ...acrossProfiles(values),
    unit: scale.unit,
  };
}

/** The part of the raster that profiles run through; undefined when all of them are beside it. */
async function rasterAround(
  file: H5Reader,
  product: Product,
  slice: Slice,
  points: readonly TransectPoints[],
  mask: string | undefined,
) {
  // Lines are straight: their ends are the corners of all.
  const ends = (axis: 'y' | 'x') => points.flatMap(({ [axis]: all }) => [all[0], all[all.length - 1]]);
  const reach = (axis: 'y' | 'x', size: number) => {
    const [low, high] = [Math.floor(Math.min(...ends(axis))), Math.ceil(Math.max(...ends(axis)))];
    return high < 0 || low > size - 1 ? undefined : [Math.max(0, low), Math.min(size - 1, high)];
  };
  const [rows, columns] = [reach('y', product.length), reach('x', product.width)];
  if (rows === undefined || columns === undefined) return undefined;
  const corners = [
    { y: rows[0], x: columns[0] },
    { y: rows[1], x: columns[1] },
  ] as const;
  return readAround(file, product, slice, corners, mask, 1);
}

function sampled(
  around: Awaited<ReturnType<typeof rasterAround>>,
  { length, width }: Product,
  { y, x }: TransectPoints,
  interpolation: NonNullable<SwathRequest['interpolation']>,
  factor: number,
): Float64Array {
  if (around === undefined) return new Float64Array(y.length).fill(Number.NaN);
  const { raster, origin } = around;
  const local = { y: y.map((row) => row - origin.y), x: x.map((column) => column - origin.x) };
  const isInside = (position: number, size: number) => position >= -0.5 && position <= size - 0.5;
  return sampleAlong(raster, local, interpolation).map((value, k) =>
    isInside(y[k], length) && isInside(x[k], width) ? value * factor : Number.NaN,
  );
}
