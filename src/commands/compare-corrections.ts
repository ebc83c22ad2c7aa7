import { resolve } from 'node:path';
import { OptionError } from '../core/errors.ts';
import { LAGS } from '../core/stats/scatter-sample.ts';
import { defineCommand } from '../flags/define-command.ts';
import { shortName } from '../flags/file-check.ts';
import { flag, on } from '../flags/flag.ts';
import { asTyped, inputFile, orNo, outputFile } from '../flags/kind.ts';
import { type ComparedSeries, compareCorrections } from '../operations/scatter/compare-corrections.ts';
import { millimetres } from '../operations/scatter/report-words.ts';
import { filePatterns } from './file-patterns.ts';
import { dpiFlag, styleFlags } from './style-flags.ts';

/** `mintsar compare_corrections`. */
export const command = defineCommand({
  description:
    'Compare the noise of time series before and after corrections: standard deviation in space of every date (beside steady motion, without a plane), semivariogram, correlation with height, and a map of the noise over time. A table with the sums is printed, one of all dates goes to a .csv, and a figure shows all side by side. The first series is the one that others are compared with; all are looked at in the same reliable pixels. Instead of series the corrections.json of a work directory does: those of its run.',
  examples: [
    'mintsar compare_corrections timeseries.h5 timeseries_ERA5.h5 timeseries_GACOS.h5 timeseries_tropHgt.h5',
    'mintsar compare_corrections corrections.json -o pic/corrections.png',
    'mintsar compare_corrections geo/geo_timeseries.h5 geo/geo_timeseries_ERA5.h5 -g geo/geo_geometryRadar.h5 --no-figure',
  ],
  references: [
    'Matheron (1963), Economic Geology 58, doi:10.2113/gsecongeo.58.8.1246 (semivariogram)',
    'Hanssen (2001), Radar Interferometry, section 4.7',
  ],
  flags: {
    files: filePatterns('time series of the same pixels, the uncorrected one first; or corrections.json', {
      repeats: true,
    }),
    mask: flag('-m --mask', orNo(asTyped(inputFile)), 'pixels that count, or no for all', {
      shown: 'maskTempCoh.h5 beside the first series',
    }),
    geometry: flag('-g --geom', inputFile, 'file with the height of the pixels', {
      shown: 'inputs/geometry*.h5 beside the first series',
    }),
    outfile: flag('-o --outfile', outputFile, 'figure, .png, .pdf or .svg; the table beside it', {
      shown: 'compare_corrections.png',
    }),
    dpi: dpiFlag(150),
    ...styleFlags,
    noFigure: on('--no-figure', 'write the table alone'),
  },
  outputs: ({ outfile, noFigure }) => {
    const figure = outfile ?? resolve('compare_corrections.png');
    return { figure: noFigure ? undefined : figure, table: figure.replace(/\.\w+$/, '.csv') };
  },
  async run(request, context, { figure, table }) {
    const { files, mask, geometry, dpi, theme } = request;
    if (files.length === 1 && !files[0].endsWith('.json'))
      throw new OptionError(
        `${shortName(files[0])} alone cannot be compared.`,
        'Give one before and one after a correction, or the corrections.json of a work directory.',
      );
    const series = await compareCorrections({ files, mask, geometry, figure, table, dpi, theme }, context);
    for (const line of linesOf(series)) context.print(line);
    return series;
  },
});

/** The sums in columns, and which series is the quietest. */
function linesOf(series: readonly ComparedSeries[]): string[] {
  const head = [
    'series',
    'noise',
    'with ramp',
    ...LAGS.map((lag) => `${lag / 1000} km`),
    'height',
    'quieter',
  ];
  const rows = series.map((one, n) => [
    one.label,
    millimetres(one.scatter),
    millimetres(one.withRamp),
    ...one.semivariance.map((value) => millimetres(Math.sqrt(value))),
    Number.isNaN(one.heightCorrelation) ? '-' : one.heightCorrelation.toFixed(2),
    n === 0 ? '' : `${one.numBetter} of ${one.numDate}`,
  ]);
  const widths = head.map((_, k) => Math.max(...[head, ...rows].map((row) => row[k].length)));
  const line = (row: readonly string[]) =>
    row
      .map((word, k) => (k === 0 ? word.padEnd(widths[k]) : word.padStart(widths[k])))
      .join('  ')
      .trimEnd();
  const best = series.reduce((a, b) => (b.scatter < a.scatter ? b : a));
  return [
    line(head),
    ...rows.map(line),
    'mm; km: root of the semivariance at that distance; height: mean size of the correlation with it',
    `the quietest is ${best.label}`,
  ];
}
