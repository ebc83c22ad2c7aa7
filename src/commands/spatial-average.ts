import { basename, extname, resolve } from 'node:path';
import { defineCommand } from '../flags/define-command.ts';
import { accepted, argument, flag } from '../flags/flag.ts';
import { asTyped, inputFile, word } from '../flags/kind.ts';
import { readProduct } from '../io/products/product.ts';
import { averagedDataset, spatialAverage } from '../operations/averages/spatial-average.ts';

/** `mintsar spatial_average`: mean per date or interferogram. */
export const command = defineCommand({
  description:
    'Writes a text file into the current folder: one line per date, or per interferogram with its baselines. No-data\nand coherence of 0 are left out; offsets are represented by their median.',
  examples: [
    'mintsar spatial_average inputs/ifgramStack.h5 -d coherence -m maskConnComp.h5',
    'mintsar spatial_average timeseries_demErr.h5 -m maskTempCoh.h5',
  ],
  flags: {
    file: argument(inputFile, 'stack of interferograms, time series or raster'),
    dataset: flag('-d --dset --dataset', word, 'dataset of a stack', { shown: 'coherence' }),
    mask: flag('-m --mask', asTyped(inputFile), 'pixels to average (1 = use)'),
    display: accepted('--nodisplay', null, 'accepted: no window is opened'),
  },
  async run({ file, mask, dataset: named }, context) {
    const product = await readProduct(file);
    const dataset = named ?? averagedDataset(product);
    const prefix = product.fileType === 'ifgramStack' ? dataset : basename(file, extname(file));
    const outfile = resolve(`${prefix}SpatialAvg.txt`);
    await spatialAverage(
      { file, dataset, mask: mask === undefined ? undefined : { path: resolve(mask), name: mask }, outfile },
      context,
    );
    context.print(outfile);
  },
});
