import type { Grid } from '../../core/array.ts';

/** A pixel worth a look, and why. */
export interface Place {
  readonly letter: string;
  readonly y: number;
  readonly x: number;
  readonly why: string;
}

/** Pixels to each side whose mean decides: a single wild pixel is no place. */
const REACH = 2;
/** Reliable neighbours that a place needs, of 25. */
const NEIGHBOURS = 8;
/** Distance between places, and from the reference, as shares of the diagonal of the map. */
const APART = 0.12;
const FROM_REFERENCE = 0.03;
/** Share of the pixels that count as quiet. */
const QUIET = 0.15;

/**
 * Up to four pixels whose series tell most about a map: the fastest toward and away from the satellite, the next fastest
 * elsewhere, and a quiet one far from the reference, which shows the noise. Means of 5 x 5 pixels decide.
 *
 * @param velocity NaN where it is not reliable
 * @param coherence temporal coherence of the same pixels, which chooses among neighbours
 */
export function choosePlaces(
  velocity: Grid,
  coherence: Grid | undefined,
  reference: { readonly y: number; readonly x: number } | undefined,
): Place[] {
  const [length, width] = velocity.shape;
  const means = localMeans(velocity);
  const diagonal = Math.hypot(length, width);
  const chosen: { y: number; x: number; why: string }[] = [];
  const distance = (a: { y: number; x: number }, y: number, x: number) =>
    Math.hypot(a.y - y, a.x - x) / diagonal;
  const isFree = (y: number, x: number) =>
    chosen.every((place) => distance(place, y, x) >= APART) &&
    (reference === undefined || distance(reference, y, x) >= FROM_REFERENCE);
  const add = (why: string, score: (mean: number, y: number, x: number) => number) => {
    let best = -1;
    let high = 0;
    for (let i = 0; i < means.length; i++) {
      if (Number.isNaN(means[i])) continue;
      const [y, x] = [Math.floor(i / width), i % width];
      const value = score(means[i], y, x);
      if (value > high && isFree(y, x)) [best, high] = [i, value];
    }
    if (best >= 0) chosen.push({ ...mostCoherent(best, velocity, coherence), why });
  };
  add('fastest toward the satellite', (mean) => mean);
  add('fastest away from the satellite', (mean) => -mean);
  add('next fastest elsewhere', Math.abs);
  const speeds = means
    .filter((mean) => !Number.isNaN(mean))
    .map(Math.abs)
    .sort();
  const quiet = speeds[Math.floor(QUIET * speeds.length)];
  add(reference ? 'quiet, far from the reference' : 'quiet', (mean, y, x) =>
    Math.abs(mean) <= quiet ? (reference ? distance(reference, y, x) : 1) : 0,
  );
  return chosen.map((place, k) => ({ letter: 'ABCD'[k], ...place }));
}

/** Means of reliable neighbours; NaN where the pixel is none or stands nearly alone. */
function localMeans({ data, shape: [length, width] }: Grid): Float32Array {
  const means = new Float32Array(data.length).fill(Number.NaN);
  for (let y = 0; y < length; y++) {
    for (let x = 0; x < width; x++) {
      const i = y * width + x;
      if (Number.isNaN(data[i])) continue;
      let sum = 0;
      let count = 0;
      for (let v = Math.max(0, y - REACH); v <= Math.min(length - 1, y + REACH); v++) {
        for (let u = Math.max(0, x - REACH); u <= Math.min(width - 1, x + REACH); u++) {
          const value = data[v * width + u];
          if (Number.isNaN(value)) continue;
          sum += value;
          count++;
        }
      }
      if (count >= NEIGHBOURS) means[i] = sum / count;
    }
  }
  return means;
}

/** The reliable pixel of highest coherence among a pixel and those beside it. */
function mostCoherent(i: number, { data, shape: [length, width] }: Grid, coherence: Grid | undefined) {
  const [y, x] = [Math.floor(i / width), i % width];
  let best = { y, x };
  let high = coherence?.data[i] ?? 1;
  for (let v = Math.max(0, y - 1); v <= Math.min(length - 1, y + 1); v++) {
    for (let u = Math.max(0, x - 1); u <= Math.min(width - 1, x + 1); u++) {
      const value = coherence?.data[v * width + u] ?? 0;
      if (Number.isNaN(data[v * width + u]) || !(value > high)) continue;
      best = { y: v, x: u };
      high = value;
    }
  }
  return best;
}
