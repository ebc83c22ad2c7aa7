import { dateTicks, dayOf } from '../../plot/date-axis.ts';
import { linearTicks } from '../../plot/ticks.ts';
import { drawing, label, short } from './svg.ts';

/** A chart over time: its frame, and how days and values become places in it. */
interface TimeChart {
  readonly title: string;
  /** quantity and unit of the vertical axis */
  readonly axis: string;
  readonly dates: readonly string[];
  readonly limits: readonly [number, number];
  readonly width?: number;
  readonly height?: number;
  /** what is drawn inside */
  readonly plot: (x: (day: number) => number, y: (value: number) => number) => readonly string[];
}

const MARGIN = { left: 58, right: 12, top: 14, bottom: 40 };

/** Draw a chart over time in the colours of the page. */
export function timeChart({
  title,
  axis,
  dates,
  limits,
  plot,
  width = 560,
  height = 250,
}: TimeChart): string {
  const days = dates.map(dayOf);
  const [first, last] = [Math.min(...days), Math.max(...days)];
  const pad = Math.max(1, 0.03 * (last - first));
  const [from, to] = [first - pad, last + pad];
  const [low, high] = limits;
  const x = (day: number) =>
    MARGIN.left + ((day - from) / (to - from)) * (width - MARGIN.left - MARGIN.right);
  const y = (value: number) =>
    height - MARGIN.bottom - ((value - low) / (high - low)) * (height - MARGIN.top - MARGIN.bottom);
  const bottom = height - MARGIN.bottom;
  const across = linearTicks(low, high, 5);
  const along = dateTicks(from, to, Math.round(width / 95)).ticks;
  return drawing({ width, height, title, className: 'chart' }, [
    ...across.map(
      ({ value, label: text }) =>
        `<line class="${value === 0 ? 'zero' : 'grid'}" x1="${MARGIN.left}" x2="${width - MARGIN.right}" y1="${short(y(value))}" y2="${short(y(value))}"/>${label(MARGIN.left - 8, y(value) + 4, text, 'end')}`,
    ),
    ...along.map(
      ({ value, label: text }) =>
        `<line class="tick" x1="${short(x(value))}" x2="${short(x(value))}" y1="${bottom}" y2="${bottom + 5}"/>${label(x(value), bottom + 18, text, 'middle')}`,
    ),
    `<line class="axis" x1="${MARGIN.left}" x2="${width - MARGIN.right}" y1="${bottom}" y2="${bottom}"/>`,
    `<text class="axis-name" transform="translate(14 ${short((bottom + MARGIN.top) / 2)}) rotate(-90)" text-anchor="middle">${axis}</text>`,
    ...plot(x, y),
  ]);
}

/** Limits with some room around values. */
export function roomAround(values: readonly number[], share = 0.08): [number, number] {
  const finite = values.filter(Number.isFinite);
  if (finite.length === 0) return [-1, 1];
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  const pad = (high - low || Math.abs(high) || 1) * share;
  return [low - pad, high + pad];
}
