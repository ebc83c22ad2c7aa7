import type { Processor } from '../processor.ts';
import { parseIsceImageXml } from './image-sheet.ts';
import { isceLayout } from './usual-places.ts';

/** ISCE-2: the stacks of topsStack, stripmapStack, stripmapApp and alosStack. */
export const isce = {
  name: 'isce',
  summary: 'ISCE-2 topsStack, stripmapStack, stripmapApp and alosStack, in radar coordinates or geocoded',
  usualPlaces: isceLayout,
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
