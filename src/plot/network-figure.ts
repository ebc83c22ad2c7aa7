import { assertArgument } from '../core/arguments.ts';
import { NetworkError } from '../core/errors.ts';
import { padded, xOf, yOf } from './axes.ts';
import { drawChart, drawLegend, drawPath, type LegendEntry } from './chart.ts';
import type { Colormap } from './color-table.ts';
import { type Colorbar, colorbarExtent, drawColorbar, type Extend } from './colorbar.ts';
import { colormap, colorOf } from './colormap.ts';
import type { Figure } from './context2d.ts';
import { dateTicks, dayOf } from './date-axis.ts';
import { drawMarker } from './markers.ts';
import { INK } from './text.ts';
import { linearTicks } from './ticks.ts';

/** One interferogram of a network. */
export interface NetworkPair {
  /** `20200101_20200113`, reference first. */
  readonly date12: string;
  /** Average spatial coherence, or another quantity that gives the colour. */
  readonly value?: number;
  readonly dropped?: boolean;
}

/** A network of interferograms. */
export interface Network {
  /** Acquisitions, YYYYMMDD. */
  readonly dates: readonly string[];
  /** Perpendicular baseline of every acquisition, m. */
  readonly bperp: readonly number[];
  readonly pairs: readonly NetworkPair[];
}

export interface NetworkStyle {
  readonly title?: string;
  /** Quantity of the colour bar. */
  readonly label?: string;
  readonly vlim?: readonly [number, number];
  readonly colormap?: string | Colormap;
  /** Start, break and end of a truncated colormap: pairs below the break stand out. */
  readonly vlist?: readonly [number, number, number];
  readonly extend?: Extend;
  /** Leave dropped interferograms out. */
  readonly keptOnly?: boolean;
  readonly lineWidth?: number;
  readonly markerSize?: number;
  readonly markerColor?: string;
  readonly everyYear?: number;
  readonly size?: readonly [width: number, height: number];
  readonly fontSize?: number;
}

const ORANGE = '#ffa500';
const GREY = '#b0b0b0';

/** Dates of kept interferograms; all others have lost every pair. */
export function keptDates(network: Network): Set<string> {
  return new Set(network.pairs.filter((pair) => !pair.dropped).flatMap((pair) => pair.date12.split('_')));
}

/** Colours of coherence: `RdBu` cut at 0.4 between bad (red) and good (blue), limits 0.2 to 1. */
export function coherenceColorbar(style: NetworkStyle): Colorbar {
  const [vmin, vmax] = style.vlim ?? [0.2, 1];
  const vlist = style.vlist ?? [0.2, 0.4, 1];
  const map =
    typeof style.colormap === 'object'
      ? style.colormap
      : colormap(style.colormap ?? 'RdBu_truncate', { vlist });
  return { map, vmin, vmax, label: style.label ?? 'Average spatial coherence', extend: style.extend };
}

/** Usual figure width for a number of acquisitions, inches. */
export function historyWidth(numDate: number): number {
  return numDate <= 100 ? 6 : numDate <= 200 ? 8 : numDate <= 300 ? 10 : 12;
}

/**
 * Time axis over some dates, days since 1970.
 * @param halfBar days that bars reach to both sides of their dates
 */
export function timeAxis(
  dates: readonly string[],
  everyYear?: number,
  share = 0.05,
  target = 7,
  halfBar = 0,
) {
  const days = dates.map(dayOf);
  const [from, to] = padded(Math.min(...days) - halfBar, Math.max(...days) + halfBar, share);
  return { from, to, ...dateTicks(from, to, target, everyYear) };
}

/** What every figure of a network needs of it. */
export const NETWORK_FIELDS = { dates: 'list', bperp: 'list', pairs: 'list' } as const;

/**
 * Network of interferograms: acquisitions by date and perpendicular baseline, joined by their pairs. Kept pairs are
 * solid and coloured (the lowest coherence underneath), dropped ones dashed; dates without kept pairs are grey.
 *
 * @throws {NetworkError} when a pair names a date that is not in the list
 */
export function drawNetwork(network: Network, style: NetworkStyle = {}): Figure {
  assertArgument('drawNetwork', 'network', network, NETWORK_FIELDS);
  const { fontSize = 12, lineWidth = 1.6, markerSize = 7.5 } = style;
  const dates = new Map(network.dates.map((date, k) => [date, [dayOf(date), network.bperp[k]] as const]));
  const bar = coherenceColorbar(style);
  const colored = network.pairs.some((pair) => pair.value !== undefined);
  const pairs = network.pairs
    .filter((pair) => !(style.keptOnly && pair.dropped))
    .sort((a, b) => (a.value ?? 0) - (b.value ?? 0));
  for (const { date12 } of pairs) {
    for (const date of date12.split('_')) {
      if (!dates.has(date)) {
        throw new NetworkError(
          `Pair ${date12} names ${date}, which has no baseline.`,
          'List every acquisition once.',
        );
      }
    }
  }
  const kept = keptDates(network);
  const legend = networkLegend(network, style);
  const y = baselineAxis(network.bperp, legend.length > 0 ? 0.12 : 0);
  const size = style.size ?? [historyWidth(network.dates.length) + (colored ? 1.1 : 0), 4.2];
  const barHeight = size[1] * 72 - 90;
  return drawChart({
    title: style.title ?? 'Interferogram network',
    fontSize,
    size,
    grid: 'both',
    x: timeAxis(network.dates, style.everyYear),
    y: { ...y, label: 'Perpendicular baseline [m]' },
    rightRoom: colored ? 12 + colorbarExtent(bar, 11, barHeight, fontSize) : undefined,
    plot({ context }, frame) {
      const axis = timeAxis(network.dates, style.everyYear);
      const place = (date: string) => {
        const [day, bperp] = dates.get(date) as readonly [number, number];
        return [xOf(frame, axis, day), yOf(frame, y, bperp)] as const;
      };
      for (const dropped of [true, false]) {
        for (const pair of pairs) {
          if ((pair.dropped ?? false) !== dropped) continue;
          const known = pair.value !== undefined && !Number.isNaN(pair.value);
          const color = known
            ? colorOf(bar.map, pair.value as number, bar.vmin, bar.vmax)
            : dropped
              ? GREY
              : INK;
          const ends = pair.date12.split('_').map(place);
          drawPath(context, ends, {
            color,
            width: dropped ? lineWidth * 0.7 : lineWidth,
            dash: dropped ? [4, 3] : [],
          });
        }
      }
      for (const date of network.dates) {
        const [px, py] = place(date);
        const fill = kept.has(date) ? (style.markerColor ?? ORANGE) : GREY;
        drawMarker(context, px, py, { size: markerSize, fill, edge: INK, edgeWidth: 1.4 });
      }
    },
    over(surface, frame) {
      if (colored) {
        const box = { x: frame.x + frame.width + 12, y: frame.y, width: 11, height: frame.height };
        drawColorbar(surface, box, bar, fontSize);
      }
      drawLegend(surface.context, frame, legend, fontSize * 0.8, 'upper right', true);
    },
  });
}

/** History of the perpendicular baseline: acquisitions joined in order; dates without kept pairs are grey. */
export function drawBaselineHistory(network: Network, style: NetworkStyle = {}): Figure {
  assertArgument('drawBaselineHistory', 'network', network, NETWORK_FIELDS);
  const { fontSize = 12, markerSize = 7.5 } = style;
  const kept = keptDates(network);
  const x = timeAxis(network.dates, style.everyYear);
  const y = baselineAxis(network.bperp);
  const points = network.dates.map((date, k) => ({ date, day: dayOf(date), bperp: network.bperp[k] }));
  return drawChart({
    title: style.title ?? 'Perpendicular baseline history',
    fontSize,
    size: style.size ?? [historyWidth(network.dates.length), 4],
    grid: 'both',
    x,
    y: { ...y, label: 'Perpendicular baseline [m]' },
    plot({ context }, frame) {
      const at = (point: (typeof points)[number]) =>
        [xOf(frame, x, point.day), yOf(frame, y, point.bperp)] as const;
      const line = points.filter((point) => kept.has(point.date));
      drawPath(context, line.map(at), { color: '#4d4d4d', width: style.lineWidth ?? 1.6 });
      for (const point of points) {
        const fill = kept.has(point.date) ? (style.markerColor ?? ORANGE) : GREY;
        const [px, py] = at(point);
        drawMarker(context, px, py, { size: markerSize, fill, edge: INK, edgeWidth: 1.4 });
      }
    },
  });
}

/** @param head extra share of the range kept free on top, for the legend */
function baselineAxis(bperp: readonly number[], head = 0) {
  const [from, top] = padded(Math.min(...bperp), Math.max(...bperp), 0.1);
  const to = top + head * (top - from);
  return { from, to, ticks: linearTicks(from, to, 6) };
}

function networkLegend(network: Network, style: NetworkStyle): LegendEntry[] {
  if (style.keptOnly || !network.pairs.some((pair) => pair.dropped)) return [];
  return [
    { label: 'kept', color: '#3a78b5', kind: 'line' },
    { label: 'dropped', color: '#3a78b5', kind: 'dash' },
  ];
}
