import { existsSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TEC_INTERPOLATIONS } from '../core/atmosphere/tec-at.ts';
import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, off, on } from '../flags/flag.ts';
import { choice, inputFile, outputFile, word } from '../flags/kind.ts';
import { besideGeometry } from '../operations/corrections/delay-series.ts';
import { TEC_SOLUTIONS } from '../operations/ionosphere/ionex-files.ts';
import { computeIonosphereDelay } from '../operations/ionosphere/iono-tec.ts';

const USUAL_FOLDER = '$WEATHER_DIR/IONEX';
const ADAPTIVE = 'adaptive';

/** `mintsar iono_tec`. */
export const command = defineCommand({
  description:
    'Ramps that the ionosphere leaves in range, from global maps of electron content in IONEX files that are there. The delay of every date goes to a file beside the geometry, with the electron content (vtec); subtract it with mintsar diff. Dates without maps are left out and named.',
  examples: [
    'mintsar iono_tec timeseriesRg.h5 -g inputs/geometryRadar.h5 --tec-dir ./IONEX',
    'mintsar iono_tec timeseriesRg.h5 -g inputs/geometryRadar.h5 --tec-dir ./IONEX --ratio 0.69 --update',
    'mintsar iono_tec timeseriesRg.h5 -g inputs/geometryRadar.h5 --tec-dir ./IONEX --ratio adaptive',
    'mintsar iono_tec timeseriesRg.h5 -g inputs/geometryRadar.h5 -s igs -i linear2d --iono-file inputs/TECigs.h5',
  ],
  references: [
    'Yunjun, Fattahi, Pi, Rosen, Simons, Agram & Aoki (2022), IEEE Trans. Geosci. Remote Sens. 60, doi:10.1109/TGRS.2022.3168509',
    'Schaer, Gurtner & Feltens (1998), IONEX: the ionosphere map exchange format version 1, IGS AC workshop, Darmstadt',
  ],
  flags: {
    timeseries: argument(inputFile, 'time series, for its dates and time of acquisition'),
    geometry: flag('-g --geomtry --geometry', inputFile, 'geometry with incidence and azimuth angles', {
      required: true,
    }),
    solution: flag('-s --sol --sol-code', choice(TEC_SOLUTIONS), 'analysis centre', { default: 'jpl' }),
    folder: flag('--tec-dir', word, 'folder of the IONEX files; $NAMES of the environment are replaced', {
      shown: USUAL_FOLDER,
    }),
    update: on('--update', 'keep delays that are there for these dates'),
    delays: flag('--iono-file', outputFile, 'file of the delays', {
      shown:
        'TEC with the first letter of the centre and lr beside the geometry: TECjlr.h5, with a ratio TECjlrR69.h5 or TECjlrRA.h5',
    }),
    interpolation: flag(
      '-i --interp',
      choice(TEC_INTERPOLATIONS),
      'in space and time, in space alone, or none',
      {
        default: 'linear3d',
      },
    ),
    rotate: off('--norotate', 'do not turn maps with the Sun between two times'),
    ratio: flag(
      '--ratio',
      word,
      'share of the electrons below the satellite, such as 0.69; adaptive: that of Sentinel-1 by the season',
    ),
  },
  outputs({ geometry, solution, delays, ratio }) {
    const share = ratioOf(ratio);
    const suffix = share === undefined ? '' : `R${share === ADAPTIVE ? 'A' : Math.round(share * 100)}`;
    return { delays: delays ?? besideGeometry(geometry, `TEC${solution[0]}lr${suffix}.h5`) };
  },
  async run(request, context, { delays }) {
    const folder = folderOf(request.folder ?? USUAL_FOLDER, request.timeseries, context.log.warn);
    await computeIonosphereDelay({ ...request, folder, delays, ratio: ratioOf(request.ratio) }, context);
    context.print(delays);
  },
});

function ratioOf(text: string | undefined): number | typeof ADAPTIVE | undefined {
  if (text === undefined || text === ADAPTIVE) return text;
  const share = Number(text);
  if (text.trim() !== '' && share > 0 && share <= 1) return share;
  throw new OptionError(
    `--ratio ${text} is no share.`,
    'Give a number above 0 and up to 1, such as 0.69, or adaptive.',
  );
}

/** The folder, with variables replaced; where there is none, TEC beside the series. */
function folderOf(text: string, timeseries: string, warn: (message: string) => void): string {
  const named = text.replace(/\$\{?(\w+)\}?/g, (whole, name: string) => process.env[name] ?? whole);
  if (existsSync(resolve(named))) return resolve(named);
  const beside = join(dirname(timeseries), 'TEC');
  warn(`there is no folder ${named} of IONEX files: ${beside} is taken`);
  return beside;
}
