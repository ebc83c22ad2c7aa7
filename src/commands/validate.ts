import { extname, resolve } from 'node:path';
import { MintsarError, OptionError } from '../core/errors.ts';
import { passes } from '../core/validation/experiment.ts';
import { paperExperiments } from '../core/validation/experiments.ts';
import { defineCommand } from '../flags/define-command.ts';
import { flag, list, on, optionalArgument } from '../flags/flag.ts';
import { asTyped, choice, folder, inputFile, int, orNo, outputFile, positive } from '../flags/kind.ts';
import { writeWhole } from '../io/whole-file.ts';
import { formatOf, writeFigure } from '../operations/figures/save.ts';
import { networkReach } from '../operations/validation/network-reach.ts';
import { validateSeries } from '../operations/validation/validate-series.ts';
import {
  experimentTable,
  reachTable,
  requirementTable,
  tableCsv,
  tableLines,
  type ValidationTable,
} from '../operations/validation/validation-table.ts';
import type { Figure, Theme } from '../plot/index.ts';
import { date } from './date-kinds.ts';
import { site } from './site-kind.ts';
import { dpiFlag, styleFlags } from './style-flags.ts';

/** The work was done, and something is not as accurate as it should be. */
class NotMetError extends MintsarError {
  override readonly exitCode: number;

  constructor(message: string, remedy: string, exitCode: number) {
    super(message, remedy);
    this.exitCode = exitCode;
  }
}

/** `mintsar validate`. */
export const command = defineCommand({
  description: `How accurate results are, and how accurate they can be.

A time series is judged by the displacement requirements of the NISAR mission: 658 (secular: 2 mm/year), 660 (coseismic: 4 (1 + √L) mm, with --event) and 663 (transient: 3 (1 + √L) mm in 12 days), for pairs of places L = 0.1 to 50 km apart. --method insar takes pairs of pixels where nothing moves, so choose them with --mask; gnss takes off the motion of GNSS stations. Each is judged by two rules, atbd as the notebooks of the mission count, and strict as the requirement is worded.

--paper repeats the experiments of Yunjun et al. (2019) whose truth is known. --simulate tells what accuracy the network of a stack (or of the stack of a template) can reach, from its own coherence and from turbulence.

A table is printed and written (.csv), and a figure. Exit code: 0 all holds, 1 something does not or the run failed, 3 what does not hold does so by the strict rule alone, 2 a bad command line.`,
  examples: [
    'mintsar validate geo/geo_timeseries_ERA5_demErr.h5 -m geo/stable.h5',
    'mintsar validate timeseries.h5 --method insar gnss -g inputs/geometryRadar.h5 --requirement 658 663',
    'mintsar validate timeseries.h5 --requirement 660 --event 20190706',
    'mintsar validate --paper --seed 7 -o accuracy.png',
    'mintsar validate --simulate inputs/ifgramStack.h5',
    'mintsar validate --simulate smallbaselineApp.cfg --turbulence 0.6',
  ],
  references: [
    'NISAR Solid Earth Team (2022), Algorithms to Validate NISAR L2 Coseismic, Transient and Secular Displacement Requirements',
    'Yunjun, Fattahi & Amelung (2019), Computers & Geosciences 133, doi:10.1016/j.cageo.2019.104331',
    'Emardson, Simons & Webb (2003), J. Geophys. Res. 108, doi:10.1029/2002JB001781 (turbulence)',
  ],
  flags: {
    file: optionalArgument(inputFile, 'time series; with --simulate a stack of interferograms or a template'),
    paper: on('--paper', 'the experiments of Yunjun et al. (2019), simulated anew'),
    simulate: on('--simulate', 'what accuracy the pairs of a stack can reach'),
    requirements: list('--requirement', choice(['658', '660', '663']), 'requirements to judge', {
      count: '+',
      shown: '658 663, and 660 with --event',
    }),
    methods: list('--method', choice(['gnss', 'insar']), 'pairs of pixels, or of GNSS stations', {
      count: '+',
      default: ['insar'],
    }),
    event: flag('--event', date, 'day of the earthquake of requirement 660'),
    mask: flag('-m --mask', orNo(asTyped(inputFile)), 'pixels that count, or no for all', {
      shown: 'maskTempCoh.h5 beside the series',
    }),
    geometry: flag(
      '-g --geom --geometry',
      inputFile,
      'angles, and places of radar pixels, for GNSS stations',
      {
        shown: 'inputs/geometry*.h5 near the series',
      },
    ),
    source: flag('--gnss-source', choice(['ESESES', 'GENERIC', 'SIDESHOW', 'UNR']), 'whose solutions', {
      default: 'UNR',
    }),
    folder: flag('--gnss-dir', folder, 'folder of the list and the series of stations', {
      shown: './GNSS-SOURCE, or near the series',
    }),
    except: list('--ex-gnss', site, 'stations to leave out'),
    weightFunc: flag('-w --weight-func', choice(['coh', 'fim', 'no', 'var']), 'weights of --simulate', {
      default: 'var',
    }),
    turbulence: flag('--turbulence', positive, 'share of the turbulence that corrections leave', {
      default: 1,
    }),
    seed: flag('--seed', int(0), 'another number draws other pixels and noise', { default: 1 }),
    outfile: flag('-o --outfile', outputFile, 'figure, .png, .pdf or .svg; the table beside it', {
      shown: 'validate.png',
    }),
    dpi: dpiFlag(150),
    ...styleFlags,
    noFigure: on('--no-figure', 'write the table alone'),
  },
  outputs: ({ outfile, noFigure }) => {
    const figure = outfile ?? resolve('validate.png');
    return {
      figure: noFigure ? undefined : figure,
      table: `${figure.slice(0, figure.length - extname(figure).length)}.csv`,
    };
  },
  async run(request, context, { figure, table }) {
    const { file, paper, simulate, seed, theme, outfile } = request;
    const finish = async (result: ValidationTable, draw: (theme?: Theme) => Promise<Figure>) => {
      for (const line of tableLines(result)) context.print(line);
      writeWhole(table, tableCsv(result));
      if (figure !== undefined) {
        const { resolutionOf } = await import('../plot/index.ts');
        await writeFigure(figure, await draw(theme), { dpi: resolutionOf(request, 150), theme });
      }
      for (const path of [figure, table]) if (path !== undefined) context.log.info(`wrote ${path}`);
    };
    const figures = () => import('../operations/validation/validation-figure.ts');
    if (outfile !== undefined && figure !== undefined) formatOf(figure);
    if (paper && file !== undefined)
      throw new OptionError(`--paper simulates its own data: ${file} is not read.`, 'Give one of them.');
    if (paper && simulate)
      throw new OptionError('--paper and --simulate are two different works.', 'Give one of them.');
    if (paper) {
      const rows = paperExperiments(seed);
      await finish(experimentTable(rows), async (style) => (await figures()).drawExperiments(rows, style));
      const failed = rows.filter((row) => !passes(row)).length;
      if (failed > 0)
        throw new NotMetError(
          `${failed} of ${rows.length} experiments do not hold.`,
          'The table tells which.',
          1,
        );
      return rows;
    }
    if (file === undefined)
      throw new OptionError(
        'There is nothing to validate.',
        'Name a time series, a stack with --simulate, or give --paper.',
      );
    if (simulate) {
      const { weightFunc, turbulence } = request;
      const reach = await networkReach({ file, weightFunc, turbulence, seed }, context);
      await finish(reachTable(reach), async (style) => (await figures()).drawReach(reach, style));
      const failed = reach.distances.filter(({ total, limit }) => total > limit).length;
      if (failed > 0)
        throw new NotMetError(
          `${failed} of ${reach.distances.length} limits are beyond the reach of this network.`,
          'More dates in more years reach farther; so does a correction of the troposphere.',
          1,
        );
      return reach;
    }
    if (!/^\.(h5|he5)$/.test(extname(file)))
      throw new OptionError(
        `${file} is no time series.`,
        'Name an .h5 file, or add --simulate for a template.',
      );
    const { requirements, methods, event } = request;
    const usual = event === undefined ? (['658', '663'] as const) : (['658', '660', '663'] as const);
    const validations = await validateSeries(
      {
        ...request,
        timeseries: file,
        methods,
        requirements: requirements.length > 0 ? requirements : usual,
      },
      context,
    );
    await finish(requirementTable(validations), async (style) =>
      (await figures()).drawRequirements(validations, style),
    );
    const failed = validations.filter(({ verdict }) => !verdict.holds);
    if (failed.length > 0) {
      const isStrict = failed.every(({ verdict }) => verdict.rule === 'strict');
      const names = [...new Set(failed.map(({ requirement }) => requirement.number))].sort();
      throw new NotMetError(
        `${names.length > 1 ? `Requirements ${names.join(', ')} are` : `Requirement ${names[0]} is`} not met${isStrict ? ' by the strict rule' : ''}.`,
        'The table and the figure tell at which distances.',
        isStrict ? 3 : 1,
      );
    }
    return validations;
  },
});
