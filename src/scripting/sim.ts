import { type Grid, grid } from '../core/array.ts';
import { decimalYear } from '../core/dates.ts';
import { OptionError } from '../core/errors.ts';
import { losVector, project } from '../core/geometry/look-vector.ts';
import { type MogiSource, mogi } from '../core/simulation/mogi.ts';

/* Data whose truth is known. */

/**
 * Squares of two values in turn.
 * @param square side of a square, pixels  @param mask 0 where there is no data  @returns [length, width], the first value in the first
 *   square  @throws {OptionError} for a side below 1
 */
export function checkBoard(
  [length, width]: readonly [number, number],
  square = 10,
  [low, high]: readonly [number, number] = [0, 1],
  mask?: Grid<Uint8Array>,
): Grid {
  if (!(square >= 1)) throw new OptionError(`Squares of ${square} pixels cannot be.`, 'Give at least 1.');
  const data = Float32Array.from({ length: length * width }, (_, i) => {
    const [y, x] = [Math.floor(i / width), i % width];
    if (mask?.data[i] === 0) return Number.NaN;
    return (Math.floor(y / square) + Math.floor(x / square)) % 2 === 0 ? low : high;
  });
  return grid(data, length, width);
}

/**
 * Motion toward the satellite over an inflating point source (Mogi 1958).
 * @param spacing of the pixels, m; the source lies at its `east`, `north` from the upper left corner, north up
 * @param look incidence angle and azimuth of the line of sight, degrees, the azimuth anticlockwise from north
 * @returns [length, width], m
 */
export function mogiLos(
  source: MogiSource,
  [length, width]: readonly [number, number],
  spacing: number,
  look: { readonly incidence: number; readonly azimuth: number },
): Grid {
  const vector = losVector(look.incidence, look.azimuth);
  const data = Float32Array.from({ length: length * width }, (_, i) => {
    const { displacement } = mogi(source, (i % width) * spacing, -Math.floor(i / width) * spacing);
    return project(...displacement, vector);
  });
  return grid(data, length, width);
}

/**
 * Displacement whose velocity changes at dates.
 * @param rates velocity until each date, m/year, in order of time; the last goes on
 * @returns [numDate], m, 0 at the first date  @throws {DateError} for a text that is no date
 */
export function variableTimeseries(
  dates: readonly string[],
  rates: readonly { readonly until?: string; readonly rate: number }[],
): Float64Array {
  const start = decimalYear(dates[0]);
  return Float64Array.from(dates, (date) => {
    const end = decimalYear(date);
    let from = start;
    let sum = 0;
    for (const { until, rate } of rates) {
      const to = Math.min(end, until === undefined ? end : decimalYear(until));
      if (to > from) sum += (to - from) * rate;
      from = Math.max(from, to);
    }
    return sum;
  });
}

export { acquisitionDates } from '../core/simulation/acquisition-dates.ts';
export { coherenceOf, createLookSampler } from '../core/simulation/decorrelation.ts';
export { interferogramPhases, linearDisplacement } from '../core/simulation/forward-model.ts';
export { type MogiSource, mogi } from '../core/simulation/mogi.ts';
export { powerLawFields } from '../core/simulation/random-field.ts';
export { randomStream } from '../core/simulation/random-stream.ts';
export { type Scene, simulateScene } from '../core/simulation/scene.ts';
export { variableDisplacement } from '../core/simulation/variable-displacement.ts';
