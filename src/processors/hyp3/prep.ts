import { defineCommand } from '../../flags/define-command.ts';
import { argumentList } from '../../flags/flag.ts';
import { word } from '../../flags/kind.ts';
import { openMapTiff } from '../map-tiff.ts';
import { filesFrom, sayWritten, type WrittenSheet, writeSheet } from '../written-sheets.ts';
import { hyp3Attributes } from './header.ts';

/** `mintsar prep_hyp3`. */
export const command = defineCommand({
  description:
    'Writes <file>.rsc from the text file of the product beside each file. The workflow reads HyP3 products directly: these sheets are for other programs.',
  examples: [
    "mintsar prep_hyp3 '../hyp3/*/*unw_phase_clip.tif'",
    "mintsar prep_hyp3 '../hyp3/*/*corr_clip.tif'",
    "mintsar prep_hyp3 '../hyp3/*/*dem_clip.tif' '../hyp3/*/*lv_theta_clip.tif' '../hyp3/*/*lv_phi_clip.tif'",
  ],
  flags: { patterns: argumentList(word, 'GeoTIFFs, or patterns in quotes') },
  async run({ patterns }, { log }) {
    const written: WrittenSheet[] = [];
    for (const path of filesFrom(patterns, process.cwd(), 'HyP3 files'))
      written.push(writeSheet(path, (await openMapTiff(path, hyp3Attributes)).attributes));
    sayWritten(written, log);
  },
});
