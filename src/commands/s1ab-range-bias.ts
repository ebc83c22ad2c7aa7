import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { FileError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { accepted, argument, flag, on } from '../flags/flag.ts';
import { choice, inputFile, outputFile } from '../flags/kind.ts';
import { besideInput } from '../flags/outputs-beside.ts';
import { computeRangeBias, correctRangeBias, rangeBiasFile } from '../operations/range-bias/range-bias.ts';

/** `mintsar s1ab_range_bias`. */
export const command = defineCommand({
  description:
    'Range offsets of Sentinel-1B are some 0.1 m longer than those of 1A, by another amount in each subswath. compute writes S1Bias.h5 beside the geometry (and S1A_date.txt, S1B_date.txt beside the series); correct subtracts it from the dates of Sentinel-1B. Dates of Sentinel-1C and 1D stay as they are. Look at the bias with: mintsar view inputs/S1Bias.h5',
  examples: [
    'mintsar s1ab_range_bias timeseriesRg.h5 -a compute',
    'mintsar s1ab_range_bias timeseriesRg.h5 -a compute -b data --force',
    'mintsar s1ab_range_bias timeseriesRg.h5 -a correct',
    'mintsar s1ab_range_bias timeseriesRg_SET.h5 -a correct -s SAFE_files.txt -o timeseriesRg_SET_S1Bias.h5',
  ],
  references: ['Yunjun et al. (2022), IEEE Trans. Geosci. Remote Sens. 60, doi:10.1109/TGRS.2022.3168509'],
  flags: {
    timeseries: argument(inputFile, 'range offsets per date'),
    geometry: flag('-g --geom --geometry', inputFile, 'geometry with height', {
      shown: 'inputs/geometryRadar.h5 beside the series',
    }),
    mask: flag('-m --mask', inputFile, 'pixels that the bias is taken from', {
      shown: 'maskResInv.h5 beside the series',
    }),
    safeList: flag('-s --safe-list', inputFile, 'list of SAFE names', {
      shown: 'SAFE_files.txt in the folder above the series',
    }),
    outfile: flag('-o --outfile', outputFile, 'corrected series', {
      shown: 'the input with _S1Bias at the end of its name',
    }),
    action: flag('-a --action', choice(['compute', 'correct']), 'estimate or apply', { default: 'compute' }),
    method: flag(
      '-b --method --bias-method',
      choice(['hardwired', 'data']),
      'fixed values, or from the data',
      {
        default: 'hardwired',
      },
    ),
    force: on('--force', 'compute also where S1Bias.h5 is there'),
    save: accepted('--save', null, 'accepted: no figure is drawn'),
    display: accepted('--nodisplay', null, 'accepted: no window is opened'),
  },
  outputs({ timeseries, geometry: typed, outfile, action }) {
    const geometry = typed ?? join(dirname(timeseries), 'inputs/geometryRadar.h5');
    if (!existsSync(geometry))
      throw new FileError(`${geometry} does not exist.`, 'Give the geometry of the series with -g.');
    return {
      outfile:
        action === 'compute'
          ? rangeBiasFile(geometry)
          : (outfile ?? besideInput(timeseries, '_S1Bias', '.h5')),
    };
  },
  async run({ timeseries, geometry: typed, mask: typedMask, safeList, ...request }, context, { outfile }) {
    const geometry = typed ?? join(dirname(timeseries), 'inputs/geometryRadar.h5');
    const usualMask = join(dirname(timeseries), 'maskResInv.h5');
    const mask = typedMask ?? (existsSync(usualMask) ? usualMask : undefined);
    if (request.action === 'compute')
      await computeRangeBias({ ...request, timeseries, geometry, mask, safeList }, context);
    else await correctRangeBias({ timeseries, geometry, safeList, outfile }, context);
    context.print(outfile);
  },
});
