import { OptionError } from '../../core/errors.ts';
import { defineCommand } from '../../flags/define-command.ts';
import { argumentList } from '../../flags/flag.ts';
import { word } from '../../flags/kind.ts';
import { filesFrom, sayWritten, type WrittenSheet, writeSheet } from '../written-sheets.ts';
import { openSnapImage } from './prepare.ts';

/** `mintsar prep_snap`. */
export const command = defineCommand({
  description:
    'Writes <file>.rsc from the .dim beside the folder .data of each image. The workflow reads SNAP products directly: these sheets are for other programs.',
  examples: [
    "mintsar prep_snap '../interferograms/*/*/Unw_*.img'",
    "mintsar prep_snap '../dem_tc.data/dem*.img'",
  ],
  flags: { patterns: argumentList(word, 'images (.img) of BEAM-DIMAP products, or patterns in quotes') },
  async run({ patterns }, { log }) {
    const written: WrittenSheet[] = [];
    for (const path of filesFrom(patterns, process.cwd(), 'SNAP images')) {
      if (!path.endsWith('.img'))
        throw new OptionError(
          `${path} is no image of a BEAM-DIMAP product.`,
          'Name the .img files in the folder *.data.',
        );
      written.push(writeSheet(path, (await openSnapImage(path)).attributes));
    }
    sayWritten(written, log);
  },
});
