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
  signs: {
    own: /\.(?:off|diff_par|base_perp)$|\.(?:mli|ramp|amp)\.par$|\.utm\.dem\.par$|\.UTM_TO_RDC$/,
    files: {
      unwFile: [/(?:^|\/)diff[^/]*rlks\.unw$/, /\.unw$/],
      corFile: [/(?:^|\/)[^/]*filt[^/]*rlks\.cor$/, /\.cor$/],
      demFile: [/\.(?:rdc\.dem|hgt_sim)$/, /\.utm\.dem$/],
      lookupYFile: /\.UTM_TO_RDC$/,
      lookupXFile: /\.UTM_TO_RDC$/,
    },
  },
  describe: async (options) => (await import('./prepare.ts')).prepareGammaStack(options),
  prep: {
    summary: 'write side-car metadata for GAMMA products',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
