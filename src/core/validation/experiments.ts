import { bridgingExperiment } from './bridging-experiment.ts';
import { closureExperiment } from './closure-experiment.ts';
import type { ExperimentRow } from './experiment.ts';
import { noisyDateExperiment } from './noisy-date-experiment.ts';
import { topographyExperiment } from './topography-experiment.ts';
import { weightExperiment } from './weight-experiment.ts';

/** Pixels drawn for a cell of E1, and for a case of E3 to E5. */
const SAMPLES = 250;
const DRAWS = 30;

/**
 * The experiments of Yunjun et al. (2019, doi:10.1016/j.cageo.2019.104331) that need no data: weights (E1), bridging (E2), phase
 * closure (E3 to E5), DEM error beside a step (E9), noisy dates (E10). Simulated anew from the seed; some ten seconds.
 */
export function paperExperiments(seed = 1): ExperimentRow[] {
  return [
    ...weightExperiment(seed, SAMPLES),
    ...bridgingExperiment(seed),
    ...closureExperiment(seed, DRAWS),
    ...topographyExperiment(seed),
    ...noisyDateExperiment(seed),
  ];
}
