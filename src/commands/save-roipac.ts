import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { argument, flag, group, list, on, optionalArgument, tuple } from '../flags/flag.ts';
import { float, inputFile, int, outputFile, word } from '../flags/kind.ts';
import { saveRoipac } from '../operations/exports/save-roipac.ts';

/** `mintsar save_roipac`. */
export const command = defineCommand({
  description:
    'A raster as a flat file with a .rsc sheet beside it, as ROI_PAC keeps them. Displacement becomes phase (.unw), velocity the phase of its whole period; coherence is .cor, the height of a map .dem in whole metres.',
  examples: [
    'mintsar save_roipac geo/geo_velocity.h5',
    'mintsar save_roipac geo/geo_timeseries_demErr.h5 20180104_20180504',
    'mintsar save_roipac timeseries_demErr.h5 20180504 --ref-yx 100 140 -m maskTempCoh.h5',
    'mintsar save_roipac inputs/ifgramStack.h5 unwrapPhase-20180104_20180116',
    'mintsar save_roipac geo/geo_geometryRadar.h5 height -o srtm.dem',
  ],
  flags: {
    file: argument(inputFile, 'HDF5 file'),
    dataset: optionalArgument(
      word,
      'raster of it: a date, two dates, a slice (default: the last date of a series)',
    ),
    outfile: flag('-o --output', outputFile, 'output', {
      shown: 'DATE1_DATE2.unw, with geo_ for a series on a map; other files: their own name',
    }),
    masks: list('-m --mask', inputFile, 'masks, 0 = no data', { count: '+' }),
    ...group('reference point', {
      refYx: tuple('--ref-yx', int(0), 'Y X', 'make values relative to this pixel'),
      refLalo: tuple('--ref-lalo', float, 'LAT LON', 'the same by place, on a map'),
    }),
    keepAllMetadata: on('--keep-all-metadata', 'keep attributes that are no ROI_PAC keywords'),
  },
  async run(request, context) {
    const { refYx, refLalo } = request;
    if (refYx !== undefined && refLalo !== undefined)
      throw new OptionError('--ref-yx and --ref-lalo name two reference points.', 'Give one of them.');
    const reference = refYx ? { y: refYx[0], x: refYx[1] } : refLalo && { lat: refLalo[0], lon: refLalo[1] };
    context.print(shortName(await saveRoipac({ ...request, reference, folder: process.cwd() }, context)));
  },
});
