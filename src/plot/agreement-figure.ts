import { assertArgument } from '../core/arguments.ts';
import { padded, xOf, yOf } from './axes.ts';
import { drawChart, drawPath, EXCLUDED, SERIES_COLORS } from './chart.ts';
import type { Figure } from './context2d.ts';
import { drawMarker } from './markers.ts';
import { drawNotes, quietCorners } from './notes.ts';
import { drawText } from './text.ts';
import { linearTicks } from './ticks.ts';

/** The same quantity measured in two ways, at some places. */
export interface AgreementFigure {
  readonly points: readonly {
    readonly x: number;
    readonly y: number;
    readonly label?: string;
    /** Not counted: grey. */
    readonly excluded?: boolean;
  }[];
  readonly title?: string;
  readonly xLabel?: string;
  readonly yLabel?: string;
  /** Limits of both axes. */
  readonly lim?: readonly [number, number];
  /** Lines of text in a corner. */
  readonly notes?: readonly string[];
  /** Write the labels beside their points. */
  readonly labels?: boolean;
  readonly markerSize?: number;
  readonly fontSize?: number;
  readonly size?: readonly [width: number, height: number];
}

/** Points on a square with the line on which both ways agree. */
export function drawAgreement(spec: AgreementFigure): Figure {
  assertArgument('drawAgreement', 'spec', spec, { points: 'list' });
  const { points, fontSize = 12, markerSize = 6 } = spec;
  const shown = points.flatMap(({ x, y }) => [x, y]).filter(Number.isFinite);
  const [from, to] = spec.lim ?? padded(Math.min(...shown), Math.max(...shown), 0.08);
  const axis = { from, to, ticks: linearTicks(from, to, 5) };
  const [xAxis, yAxis] = [
    { ...axis, label: spec.xLabel },
    { ...axis, label: spec.yLabel },
  ];
  return drawChart({
    title: spec.title,
    titleSize: fontSize,
    fontSize,
    size: spec.size ?? [4.5, 4.5],
    square: true,
    grid: 'both',
    x: xAxis,
    y: yAxis,
    plot({ context }, frame) {
      const at = (x: number, y: number) => [xOf(frame, xAxis, x), yOf(frame, yAxis, y)] as const;
      drawPath(context, [at(from, from), at(to, to)], { color: 'black', width: 1, dash: [5, 4] });
      for (const { x, y, label, excluded } of points) {
        if (!Number.isFinite(x) || !Number.isFinite(y)) continue;
        const fill = excluded ? EXCLUDED : SERIES_COLORS[0];
        drawMarker(context, ...at(x, y), { size: markerSize, fill, edge: 'black' });
        const [left, middle] = at(x, y);
        const isFarRight = left > frame.x + 0.85 * frame.width;
        const align = isFarRight ? 'right' : 'left';
        const style = { size: fontSize * 0.7, align, anchor: 'middle' } as const;
        const beside = isFarRight ? left - markerSize : left + markerSize;
        if (spec.labels && label) drawText(context, label, beside, middle, style);
      }
    },
    over({ context }, frame) {
      const places = points.map(({ x, y }) => [xOf(frame, xAxis, x), yOf(frame, yAxis, y)] as const);
      drawNotes(context, frame, spec.notes ?? [], fontSize * 0.85, quietCorners(frame, places)[0]);
    },
  });
}
