import type { BlockFunction } from '../../core/block.ts';
import { blockMemory } from '../../core/block-memory.ts';
import { type DemErrorSetup, prepareDemError } from '../../core/terrain/dem-error.ts';
import { type DemErrorPrior, shrinkDemError } from '../../core/terrain/dem-error-prior.ts';

export interface DemErrorArgs {
  readonly setup: DemErrorSetup;
  /** values for the whole scene, where no raster gives them: degrees and m */
  readonly incidenceAngle?: number;
  readonly slantRange?: number;
  /** keep of the estimates what this trusts */
  readonly prior?: DemErrorPrior;
}

export interface DemErrorInputs {
  readonly timeseries: Float32Array;
  /** needed where the arguments give no value for the whole scene */
  readonly incidenceAngle?: Float32Array;
  readonly slantRange?: Float32Array;
  readonly bperp?: Float32Array;
  readonly temporalCoherence?: Float32Array;
}

export interface DemErrorOutputs {
  readonly dem: Float32Array;
  readonly corrected: Float32Array;
  readonly residual: Float32Array;
}

/**
 * timeseries [numDate, numPixel] with what varies of incidenceAngle, slantRange [numPixel] and bperp
 * [numDate, numPixel]; temporalCoherence 0 leaves a pixel out.
 */
export default function demErrorKernel({
  setup,
  incidenceAngle,
  slantRange,
  prior,
}: DemErrorArgs): BlockFunction<DemErrorInputs, DemErrorOutputs> {
  const estimate = prepareDemError(setup);
  const [demMemory, residualMemory, correctedMemory] = [blockMemory(), blockMemory(), blockMemory()];
  return (inputs, { numPixel }) => {
    const { timeseries } = inputs;
    const outputs = {
      dem: demMemory(numPixel),
      // in place, unless what was there is still needed
      corrected: prior === undefined ? timeseries : correctedMemory(timeseries.length),
      residual: residualMemory(timeseries.length),
    };
    estimate(
      {
        timeseries,
        incidenceAngle: incidenceAngle ?? inputs.incidenceAngle!,
        slantRange: slantRange ?? inputs.slantRange!,
        bperp: inputs.bperp,
        mask: inputs.temporalCoherence,
      },
      outputs,
    );
    if (prior !== undefined) shrinkDemError(prior, timeseries, outputs);
    return { outputs };
  };
}
