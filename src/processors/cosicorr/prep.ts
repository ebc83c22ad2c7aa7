import { defineCommand } from '../../flags/define-command.ts';
import { argumentList, flag } from '../../flags/flag.ts';
import { inputFile, word } from '../../flags/kind.ts';
import { openMapTiff } from '../map-tiff.ts';
import { filesFrom, sayWritten, type WrittenSheet, writeSheet } from '../written-sheets.ts';
import { offsetAttributes, readDateList } from './prepare.ts';

/** `mintsar prep_cosicorr`. */
export const command = defineCommand({
  description:
    'Writes <file>.rsc from the list of dates. The workflow reads COSI-Corr offsets directly: these sheets are for other programs.',
  examples: [
    "mintsar prep_cosicorr 'offsets/*_EW.tif' 'offsets/*_NS.tif' 'offsets/*_SNR.tif' -m offsets/metadata.txt",
  ],
  flags: {
    patterns: argumentList(word, 'GeoTIFFs of offsets and SNR, or patterns in quotes'),
    metaFile: flag(
      '-m --metadata',
      inputFile,
      'list of all files: file name, date of the reference, date of the secondary',
      {
        required: true,
      },
    ),
  },
  async run({ patterns, metaFile }, { log }) {
    const dates = readDateList(metaFile);
    const written: WrittenSheet[] = [];
    for (const path of filesFrom(patterns, process.cwd(), 'COSI-Corr files')) {
      const file = await openMapTiff(path, (name, raster) => offsetAttributes(name, raster, dates, metaFile));
      written.push(writeSheet(path, file.attributes));
    }
    sayWritten(written, log);
  },
});
