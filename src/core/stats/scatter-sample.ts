import type { RasterSize } from '../array.ts';
import { ShapeError } from '../errors.ts';
import { createRandom } from './random.ts';

/** Distances at which a semivariogram is told, m. */
export const LAGS: readonly number[] = [1000, 5000, 20_000, 50_000];

/** Pixels that stand for their spread, pairs that stand for a distance, and fewest pairs that say anything. */
const MOST_PIXELS = 6000;
const MOST_PAIRS = 1000;
const FEWEST_PAIRS = 30;

/** Draws for a pair: in a scene with few reliable pixels most hit none. */
const DRAWS_PER_PAIR = 40;

/** How far a pair may be from its distance, as pixels are where they are. */
const TOLERANCE = 0.1;

/** The seed of all samples: the same mask gives the same pixels, so that series can be compared. */
const SEED = 20_181_004;

/** Pixels of a raster whose values tell how the raster is spread in space. */
export interface ScatterSample {
  /** rows and columns of the pixels [numPixel], by row, then by column */
  readonly rows: Int32Array;
  readonly columns: Int32Array;
  /** places in the list of those that stand for the whole raster [numSpread] */
  readonly spread: Int32Array;
  /** pairs of places in the list at each of {@link LAGS} [numPair]; empty where the raster has none at that distance */
  readonly pairs: readonly { readonly first: Int32Array; readonly second: Int32Array }[];
}

/**
 * Choose pixels of a raster, at most some 14 000 of any number: a grid of those that the mask keeps, and pairs in random
 * directions, 1, 5, 20 and 50 km apart within 10 %. All lie in few rows, so that little has to be read. The generator has a
 * fixed seed.
 *
 * @param mask [length, width], 0 = leave out
 * @param spacing ground size of a pixel, m
 * @throws {ShapeError} when the mask is not of that size
 */
export function chooseScatterSample(
  mask: Uint8Array,
  { length, width }: RasterSize,
  spacing: { readonly y: number; readonly x: number },
): ScatterSample {
  if (mask.length !== length * width)
    throw new ShapeError(`A mask of ${mask.length} values is not ${length} x ${width}.`);
  let count = 0;
  for (const value of mask) if (value !== 0) count++;
  // Where few pixels are kept the grid is finer, but never so fine that most of a large raster would be read for them.
  const step = Math.max(
    1,
    Math.round(Math.sqrt(count / MOST_PIXELS)),
    Math.floor(Math.sqrt((length * width) / MOST_PIXELS) / 4),
  );
  const first = { y: Math.min(step >> 1, length - 1), x: Math.min(step >> 1, width - 1) };
  const grid: number[] = [];
  for (let y = first.y; y < length; y += step)
    for (let x = first.x; x < width; x += step) if (mask[y * width + x] !== 0) grid.push(y * width + x);
  const places = drawPairs(mask, { length, width }, spacing, { first: first.y, step });
  const all = [...new Set([...grid, ...places.flat()])].sort((a, b) => a - b);
  const placeOf = new Map(all.map((pixel, k) => [pixel, k]));
  const places32 = (pixels: readonly number[]) =>
    Int32Array.from(pixels, (pixel) => placeOf.get(pixel) as number);
  return {
    rows: Int32Array.from(all, (pixel) => Math.floor(pixel / width)),
    columns: Int32Array.from(all, (pixel) => pixel % width),
    spread: places32(grid),
    pairs: places.map((ends) => ({
      first: places32(ends.filter((_, k) => k % 2 === 0)),
      second: places32(ends.filter((_, k) => k % 2 === 1)),
    })),
  };
}

/** Pixels of the pairs at each distance, one after the other, all in rows `first`, `first + step`, ... */
function drawPairs(
  mask: Uint8Array,
  { length, width }: RasterSize,
  spacing: { readonly y: number; readonly x: number },
  rows: { readonly first: number; readonly step: number },
): number[][] {
  const random = createRandom(SEED);
  const numRow = Math.max(1, Math.ceil((length - rows.first) / rows.step));
  const rowHeight = rows.step * spacing.y;
  const diagonal = Math.hypot(length * spacing.y, width * spacing.x);
  return LAGS.map((lag) => {
    // No pair of the raster is so far apart, and none at the longer distances that follow.
    if (!((1 - TOLERANCE) * lag <= diagonal)) return [];
    const ends: number[] = [];
    for (let n = 0; n < MOST_PAIRS * DRAWS_PER_PAIR && ends.length < 2 * MOST_PAIRS; n++) {
      const row = Math.floor(random() * numRow);
      const x = Math.floor(random() * width);
      const angle = 2 * Math.PI * random();
      const from = (rows.first + row * rows.step) * width + x;
      if (mask[from] === 0) continue;
      const down = Math.round((lag * Math.sin(angle)) / rowHeight);
      const across = Math.sqrt(Math.max(0, lag ** 2 - (down * rowHeight) ** 2)) * Math.sign(Math.cos(angle));
      const [toRow, toX] = [row + down, x + Math.round(across / spacing.x)];
      if (!(toRow >= 0 && toRow < numRow && toX >= 0 && toX < width)) continue;
      const distance = Math.hypot(down * rowHeight, (toX - x) * spacing.x);
      const to = (rows.first + toRow * rows.step) * width + toX;
      if (mask[to] !== 0 && Math.abs(distance - lag) <= TOLERANCE * lag) ends.push(from, to);
    }
    return ends.length < 2 * FEWEST_PAIRS ? [] : ends;
  });
}
