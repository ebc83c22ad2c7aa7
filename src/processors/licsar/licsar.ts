import type { Processor } from '../processor.ts';
import { licsarLayout } from './usual-places.ts';

/** LiCSAR: Sentinel-1 frames of COMET, a folder each with `GEOC/` and `metadata/`. */
export const licsar = {
  name: 'licsar',
  summary: 'LiCSAR frames of Sentinel-1 (GEOC/ and metadata/ of COMET)',
  usualPlaces: licsarLayout,
  describe: async (options) => (await import('./prepare.ts')).prepareLicsarStack(options),
} as const satisfies Processor;
