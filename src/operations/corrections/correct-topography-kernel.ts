import type { BlockFunction } from '../../core/block.ts';
import { blockMemory } from '../../core/block-memory.ts';
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
  const [demMemory, residualMemory] = [blockMemory(), blockMemory()];
  return (inputs, { numPixel }) => {
    const timeseries = inputs['timeseries'] as Float32Array;
    const outputs = {
      dem: demMemory(numPixel),
      corrected: timeseries, // in place
      residual: residualMemory(timeseries.length),
    };
    estimate(
      {
        timeseries,
        incidenceAngle: incidenceAngle ?? (inputs['incidenceAngle'] as Float32Array),
        slantRange: slantRange ?? (inputs['slantRange'] as Float32Array),
        bperp: inputs['bperp'] as Float32Array | undefined,
        mask: inputs['temporalCoherence'] as Float32Array | undefined,
      },
      outputs,
    );
    return { outputs };
  };
}
