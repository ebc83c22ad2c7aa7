import type { Processor } from '../processor.ts';

/** COSI-Corr: offsets between optical images. */
export const cosicorr = {
  name: 'cosicorr',
  summary: 'COSI-Corr offsets, a GeoTIFF for each of EW, NS and SNR',
  signs: {
    own: /_(?:EW|NS)\.tif$/,
    files: {
      metaFile: /(?:^|\/)metadata\.txt$/,
      azOffFile: /_NS\.tif$/,
      rgOffFile: /_EW\.tif$/,
      offSnrFile: /_SNR\.tif$/,
    },
  },
  describe: async (options) => (await import('./prepare.ts')).prepareCosicorrStack(options),
  prep: {
    summary: 'write side-car metadata for COSI-Corr offsets',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
