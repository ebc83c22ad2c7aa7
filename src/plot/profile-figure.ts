import { assertArgument } from '../core/arguments.ts';
import { padded, xOf, yOf } from './axes.ts';
import { drawChart, drawLegend, drawPath, type LegendEntry, SERIES_COLORS, sideBySide } from './chart.ts';
import type { Figure } from './context2d.ts';
import { drawMap, type MapFigure } from './map-figure.ts';
import { drawMarker } from './markers.ts';
import { quietCorners } from './notes.ts';
import { linearTicks } from './ticks.ts';

/** Values along a line. */
export interface Profile {
  readonly distance: readonly number[];
  readonly values: readonly number[];
  /** Standard deviation per point, drawn as a band. */
  readonly spread?: readonly number[];
  readonly label?: string;
  readonly color?: string;
  /** Width of a line through the points instead of symbols; gaps part it. */
  readonly lineWidth?: number;
}

export interface ProfileFigure {
  /** Map with the line on it (`lines`), drawn on the left. */
  readonly map?: MapFigure;
  readonly profiles: readonly Profile[];
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  readonly xlim?: readonly [number, number];
  readonly vlim?: readonly [number, number];
  readonly markerSize?: number;
  readonly fontSize?: number;
  readonly size?: readonly [width: number, height: number];
}

/** Profiles along a transect, beside the map that shows where it runs. */
export function drawProfiles(spec: ProfileFigure): Figure {
  assertArgument('drawProfiles', 'spec', spec, { profiles: 'list' });
  const { fontSize = 12, markerSize = 3, profiles } = spec;
  const finite = (values: readonly number[]) => values.filter(Number.isFinite);
  const distances = profiles.flatMap(({ distance, values: own }) =>
    distance.filter((_, k) => Number.isFinite(own[k])),
  );
  const values = finite(
    profiles.flatMap(({ values: own, spread }) =>
      own.flatMap((v, k) => [v - (spread?.[k] ?? 0), v + (spread?.[k] ?? 0)]),
    ),
  );
  const [left, right] = spec.xlim ?? padded(Math.min(...distances), Math.max(...distances), 0.02);
  const [from, to] = spec.vlim ?? padded(Math.min(...values), Math.max(...values), 0.06);
  const x = {
    from: left,
    to: right,
    ticks: linearTicks(left, right, 6),
    label: spec.xLabel ?? 'Distance [km]',
  };
  const y = { from, to, ticks: linearTicks(from, to, 6), label: spec.yLabel };
  const map = spec.map && drawMap({ ...spec.map, fontSize });
  const chart = drawChart({
    title: spec.title,
    titleSize: fontSize,
    fontSize,
    size: spec.size ?? [6, map ? map.height / 72 : 4],
    grid: 'both',
    x,
    y,
    plot({ context }, frame) {
      profiles.forEach((profile, p) => {
        const fill = profile.color ?? SERIES_COLORS[p % 10];
        // Every point has its own bar, as gaps part the line: side by side they make a band.
        const wide = Math.max(1, (frame.width * 1.02) / Math.max(1, profile.distance.length));
        profile.distance.forEach((distance, k) => {
          const value = profile.values[k];
          if (!Number.isFinite(value)) return;
          const spread = profile.spread?.[k];
          if (spread !== undefined && spread > 0) {
            const ends = [-spread, spread].map(
              (side) => [xOf(frame, x, distance), yOf(frame, y, value + side)] as const,
            );
            context.save();
            context.globalAlpha = 0.25;
            drawPath(context, ends, { color: fill, width: wide });
            context.restore();
          }
          const at = [xOf(frame, x, distance), yOf(frame, y, value)] as const;
          const before = profile.values[k - 1];
          if (profile.lineWidth === undefined) drawMarker(context, ...at, { size: markerSize, fill });
          if (profile.lineWidth === undefined || !Number.isFinite(before)) return;
          const from = [xOf(frame, x, profile.distance[k - 1]), yOf(frame, y, before)] as const;
          drawPath(context, [from, at], { color: fill, width: profile.lineWidth });
        });
      });
    },
    over({ context }, frame) {
      const entries = profiles.flatMap(({ label, color, lineWidth }, p): LegendEntry[] => {
        const fill = color ?? SERIES_COLORS[p % 10];
        if (label && lineWidth !== undefined) return [{ label, color: fill, kind: 'line' }];
        return label ? [{ label, color: fill, kind: 'marker', marker: { size: 5, fill } }] : [];
      });
      const points = profiles.flatMap(({ distance, values: own }) =>
        distance.map((far, k) => [xOf(frame, x, far), yOf(frame, y, own[k])] as const),
      );
      drawLegend(context, frame, entries, fontSize * 0.85, quietCorners(frame, points)[0]);
    },
  });
  return map ? sideBySide([map, chart]) : chart;
}
