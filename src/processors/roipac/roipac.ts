import type { Processor } from '../processor.ts';
import { roipacLayout } from './usual-places.ts';

/** ROI_PAC: rasters with a `.rsc` sheet each. */
export const roipac = {
  name: 'roipac',
  summary: 'ROI_PAC, geocoded or in radar coordinates with a lookup table',
  usualPlaces: roipacLayout,
  signs: {
    own: /\.(?:unw|cor)\.rsc$/,
    files: {
      unwFile: [/(?:^|\/)filt[^/]*\.unw$/, /\.unw$/],
      corFile: [/(?:^|\/)filt[^/]*\.cor$/, /\.cor$/],
      connCompFile: /snap_connect\.byt$/,
      demFile: [/(?:^|\/)radar_[^/]*\.hgt$/, /\.dem$/],
      lookupYFile: /(?:^|\/)geomap_[^/]*\.trans$/,
      lookupXFile: /(?:^|\/)geomap_[^/]*\.trans$/,
    },
  },
  describe: async (options) => (await import('./prepare.ts')).prepareRoipacStack(options),
  prep: {
    summary: 'merge ROI_PAC baseline and image metadata',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
