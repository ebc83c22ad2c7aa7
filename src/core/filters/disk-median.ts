import { fastest } from '../simd-module.ts';
import { countedDiskMedian } from './disk-median-counts.ts';
import { type DiskMedian, hasSimdDiskMedian, simdDiskMedian } from './disk-median-simd.ts';

/**
 * Prepare a median over a disk around every pixel, the edges of the raster going on: of rasters [length, width], any unit, NaN =
 * no data, which neither counts nor gets a value, or their rows around a part. The rows wanted of the part come to `out`; of an
 * even number of values it is the upper one of the two in the middle.
 *
 * @param radius whole number of pixels
 */
export function diskMedian(radius: number): DiskMedian {
  let made: DiskMedian | undefined;
  return (raster, part, out) => {
    made ??= fastest(
      hasSimdDiskMedian(radius),
      (): DiskMedian => simdDiskMedian(radius),
      () => (rows, wanted, to) => countedDiskMedian(rows, radius, wanted, to),
    );
    made(raster, part, out);
  };
}
