import type { Processor } from '../processor.ts';
import { fringeLayout } from './usual-places.ts';

/** FRInGE: phase linking of a stack that ISCE-2 has coregistered. */
export const fringe = {
  name: 'fringe',
  summary: 'FRInGE phase linking (PS_DS/) of stacks of ISCE-2 topsStack and stripmapStack',
  usualPlaces: fringeLayout,
  signs: {
    own: /(?:^|\/)PS_DS\/unwrap\w*\/[^/]+\.unw$/,
    files: {
      unwFile: /(?:^|\/)PS_DS\/unwrap\w*\/[^/]+\.unw$/,
      connCompFile: /(?:^|\/)PS_DS\/unwrap\w*\/[^/]+\.unw\.conncomp$/,
      corFile: /(?:^|\/)PS_DS\/tcorr_ds_ps\.bin$/,
      demFile: /(?:^|\/)geometry\/hgt\.(?:vrt|rdr)$/,
      lookupYFile: /(?:^|\/)geometry\/lat\.(?:vrt|rdr)$/,
      lookupXFile: /(?:^|\/)geometry\/lon\.(?:vrt|rdr)$/,
      incAngleFile: [/(?:^|\/)geometry\/los\.(?:vrt|rdr)$/, /(?:^|\/)los\.rdr\.full$/],
      azAngleFile: [/(?:^|\/)geometry\/los\.(?:vrt|rdr)$/, /(?:^|\/)los\.rdr\.full$/],
      shadowMaskFile: [/(?:^|\/)geometry\/shadowMask\.(?:vrt|rdr)$/, /(?:^|\/)shadowMask\.rdr\.full$/],
      waterMaskFile: /(?:^|\/)geometry\/waterMask\.(?:vrt|rdr)$/,
      metaFile: [/(?:^|\/)reference\/IW\d\.xml$/, /(?:^|\/)referenceShelve\/data\.(?:dat|db)$/],
      baselineDir: [
        /^((?:.*\/)?baselines?)\/\d{8}_\d{8}\/[^/]+\.txt$/,
        /^((?:.*\/)?baselines?)\/[^/]+\.txt$/,
      ],
    },
  },
  describe: async (options) => (await import('./prepare.ts')).prepareFringeStack(options),
  prep: {
    summary: 'import FRInGE phase-linking results as stack and time series',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
