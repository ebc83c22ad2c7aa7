import type { Processor } from '../processor.ts';
import { gammaFormat } from './file-format.ts';
import { parseGammaPar } from './parameter-sheet.ts';
import { gammaLayout } from './usual-places.ts';

/** GAMMA: interferograms with their parameter files. */
export const gamma = {
  name: 'gamma',
  summary: 'GAMMA, geocoded or in radar coordinates with a lookup table',
  usualPlaces: gammaLayout,
  rasters: {
    processor: 'gamma',
    sheet: { ending: 'par', attributes: parseGammaPar },
    format: gammaFormat,
  },
  describe: async (options) => (await import('./prepare.ts')).prepareGammaStack(options),
  prep: {
    summary: 'write side-car metadata for GAMMA products',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
