import type { Processor } from '../processor.ts';

/** ARIA-tools: GUNW products cut and stacked by ariaTSsetup.py. */
export const aria = {
  name: 'aria',
  summary: 'ARIA GUNW products extracted by ARIA-tools (ariaTSsetup.py)',
  usualPlaces: () => ({
    unwFile: '../stack/unwrapStack.vrt',
    corFile: '../stack/cohStack.vrt',
    connCompFile: '../stack/connCompStack.vrt',
    demFile: '../DEM/*.dem',
    incAngleFile: '../incidenceAngle/*.vrt',
    azAngleFile: '../azimuthAngle/*.vrt',
    waterMaskFile: '../mask/*.msk',
  }),
  signs: {
    own: /(?:^|\/)(?:unwrapStack|cohStack|connCompStack)\.vrt$/,
    files: {
      unwFile: /(?:^|\/)unwrapStack\.vrt$/,
      corFile: /(?:^|\/)cohStack\.vrt$/,
      connCompFile: /(?:^|\/)connCompStack\.vrt$/,
      demFile: /(?:^|\/)DEM\/[^/]+\.dem$/,
      incAngleFile: /(?:^|\/)incidenceAngle\/[^/]+\.vrt$/,
      azAngleFile: /(?:^|\/)azimuthAngle\/[^/]+\.vrt$/,
      waterMaskFile: /(?:^|\/)mask\/[^/]+\.msk$/i,
    },
  },
  describe: async (options) => (await import('./prepare.ts')).prepareAriaStack(options),
  prep: {
    summary: 'build the HDF5 inputs from an ARIA-tools time-series set-up',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
