import { assertArgument } from '../core/arguments.ts';
import { xOf, yOf } from './axes.ts';
import { drawChart, drawLegend, drawPath, type LegendEntry, SERIES_COLORS } from './chart.ts';
import { barDays } from './coherence-figures.ts';
import type { Figure } from './context2d.ts';
import { dayOf } from './date-axis.ts';
import { drawMarker } from './markers.ts';
import { timeAxis } from './network-figure.ts';
import { Axes, pageOfAxes, withHeading } from './page-grid.ts';
import { drawPanels, type PanelsFigure } from './panels-figure.ts';
import { linearTicks } from './ticks.ts';

/** Noise of series of the same dates, before and after corrections. */
export interface CorrectionFigure {
  readonly dates: readonly string[];
  readonly series: readonly CorrectedSeries[];
  /** Distances of the semivariogram, m. */
  readonly lags: readonly number[];
  /** Maps of the noise, one for each series. */
  readonly maps?: PanelsFigure;
  readonly title?: string;
  readonly fontSize?: number;
}

/** One of them. */
export interface CorrectedSeries {
  readonly label: string;
  /** Standard deviation in space of every date, m. */
  readonly scatter: readonly number[];
  /** Semivariance at every distance, m². */
  readonly semivariance: readonly number[];
  /** Correlation with height of every date. */
  readonly heightCorrelation: readonly number[];
}

const FONT = 11;
const WIDTH = 11;
const ROW = 3.1;

/** Bars of the noise of every date, the semivariogram, the correlation with height, and maps of the noise, on one page. */
export function drawCorrections(spec: CorrectionFigure): Figure {
  assertArgument('drawCorrections', 'spec', spec, { dates: 'list', series: 'list', lags: 'list' });
  const inch = 72;
  const half = (WIDTH * inch) / 2;
  const place = (y: number, x: number, width: number, height = ROW * inch) =>
    new Axes({ x, y, width, height });
  const axes = [
    place(0, 0, WIDTH * inch),
    place(ROW * inch, 0, half),
    place(ROW * inch, half, half),
    ...(spec.maps === undefined ? [] : [place(2 * ROW * inch, 0, WIDTH * inch, 3.6 * inch)]),
  ];
  const [bars, variogram, height, maps] = axes;
  bars.put(drawBars(spec, bars.size));
  variogram.put(drawSemivariograms(spec, variogram.size));
  height.put(drawHeightCorrelations(spec, height.size));
  if (spec.maps !== undefined) maps.put(drawPanels({ ...spec.maps, size: maps.size })[0]);
  const page = pageOfAxes(axes, spec.title);
  return spec.title ? withHeading(page, spec.title, (spec.fontSize ?? FONT) * 1.15) : page;
}

const colorOf = (n: number) => SERIES_COLORS[n % SERIES_COLORS.length];

function legendOf({ series }: CorrectionFigure): LegendEntry[] {
  return series.map(({ label }, n) => ({ label, color: colorOf(n), kind: 'box' }));
}

/** The bars of a date side by side, in the order of the series. */
function drawBars(spec: CorrectionFigure, size: readonly [number, number]): Figure {
  const { dates, series, fontSize = FONT } = spec;
  const values = series.map(({ scatter }) => scatter.map((value) => value * 1000));
  const top = Math.max(1e-3, ...values.flat().filter(Number.isFinite)) * 1.2; // room for the legend
  const width = barDays(dates);
  const x = timeAxis(dates, undefined, 0.03, 8, width / 2);
  const y = { from: 0, to: top, ticks: linearTicks(0, top, 6), label: 'Noise in space [mm]' };
  return drawChart({
    fontSize,
    size,
    grid: 'y',
    x,
    y,
    plot({ context }, frame) {
      const share = width / series.length;
      for (const [n, own] of values.entries()) {
        context.fillStyle = colorOf(n);
        dates.forEach((date, k) => {
          if (!(own[k] > 0)) return;
          const from = dayOf(date) - width / 2 + n * share;
          const [left, right] = [xOf(frame, x, from), xOf(frame, x, from + share)];
          const high = yOf(frame, y, own[k]);
          context.fillRect(left, high, right - left, frame.y + frame.height - high);
        });
      }
    },
    over({ context }, frame) {
      drawLegend(context, frame, legendOf(spec), fontSize * 0.85, 'upper left', series.length <= 4);
    },
  });
}

/** Square roots, in mm, so that they compare with the bars. */
function drawSemivariograms(spec: CorrectionFigure, size: readonly [number, number]): Figure {
  const { fontSize = FONT } = spec;
  const roots = spec.series.map(({ semivariance }) => semivariance.map((value) => Math.sqrt(value) * 1000));
  const top = Math.max(1e-3, ...roots.flat().filter(Number.isFinite)) * 1.15;
  const km = spec.lags.map((lag) => lag / 1000);
  const x = {
    from: km[0] / 1.4,
    to: km[km.length - 1] * 1.4,
    log: true,
    ticks: km.map((value) => ({ value, label: String(value) })),
    label: 'Distance [km]',
  };
  const y = { from: 0, to: top, ticks: linearTicks(0, top, 5), label: 'Root of semivariance [mm]' };
  return drawChart({
    fontSize,
    size,
    grid: 'both',
    x,
    y,
    plot({ context }, frame) {
      roots.forEach((values, n) => {
        const points = values.flatMap((value, k): [number, number][] =>
          Number.isFinite(value) ? [[xOf(frame, x, km[k]), yOf(frame, y, value)]] : [],
        );
        drawPath(context, points, { color: colorOf(n), width: 1.6 });
        for (const [left, high] of points) drawMarker(context, left, high, { size: 6, fill: colorOf(n) });
      });
    },
  });
}

function drawHeightCorrelations(spec: CorrectionFigure, size: readonly [number, number]): Figure {
  const { dates, series, fontSize = FONT } = spec;
  const x = timeAxis(dates, undefined, 0.04, 5);
  const y = { from: -1.08, to: 1.08, ticks: linearTicks(-1, 1, 5), label: 'Correlation with height' };
  return drawChart({
    fontSize,
    size,
    grid: 'both',
    x,
    y,
    plot({ context }, frame) {
      const zero = yOf(frame, y, 0);
      const ends = [[frame.x, zero] as const, [frame.x + frame.width, zero] as const];
      drawPath(context, ends, { color: '#808080', width: 0.8 });
      series.forEach(({ heightCorrelation }, n) => {
        dates.forEach((date, k) => {
          const value = heightCorrelation[k];
          if (!Number.isFinite(value)) return;
          drawMarker(context, xOf(frame, x, dayOf(date)), yOf(frame, y, value), {
            size: 5.5,
            fill: colorOf(n),
          });
        });
      });
    },
  });
}
