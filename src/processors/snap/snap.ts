import type { Processor } from '../processor.ts';

/** SNAP: interferograms on a map as BEAM-DIMAP products of one band. */
export const snap = {
  name: 'snap',
  summary: 'ESA SNAP, geocoded BEAM-DIMAP products (.dim, .data/*.img)',
  signs: {
    own: /\.dim$/,
    files: {
      unwFile: /\.data\/unw_[^/]*\.img$/i,
      corFile: /\.data\/coh_[^/]*\.img$/i,
      demFile: /\.data\/(?:dem|elevation)[^/]*\.img$/i,
    },
  },
  describe: async (options) => (await import('./prepare.ts')).prepareSnapStack(options),
  prep: {
    summary: 'write side-car metadata for SNAP products',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
