import { xOf, yOf } from './axes.ts';
import { drawChart, drawPath, SERIES_COLORS } from './chart.ts';
import type { Figure } from './context2d.ts';
import { integerTicks, linearTicks } from './ticks.ts';

/** How often values occur. */
export interface HistogramFigure {
  readonly values: readonly number[];
  /** quantity and unit */
  readonly label: string;
  readonly title?: string;
  readonly fontSize?: number;
}

/** Histogram of some values; as many bins as the square root of their number, ten at least. */
export function drawHistogram({ values, label, title, fontSize = 12 }: HistogramFigure): Figure {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const span = high > low ? high - low : Math.max(1e-3, Math.abs(low) * 0.1);
  const from = finite.length === 0 ? 0 : high > low ? low : low - span / 2;
  const bins = Math.max(10, Math.ceil(Math.sqrt(finite.length)));
  const width = (finite.length === 0 ? 1 : span) / bins;
  const counts = new Array<number>(bins).fill(0);
  for (const value of finite) counts[Math.min(bins - 1, Math.floor((value - from) / width))]++;
  const x = { from, to: from + bins * width, ticks: linearTicks(from, from + bins * width, 7), label };
  const top = Math.max(1, ...counts) * 1.05;
  const y = { from: 0, to: top, ticks: integerTicks(0, top), label: 'Number of interferograms' };
  return drawChart({
    title,
    fontSize,
    size: [6, 4],
    grid: 'y',
    x,
    y,
    plot({ context }, frame) {
      context.fillStyle = SERIES_COLORS[0];
      counts.forEach((count, k) => {
        const left = xOf(frame, x, from + k * width);
        const at = yOf(frame, y, count);
        context.fillRect(left + 0.5, at, frame.width / bins - 1, frame.y + frame.height - at);
      });
    },
  });
}

/** Extents of interferograms along an axis, and what they share. */
export interface ExtentFigure {
  readonly extents: readonly { readonly name: string; readonly from: number; readonly to: number }[];
  readonly common?: readonly [from: number, to: number];
  /** quantity and unit */
  readonly label: string;
  readonly title?: string;
  /** inches */
  readonly width?: number;
  readonly fontSize?: number;
}

/** A line for the extent of each interferogram, side by side, and the common extent as a band behind them. */
export function drawExtents({
  extents,
  common,
  label,
  title,
  width = 8,
  fontSize = 12,
}: ExtentFigure): Figure {
  const ends = [...extents.flatMap(({ from, to }) => [from, to]), ...(common ?? [])];
  const [low, high] = [Math.min(...ends), Math.max(...ends)];
  const pad = 0.05 * (high - low || 1);
  const y = { from: low - pad, to: high + pad, ticks: linearTicks(low - pad, high + pad, 7), label };
  const x = {
    from: 0.5,
    to: extents.length + 0.5,
    ticks: integerTicks(1, extents.length),
    label: 'Interferogram, in the order of names',
  };
  return drawChart({
    title,
    fontSize,
    size: [width, 4],
    grid: 'y',
    x,
    y,
    plot({ context }, frame) {
      if (common !== undefined) {
        context.fillStyle = '#d9ead3';
        const top = yOf(frame, y, common[1]);
        context.fillRect(frame.x, top, frame.width, yOf(frame, y, common[0]) - top);
      }
      extents.forEach(({ from, to }, k) => {
        const at = xOf(frame, x, k + 1);
        drawPath(
          context,
          [
            [at, yOf(frame, y, from)],
            [at, yOf(frame, y, to)],
          ],
          { color: SERIES_COLORS[0], width: Math.max(1, Math.min(6, (0.6 * frame.width) / extents.length)) },
        );
      });
    },
  });
}
