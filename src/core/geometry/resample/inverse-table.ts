import { ShapeError } from '../../errors.ts';
import type { MapGrid } from '../map-grid.ts';

/**
 * A lookup table on a map sorted by the radar pixels its entries fall on: entry `entries[n]` of the map for n from
 * `first[k]` to `first[k + 1]` lies within half a pixel of radar pixel k.
 */
export interface InverseTable {
  readonly length: number;
  readonly width: number;
  /** azimuth and range of every map pixel within the radar image, [map pixels] */
  readonly azimuth: Float32Array;
  readonly range: Float32Array;
  /** [length * width + 1] */
  readonly first: Int32Array;
  readonly entries: Int32Array;
  readonly map: MapGrid;
}

/** Kinds of memory that typed arrays can stand in. */
type Memory = ArrayBufferConstructor | SharedArrayBufferConstructor;

/**
 * Sort a lookup table on a map by radar pixels. Entries of 0 are no data, entries beyond the image are left out.
 *
 * @param azimuth line of every map pixel in the full frame, [rows * columns of the map]; counted from the image afterwards
 * @param range column, as many
 * @param offset first line and column of the image in the full frame
 * @throws {ShapeError} when a table has another size than its map
 */
export function invertTable(
  azimuth: Float32Array,
  range: Float32Array,
  map: MapGrid,
  { length, width }: { readonly length: number; readonly width: number },
  offset: { readonly y: number; readonly x: number },
  Memory: Memory,
): InverseTable {
  if (azimuth.length !== map.length * map.width || range.length !== azimuth.length)
    throw new ShapeError(
      `A table of ${azimuth.length} lines and ${range.length} columns is no map of ${map.length} x ${map.width}.`,
    );
  const first = new Int32Array(new Memory(4 * (length * width + 1)));
  const cellOf = (k: number) => {
    if (azimuth[k] === 0 || range[k] === 0) return -1;
    const y = Math.round(azimuth[k] - offset.y);
    const x = Math.round(range[k] - offset.x);
    return y >= 0 && y < length && x >= 0 && x < width ? y * width + x : -1;
  };
  for (let k = 0; k < azimuth.length; k++) {
    const cell = cellOf(k);
    if (cell >= 0) first[cell + 1]++;
  }
  for (let cell = 0; cell < length * width; cell++) first[cell + 1] += first[cell];
  const entries = new Int32Array(new Memory(4 * first[length * width]));
  const next = first.slice();
  for (let k = 0; k < azimuth.length; k++) {
    const cell = cellOf(k);
    if (cell >= 0) entries[next[cell]++] = k;
  }
  for (let k = 0; k < azimuth.length; k++) {
    azimuth[k] -= offset.y;
    range[k] -= offset.x;
  }
  return { length, width, azimuth, range, first, entries, map };
}

/** How far from a radar pixel an entry is looked for, pixels. */
const REACH = 15;

/**
 * Prepare the search for the map pixel whose azimuth and range are nearest to those of a radar pixel.
 *
 * @returns row and column of a radar pixel to the index of the map pixel; -1 when none is within fifteen pixels
 */
export function nearestEntry({
  length,
  width,
  azimuth,
  range,
  first,
  entries,
}: InverseTable): (y: number, x: number) => number {
  return (y, x) => {
    let best = Infinity;
    let found = -1;
    // Entries in the ring of cells at a distance r are at least r - 0.5 pixels away.
    for (let r = 0; r <= REACH && (r - 0.5) * (r - 0.5) <= best; r++) {
      for (let row = Math.max(0, y - r); row <= Math.min(length - 1, y + r); row++) {
        const isEdge = row === y - r || row === y + r;
        const step = isEdge || r === 0 ? 1 : 2 * r;
        for (let column = x - r; column <= x + r; column += step) {
          if (column < 0 || column >= width) continue;
          const cell = row * width + column;
          for (let n = first[cell]; n < first[cell + 1]; n++) {
            const k = entries[n];
            const distance = (azimuth[k] - y) ** 2 + (range[k] - x) ** 2;
            if (distance < best) [best, found] = [distance, k];
          }
        }
      }
    }
    return found;
  };
}
