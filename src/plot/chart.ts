import { type AxesStyle, type Axis, axesMargins, drawAxes, drawGrid } from './axes.ts';
import type { Context2D, Figure, Rect, Surface } from './context2d.ts';
import { drawMarker, type MarkerStyle } from './markers.ts';
import { drawText, textWidth } from './text.ts';

/** Colours of data series, in matplotlib's order. */
export const SERIES_COLORS = [
  '#1f77b4',
  '#ff7f0e',
  '#2ca02c',
  '#d62728',
  '#9467bd',
  '#8c564b',
  '#e377c2',
  '#7f7f7f',
  '#bcbd22',
  '#17becf',
];
export const EXCLUDED = '#a0a0a0';

export interface Chart extends AxesStyle {
  readonly x: Axis;
  readonly y: Axis;
  /** Size of the whole figure, inches. */
  readonly size: readonly [width: number, height: number];
  /** Room kept free right of the frame, points. */
  readonly rightRoom?: number;
  /** Frame with equal sides, its height following its width. */
  readonly square?: boolean;
  /** Draw the data; the frame clips. */
  plot(surface: Surface, frame: Rect): void;
  /** Draw what lies outside the clipped frame or above the axes: colour bar, legend. */
  over?(surface: Surface, frame: Rect): void;
}

/** A figure of one pair of axes: background grid, data clipped to the frame, axes, and whatever lies above. */
export function drawChart(chart: Chart): Figure {
  const [width, wanted] = [chart.size[0] * 72, chart.size[1] * 72];
  const margins = axesMargins(chart.x, chart.y, chart);
  const right = chart.rightRoom ?? margins.right;
  const frameWidth = width - margins.left - right - 8;
  const frameHeight = chart.square ? frameWidth : wanted - margins.top - margins.bottom - 8;
  const frame: Rect = { x: margins.left + 4, y: margins.top + 4, width: frameWidth, height: frameHeight };
  return {
    width,
    height: chart.square ? frameHeight + margins.top + margins.bottom + 8 : wanted,
    title: chart.title ?? '',
    background: 'white',
    draw(surface) {
      const { context } = surface;
      drawGrid(context, frame, chart.x, chart.y, chart);
      context.save();
      context.beginPath();
      context.rect(frame.x, frame.y, frame.width, frame.height);
      context.clip();
      chart.plot(surface, frame);
      context.restore();
      drawAxes(context, frame, chart.x, chart.y, chart);
      chart.over?.(surface, frame);
    },
  };
}

/** Several figures in one row, centred on each other. */
export function sideBySide(figures: readonly Figure[], gap = 16): Figure {
  const height = Math.max(...figures.map((figure) => figure.height));
  return {
    width: figures.reduce((sum, figure) => sum + figure.width, gap * (figures.length - 1)),
    height,
    title: figures.map((figure) => figure.title).find((title) => title !== '') ?? '',
    background: 'white',
    draw(surface) {
      let x = 0;
      for (const figure of figures) {
        surface.context.save();
        surface.context.translate(x, (height - figure.height) / 2);
        figure.draw(surface);
        surface.context.restore();
        x += figure.width + gap;
      }
    },
  };
}

/** Stroke a polyline given by page coordinates. */
export function drawPath(
  context: Context2D,
  points: readonly (readonly [x: number, y: number])[],
  style: { color: string; width: number; dash?: readonly number[] },
): void {
  context.save();
  context.strokeStyle = style.color;
  context.lineWidth = style.width;
  context.lineJoin = 'round';
  context.setLineDash([...(style.dash ?? [])]);
  context.beginPath();
  points.forEach(([x, y], k) => {
    if (k === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.stroke();
  context.restore();
}

export interface LegendEntry {
  readonly label: string;
  readonly color: string;
  /** Swatch: a filled box, a line, a dashed line or a symbol. */
  readonly kind: 'box' | 'line' | 'dash' | 'marker';
  readonly marker?: MarkerStyle;
}

/** How large a legend is, and its parts. */
export interface LegendSize {
  readonly width: number;
  readonly height: number;
  readonly row: number;
  readonly swatch: number;
  readonly pad: number;
  /** of each entry */
  readonly widths: readonly number[];
}

export function legendSize(entries: readonly LegendEntry[], fontSize: number, inRow = false): LegendSize {
  const row = fontSize * 1.5;
  const swatch = fontSize * 1.9;
  const pad = fontSize * 0.5;
  const widths = entries.map((entry) => pad * 2.4 + swatch + textWidth(entry.label, fontSize));
  if (entries.length === 0) return { width: 0, height: 0, row, swatch, pad, widths };
  const width = (inRow ? widths.reduce((a, b) => a + b) : Math.max(...widths)) + pad * 0.6;
  return { width, height: row * (inRow ? 1 : entries.length) + fontSize * 0.4, row, swatch, pad, widths };
}

/** Legend in a corner of the frame, on a translucent white ground; entries below each other or in one row. */
export function drawLegend(
  context: Context2D,
  frame: Rect,
  entries: readonly LegendEntry[],
  fontSize: number,
  corner: 'upper left' | 'upper right' | 'lower left' | 'lower right' = 'upper right',
  inRow = false,
): void {
  if (entries.length === 0) return;
  const { row, swatch, pad, widths, width, height } = legendSize(entries, fontSize, inRow);
  const left = corner.endsWith('left') ? frame.x + 6 : frame.x + frame.width - width - 6;
  const top = corner.startsWith('upper') ? frame.y + 6 : frame.y + frame.height - height - 6;
  context.save();
  context.fillStyle = 'rgba(255,255,255,0.85)';
  context.strokeStyle = '#cccccc';
  context.lineWidth = 0.7;
  context.fillRect(left, top, width, height);
  context.strokeRect(left, top, width, height);
  let x = left + pad;
  let middle = top + fontSize * 0.2 + row / 2;
  entries.forEach((entry, k) => {
    drawSwatch(context, entry, x, middle, swatch, fontSize);
    const style = { size: fontSize, align: 'left', anchor: 'middle' } as const;
    drawText(context, entry.label, x + swatch + pad, middle, style);
    if (inRow) x += widths[k];
    else middle += row;
  });
  context.restore();
}

function drawSwatch(
  context: Context2D,
  entry: LegendEntry,
  x: number,
  middle: number,
  width: number,
  fontSize: number,
): void {
  if (entry.kind === 'box') {
    context.fillStyle = entry.color;
    context.fillRect(x, middle - fontSize * 0.32, width, fontSize * 0.64);
  } else if (entry.kind === 'marker') {
    drawMarker(context, x + width / 2, middle, entry.marker ?? { size: 6, fill: entry.color });
  } else {
    const ends = [[x, middle] as const, [x + width, middle] as const];
    drawPath(context, ends, { color: entry.color, width: 1.4, dash: entry.kind === 'dash' ? [4, 2.5] : [] });
  }
}
