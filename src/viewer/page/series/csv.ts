import type { FrameGrid } from '../map/frame.ts';
import { PERCENTILES, type ProfileValues } from './profile.ts';
import type { ProfileLine } from './profile-chart.ts';
import type { ChartLine } from './series-chart.ts';

/** Series as a table: a row for each date, columns for every place. @param notes lines about it */
export function seriesCsv(lines: readonly ChartLine[], notes: readonly string[]): string {
  const dates = [...new Set(lines.flatMap(({ series }) => series.dates))].sort();
  const columns = lines.flatMap(({ series, fit, second }) => {
    const { factor, unit } = series.layer.shown;
    const at = (values: ArrayLike<number>, own: readonly string[]) => (date: string) => {
      const k = own.indexOf(date);
      return k < 0 ? '' : numberCell(values[k] * factor);
    };
    const { point, values, sigma, count } = series;
    const name = (what: string) => `${point.name}${what} [${unit}]`;
    return [
      { name: name(''), at: at(values, series.dates) },
      ...(sigma ? [{ name: name(' std'), at: at(sigma, series.dates) }] : []),
      ...(count
        ? [
            {
              name: `${point.name} pixels`,
              at: (date: string) => String(count[series.dates.indexOf(date)] ?? ''),
            },
          ]
        : []),
      ...(fit && 'modelled' in fit ? [{ name: name(' fit'), at: at(fit.modelled, series.dates) }] : []),
      ...(second ? [{ name: name(` ${second.layer.product}`), at: at(second.values, second.dates) }] : []),
    ];
  });
  const rows = dates.map((date) => [date, ...columns.map((column) => column.at(date))]);
  return table(notes, [['date', ...columns.map(({ name }) => name)], ...rows]);
}

/** Profiles as a table: a row for each point of the line. */
export function profileCsv(
  lines: readonly ProfileLine[],
  heights: ProfileValues | undefined,
  grid: FrameGrid,
  notes: readonly string[],
): string {
  const [{ values }] = lines;
  const isMap = grid.raster.map !== undefined;
  const head = [
    'distance [m]',
    'row',
    'column',
    ...(isMap ? ['latitude', 'longitude'] : []),
    ...(heights ? ['height [m]'] : []),
    ...lines.flatMap(({ name, unit }) => [
      `${name} mean [${unit}]`,
      `${name} std [${unit}]`,
      `${name} p${PERCENTILES[0]} [${unit}]`,
      `${name} median [${unit}]`,
      `${name} p${PERCENTILES[1]} [${unit}]`,
      `${name} pixels`,
    ]),
  ];
  const rows = Array.from(values.distance, (distance, k) => {
    const at = grid.latLon(values.y[k], values.x[k]);
    return [
      distance,
      values.y[k],
      values.x[k],
      ...(at ? [at.lat, at.lon] : []),
      ...(heights ? [heights.mean[k]] : []),
      ...lines.flatMap(({ values: own, factor }) => [
        ...[own.mean, own.spread, own.low, own.median, own.high].map((value) => value[k] * factor),
        own.count[k],
      ]),
    ].map(numberCell);
  });
  return table(notes, [head, ...rows]);
}

function table(notes: readonly string[], rows: readonly (readonly string[])[]): string {
  const cell = (value: string) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : value);
  const lines = [...notes.map((note) => `# ${note}`), ...rows.map((row) => row.map(cell).join(','))];
  return `${lines.join('\n')}\n`;
}

function numberCell(value: number): string {
  return Number.isNaN(value) ? '' : String(value);
}
