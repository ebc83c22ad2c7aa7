import type { Grid } from '../../core/array.ts';
import type { Random } from '../../core/stats/random.ts';
import type { Pixel } from '../../io/products/reference-pixel.ts';

/** Half size of the window whose coherence speaks for its middle. */
const RADIUS = 2;

/**
 * The most coherent place for a reference point: among the candidates the pixel with the highest mean coherence in the
 * 5 x 5 window around it, where pixels off the image or not usable count 0, so that the point lies well inside a
 * coherent area. Equal windows are decided by the coherence of the pixel, then by the smallest index.
 *
 * @param isUsable 1 = on the mask and observed in all interferograms
 * @param minCoherence a candidate has at least this
 * @returns undefined when there is no candidate
 */
export function mostCoherentPixel(
  coherence: Grid,
  isUsable: Uint8Array,
  minCoherence: number,
): Pixel | undefined {
  const { data } = coherence;
  const [length, width] = coherence.shape;
  const threshold = Math.fround(minCoherence);
  let best = -1;
  let bestSum = -1;
  for (let p = 0; p < data.length; p++) {
    if (isUsable[p] === 0 || !(data[p] >= threshold)) continue;
    const sum = windowSum(data, isUsable, length, width, p);
    if (sum > bestSum || (sum === bestSum && data[p] > data[best])) {
      best = p;
      bestSum = sum;
    }
  }
  return best < 0 ? undefined : { y: Math.floor(best / width), x: best % width };
}

function windowSum(
  data: Float32Array,
  isUsable: Uint8Array,
  length: number,
  width: number,
  pixel: number,
): number {
  const y = Math.floor(pixel / width);
  const x = pixel % width;
  const [left, right] = [Math.max(0, x - RADIUS), Math.min(width - 1, x + RADIUS)];
  let sum = 0;
  for (let row = Math.max(0, y - RADIUS); row <= Math.min(length - 1, y + RADIUS); row++) {
    for (let p = row * width + left; p <= row * width + right; p++) {
      const value = data[p];
      if (isUsable[p] === 1 && !Number.isNaN(value)) sum += value;
    }
  }
  return sum;
}

/** Any candidate, each equally likely. @param coherence all usable pixels are candidates when left out */
export function randomPixel(
  isUsable: Uint8Array,
  width: number,
  random: Random,
  coherence?: Float32Array,
  minCoherence = 0,
): Pixel | undefined {
  const threshold = Math.fround(minCoherence);
  const isCandidate = (p: number) =>
    isUsable[p] === 1 && (coherence === undefined || coherence[p] >= threshold);
  let count = 0;
  for (let p = 0; p < isUsable.length; p++) if (isCandidate(p)) count++;
  let left = Math.floor(random() * count);
  for (let p = 0; p < isUsable.length; p++) {
    if (isCandidate(p) && left-- === 0) return { y: Math.floor(p / width), x: p % width };
  }
  return undefined;
}

/** The usable pixel nearest to another one. */
export function nearestUsablePixel(isUsable: Uint8Array, width: number, { y, x }: Pixel): Pixel | undefined {
  let best: Pixel | undefined;
  let bestDistance = Infinity;
  for (let p = 0; p < isUsable.length; p++) {
    if (isUsable[p] === 0) continue;
    const [row, column] = [Math.floor(p / width), p % width];
    const distance = (row - y) ** 2 + (column - x) ** 2;
    if (distance < bestDistance) {
      best = { y: row, x: column };
      bestDistance = distance;
    }
  }
  return best;
}
