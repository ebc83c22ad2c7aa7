import { defineCommand } from '../flags/define-command.ts';
import { accepted, argument, flag, off } from '../flags/flag.ts';
import { float, inputFile, outputFile, word } from '../flags/kind.ts';
import { stitchFiles } from '../operations/mapping/stitch.ts';
import { filePatterns } from './file-patterns.ts';

/** `mintsar image_stitch`. */
export const command = defineCommand({
  description:
    'Maps side by side: of every raster that all files have (of velocities the velocity alone) the first file, and on top of it what each later one has. A later file is shifted by its mean difference to those below it where they overlap; geometry, masks and whole numbers are not.',
  examples: [
    'mintsar image_stitch AT133/geo_velocity.h5 AT134/geo_velocity.h5 -o mosaic.h5',
    'mintsar image_stitch north.h5 middle.h5 south.h5 -o all.h5 --no-offset --nodisplay',
  ],
  flags: {
    file1: argument(inputFile, 'map that lies below'),
    file2s: filePatterns('maps that lie on it, in order; patterns allowed', { repeats: true }),
    outfile: flag('-o --output', outputFile, 'mosaic', { required: true }),
    shifts: off('--no-offset --no-off', 'leave values as they are, also where the files disagree'),
    scale: accepted('--scale', float, 'accepted for old scripts: see mintsar view'),
    limits: { ...accepted('-v --vlim', float, 'accepted for old scripts: see mintsar view'), count: 2 },
    colormap: accepted('-c --cmap', word, 'accepted for old scripts: see mintsar view'),
    display: accepted('--nodisplay', null, 'accepted for old scripts: no window is opened'),
  },
  async run({ file1, file2s, outfile, shifts }, context) {
    await stitchFiles({ files: [file1, ...file2s], outfile, shifts }, context);
    context.print(outfile);
  },
});
