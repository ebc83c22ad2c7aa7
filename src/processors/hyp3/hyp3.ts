import type { Processor } from '../processor.ts';

/** Files of a layer: those that were clipped to one grid before the others. */
function layer(name: string): readonly RegExp[] {
  return [new RegExp(`_${name}_clip\\w*\\.tif$`), new RegExp(`_${name}\\.tif$`)];
}

/** HyP3: Sentinel-1 interferograms that the Alaska Satellite Facility makes on demand. */
export const hyp3 = {
  name: 'hyp3',
  summary: 'ASF HyP3 products of Sentinel-1 (INSAR_GAMMA, INSAR_ISCE_BURST, INSAR_ISCE_MULTI_BURST)',
  signs: {
    own: /_unw_phase(?:_clip\w*)?\.tif$/,
    files: {
      unwFile: layer('unw_phase'),
      corFile: layer('corr'),
      connCompFile: layer('conncomp'),
      demFile: layer('dem'),
      incAngleFile: layer('lv_theta'),
      azAngleFile: layer('lv_phi'),
      waterMaskFile: layer('water_mask'),
    },
  },
  describe: async (options) => (await import('./prepare.ts')).prepareHyp3Stack(options),
  prep: {
    summary: 'write side-car metadata for ASF HyP3 products',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
