import type { Processor } from '../processor.ts';

/** HyP3: Sentinel-1 interferograms that the Alaska Satellite Facility makes on demand. */
export const hyp3 = {
  name: 'hyp3',
  summary: 'ASF HyP3 products of Sentinel-1 (INSAR_GAMMA, INSAR_ISCE_BURST, INSAR_ISCE_MULTI_BURST)',
  describe: async (options) => (await import('./prepare.ts')).prepareHyp3Stack(options),
  prep: {
    summary: 'write side-car metadata for ASF HyP3 products',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
