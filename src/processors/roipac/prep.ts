import { assertArgument } from '../../core/arguments.ts';
import { defineCommand } from '../../flags/define-command.ts';
import { argumentList } from '../../flags/flag.ts';
import { word } from '../../flags/kind.ts';
import { filesFrom, sayWritten, type WrittenSheet, writeSheet } from '../written-sheets.ts';
import { roipacAttributes, withBaseline } from './sheets.ts';

export interface RoipacPreparation {
  readonly workDir: string;
  readonly patterns: readonly string[];
  readonly updateMode?: boolean;
}

/** Files of pairs; elevations and lookup tables have no baseline. */
const OF_PAIRS = /\.(?:unw|cor|int|amp|byt|flg|off|msk)$/;

/** `prep_roipac`: put the baseline of every pair into the `.rsc` of its files. */
export function prepRoipac(options: RoipacPreparation): WrittenSheet[] {
  assertArgument('prepRoipac', 'options', options, { patterns: 'list', workDir: 'text' });
  const files = filesFrom(options.patterns, options.workDir, 'ROI_PAC files');
  const sheets = files.map((path) => {
    const own = roipacAttributes(path);
    return [path, OF_PAIRS.test(path) ? withBaseline(own, path) : own] as const;
  });
  return sheets.map(([path, attributes]) => writeSheet(path, attributes, options.updateMode));
}

/** `mintsar prep_roipac`. */
export const command = defineCommand({
  description:
    'Writes <file>.rsc anew with the baseline of <date1>_<date2>_baseline.rsc in it. The workflow reads ROI_PAC products directly: these sheets are for other programs.',
  examples: [
    "mintsar prep_roipac 'PROCESS/DONE/IFG*/filt_*.unw'",
    "mintsar prep_roipac 'PROCESS/DONE/IFG*/filt_*.cor'",
    "mintsar prep_roipac 'PROCESS/DONE/IFG*/filt_*snap_connect.byt'",
    'mintsar prep_roipac PROCESS/GEO/geo_080304-080419/geomap_8rlks.trans',
  ],
  flags: { patterns: argumentList(word, 'ROI_PAC files, or patterns in quotes') },
  async run(request, { log }) {
    sayWritten(prepRoipac({ ...request, workDir: process.cwd(), updateMode: true }), log);
  },
});
