import { padded, xOf, yOf } from './axes.ts';
import { drawChart, drawLegend, drawPath, EXCLUDED, type LegendEntry, SERIES_COLORS } from './chart.ts';
import type { Context2D, Figure } from './context2d.ts';
import { dayOf } from './date-axis.ts';
import { drawMarker, type MarkerShape } from './markers.ts';
import { timeAxis } from './network-figure.ts';
import { drawText, textWidth } from './text.ts';
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
  readonly size?: readonly [width: number, height: number];
  readonly fontSize?: number;
}

/** Displacement time series of one or more pixels with fitted curves and their confidence bands. */
export function drawSeries(spec: SeriesFigure): Figure {
  const { fontSize = 12, fits = [], markerSize = 6 } = spec;
  const dates = spec.series.flatMap((series) => series.dates);
  const shown = [
    ...spec.series.flatMap((s) =>
      s.values.flatMap((v, k) => [v - (s.sigma?.[k] ?? 0), v + (s.sigma?.[k] ?? 0)]),
    ),
    ...fits.flatMap((fit) => [...fit.values, ...(fit.low ?? []), ...(fit.high ?? [])]),
  ].filter(Number.isFinite);
  const [from, to] = spec.vlim ?? padded(Math.min(...shown), Math.max(...shown), 0.08);
  const x = timeAxis(dates, undefined, 0.04);
  const y = { from, to, ticks: linearTicks(from, to, 6) };
  const entries: LegendEntry[] = spec.series.flatMap((series, k) => {
    if (series.label === undefined) return [];
    const fill = series.color ?? SERIES_COLORS[k % 10];
    return [
      { label: series.label, color: fill, kind: 'marker', marker: { size: 6, fill, shape: series.shape } },
    ];
  });
  for (const fit of fits) {
    if (fit.label) entries.push({ label: fit.label, color: fit.color ?? SERIES_COLORS[1], kind: 'line' });
  }
  return drawChart({
    title: spec.title,
    titleSize: fontSize,
    fontSize,
    size: spec.size ?? [8, 4.5],
    grid: 'both',
    x,
    y: { ...y, label: spec.label },
    plot({ context }, frame) {
      const at = (date: string, value: number) => [xOf(frame, x, dayOf(date)), yOf(frame, y, value)] as const;
      for (const fit of fits) {
        if (fit.low && fit.high) {
          const upper = fit.dates.map((date, k) => at(date, fit.high?.[k] as number));
          const lower = fit.dates.map((date, k) => at(date, fit.low?.[k] as number)).reverse();
          fillBand(context, [...upper, ...lower], fit.color ?? SERIES_COLORS[1]);
        }
        const line = fit.dates.map((date, k) => at(date, fit.values[k]));
        drawPath(context, line, { color: fit.color ?? SERIES_COLORS[1], width: 2 });
      }
      spec.series.forEach((series, s) => {
        series.dates.forEach((date, k) => {
          const value = series.values[k];
          if (!Number.isFinite(value)) return;
          const color = series.excluded?.includes(date) ? EXCLUDED : (series.color ?? SERIES_COLORS[s % 10]);
          const [px, py] = at(date, value);
          const sigma = series.sigma?.[k];
          if (sigma !== undefined && sigma > 0) {
            drawPath(context, [at(date, value - sigma), at(date, value + sigma)], { color, width: 1.1 });
          }
          drawMarker(context, px, py, { size: markerSize, fill: color, shape: series.shape });
        });
      });
    },
    over({ context }, frame) {
      if (entries.length > 0) drawLegend(context, frame, entries, fontSize * 0.85, 'upper left');
      const notes = spec.notes ?? [];
      if (notes.length === 0) return;
      const size = fontSize * 0.85;
      const width = Math.max(...notes.map((note) => textWidth(note, size))) + size;
      const height = size * (1.25 * notes.length + 0.65);
      // Text stands opposite the trend, where the points are not.
      const first = spec.series[0]?.values.filter(Number.isFinite) ?? [];
      const rises = (first.at(-1) ?? 0) > (first[0] ?? 0);
      const left = frame.x + frame.width - width - 7;
      const top = rises ? frame.y + frame.height - height - 7 : frame.y + 7;
      context.fillStyle = 'rgba(255,255,255,0.85)';
      context.fillRect(left, top, width, height);
      context.strokeStyle = '#cccccc';
      context.lineWidth = 0.7;
      context.strokeRect(left, top, width, height);
      drawText(context, notes.join('\n'), left + size / 2, top + size * 0.5, {
        size,
        align: 'left',
        anchor: 'top',
      });
    },
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
