import { defaultOptions } from '../../config/index.ts';
import type { Context } from '../../core/context.ts';
import { invertStack } from '../inversion/invert-network.ts';
import { setReferencePoint } from '../reference/reference-point.ts';

export interface LayerRequest {
  /** stack with the phase of the layer as `unwrapPhase`, rad: of every pair, in the sense of the interferograms */
  readonly stack: string;
  /** series that is to be corrected: its reference point becomes that of the stack */
  readonly timeseries: string;
  /** displacement per date that the layer stands for, m; counts and coherence of its inversion go beside it */
  readonly delays: string;
  readonly folder: string;
}

/**
 * The layer of every date from that of pairs, by the unweighted inversion of all pairs that are kept: as displacement, positive
 * toward the satellite, which is subtracted from a series.
 */
export async function invertLayer(
  { stack, timeseries, delays, folder }: LayerRequest,
  context: Context,
): Promise<void> {
  await setReferencePoint({ file: stack, referenceFile: timeseries }, context);
  const options = { ...defaultOptions().config.networkInversion, weightFunc: 'no' } as const;
  const base = delays.replace(/\.h5$/, '');
  const outfiles = {
    timeseries: delays,
    quality: `${base}_temporalCoherence.h5`,
    count: `${base}_numInv.h5`,
  };
  const inversion = { stack, dataset: 'unwrapPhase', options, outfiles, folder };
  await invertStack({ ...inversion, fromTemplate: false, update: true }, context);
}
