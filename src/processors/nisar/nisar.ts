import type { Processor } from '../processor.ts';

/** NISAR: L2 GUNW products, one HDF5 file a pair. */
export const nisar = {
  name: 'nisar',
  summary: 'NISAR L2 GUNW products (HDF5), with ionosphere, troposphere and tides',
  usualPlaces: () => ({ unwFile: '../interferograms/*.h5', demFile: '../dem.tiff' }),
  describe: async (options) => (await import('./prepare.ts')).prepareNisarStack(options),
  prep: {
    summary: 'build the HDF5 inputs from NISAR GUNW files',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
