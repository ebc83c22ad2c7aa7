import { type Grid, grid } from '../array.ts';

/**
 * Remove clusters of fewer than `minPixel` pixels from a mask; pixels that touch at a side belong together.
 * @param mask [length, width], 1 = keep
 * @returns a new mask, same shape
 */
export function removeSmallClusters(mask: Grid<Uint8Array>, minPixel: number): Grid<Uint8Array> {
  const [length, width] = mask.shape;
  const kept = mask.data.slice();
  const seen = new Uint8Array(kept.length);
  const queue = new Int32Array(kept.length);
  for (let seed = 0; seed < kept.length; seed++) {
    if (kept[seed] === 0 || seen[seed] === 1) continue;
    let end = 0;
    queue[end++] = seed;
    seen[seed] = 1;
    for (let next = 0; next < end; next++) {
      const pixel = queue[next];
      const x = pixel % width;
      if (x > 0) end = visit(pixel - 1, end, kept, seen, queue);
      if (x < width - 1) end = visit(pixel + 1, end, kept, seen, queue);
      if (pixel >= width) end = visit(pixel - width, end, kept, seen, queue);
      if (pixel + width < kept.length) end = visit(pixel + width, end, kept, seen, queue);
    }
    if (end < minPixel) for (let i = 0; i < end; i++) kept[queue[i]] = 0;
  }
  return grid(kept, length, width);
}

function visit(pixel: number, end: number, kept: Uint8Array, seen: Uint8Array, queue: Int32Array): number {
  if (kept[pixel] === 0 || seen[pixel] === 1) return end;
  seen[pixel] = 1;
  queue[end] = pixel;
  return end + 1;
}
