import { basename, extname, resolve } from 'node:path';
import { readProduct } from '../io/products/product.ts';
import { averagedDataset, spatialAverage } from '../operations/averages/spatial-average.ts';
import type { Command } from './command.ts';

/** `mintsar spatial_average`: mean per date or interferogram. */
export const command: Command = {
  description:
    'Writes a text file into the current folder: one line per date, or per interferogram with its baselines. No-data\nand coherence of 0 are left out; offsets are represented by their median.',
  examples: [
    'mintsar spatial_average inputs/ifgramStack.h5 -d coherence -m maskConnComp.h5',
    'mintsar spatial_average timeseries_demErr.h5 -m maskTempCoh.h5',
  ],
  configure(parser) {
    parser.add_argument('file', { help: 'stack of interferograms, time series or raster' });
    parser.add_argument('-d', '--dset', '--dataset', {
      dest: 'datasetName',
      help: 'dataset of a stack (default: coherence)',
    });
    parser.add_argument('-m', '--mask', { dest: 'mask_file', help: 'pixels to average (1 = use)' });
    parser.add_argument('--nodisplay', {
      dest: 'disp_fig',
      action: 'store_false',
      help: 'accepted: no window is opened',
    });
  },
  async run(args, context) {
    const file = resolve(args.file);
    const product = await readProduct(file);
    const dataset = args.datasetName ?? averagedDataset(product);
    const prefix = product.fileType === 'ifgramStack' ? dataset : basename(file, extname(file));
    const outfile = resolve(`${prefix}SpatialAvg.txt`);
    await spatialAverage(
      {
        file,
        dataset,
        mask: args.mask_file && { path: resolve(args.mask_file), name: args.mask_file },
        outfile,
      },
      context,
    );
    context.print(outfile);
  },
};
