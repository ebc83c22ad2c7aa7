import { erodeRuns } from './erosion.ts';
import type { RegionRuns } from './label-regions.ts';

/**
 * Rims of the eroded regions: pixels with another label among their four neighbours. The raster's edge is no rim.
 *
 * @returns raster indices of every region's rim, ascending [num + 1]; entry 0 is empty
 */
export function regionRims({ runs, num }: RegionRuns, erosionSize = 5): Int32Array[] {
  const { shape, row, start, label } = erodeRuns(runs, erosionSize);
  const [length, width] = shape;
  const rims: number[][] = Array.from({ length: num + 1 }, () => []);
  for (let y = 0; y < length; y++) {
    // Beyond the raster the labels go on as they are: the row is its own neighbour there.
    const up = y > 0 ? 1 : 0;
    const down = y < length - 1 ? 1 : 0;
    let above = row[y - up];
    let below = row[y + down];
    for (let k = row[y]; k < row[y + 1]; k++) {
      const of = label[k];
      const end = start[k + 1];
      for (let i = start[k]; i < end; ) {
        while (start[above + 1] + up * width <= i) above++;
        while (start[below + 1] - down * width <= i) below++;
        const next = Math.min(end, start[above + 1] + up * width, start[below + 1] - down * width);
        if (of === 0) i = next;
        else if (label[above] !== of || label[below] !== of) while (i < next) rims[of].push(i++);
        else {
          // In the midst of its region: only the ends of the run have other neighbours, unless the row ends there.
          if (i === start[k] && k > row[y]) rims[of].push(i);
          const isEnd = next === end && k + 1 < row[y + 1];
          if (isEnd && rims[of].at(-1) !== next - 1) rims[of].push(next - 1);
          i = next;
        }
      }
    }
  }
  return rims.map((pixels) => Int32Array.from(pixels));
}
