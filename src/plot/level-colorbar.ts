import { type Colorbar, colorbarTicks } from './colorbar.ts';
import { colorOf } from './colormap.ts';
import type { Rect, Surface } from './context2d.ts';
import { colorRow } from './raster.ts';
import { drawText, INK, textWidth } from './text.ts';

/** Height in points of a level colour bar with its ticks and label. */
export function levelColorbarExtent(bar: Colorbar, thickness: number, fontSize: number): number {
  return thickness + 5 + fontSize * 1.1 + (bar.label ? fontSize * 1.5 : 2);
}

/** Draw a level colour bar into `box` (the bar itself, arrows included), ticks and label below it. */
export function drawLevelColorbar(surface: Surface, box: Rect, bar: Colorbar, fontSize: number): void {
  const { context } = surface;
  const extend = bar.extend ?? 'neither';
  const arrow = Math.min(box.width * 0.05, box.height * 1.1);
  const left = box.x + (extend === 'min' || extend === 'both' ? arrow : 0);
  const right = box.x + box.width - (extend === 'max' || extend === 'both' ? arrow : 0);
  const foot = box.y + box.height;
  const middle = box.y + box.height / 2;
  context.save();
  context.strokeStyle = INK;
  context.lineWidth = 0.8;
  for (const [base, tip, value] of [
    [left, box.x, bar.vmin],
    [right, box.x + box.width, bar.vmax],
  ] as const) {
    if (base === tip) continue;
    context.fillStyle = colorOf(bar.map, value, bar.vmin, bar.vmax);
    context.beginPath();
    context.moveTo(base, box.y);
    context.lineTo(tip, middle);
    context.lineTo(base, foot);
    context.closePath();
    context.fill();
  }
  surface.paint(colorRow(bar.map), left, box.y, right - left, box.height, false);
  context.beginPath();
  context.moveTo(left, box.y);
  context.lineTo(right, box.y);
  if (right < box.x + box.width) context.lineTo(box.x + box.width, middle);
  context.lineTo(right, foot);
  context.lineTo(left, foot);
  if (left > box.x) context.lineTo(box.x, middle);
  context.closePath();
  context.stroke();
  const ticks = colorbarTicks(bar, box.width * 0.6, fontSize);
  const xAt = (value: number) => left + ((value - bar.vmin) / (bar.vmax - bar.vmin)) * (right - left);
  context.beginPath();
  for (const { value } of ticks) {
    context.moveTo(xAt(value), foot);
    context.lineTo(xAt(value), foot + 3);
  }
  context.stroke();
  const style = { size: fontSize, color: bar.color };
  for (const { value, label } of ticks)
    drawText(context, label, xAt(value), foot + 5, { ...style, anchor: 'top' });
  if (bar.label) {
    const { label, shortLabel = label } = bar;
    const text = textWidth(label, fontSize) <= box.width * 1.15 ? label : shortLabel;
    drawText(context, text, box.x + box.width / 2, foot + 5 + fontSize * 2.2, style);
  }
  context.restore();
}
