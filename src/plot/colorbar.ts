import type { Colormap } from './color-table.ts';
import { colorOf } from './colormap.ts';
import type { Rect, Surface } from './context2d.ts';
import { colorColumn } from './raster.ts';
import { drawText, INK, textWidth } from './text.ts';
import { linearTicks, niceStep, type Tick, ticksAt } from './ticks.ts';

/** Which ends of a colour bar are arrows: there are values beyond the limits. */
export type Extend = 'neither' | 'min' | 'max' | 'both';

export interface Colorbar {
  /** Colour of its text. */
  readonly color?: string;
  readonly map: Colormap;
  readonly vmin: number;
  readonly vmax: number;
  readonly label?: string;
  /** Written instead of a label that is longer than the bar. */
  readonly shortLabel?: string;
  readonly extend?: Extend;
  /** Explicit tick values. */
  readonly ticks?: readonly number[];
  /** About so many intervals between ticks. */
  readonly nbins?: number;
}

/** Arrow ends that a data range needs beyond given limits. */
export function extendFor([low, high]: readonly [number, number], vmin: number, vmax: number): Extend {
  const slack = (vmax - vmin) * 1e-6; // float32 data against float64 limits
  const below = low < vmin - slack;
  const above = high > vmax + slack;
  return below && above ? 'both' : below ? 'min' : above ? 'max' : 'neither';
}

/** Ticks of a colour bar of some height: multiples of π/2 for a phase cycle, round numbers otherwise. */
export function colorbarTicks(bar: Colorbar, height: number, fontSize: number): Tick[] {
  if (bar.ticks !== undefined) return ticksAt(bar.ticks.filter((t) => t >= bar.vmin && t <= bar.vmax));
  const nearPi = (value: number) => Math.abs(Math.abs(value) - Math.PI) < 1e-3;
  if (nearPi(bar.vmin) && nearPi(bar.vmax)) {
    const labels = ['−π', '−π/2', '0', 'π/2', 'π'];
    const every = height > fontSize * 9 ? 1 : 2;
    return labels
      .map((label, k) => ({ value: bar.vmin + (k / 4) * (bar.vmax - bar.vmin), label }))
      .filter((_tick, k) => k % every === 0);
  }
  const target = bar.nbins ?? Math.max(2, Math.min(8, Math.floor(height / (fontSize * 2.6))));
  return linearTicks(bar.vmin, bar.vmax, target, niceStep(bar.vmax - bar.vmin, target));
}

/** Width in points of a vertical colour bar with its ticks and label. */
export function colorbarExtent(bar: Colorbar, thickness: number, height: number, fontSize: number): number {
  const widest = Math.max(
    0,
    ...colorbarTicks(bar, height, fontSize).map((t) => textWidth(t.label, fontSize)),
  );
  return thickness + 7 + widest + (bar.label ? fontSize * 1.5 : 2);
}

function fittingLabel(
  { label = '', shortLabel = label }: Colorbar,
  height: number,
  fontSize: number,
): string {
  return textWidth(label, fontSize) <= height * 1.05 ? label : shortLabel;
}

/** Draw a vertical colour bar into `box` (the bar itself, arrows included), ticks and label on its right. */
export function drawColorbar(surface: Surface, box: Rect, bar: Colorbar, fontSize: number): void {
  const { context } = surface;
  const extend = bar.extend ?? 'neither';
  const arrow = Math.min(box.height * 0.05, box.width * 1.1);
  const top = box.y + (extend === 'max' || extend === 'both' ? arrow : 0);
  const foot = box.y + box.height - (extend === 'min' || extend === 'both' ? arrow : 0);
  const right = box.x + box.width;
  const middle = box.x + box.width / 2;
  context.save();
  context.strokeStyle = INK;
  context.lineWidth = 0.8;
  context.lineJoin = 'miter';
  for (const [base, tip, color] of [
    [top, box.y, colorOf(bar.map, bar.vmax, bar.vmin, bar.vmax)],
    [foot, box.y + box.height, colorOf(bar.map, bar.vmin, bar.vmin, bar.vmax)],
  ] as const) {
    if (base === tip) continue;
    context.fillStyle = color;
    context.beginPath();
    const under = base + Math.sign(base - tip); // no seam between arrow and bar
    context.moveTo(box.x, under);
    context.lineTo(box.x, base);
    context.lineTo(middle, tip);
    context.lineTo(right, base);
    context.lineTo(right, under);
    context.fill();
  }
  surface.paint(colorColumn(bar.map), box.x, top, box.width, foot - top, false);
  context.beginPath();
  context.moveTo(box.x, top);
  if (top > box.y) context.lineTo(middle, box.y);
  context.lineTo(right, top);
  context.lineTo(right, foot);
  if (foot < box.y + box.height) context.lineTo(middle, box.y + box.height);
  context.lineTo(box.x, foot);
  context.closePath();
  context.stroke();
  const ticks = colorbarTicks(bar, box.height, fontSize);
  const yAt = (value: number) => foot - ((value - bar.vmin) / (bar.vmax - bar.vmin)) * (foot - top);
  context.beginPath();
  for (const { value } of ticks) {
    context.moveTo(right, yAt(value));
    context.lineTo(right + 3, yAt(value));
  }
  context.stroke();
  for (const { value, label } of ticks) {
    drawText(context, label, right + 5.5, yAt(value), {
      size: fontSize,
      align: 'left',
      anchor: 'middle',
      color: bar.color,
    });
  }
  if (bar.label) {
    const at = box.x + colorbarExtent(bar, box.width, box.height, fontSize) - fontSize * 0.35;
    drawText(context, fittingLabel(bar, box.height, fontSize), at, box.y + box.height / 2, {
      size: fontSize,
      vertical: true,
      color: bar.color,
    });
  }
  context.restore();
}
