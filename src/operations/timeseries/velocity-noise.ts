import type { Context } from '../../core/context.ts';
import { type SerialCorrelation, serialCorrelation } from '../../core/timeseries/serial-correlation.ts';
import { type NetworkNoise, networkNoise } from './network-noise.ts';
import { readSeriesSample } from './series-sample.ts';
import type { VelocityFit } from './velocity-request.ts';

/** What a sample of the reliable pixels says of the noise of a velocity. */
export interface VelocityNoise {
  /** of what the fit leaves; undefined where too little is known */
  readonly serial: SerialCorrelation | undefined;
  /** of the interferograms; undefined where they are not those of the series */
  readonly network: NetworkNoise | undefined;
}

/** Look at a few hundred reliable pixels (maskTempCoh.h5 beside the series) of a velocity as it is fitted: nothing is written. */
export async function noiseOfFit(fit: VelocityFit, context: Context): Promise<VelocityNoise> {
  const sample = await readSeriesSample(fit, context);
  return {
    serial: serialCorrelation(fit.setup, sample.values),
    network: await networkNoise(fit, context, sample),
  };
}
