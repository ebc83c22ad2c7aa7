import type { Processor } from '../processor.ts';
import { parseIsceImageXml } from './image-sheet.ts';
import { isceLayout } from './usual-places.ts';

/** ISCE-2: the stacks of topsStack, stripmapStack, stripmapApp and alosStack. */
export const isce = {
  name: 'isce',
  summary: 'ISCE-2 topsStack, stripmapStack, stripmapApp and alosStack, in radar coordinates or geocoded',
  usualPlaces: isceLayout,
  signs: {
    own: /(?:^|\/)(?:IW\d\.xml|referenceShelve\/.+)$|\.track\.xml$|\.(?:unw|cor|rdr|hgt)\.xml$/,
    files: {
      metaFile: [
        /(?:^|\/)reference\/IW\d\.xml$/,
        /(?:^|\/)referenceShelve\/data\.(?:dat|db)$/,
        /\.track\.xml$/,
        /(?:^|\/)IW\d\.xml$/,
      ],
      baselineDir: [
        /^((?:.*\/)?baselines?)\/\d{8}_\d{8}\/[^/]+\.txt$/,
        /^((?:.*\/)?baselines?)\/[^/]+\.txt$/,
      ],
      unwFile: [/(?:^|\/)filt[^/]*\.unw$/, /\.unw$/],
      corFile: [/(?:^|\/)filt[^/]*\.cor$/, /\.cor$/],
      connCompFile: /\.unw\.conncomp$/,
      demFile: [/(?:^|\/)hgt\.(?:rdr|geo)$/, /\.hgt$/],
      lookupYFile: [/(?:^|\/)lat\.(?:rdr|geo)$/, /\.lat$/],
      lookupXFile: [/(?:^|\/)lon\.(?:rdr|geo)$/, /\.lon$/],
      incAngleFile: [/(?:^|\/)los\.(?:rdr|geo)$/, /\.los$/],
      azAngleFile: [/(?:^|\/)los\.(?:rdr|geo)$/, /\.los$/],
      shadowMaskFile: /(?:^|\/)shadowMask\.(?:rdr|geo)$/,
      waterMaskFile: [/(?:^|\/)waterMask\.(?:rdr|geo)$/, /\.wbd$/],
    },
  },
  rasters: {
    processor: 'isce',
    sheet: { ending: 'xml', attributes: parseIsceImageXml, isComplete: true },
  },
  describe: async (options) => (await import('./prepare.ts')).prepareIsceStack(options),
  prep: {
    summary: 'write side-car metadata for ISCE-2 stacks',
    load: () => import('./prep.ts'),
  },
} as const satisfies Processor;
