import { dayOf, isoDate } from '../../plot/date-axis.ts';
import type { Network } from '../../plot/network-figure.ts';
import type { PlaceSeries } from './place-series.ts';
import { escaped, short } from './svg.ts';
import { roomAround, timeChart } from './time-chart.ts';

const MS_PER_DAY = 86_400_000;

/** Displacement of one place with its fit. @param scale from m to the unit shown */
export function seriesChart(
  series: PlaceSeries,
  { unit, scale, limits }: { unit: string; scale: number; limits: readonly [number, number] },
): string {
  const { letter, dates, values, excluded, curve } = series;
  return timeChart({
    title: `Displacement of place ${letter} over time`,
    axis: `displacement [${unit}]`,
    dates,
    limits,
    height: 230,
    plot: (x, y) => [
      ...(curve === undefined
        ? []
        : [
            `<polyline class="fit" points="${Array.from(curve.years, (year, k) => `${short(x(dayOfYear(year)))},${short(y(curve.values[k] * scale))}`).join(' ')}"/>`,
          ]),
      ...dates.flatMap((date, k) =>
        Number.isFinite(values[k])
          ? [
              `<circle class="${excluded.has(date) ? 'point out' : 'point'}" cx="${short(x(dayOf(date)))}" cy="${short(y(values[k] * scale))}" r="3.6"><title>${isoDate(date)}: ${(values[k] * scale).toFixed(1)} ${unit}${excluded.has(date) ? ', not used for the fit' : ''}</title></circle>`,
            ]
          : [],
      ),
    ],
  });
}

/** A common unit and range for the series of all places, so that they can be compared by eye. */
export function seriesScale(all: readonly PlaceSeries[]) {
  const values = all.flatMap((series) => [...series.values]).filter(Number.isFinite);
  const isSmall = values.every((value) => Math.abs(value) < 0.15);
  const [unit, scale] = isSmall ? ['mm', 1000] : ['cm', 100];
  return { unit, scale, limits: roomAround(values.map((value) => value * scale)) };
}

/** The interferograms between acquisitions, bright where coherent, dashed where dropped. */
export function networkChart({ dates, bperp, pairs }: Network): string {
  const place = new Map(dates.map((date, k) => [date, [dayOf(date), bperp[k]] as const]));
  const kept = new Set(pairs.filter((pair) => !pair.dropped).flatMap(({ date12 }) => date12.split('_')));
  const sorted = [...pairs].sort(
    (a, b) => Number(b.dropped ?? false) - Number(a.dropped ?? false) || (a.value ?? 0) - (b.value ?? 0),
  );
  return timeChart({
    title: `Network of ${pairs.length} interferograms of ${dates.length} acquisitions`,
    axis: 'perpendicular baseline [m]',
    dates,
    limits: roomAround(bperp),
    height: 300,
    plot: (x, y) => [
      ...sorted.flatMap(({ date12, value, dropped }) => {
        const [a, b] = date12.split('_').map((date) => place.get(date));
        if (a === undefined || b === undefined) return [];
        const share =
          value === undefined || Number.isNaN(value) ? 0.5 : Math.min(1, Math.max(0, (value - 0.2) / 0.8));
        const words = `${date12.split('_').map(isoDate).join(' to ')}${value === undefined ? '' : `: coherence ${value.toFixed(2)}`}${dropped ? ', dropped' : ''}`;
        return [
          `<line class="${dropped ? 'pair dropped' : 'pair'}" style="--share:${Math.round(100 * share)}%" x1="${short(x(a[0]))}" y1="${short(y(a[1]))}" x2="${short(x(b[0]))}" y2="${short(y(b[1]))}"><title>${escaped(words)}</title></line>`,
        ];
      }),
      ...dates.map((date, k) => {
        const lost = !kept.has(date);
        return `<circle class="${lost ? 'date lost' : 'date'}" cx="${short(x(dayOf(date)))}" cy="${short(y(bperp[k]))}" r="4"><title>${isoDate(date)}: ${bperp[k].toFixed(0)} m${lost ? ', without interferogram' : ''}</title></circle>`;
      }),
    ],
  });
}

/** Residual noise of each date, as bars. @param rms m */
export function noiseChart(
  rms: readonly (readonly [date: string, rms: number])[],
  { reference, excluded }: { reference: string | undefined; excluded: ReadonlySet<string> },
): string {
  const dates = rms.map(([date]) => date);
  const days = dates.map(dayOf);
  const highest = Math.max(...rms.map(([, value]) => value * 1000).filter(Number.isFinite), 0.1);
  const gap = days.slice(1).reduce((least, day, k) => Math.min(least, day - days[k]), 30);
  return timeChart({
    title: 'Residual noise of each acquisition',
    axis: 'residual RMS [mm]',
    dates,
    limits: [0, highest * 1.08],
    height: 300,
    plot: (x, y) => {
      const width = Math.min(16, Math.max(1.5, 0.7 * (x(gap) - x(0))));
      return rms.map(([date, value], k) => {
        const kind = date === reference ? 'bar zero-date' : excluded.has(date) ? 'bar out' : 'bar';
        const note = date === reference ? ', the reference date' : excluded.has(date) ? ', not used' : '';
        const top = y(value * 1000);
        return `<rect class="${kind}" x="${short(x(days[k]) - width / 2)}" y="${short(top)}" width="${short(width)}" height="${short(Math.max(0, y(0) - top))}" rx="1.5"><title>${isoDate(date)}: ${(value * 1000).toFixed(1)} mm${note}</title></rect>`;
      });
    },
  });
}

function dayOfYear(decimal: number): number {
  const year = Math.floor(decimal);
  return Date.UTC(year, 0, 1) / MS_PER_DAY + (decimal - year) * 365.25;
}
