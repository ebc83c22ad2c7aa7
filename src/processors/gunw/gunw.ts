import type { Processor } from '../processor.ts';

/** GUNW products as the archive has them, without ARIA-tools in between. */
export const gunw = {
  name: 'gunw',
  summary: 'GUNW products of Sentinel-1 (ARIA) and NISAR as downloaded, or where they are',
  signs: {
    own: /(?:^|\/)S1-GUNW-[^/]*\.nc$/,
    files: { unwFile: /(?:^|\/)S1-GUNW-[^/]*\.nc$/, demFile: /(?:^|\/)DEM\/[^/]+\.dem$/ },
  },
  describe: async (options) => (await import('./prepare.ts')).prepareGunwStack(options),
} as const satisfies Processor;
