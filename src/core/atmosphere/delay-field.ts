import { assertArgument } from '../arguments.ts';
import { FileError } from '../errors.ts';
import { type DelayPart, delayProfile, PROFILE_BOTTOM, PROFILE_NODES, ProfileWork } from './delay-profile.ts';
import type { PressureLevels } from './pressure-levels.ts';
import { NotAKnotSpline } from './spline-not-a-knot.ts';

/** Zenith delay of one date over a grid of places, as cubic pieces of height: ready for any number of pixels. */
export interface DelayField {
  /** degrees */
  readonly south: number;
  readonly west: number;
  readonly latitudeStep: number;
  readonly longitudeStep: number;
  readonly rows: number;
  readonly columns: number;
  /** height of the lower end of the first piece, m */
  readonly bottom: number;
  /** height of a piece, m */
  readonly step: number;
  /**
   * [piece, row, column, 4]: with t from 0 to 1 over the piece the delay is c0 + t (c1 + t (c2 + t c3)), m. In shared memory
   * where there is any.
   */
  readonly coefficients: Float64Array;
}

/** Nodes above those that are asked for that take part in the spline: what lies beyond counts for less than 1e-20 of itself. */
const REACH = 36;

/**
 * Zenith delay above every node of a weather grid, as a function of height (Jolivet et al. 2011,
 * doi:10.1029/2011GL048757; 2014, doi:10.1002/2013JB010588).
 *
 * @param heights lowest and highest place that will be asked for, m
 * @throws {FileError} when heights do not fall with pressure at a node
 */
export function delayField(
  weather: PressureLevels,
  part: DelayPart,
  heights: { readonly lowest: number; readonly highest: number },
): DelayField {
  assertArgument('delayField', 'weather', weather, { levels: 'list', geopotential: 'list' });
  const { latitudes, longitudes } = weather;
  const [rows, columns] = [latitudes.length, longitudes.length];
  const work = new ProfileWork(weather);
  const { nodes } = work;
  const step = nodes[1] - nodes[0];
  const piece = (height: number) =>
    Math.min(Math.max(Math.floor((height - PROFILE_BOTTOM) / step), 0), PROFILE_NODES - 2);
  const [first, last] = [piece(heights.lowest), piece(heights.highest)];
  const numNode = rows * columns;
  const bytes = (last - first + 1) * numNode * 32;
  const coefficients = new Float64Array(
    typeof SharedArrayBuffer === 'undefined' ? new ArrayBuffer(bytes) : new SharedArrayBuffer(bytes),
  );
  const delay = new Float64Array(PROFILE_NODES);
  const spline = new NotAKnotSpline(Math.min(PROFILE_NODES, last + 2 + REACH));
  spline.place(nodes);
  for (let n = 0; n < numNode; n++) {
    if (!delayProfile(work, n, part, delay)) {
      const place = `latitude ${latitudes[Math.floor(n / columns)]}, longitude ${longitudes[n % columns]}`;
      throw new FileError(`The levels at ${place} are not in the order of their heights.`);
    }
    spline.pieces(delay, coefficients, { first, end: last + 1, at: 4 * n, stride: 4 * numNode });
  }
  return {
    south: latitudes[0],
    west: longitudes[0],
    latitudeStep: (latitudes[rows - 1] - latitudes[0]) / (rows - 1),
    longitudeStep: (longitudes[columns - 1] - longitudes[0]) / (columns - 1),
    rows,
    columns,
    bottom: nodes[first],
    step,
    coefficients,
  };
}
