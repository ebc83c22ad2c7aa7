import type { Grid, RasterSize } from '../../core/array.ts';
import type { PlaneFunction } from '../../core/plane.ts';
import { prepareRms } from '../../core/stats/residual-rms.ts';

export interface RmsArgs {
  readonly size: RasterSize;
  /** [length, width], 1 = pixel that counts; all when left out */
  readonly mask?: Uint8Array;
}

/** residual [length, width] of one date to its RMS. */
export default function rmsKernel({
  size,
  mask,
}: RmsArgs): PlaneFunction<{ readonly residual: Grid }, object, number> {
  const rms = prepareRms(size, mask);
  return ({ residual }) => ({ summary: rms(residual.data) });
}
