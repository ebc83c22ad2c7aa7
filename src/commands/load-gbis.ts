import { defineCommand } from '../flags/define-command.ts';
import { accepted, argument } from '../flags/flag.ts';
import { inputFile, word } from '../flags/kind.ts';
import { loadGbis } from '../operations/gbis/load-gbis.ts';

/** `mintsar load_gbis`. */
export const command = defineCommand({
  description:
    'Data, model and residual of an inversion by GBIS as rasters: one file per InSAR data set beside the result, named as the data set, with the parameters of the best model as attributes. The .mat files from which it was made must be where they were, or beside the result.',
  examples: ['mintsar load_gbis invert_1_2_C.mat', 'mintsar load_gbis results/invert_1_M.mat --nodisplay'],
  references: ['Bagnardi & Hooper (2018), Geochem. Geophys. Geosyst. 19, doi:10.1029/2018GC007585'],
  flags: {
    file: argument(inputFile, 'result of GBIS, .mat'),
    outfile: accepted('-o --output', word, 'accepted: outputs are named as their data sets'),
    display: accepted('--nodisplay', null, 'accepted: no window is opened'),
  },
  async run({ file }, context) {
    for (const path of await loadGbis({ file }, context)) context.print(path);
  },
});
