import type { Grid, RasterSize } from '../../core/array.ts';
import type { PlaneFunction } from '../../core/plane.ts';
import { rampRows } from '../../core/terrain/fastest-ramp-rows.ts';
import { flatRamp, type RampFit, solveRamp } from '../../core/terrain/ramp.ts';
import { rampCurves } from '../../core/terrain/ramp-removal.ts';
import { numRampSample, prepareRampSums } from '../../core/terrain/ramp-sums.ts';
import type { RampType } from '../../core/terrain/ramp-type.ts';

export interface DerampArgs {
  readonly size: RasterSize;
  readonly type: RampType;
  /** [length, width], 1 = pixel that determines the ramp; all when left out */
  readonly mask?: Uint8Array;
  /** pixel where the removed ramp is 0 */
  readonly reference?: { readonly y: number; readonly x: number };
}

type DerampPlane = PlaneFunction<
  { readonly data: Grid },
  { readonly data: Float32Array },
  RampFit | undefined
>;

/** data [length, width] to the same without its ramp, and the ramp. A raster without a sample stays as it is. */
export default function derampKernel({ size, type, mask, reference }: DerampArgs): DerampPlane {
  const rows = rampRows(size);
  const rampSums = prepareRampSums(size, { mask }, rows);
  const withoutRamp: DerampPlane = ({ data: { data: raster } }) => {
    let sums = rampSums(raster);
    if (!sums.every(Number.isFinite)) {
      // One infinite value would spoil the ramp of all others: it is no measurement.
      for (let i = 0; i < raster.length; i++) if (!Number.isFinite(raster[i])) raster[i] = Number.NaN;
      sums = rampSums(raster);
    }
    if (!(numRampSample(sums) > 0)) {
      const isZero = raster.some((value, i) => value === 0 && (mask === undefined || mask[i] !== 0));
      return { outputs: { data: raster }, summary: isZero ? flatRamp(size, type) : undefined };
    }
    const fit = solveRamp(sums, size, type);
    rows.subtract(raster, rampCurves(fit, reference), true);
    return { outputs: { data: raster }, summary: fit };
  };
  return Object.assign(withoutRamp, { room: () => rows.room });
}
