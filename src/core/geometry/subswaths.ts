import type { Grid, Values } from '../array.ts';
import { MetadataError } from '../errors.ts';

/** First pixel of a subswath, and the first behind it; nearer subswaths also have what the next one covers. */
export interface Subswath {
  readonly y0: number;
  readonly y1: number;
  readonly x0: number;
  readonly x1: number;
}

/**
 * The three subswaths of a Sentinel-1 IW image, found by the staircase of its outline. Their rows are those of the data in
 * the columns at 1/6, 1/2 and 5/6 of the width; their columns show in the rows between the tops, and the bottoms, of two
 * neighbours. As in the reference the last row and column of each is left out.
 *
 * @param flag [length, width], not 0 where there is data (height)
 * @param halvesOverlap the boundary lies in the middle of what two subswaths share, not at the beginning of the farther one
 * @returns from near to far
 * @throws {MetadataError} when the outline has no such stairs
 */
export function iwSubswaths(flag: Grid<Values>, halvesOverlap = false): [Subswath, Subswath, Subswath] {
  const { data, shape } = flag;
  const [length, width] = shape;
  const isData = (y: number, x: number) => data[y * width + x] !== 0 && !Number.isNaN(data[y * width + x]);
  const rows = [1, 3, 5].map((sixth) => {
    const x = Math.floor((sixth * width) / 6);
    const found = Array.from({ length }, (_, y) => y).filter((y) => isData(y, x));
    if (found.length > 1) return { y0: found[0], y1: found[found.length - 1] };
    throw new MetadataError(
      `Column ${x} of ${width} has no data, so that the three subswaths of the image cannot be told apart.`,
      'Give a geometry file (height) of a whole Sentinel-1 IW image in radar coordinates.',
    );
  });
  /** Columns behind which data begin or end in a row between two. */
  const stepsBetween = (a: number, b: number) => {
    const y = Math.floor((a + b) / 2);
    const steps = Array.from({ length: width - 1 }, (_, x) => x).filter(
      (x) => isData(y, x) !== isData(y, x + 1),
    );
    if (steps.length > 0) return steps;
    throw new MetadataError(
      `Row ${y} is filled to both edges: the outline does not show where one subswath ends and the next begins.`,
      'Give a geometry file (height) of all three subswaths, not cut at its edges.',
    );
  };
  const ends = [0, 1].map((k) => stepsBetween(rows[k].y0, rows[k + 1].y0).at(-1)!);
  const starts = [0, 1].map((k) => {
    const start = stepsBetween(rows[k].y1, rows[k + 1].y1)[0];
    return halvesOverlap ? start + Math.trunc((ends[k] - start) / 2) : start;
  });
  return [
    { ...rows[0], x0: 0, x1: ends[0] },
    { ...rows[1], x0: starts[0], x1: ends[1] },
    { ...rows[2], x0: starts[1], x1: width },
  ];
}

/**
 * Which subswath every pixel belongs to.
 *
 * @param swaths from near to far; where two overlap a pixel belongs to the farther one
 * @returns [length * width], 1, 2, 3... and 0 outside all of them
 */
export function subswathOf(swaths: readonly Subswath[], length: number, width: number): Uint8Array {
  const labels = new Uint8Array(length * width);
  swaths.forEach(({ y0, y1, x0, x1 }, k) => {
    for (let y = y0; y < y1; y++) labels.fill(k + 1, y * width + x0, y * width + x1);
  });
  return labels;
}
