import type { Processor } from '../processor.ts';

/** GMTSAR: geocoded grids of interferograms. */
export const gmtsar = {
  name: 'gmtsar',
  summary: 'GMTSAR, geocoded grids (*_ll.grd)',
  describe: async (options) => (await import('./prepare.ts')).prepareGmtsarStack(options),
  prep: {
    summary: 'write side-car metadata for GMTSAR products',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
