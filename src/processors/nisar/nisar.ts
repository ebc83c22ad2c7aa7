import type { Processor } from '../processor.ts';

/** NISAR: L2 GUNW products, one HDF5 file a pair. */
export const nisar = {
  name: 'nisar',
  summary: 'NISAR L2 GUNW products (HDF5), with ionosphere, troposphere and tides',
  usualPlaces: () => ({ unwFile: '../interferograms/*.h5', demFile: '../dem.tiff' }),
  signs: {
    own: /(?:^|\/)NISAR_L2_[^/]*_GUNW_[^/]*\.h5$/,
    files: {
      unwFile: /(?:^|\/)NISAR_L2_[^/]*_GUNW_[^/]*\.h5$/,
      demFile: /(?:^|\/)dem[^/]*\.tiff?$/i,
      waterMaskFile: /(?:^|\/)water_?mask[^/]*\.tiff?$/i,
    },
  },
  describe: async (options) => (await import('./prepare.ts')).prepareNisarStack(options),
  prep: {
    summary: 'build the HDF5 inputs from NISAR GUNW files',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
