import type { RasterSize } from '../array.ts';
import { fastest } from '../simd-module.ts';
import type { RampRows } from './ramp-rows.ts';
import { plainRampRows } from './ramp-rows-plain.ts';
import { hasRampRowsSimd, simdRampRows } from './ramp-rows-simd.ts';

/** The loops as fast as this machine has them. */
export function rampRows(size: RasterSize): RampRows {
  return fastest(
    hasRampRowsSimd(size),
    () => simdRampRows(size),
    () => plainRampRows(size),
  );
}
