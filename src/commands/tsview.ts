import { OptionError } from '../core/errors.ts';
import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { accepted, flag, group, list, off, on, repeated, tuple } from '../flags/flag.ts';
import { asTyped, choice, float, inputFile, int, type Kind, positive, within, word } from '../flags/kind.ts';
import { drawPointSeries } from '../operations/figures/series.ts';
import type { DrawnSeries, SeriesLook } from '../operations/figures/series-request.ts';
import { parameterLines, pointName } from '../operations/timeseries/point-text.ts';
import { date, dateOrFile } from './date-kinds.ts';
import { warnOfStrangers } from './excluded-dates.ts';
import { filePatterns } from './file-patterns.ts';
import { isForViewer } from './for-viewer.ts';
import { mapRequest } from './map-request.ts';
import { themeOf } from './style-flags.ts';
import { subsetFlags } from './subset-flags.ts';
import { timeFunctionFlags } from './time-function-flags.ts';
import {
  figureFlags,
  gnssFlags,
  mapFlags,
  maskFlags,
  referenceFlags,
  terrainFlags,
  valueFlags,
} from './view-flags.ts';
import { markerOf } from './view-request.ts';

/** `mintsar tsview`. */
export const command = defineCommand({
  description:
    'The displacement of points over time: a text file for each point (yYxX_ts.txt), a figure of their series with fitted time functions (yYxX_ts.pdf), and a map of one date (yYxX_DATE.png). What is written is named; at a terminal with a display, and without flags that ask for files (-o, --save, --nodisplay ...), the page of the viewer opens instead. Without a point the map alone is drawn.',
  examples: [
    'mintsar tsview timeseries_demErr.h5 --yx 60 80',
    'mintsar tsview timeseries_demErr.h5 --lalo 36.417 25.426 --zero-first --plot-fit-conf-int',
    'mintsar tsview timeseries_demErr.h5 --web',
    'mintsar tsview timeseries_demErr.h5 --yx 60 80 --poly 1 --periodic 1 --step 20180610 --figext .svg',
    'mintsar tsview timeseries.h5 timeseries_demErr.h5 --yx 60 80 --off 5 --ref-yx 40 150 --no-show-img',
    'mintsar tsview timeseries_demErr.h5 --yx 60 80 --yx 92 121 --window 5 -o two_places',
    'mintsar tsview geo/geo_timeseries_demErr.h5 --lalo 36.417 25.426 --ex 20180901 -n 9 --dem geo/geo_geometryRadar.h5',
  ],
  references: ['Fattahi & Amelung (2015), J. Geophys. Res. 120, doi:10.1002/2015JB012419 (time functions)'],
  flags: {
    files: filePatterns('time series; the first one gives map, dates and mask', { repeats: true }),
    ...group('points', {
      yx: repeated('--yx', ['Y', 'X'], 'pixel by row and column; repeatable', pair(int()), { count: 2 }),
      lalo: repeated('--lalo', ['LAT', 'LON'], 'pixel by place; repeatable, wins over --yx', pair(float), {
        count: 2,
      }),
      lookup: flag('-l --lookup', asTyped(inputFile), 'lookup table of data in radar coordinates', {
        shown: 'inputs/geometry*.h5 near the file',
      }),
      window: flag(
        '--window',
        int(1),
        'mean of NUM x NUM pixels, their spread as error bars; an odd number',
        {
          default: 1,
        },
      ),
      method: flag('--method', choice(['mean', 'median']), 'what stands for the window', { default: 'mean' }),
    }),
    ...group('series', {
      labels: list('--label', word, 'names of the files', { shown: 'their own' }),
      startDate: flag('--start-date', date, 'first date'),
      endDate: flag('--end-date', date, 'last date'),
      excludeDate: list('--exclude --ex', dateOrFile, 'dates, or text files of dates: grey and not fitted', {
        default: ['exclude_date.txt'],
      }),
      zeroFirst: on('--zf --zero-first', 'shift so that the first date is 0'),
      offset: flag('--off --offset', float, 'shift between files, in the unit shown', { default: 0 }),
      error: flag('--error', asTyped(inputFile), 'text file of dates and errors (in m), drawn as error bars'),
      fit: off('--nomodel --nofit', 'no fitted curve'),
      band: on('--plot-model-conf-int --plot-fit-conf-int', '95 % band of the fit'),
      ylim: tuple('--ylim', float, 'YMIN YMAX', 'limits of the values'),
      tickRight: on('--tick-right', 'values labelled on the right'),
      marker: flag('--marker', word, 'symbol', { default: 'o' }),
      markerSize: flag('--ms --markersize', positive, 'its size, points', { default: 6 }),
      joinWidth: flag('--lw --linewidth', within(0), 'width of a line that joins the points', { default: 0 }),
      edgeWidth: flag('--ew --edgewidth', within(0), 'width of error bars', { default: 1 }),
    }),
    ...timeFunctionFlags,
    ...group('map', {
      showMap: off('--no-show-img --not-show-image', 'no map'),
      epoch: flag('-n', int(0), 'date of the map by its number', {
        shown: 'last but one; 2 when the reference date lies in the second half',
      }),
      mapSize: tuple('--figsize-img', positive, 'WID LEN', 'size of the map, inch'),
    }),
    web: on(
      '--web',
      'open the files in the browser, live, instead of drawing figures; the default at a terminal with a display, unless files are asked for',
    ),
    ...subsetFlags('map'),
    ...valueFlags,
    ...maskFlags,
    ...referenceFlags,
    ...terrainFlags,
    ...figureFlags,
    ...mapFlags,
    ...group('file', {
      base: list('-o --outfile', word, 'start of the names of what is written', { shown: 'yYxX' }),
      save: accepted('--save', null, 'always done: there is no window'),
      display: accepted('--nodisplay', null, 'always so'),
      update: on(
        '--update',
        'keep what is there when it is not older than the files and was made by the same options',
      ),
      verbose: off('--noverbose', 'say nothing but the names of what is written'),
    }),
    ...gnssFlags,
  },
  async run(request, context) {
    const { yx, lalo, refYX, refLalo, verbose, mapSize, zeroMask, dem, alpha, shade } = request;
    const files = request.files.map(shortName);
    if (isForViewer(request, context)) {
      const { openInViewer } = await import('./open-in-viewer.ts');
      await openInViewer(files, request, context);
      return [];
    }
    const points =
      lalo.length > 0 ? lalo.map(([lat, lon]) => ({ lat, lon })) : yx.map(([y, x]) => ({ y, x }));
    const { given } = context;
    if (given.has('excludeDate')) await warnOfStrangers(request.excludeDate, files[0], context);
    if (points.length === 0 && !request.showMap)
      context.log.warn('--no-show-img without a point would draw nothing: the map is drawn');
    const map = await mapRequest({
      ...request,
      file: files[0],
      title: undefined,
      showTitle: request.showTitle,
      size: mapSize,
      mask: zeroMask ? null : request.mask,
      alpha: alpha ?? (dem !== undefined && shade ? 0.7 : undefined),
    });
    const info = verbose ? context.log.info : context.log.debug;
    const {
      drawn,
      files: written,
      isKept,
    } = await drawPointSeries(
      {
        files,
        labels: request.labels.length > 0 ? request.labels : undefined,
        points,
        series: {
          unit: request.unit,
          zeroFirst: request.zeroFirst,
          refDate: request.refDate,
          reference: refLalo ? { lat: refLalo[0], lon: refLalo[1] } : refYX && { y: refYX[0], x: refYX[1] },
          window: request.window,
          method: request.method,
          startDate: request.startDate,
          endDate: request.endDate,
          lookup: request.lookup,
        },
        exclude: request.excludeDate,
        model: request.fit
          ? {
              ...request,
              exp: request.exp.map(({ onset, times }) => ({ onset, tau: times })),
              log: request.log.map(({ onset, times }) => ({ onset, tau: times })),
            }
          : null,
        band: request.band,
        errorFile: request.error,
        offset: request.offset,
        look: await lookOf(request),
        map: (request.showMap || points.length === 0) && map,
        epoch: request.epoch,
        base: request.base[0]?.replace(/\.(?:pdf|png|svg|txt)$/, ''),
        format: given.has('format') ? request.format : undefined,
        dpi: request.dpi,
        theme: themeOf(request),
        update: request.update,
      },
      { ...context, log: { ...context.log, info }, maxMemory: request.maxMemory * 2 ** 30 },
    );
    if (verbose) for (const one of drawn) for (const line of reportOf(one)) context.print(line);
    for (const name of written) context.print(isKept ? `${name} is up to date` : `wrote ${name}`);
    if (points.length === 0)
      context.print('give a pixel with --yx Y X, or a place with --lalo LAT LON, for its series');
    return drawn;
  },
});

/** Two words of a kind as one value. */
function pair<T>(kind: Kind<T>): (words: readonly string[]) => readonly [T, T] {
  return ([first, second]) => [kind.parse(first), kind.parse(second)];
}

async function lookOf(request: {
  readonly ylim: readonly [number, number] | undefined;
  readonly tickRight: boolean;
  readonly marker: string;
  readonly markerSize: number;
  readonly joinWidth: number;
  readonly edgeWidth: number;
  readonly title: string | undefined;
  readonly showTitle: boolean;
  readonly size: readonly [number, number] | undefined;
  readonly fontSize: number | undefined;
}): Promise<SeriesLook> {
  const { ylim, marker, title, showTitle, joinWidth, edgeWidth } = request;
  if (ylim !== undefined && !(Number.isFinite(ylim[0]) && Number.isFinite(ylim[1]) && ylim[0] !== ylim[1]))
    throw new OptionError(`--ylim ${ylim.join(' ')} is no range.`, 'Give two different finite numbers.');
  return {
    ...request,
    ...(await markerOf(marker)),
    lineWidth: Math.max(0, joinWidth),
    edgeWidth: Math.max(0, edgeWidth),
    vlim: ylim && [Math.min(...ylim), Math.max(...ylim)],
    title: showTitle ? title : false,
  };
}

/** What a series is, in lines for the eye. */
function reportOf({ label, series, parameters }: DrawnSeries): string[] {
  const known = [...series.values].filter((value) => !Number.isNaN(value));
  const [low, high] = [Math.min(...known), Math.max(...known)].map((value) => value.toFixed(2));
  return [
    `${label}, ${pointName(series, {})}`,
    `  ${series.dates.length} dates, ${low} to ${high} ${series.unit}`,
    ...parameterLines(parameters).map((line) => `  ${line}`),
  ];
}
