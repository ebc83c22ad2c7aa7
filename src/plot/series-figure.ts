import { assertArgument } from '../core/arguments.ts';
import { padded, xOf, yOf } from './axes.ts';
import {
  drawChart,
  drawLegend,
  drawPath,
  EXCLUDED,
  type LegendEntry,
  type LegendSize,
  legendSize,
  SERIES_COLORS,
} from './chart.ts';
import type { Context2D, Figure } from './context2d.ts';
import { dayOf } from './date-axis.ts';
import { drawMarker, type MarkerShape } from './markers.ts';
import { timeAxis } from './network-figure.ts';
import { drawNotes, isFree, quietCorners } from './notes.ts';
import { linearTicks } from './ticks.ts';

/** Displacement of one pixel over time. */
export interface Series {
  readonly dates: readonly string[];
  readonly values: readonly number[];
  /** Standard deviation per date, drawn as error bars. */
  readonly sigma?: readonly number[];
  /** Dates left out of the fit: grey. */
  readonly excluded?: readonly string[];
  readonly label?: string;
  readonly color?: string;
  readonly shape?: MarkerShape;
}

/** A fitted time function, sampled densely enough to look smooth. */
export interface FitCurve {
  readonly dates: readonly string[];
  readonly values: readonly number[];
  /** Band of confidence around it. */
  readonly low?: readonly number[];
  readonly high?: readonly number[];
  readonly label?: string;
  readonly color?: string;
}

export interface SeriesFigure {
  readonly series: readonly Series[];
  readonly fits?: readonly FitCurve[];
  readonly title?: string;
  /** Quantity and unit of the vertical axis, e.g. `Displacement [cm]`. */
  readonly label?: string;
  readonly vlim?: readonly [number, number];
  /** Lines of text in a corner: fitted velocity and other parameters. */
  readonly notes?: readonly string[];
  readonly markerSize?: number;
  /** Width of a line that joins the points; 0 = none. */
  readonly lineWidth?: number;
  /** Width of error bars. */
  readonly edgeWidth?: number;
  /** Values are labelled on the right. */
  readonly tickRight?: boolean;
  readonly size?: readonly [width: number, height: number];
  readonly fontSize?: number;
}

/** Displacement time series of one or more pixels with fitted curves and their confidence bands. */
export function drawSeries(spec: SeriesFigure): Figure {
  assertArgument('drawSeries', 'spec', spec, { series: 'list' });
  const { fontSize = 12, fits = [], lineWidth = 0 } = spec;
  const dates = spec.series.flatMap((series) => series.dates);
  const shown = [
    ...spec.series.flatMap((s) =>
      s.values.flatMap((v, k) => [v - (s.sigma?.[k] ?? 0), v + (s.sigma?.[k] ?? 0)]),
    ),
    ...fits.flatMap((fit) => [...fit.values, ...(fit.low ?? []), ...(fit.high ?? [])]),
  ].filter(Number.isFinite);
  const [low, high] = [Math.min(...shown), Math.max(...shown)];
  const entries = legendOf(spec);
  const size = spec.size ?? [8, 4.5];
  const legend = legendSize(entries, fontSize * 0.85);
  const x = timeAxis(dates, undefined, 0.04);
  const [from, most] = spec.vlim ?? padded(low, high, 0.08);
  const to = spec.vlim ? most : withRoom(spec.series, x, { from, to: most }, legend, size);
  const y = { from, to, ticks: linearTicks(from, to, 6) };
  return drawChart({
    title: spec.title,
    titleSize: fontSize,
    fontSize,
    size,
    grid: 'both',
    yRight: spec.tickRight,
    x,
    y: { ...y, label: spec.label },
    plot({ context }, frame) {
      const at = (date: string, value: number) => [xOf(frame, x, dayOf(date)), yOf(frame, y, value)] as const;
      for (const fit of fits) {
        const color = fit.color ?? SERIES_COLORS[1];
        if (fit.low && fit.high) {
          const upper = fit.dates.map((date, k) => at(date, fit.high?.[k] as number));
          const lower = fit.dates.map((date, k) => at(date, fit.low?.[k] as number)).reverse();
          fillBand(context, [...upper, ...lower], color);
        }
        const line = fit.dates.map((date, k) => at(date, fit.values[k]));
        drawPath(context, line, { color, width: 2 });
      }
      spec.series.forEach((series, s) => {
        const color = series.color ?? SERIES_COLORS[s % 10];
        if (lineWidth > 0) {
          const known = series.dates.flatMap((date, k) =>
            Number.isFinite(series.values[k]) && !series.excluded?.includes(date)
              ? [at(date, series.values[k])]
              : [],
          );
          drawPath(context, known, { color, width: lineWidth });
        }
        drawPoints(context, series, color, at, spec);
      });
    },
    over({ context }, frame) {
      const points = spec.series.flatMap((series) =>
        series.dates.map((date, k) => [xOf(frame, x, dayOf(date)), yOf(frame, y, series.values[k])] as const),
      );
      const [corner] = quietCorners(frame, points, entries.length > 0 ? legend : undefined);
      drawLegend(context, frame, entries, fontSize * 0.85, corner);
      const left = quietCorners(frame, points).filter((one) => entries.length === 0 || one !== corner);
      drawNotes(context, frame, spec.notes ?? [], fontSize * 0.85, left[0]);
    },
  });
}

/** Upper end of an axis of values: farther up when no corner of the frame has room for the legend beside the points. */
function withRoom(
  series: readonly Series[],
  x: { readonly from: number; readonly to: number },
  y: { readonly from: number; readonly to: number },
  legend: LegendSize,
  [across, down]: readonly [number, number],
): number {
  if (legend.height === 0) return y.to;
  // The frame, as far as it is known before axes are drawn.
  const frame = { x: 0, y: 0, width: 72 * across * 0.86, height: 72 * down * 0.78 };
  const points = series.flatMap(({ dates, values }) =>
    dates.map((date, k) => [xOf(frame, x, dayOf(date)), yOf(frame, y, values[k])] as const),
  );
  if (isFree(frame, quietCorners(frame, points, legend)[0], points, legend)) return y.to;
  const share = Math.min(0.6, (legend.height + 20) / frame.height);
  return y.to + ((y.to - y.from) * share) / (1 - share);
}

function legendOf({ series, fits = [] }: SeriesFigure): LegendEntry[] {
  const entries = series.flatMap(({ label, color, shape }, k): LegendEntry[] => {
    if (label === undefined) return [];
    const fill = color ?? SERIES_COLORS[k % 10];
    return [{ label, color: fill, kind: 'marker', marker: { size: 6, fill, shape } }];
  });
  const isExcluded = series.some(({ dates, excluded }) => excluded?.some((date) => dates.includes(date)));
  if (isExcluded && fits.length > 0) {
    const marker = { size: 6, fill: EXCLUDED, shape: series[0].shape };
    entries.push({ label: 'not fitted', color: EXCLUDED, kind: 'marker', marker });
  }
  for (const fit of fits) {
    if (fit.label) entries.push({ label: fit.label, color: fit.color ?? SERIES_COLORS[1], kind: 'line' });
  }
  return entries;
}

function drawPoints(
  context: Context2D,
  series: Series,
  ownColor: string,
  at: (date: string, value: number) => readonly [number, number],
  { markerSize = 6, edgeWidth = 1 }: SeriesFigure,
): void {
  series.dates.forEach((date, k) => {
    const value = series.values[k];
    if (!Number.isFinite(value)) return;
    const color = series.excluded?.includes(date) ? EXCLUDED : ownColor;
    const [px, py] = at(date, value);
    const sigma = series.sigma?.[k];
    if (sigma !== undefined && sigma > 0 && edgeWidth > 0) {
      const ends = [at(date, value - sigma), at(date, value + sigma)];
      drawPath(context, ends, { color, width: edgeWidth });
      for (const [ex, ey] of ends) {
        const cap = [[ex - 2.5, ey] as const, [ex + 2.5, ey] as const];
        drawPath(context, cap, { color, width: edgeWidth });
      }
    }
    // A cross is nothing but its lines.
    const edge = series.shape === 'cross' ? { edge: color, edgeWidth: 1.4 } : {};
    drawMarker(context, px, py, { size: markerSize, fill: color, shape: series.shape, ...edge });
  });
}

function fillBand(context: Context2D, outline: readonly (readonly [number, number])[], color: string): void {
  context.save();
  context.globalAlpha = 0.2;
  context.fillStyle = color;
  context.beginPath();
  outline.forEach(([px, py], k) => {
    if (k === 0) context.moveTo(px, py);
    else context.lineTo(px, py);
  });
  context.closePath();
  context.fill();
  context.restore();
}
