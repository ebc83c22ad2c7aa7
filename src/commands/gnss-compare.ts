import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, list, on } from '../flags/flag.ts';
import { asTyped, choice, folder, inputFile, orNo, outputFile } from '../flags/kind.ts';
import { writeWhole } from '../io/whole-file.ts';
import { writeFigure } from '../operations/figures/save.ts';
import { compareGnss, type GnssComparison } from '../operations/gnss/compare-gnss.ts';
import { displacementTable, misfitOf, statisticsTable } from '../operations/gnss/gnss-table.ts';
import { date } from './date-kinds.ts';
import { site } from './site-kind.ts';
import { dpiFlag, styleFlags } from './style-flags.ts';

/** `mintsar gnss_compare`. */
export const command = defineCommand({
  description:
    'Displacement of GNSS stations along the line of sight beside that of a time series at their places, both relative to one station and one date. Days of each station from 30 days before the first to 30 days after the last date are taken; the scene is interpolated between the three pixels around a station. A table with the statistics of every station is printed and written (.csv), the displacements go to another (_dates.csv), and a figure shows all. Stations of UNR are fetched into ./GNSS-UNR and kept; one that cannot be had is left out and named.',
  examples: [
    'mintsar gnss_compare geo/geo_timeseries_demErr.h5 -g geo/geo_geometryRadar.h5',
    'mintsar gnss_compare timeseries.h5 -g inputs/geometryRadar.h5 --ref-gnss AB03 --ex-gnss AB04 -o pic/gnss.png',
    'mintsar gnss_compare geo/geo_timeseries.h5 --gnss-source GENERIC --gnss-dir ~/stations --no-figure',
  ],
  references: ['Blewitt, Hammond & Kreemer (2018), Eos 99, doi:10.1029/2018EO104623 (stations of UNR)'],
  flags: {
    timeseries: argument(inputFile, 'time series, geocoded or in radar coordinates'),
    geometry: flag(
      '-g --geom --geometry',
      inputFile,
      'incidence and azimuth angles; places of radar pixels',
      {
        shown: 'inputs/geometry*.h5 near the series',
      },
    ),
    source: flag(
      '--gnss-source --gnss-src --gps-source',
      choice(['ESESES', 'GENERIC', 'SIDESHOW', 'UNR']),
      'whose solutions: UNR is fetched, others are files of a folder',
      { default: 'UNR' },
    ),
    folder: flag('--gnss-dir', folder, 'folder of the list and the series of stations', {
      shown: 'the current one, or that of the series',
    }),
    reference: flag('--ref-gnss --ref-gps', site, 'station that all are relative to', {
      shown: 'the one nearest to the reference pixel',
    }),
    sites: list('--sites', site, 'only these stations'),
    except: list('--ex-gnss --ex-gps', site, 'stations to leave out'),
    refDate: flag('--ref-date', date, 'displacements are 0 at the first date from here on that both have', {
      shown: 'the sixth of the series',
    }),
    coherence: flag('--tcoh', orNo(asTyped(inputFile)), 'temporal coherence, for the table', {
      shown: 'temporalCoherence.h5 beside the series',
    }),
    outfile: flag('-o --outfile', outputFile, 'figure, .png, .pdf or .svg; the tables beside it', {
      shown: 'gnss_compare.png',
    }),
    dpi: dpiFlag(150),
    ...styleFlags,
    noFigure: on('--no-figure', 'write the tables alone'),
  },
  outputs: ({ outfile, noFigure }) => {
    const figure = outfile ?? resolve('gnss_compare.png');
    const base = figure.replace(/\.\w+$/, '');
    return { figure: noFigure ? undefined : figure, table: `${base}.csv`, dates: `${base}_dates.csv` };
  },
  async run({ sites, ...request }, context, { figure, table, dates }) {
    const { timeseries } = request;
    const beside = join(
      dirname(timeseries),
      basename(timeseries).replace(/timeseries.*$/, 'temporalCoherence.h5'),
    );
    const usual = beside !== timeseries && existsSync(beside) ? beside : undefined;
    const comparison = await compareGnss(
      {
        ...request,
        sites: sites.length > 0 ? sites : undefined,
        coherence: request.coherence === null ? undefined : (request.coherence ?? usual),
      },
      context,
    );
    writeWhole(table, statisticsTable(comparison));
    writeWhole(dates, displacementTable(comparison));
    if (figure !== undefined) {
      const { resolutionOf } = await import('../plot/index.ts');
      const { drawGnssComparison } = await import('../operations/gnss/gnss-figure.ts');
      const { theme } = request;
      const dpi = resolutionOf(request, 150);
      await writeFigure(figure, drawGnssComparison(comparison, theme), { dpi, theme });
    }
    for (const line of linesOf(comparison)) context.print(line);
    for (const file of [figure, table, dates]) if (file !== undefined) context.log.info(`wrote ${file}`);
    return comparison;
  },
});

/** Statistics in columns, and what the stations say together. */
function linesOf(comparison: GnssComparison): string[] {
  const millimetres = (value: number) => (Number.isFinite(value) ? (value * 1000).toFixed(1) : '-');
  const head = ['site', 'dates', 'difference', 'correlation', 'GNSS', 'InSAR', 'coherence'];
  const rows = comparison.stations.map((one) => [
    one.site,
    String(one.common.dates.length),
    millimetres(one.rmse),
    Number.isNaN(one.correlation) ? '-' : one.correlation.toFixed(2),
    millimetres(one.gnssVelocity),
    millimetres(one.insarVelocity),
    Number.isNaN(one.temporalCoherence) ? '-' : one.temporalCoherence.toFixed(2),
  ]);
  const widths = head.map((_, k) => Math.max(...[head, ...rows].map((row) => row[k].length)));
  const line = (row: readonly string[]) => row.map((text, k) => text.padStart(widths[k])).join('  ');
  const { rmse, velocity, count } = misfitOf(comparison);
  const total =
    count === 0
      ? 'no station besides the reference'
      : `${count} ${count === 1 ? 'station differs' : 'stations differ'} by ${millimetres(rmse)} mm and ${millimetres(velocity)} mm/year (root mean square)`;
  return [
    line(head),
    ...rows.map(line),
    `mm and mm/year along the line of sight, relative to ${comparison.reference}`,
    total,
  ];
}
