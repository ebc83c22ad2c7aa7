import { assertArgument } from '../core/arguments.ts';
import { xOf, yOf } from './axes.ts';
import { drawChart, drawLegend } from './chart.ts';
import { colorbarExtent, drawColorbar } from './colorbar.ts';
import { colorOf } from './colormap.ts';
import type { Figure } from './context2d.ts';
import { dateTicks, dayOf } from './date-axis.ts';
import {
  coherenceColorbar,
  historyWidth,
  NETWORK_FIELDS,
  type Network,
  type NetworkStyle,
  timeAxis,
} from './network-figure.ts';
import { integerTicks, linearTicks } from './ticks.ts';

const BLUE = '#1f77b4';
const ORANGE = '#ff7f0e';

/** Coherence history: per acquisition, the lowest and highest coherence of all its pairs as two bars in one. */
export function drawCoherenceHistory(network: Network, style: NetworkStyle = {}): Figure {
  assertArgument('drawCoherenceHistory', 'network', network, NETWORK_FIELDS);
  const { fontSize = 12 } = style;
  const ranges = new Map<string, [number, number]>();
  for (const { date12, value } of network.pairs) {
    if (value === undefined || Number.isNaN(value)) continue;
    for (const date of date12.split('_')) {
      const [low, high] = ranges.get(date) ?? [value, value];
      ranges.set(date, [Math.min(low, value), Math.max(high, value)]);
    }
  }
  const width = barDays(network.dates);
  const x = timeAxis(network.dates, style.everyYear, 0.03, 7, width / 2);
  const [from, top] = style.vlim ?? [0.2, 1];
  const to = top + 0.1 * (top - from); // room for the legend above the highest bars
  const y = { from, to, ticks: linearTicks(from, top, 8) };
  return drawChart({
    title: style.title ?? 'Coherence history: all pairs of an acquisition',
    fontSize,
    size: style.size ?? [historyWidth(network.dates.length), 4],
    grid: 'y',
    x,
    y: { ...y, label: style.label ?? 'Average spatial coherence' },
    plot({ context }, frame) {
      for (const [date, [low, high]] of ranges) {
        const left = xOf(frame, x, dayOf(date) - width / 2);
        const wide = xOf(frame, x, dayOf(date) + width / 2) - left;
        for (const [value, color] of [
          [high, BLUE],
          [low, ORANGE],
        ] as const) {
          const top = yOf(frame, y, value);
          context.fillStyle = color;
          context.fillRect(left, top, wide, frame.y + frame.height - top);
        }
      }
    },
    over({ context }, frame) {
      const entries = [
        { label: 'highest', color: BLUE, kind: 'box' },
        { label: 'lowest', color: ORANGE, kind: 'box' },
      ] as const;
      drawLegend(context, frame, entries, fontSize * 0.85, 'upper right', true);
    },
  });
}

/** Width of a bar in days: three quarters of the most common interval between acquisitions, in days or else hours. */
export function barDays(dates: readonly string[]): number {
  const days = dates.map(dayOf).sort((a, b) => a - b);
  const counts = new Map<number, number>();
  for (let k = 1; k < days.length; k++) {
    const gap = days[k] - days[k - 1];
    const interval = gap < 1 ? Math.round(gap * 24) / 24 : Math.round(gap);
    counts.set(interval, (counts.get(interval) ?? 0) + 1);
  }
  const common = [...counts].sort((a, b) => b[1] - a[1] || a[0] - b[0])[0]?.[0] ?? 12;
  return Math.max(1 / 24, common) * 0.75;
}

/**
 * Coherence matrix, dates by dates: all pairs below the diagonal, only the kept ones above it, black on it.
 * On a time axis a cell reaches half-way to the neighbouring acquisitions.
 */
export function drawCoherenceMatrix(
  network: Network,
  style: NetworkStyle & { axis?: 'time' | 'index' } = {},
): Figure {
  assertArgument('drawCoherenceMatrix', 'network', network, NETWORK_FIELDS);
  const { fontSize = 12, axis = 'time' } = style;
  const bar = coherenceColorbar(style);
  const dates = [...network.dates].sort();
  const edges =
    axis === 'time' ? timeEdges(dates.map(dayOf)) : dates.map((_d, k) => k - 0.5).concat(dates.length - 0.5);
  const [from, to] = [edges[0], edges.at(-1) as number];
  const marks =
    axis === 'time'
      ? dateTicks(from, to, 6, style.everyYear)
      : { ticks: integerTicks(from, to, 6), minor: [] };
  const x = { from, to, ...marks, label: axis === 'time' ? undefined : 'Image number' };
  // Years stand on their own line below the months, which a vertical axis has no room for.
  const y = { from: to, to: from, ...marks, label: x.label };
  const index = new Map(dates.map((date, k) => [date, k]));
  return drawChart({
    title: style.title ?? 'Coherence matrix',
    fontSize,
    size: style.size ?? [6, 5],
    square: true,
    x,
    y: { ...y, ticks: y.ticks.map((tick) => ({ ...tick, label: tick.label.replace('\n', ' ') })) },
    verticalYLabels: false,
    rightRoom: 12 + colorbarExtent(bar, 11, 300, fontSize),
    plot({ context }, frame) {
      const cell = (row: number, column: number, color: string) => {
        const left = xOf(frame, x, edges[column]);
        const top = yOf(frame, y, edges[row]);
        context.fillStyle = color;
        context.fillRect(
          left,
          top,
          xOf(frame, x, edges[column + 1]) - left,
          yOf(frame, y, edges[row + 1]) - top,
        );
      };
      for (const { date12, value, dropped } of network.pairs) {
        const [a, b] = date12.split('_').map((date) => index.get(date) ?? -1);
        if (a < 0 || b < 0 || value === undefined || Number.isNaN(value)) continue;
        const color = colorOf(bar.map, value, bar.vmin, bar.vmax);
        cell(Math.max(a, b), Math.min(a, b), color);
        if (!dropped) cell(Math.min(a, b), Math.max(a, b), color);
      }
      for (let k = 0; k < dates.length; k++) cell(k, k, 'black');
      context.strokeStyle = 'rgba(255,255,255,0.6)';
      context.lineWidth = dates.length > 60 ? 0 : 0.5;
      if (context.lineWidth === 0) return;
      context.beginPath();
      for (const edge of edges.slice(1, -1)) {
        context.moveTo(xOf(frame, x, edge), frame.y);
        context.lineTo(xOf(frame, x, edge), frame.y + frame.height);
        context.moveTo(frame.x, yOf(frame, y, edge));
        context.lineTo(frame.x + frame.width, yOf(frame, y, edge));
      }
      context.stroke();
    },
    over(surface, frame) {
      const box = { x: frame.x + frame.width + 12, y: frame.y, width: 11, height: frame.height };
      drawColorbar(surface, box, bar, fontSize);
    },
  });
}

function timeEdges(days: readonly number[]): number[] {
  const middle = days.slice(1).map((day, k) => (day + days[k]) / 2);
  const first = days[0] - ((days[1] ?? days[0] + 12) - days[0]) / 2;
  const last = (days.at(-1) as number) + ((days.at(-1) as number) - (days.at(-2) ?? days[0] - 12)) / 2;
  return [first, ...middle, last];
}
