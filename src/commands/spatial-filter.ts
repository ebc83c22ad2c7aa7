import { SPATIAL_FILTERS, type SpatialFilterName } from '../core/filters/spatial-filter.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, argumentList, flag, list } from '../flags/flag.ts';
import { choice, float, inputFile, outputFile, word } from '../flags/kind.ts';
import { h5BesideInput } from '../flags/outputs-beside.ts';
import { filterInSpace } from '../operations/filters/spatial-filter.ts';

const FILTERS = Object.keys(SPATIAL_FILTERS).sort() as SpatialFilterName[];

/** `mintsar spatial_filter`. */
export const command = defineCommand({
  description: `Filter rasters in space; what is not named is copied. Parameters (-p), in pixels:
lowpass_gaussian, highpass_gaussian: standard deviation, 3; no-data neither counts nor is filled
lowpass_avg, highpass_avg: side of a square, 5; median: radius of a disk, 5
double_difference: mean over a ring minus mean over the disk inside it, radii 1 10
sobel, roberts: strength of edges; canny: edges as 0 and 1, with thresholds in the unit of the raster`,
  examples: [
    'mintsar spatial_filter velocity.h5',
    'mintsar spatial_filter timeseries.h5 -f lowpass_avg -p 5',
    'mintsar spatial_filter velocity.h5 velocity -f double_difference -p 1 10',
    'mintsar spatial_filter timeseries_demErr.h5 timeseries-20180104 -f median -p 3 -o filtered.h5',
  ],
  references: [
    'Canny (1986), IEEE Trans. Pattern Anal. Mach. Intell. 8(6), doi:10.1109/TPAMI.1986.4767851',
    'Huang, Yang & Tang (1979), IEEE Trans. Acoust. Speech Signal Process. 27(1), doi:10.1109/TASSP.1979.1163188 (median)',
  ],
  flags: {
    file: argument(inputFile, 'file with rasters'),
    datasets: argumentList(
      word,
      'datasets, or single rasters such as timeseries-20180104; all by default',
      '*',
    ),
    filter: flag('-f', choice(FILTERS), 'filter', { default: 'lowpass_gaussian' }),
    parameters: list('-p --filter_par', float, 'parameters of the filter', { shown: 'see above' }),
    outfile: flag('-o --outfile', outputFile, 'output file', { shown: 'the input with _FILTER at its end' }),
  },
  outputs: ({ file, filter, outfile }) => ({ outfile: outfile ?? h5BesideInput(file, `_${filter}`) }),
  async run({ parameters, ...request }, context, { outfile }) {
    await filterInSpace(
      { ...request, outfile, parameters: parameters.length === 0 ? undefined : parameters },
      context,
    );
    context.print(outfile);
  },
});
