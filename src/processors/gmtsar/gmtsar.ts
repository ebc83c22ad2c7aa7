import type { Processor } from '../processor.ts';

/** GMTSAR: geocoded grids of interferograms. */
export const gmtsar = {
  name: 'gmtsar',
  summary: 'GMTSAR, geocoded grids (*_ll.grd)',
  signs: {
    own: /(?:^|\/)(?:unwrap|corr)_ll[^/]*\.grd$/,
    files: {
      metaFile: [/(?:^|\/)supermaster\.PRM$/, /\.PRM$/],
      baselineDir: /^((?:.*\/)?baseline_table\.dat)$/,
      unwFile: /(?:^|\/)unwrap_ll[^/]*\.grd$/,
      corFile: /(?:^|\/)corr_ll[^/]*\.grd$/,
      connCompFile: /(?:^|\/)conncomp_ll[^/]*\.grd$/,
      demFile: /(?:^|\/)dem[^/]*\.grd$/,
      incAngleFile: /(?:^|\/)incidence_angle[^/]*\.grd$/,
      azAngleFile: /(?:^|\/)azimuth_angle[^/]*\.grd$/,
      waterMaskFile: /(?:^|\/)water_mask[^/]*\.grd$/,
    },
  },
  describe: async (options) => (await import('./prepare.ts')).prepareGmtsarStack(options),
  prep: {
    summary: 'write side-car metadata for GMTSAR products',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
