import { assertArgument } from '../core/arguments.ts';
import { drawAxes, xOf, yOf } from './axes.ts';
import { drawChart, drawLegend, drawPath, EXCLUDED, type LegendEntry, SERIES_COLORS } from './chart.ts';
import { barDays } from './coherence-figures.ts';
import type { Figure } from './context2d.ts';
import { dayOf } from './date-axis.ts';
import { drawMarker } from './markers.ts';
import { timeAxis } from './network-figure.ts';
import { linearTicks } from './ticks.ts';

/** Noise of every acquisition. */
export interface RmsFigure {
  readonly dates: readonly string[];
  /** RMS of the residual phase, m. */
  readonly rms: readonly number[];
  /** Threshold beyond which acquisitions count as outliers, m, and its name. */
  readonly threshold?: number;
  readonly thresholdLabel?: string;
  readonly excluded?: readonly string[];
  readonly referenceDate?: string;
  readonly title?: string;
  readonly size?: readonly [width: number, height: number];
  readonly fontSize?: number;
}

/**
 * Bars of the residual RMS per acquisition in mm, with the outlier threshold, excluded dates in grey and the reference
 * date in orange; a strip on the right shows all values beside each other.
 */
export function drawRms(spec: RmsFigure): Figure {
  assertArgument('drawRms', 'spec', spec, { rms: 'list', dates: 'list' });
  const { fontSize = 12, excluded = [] } = spec;
  const values = spec.rms.map((rms) => rms * 1000);
  const threshold = spec.threshold === undefined ? undefined : spec.threshold * 1000;
  const top = Math.max(1e-3, ...values.filter(Number.isFinite), threshold ?? 0) * 1.18; // room for the legend
  const width = barDays(spec.dates);
  const x = timeAxis(spec.dates, undefined, 0.03, 6, width / 2);
  const y = { from: 0, to: top, ticks: linearTicks(0, top, 6) };
  const colorOfDate = (date: string) =>
    excluded.includes(date) ? EXCLUDED : date === spec.referenceDate ? SERIES_COLORS[1] : SERIES_COLORS[0];
  const legend: LegendEntry[] = [];
  if (threshold !== undefined) {
    legend.push({ label: spec.thresholdLabel ?? 'threshold', color: 'black', kind: 'dash' });
  }
  if (spec.referenceDate) legend.push({ label: 'reference date', color: SERIES_COLORS[1], kind: 'box' });
  if (excluded.length > 0) legend.push({ label: 'excluded date', color: EXCLUDED, kind: 'box' });
  return drawChart({
    title: spec.title,
    fontSize,
    size: spec.size ?? [7, 3.6],
    grid: 'y',
    x,
    y: { ...y, label: 'Residual phase RMS [mm]' },
    rightRoom: 46,
    plot({ context }, frame) {
      spec.dates.forEach((date, k) => {
        const left = xOf(frame, x, dayOf(date) - width / 2);
        const height = frame.y + frame.height - yOf(frame, y, values[k]);
        if (!(height > 0)) return;
        context.fillStyle = colorOfDate(date);
        context.fillRect(
          left,
          frame.y + frame.height - height,
          xOf(frame, x, dayOf(date) + width / 2) - left,
          height,
        );
      });
    },
    over({ context }, frame) {
      const strip = { x: frame.x + frame.width + 8, y: frame.y, width: 34, height: frame.height };
      spec.dates.forEach((date, k) => {
        if (!Number.isFinite(values[k])) return;
        const style = { size: 6, edge: colorOfDate(date), edgeWidth: 1.2 };
        drawMarker(context, strip.x + strip.width / 2, yOf(strip, y, values[k]), style);
      });
      drawAxes(context, strip, { from: 0, to: 1 }, { from: 0, to: top }, { fontSize });
      if (threshold !== undefined) {
        const at = yOf(frame, y, threshold);
        for (const part of [frame, strip]) {
          const ends = [[part.x, at] as const, [part.x + part.width, at] as const];
          drawPath(context, ends, { color: 'black', width: 1, dash: [5, 3] });
        }
      }
      drawLegend(context, frame, legend, fontSize * 0.8, 'upper left', true);
    },
  });
}
