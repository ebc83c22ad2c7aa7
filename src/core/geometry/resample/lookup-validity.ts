import type { Bounds } from '../map-grid.ts';

/** Share of all pixels in the fullest of ten bins above which outliers are suspected. */
const CROWDED = 0.3;
const BINS = 10;
const MAD_TO_SIGMA = 0.67448975;

/**
 * Which pixels of a latitude/longitude lookup table can be trusted: 1 = valid, 0 = no data (0 or NaN) or outlier.
 *
 * Coordinates of one scene spread over their range; a few wild values squeeze the rest into one bin of a ten-bin
 * histogram. While the fullest bin holds more than 30 % of the pixels, only the run of bins around it whose counts
 * exceed median + 3 · MAD/0.6745 is kept, widened by half a bin.
 *
 * @param latitude of any number of pixels, degrees; 0 and NaN = no data
 * @param longitude as many, degrees
 * @returns as many, 0 or 1
 */
export function validLookupPixels(latitude: ArrayLike<number>, longitude: ArrayLike<number>): Uint8Array {
  const valid = new Uint8Array(latitude.length);
  for (let k = 0; k < valid.length; k++) {
    const lat = latitude[k];
    const lon = longitude[k];
    // A difference from itself that is 0 is one of finite numbers.
    valid[k] = lat !== 0 && lon !== 0 && lat - lat === 0 && lon - lon === 0 ? 1 : 0;
  }
  dropOutliers(latitude, valid);
  dropOutliers(longitude, valid);
  return valid;
}

function dropOutliers(values: ArrayLike<number>, valid: Uint8Array): void {
  // Each round removes at least one bin's worth of range; sixteen shrink it to nothing.
  for (let round = 0; round < 16; round++) {
    const kept = crowdedRange(values, valid);
    if (!kept) return;
    let dropped = 0;
    for (let k = 0; k < valid.length; k++) {
      if (valid[k] === 1 && !(values[k] >= kept.low && values[k] <= kept.high)) {
        valid[k] = 0;
        dropped++;
      }
    }
    if (dropped === 0) return;
  }
}

/** The range to keep when the histogram is crowded, else `undefined`. */
function crowdedRange(
  values: ArrayLike<number>,
  valid: Uint8Array,
): { low: number; high: number } | undefined {
  const { low, high, total } = validRange(values, valid);
  if (total === 0 || !(high > low)) return undefined;
  const size = (high - low) / BINS;
  const tally = new Int32Array(BINS + 1); // the last one holds the greatest value alone
  for (let k = 0; k < valid.length; k++) {
    if (valid[k] === 1) tally[((values[k] - low) / size) | 0]++;
  }
  const counts = Array.from(tally.subarray(0, BINS));
  counts[BINS - 1] += tally[BINS];
  const peak = counts.indexOf(Math.max(...counts));
  if (counts[peak] <= CROWDED * total) return undefined;
  const center = median(counts);
  const threshold = center + (3 * median(counts.map((n) => Math.abs(n - center)))) / MAD_TO_SIGMA;
  let first = peak;
  let last = peak;
  while (first > 0 && counts[first - 1] > threshold) first--;
  while (last < BINS - 1 && counts[last + 1] > threshold) last++;
  return { low: low + (first - 0.5) * size, high: low + (last + 1.5) * size };
}

/** Extremes and number of the valid values. */
function validRange(
  values: ArrayLike<number>,
  valid: Uint8Array,
): { low: number; high: number; total: number } {
  let low = Infinity;
  let high = -Infinity;
  let total = 0;
  for (let k = 0; k < valid.length; k++) {
    if (valid[k] === 0) continue;
    total++;
    if (values[k] < low) low = values[k];
    if (values[k] > high) high = values[k];
  }
  return { low, high, total };
}

/**
 * Extreme latitudes and longitudes of the valid pixels, degrees.
 *
 * @param latitude of any number of pixels, degrees
 * @param longitude as many, degrees
 * @param valid as many, 0 = leave out
 */
export function lookupExtent(
  latitude: ArrayLike<number>,
  longitude: ArrayLike<number>,
  valid: Uint8Array,
): Bounds {
  const lat = validRange(latitude, valid);
  const lon = validRange(longitude, valid);
  return { south: lat.low, north: lat.high, west: lon.low, east: lon.high };
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
}
