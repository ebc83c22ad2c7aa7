import type { Processor } from '../processor.ts';

const STATIC = /(?:^|\/)(?:OPERA_L3_DISP-[^/]*-STATIC_[^/]*_)?/.source;

/** A static layer by the end of its name, as delivered or as it is often called. */
const layer = (name: string) => new RegExp(`${STATIC}(?:${name})\\.tiff?$`, 'i');

/** OPERA: displacement of the surface on frames of Sentinel-1 (DISP-S1), one netCDF file a date. */
export const opera = {
  name: 'opera',
  summary: 'OPERA DISP-S1 products (netCDF-4) with their static layers; moving reference dates are chained',
  usualPlaces: () => ({
    unwFile: '../products/*DISP-S1*.nc',
    demFile: '../static/*dem.tif',
    incAngleFile: '../static/*los*enu.tif',
    azAngleFile: '../static/*los*enu.tif',
    shadowMaskFile: '../static/*layover_shadow_mask.tif',
  }),
  signs: {
    own: /(?:^|\/)OPERA_L3_DISP-S1_[^/]*\.nc$/,
    files: {
      unwFile: /(?:^|\/)OPERA_L3_DISP-S1_[^/]*\.nc$/,
      demFile: layer('dem'),
      incAngleFile: layer('los_enu|line_of_sight_enu'),
      azAngleFile: layer('los_enu|line_of_sight_enu'),
      shadowMaskFile: layer('layover_shadow_mask'),
      waterMaskFile: layer('water_?mask'),
    },
  },
  describe: async (options) => (await import('./prepare.ts')).prepareOperaStack(options),
  prep: {
    summary: 'chain OPERA DISP-S1 products into a time series',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
