import { type Grid, grid } from '../array.ts';
import { fastest } from '../simd-module.ts';
import { countedDiskMedian } from './disk-median-counts.ts';
import { type DiskMedian, hasSimdDiskMedian, simdDiskMedian } from './disk-median-simd.ts';
import { type RasterPart, wholePart } from './raster-part.ts';

/** Gives medians over disks of a radius, pixels. */
export type DiskMedianMaker = (radius: number) => DiskMedian;

/** Medians over disks of a radius as fast as this machine has them. */
const diskMedianOf: DiskMedianMaker = (radius) => {
  const counted: DiskMedian = (raster, part) => countedDiskMedian(raster, radius, part);
  return fastest(
    hasSimdDiskMedian(radius),
    () => simdDiskMedian(radius),
    () => counted,
  );
};

/** Makes the median of a radius once, for filters that go over many rasters. */
export function keptDiskMedian(): DiskMedianMaker {
  const kept = new Map<number, DiskMedian>();
  return (radius) => {
    const made = kept.get(radius) ?? diskMedianOf(radius);
    kept.set(radius, made);
    return made;
  };
}

/**
 * Median over a disk around every pixel, the edges of the raster going on.
 *
 * @param raster [length, width], any unit; NaN = no data, which neither counts nor gets a value; or its rows around a part
 * @param radius whole number of pixels
 * @param part rows wanted; all when left out
 * @param median gives the medians
 * @returns these rows [rows, width], same unit; of an even number of values the upper one of the two in the middle
 */
export function diskMedian(
  raster: Grid,
  radius: number,
  part: RasterPart = wholePart(raster),
  median: DiskMedianMaker = diskMedianOf,
): Grid {
  return grid(median(radius)(raster, part), part.y1 - part.y0, raster.shape[1]);
}
