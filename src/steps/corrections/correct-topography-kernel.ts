import type { BlockFunction } from '../../core/block.ts';
import { type DemErrorSetup, prepareDemError } from '../../core/terrain/dem-error.ts';

export interface DemErrorArgs {
  readonly setup: DemErrorSetup;
  /** values for the whole scene, where no raster gives them: degrees and m */
  readonly incidenceAngle?: number;
  readonly slantRange?: number;
}

/**
 * timeseries [numDate, numPixel] with what varies of incidenceAngle, slantRange [numPixel] and bperp
 * [numDate, numPixel]; temporalCoherence 0 leaves a pixel out.
 */
export default function demErrorKernel({ setup, incidenceAngle, slantRange }: DemErrorArgs): BlockFunction {
  const estimate = prepareDemError(setup);
  return (inputs) => {
    const { temporalCoherence } = inputs;
    const { dem, corrected, residual } = estimate({
      timeseries: inputs['timeseries'] as Float32Array,
      incidenceAngle: incidenceAngle ?? (inputs['incidenceAngle'] as Float32Array),
      slantRange: slantRange ?? (inputs['slantRange'] as Float32Array),
      bperp: inputs['bperp'] as Float32Array | undefined,
      mask: temporalCoherence && Uint8Array.from(temporalCoherence, (value) => (value !== 0 ? 1 : 0)),
    });
    return { outputs: { dem, corrected, residual } };
  };
}
