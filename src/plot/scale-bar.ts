import type { Context2D, Rect } from './context2d.ts';
import { drawText, INK, textWidth } from './text.ts';
import { roundToOne } from './ticks.ts';

export interface ScaleBar {
  /** Wanted length as a share of the scene's width; rounded to one digit of km or m. 0.2 unless given. */
  readonly length?: number;
  /** Centre of the bar as shares of the frame, from its lower left corner; 0.2 and 0.1 unless given. */
  readonly x?: number;
  readonly y?: number;
  readonly lineWidth?: number;
  /** Gap between bar and text as a share of the frame's height; by the size of letters unless given. */
  readonly pad?: number;
  readonly color?: string;
}

/** Round length of a scale bar for a scene of some width: metres and text. */
export function scaleBarLength(groundWidth: number, share = 0.2): { metres: number; label: string } {
  const metres = roundToOne(groundWidth * share);
  return { metres, label: metres >= 1000 ? `${Math.round(metres / 1000)} km` : `${metres} m` };
}

/** Draw a scale bar with its length above it, outlined in white so that it reads on any background. */
export function drawScaleBar(
  context: Context2D,
  frame: Rect,
  groundWidth: number,
  bar: ScaleBar,
  fontSize: number,
): void {
  const { metres, label } = scaleBarLength(groundWidth, bar.length);
  const width = (metres / groundWidth) * frame.width;
  const half = Math.max(width, textWidth(label, fontSize)) / 2 + 4;
  const wanted = frame.x + frame.width * (bar.x ?? 0.2);
  const middle = Math.max(frame.x + half, Math.min(wanted, frame.x + frame.width - half)); // inside the frame
  const foot = frame.y + frame.height * (1 - (bar.y ?? 0.1));
  const lineWidth = bar.lineWidth ?? 1.6;
  const rise = fontSize * 0.4;
  context.save();
  context.lineCap = 'square';
  context.lineJoin = 'miter';
  for (const [color, wide] of [
    ['rgba(255,255,255,0.85)', lineWidth + 2.4],
    [bar.color ?? INK, lineWidth],
  ] as const) {
    context.strokeStyle = color;
    context.lineWidth = wide;
    context.beginPath();
    context.moveTo(middle - width / 2, foot - rise);
    context.lineTo(middle - width / 2, foot);
    context.lineTo(middle + width / 2, foot);
    context.lineTo(middle + width / 2, foot - rise);
    context.stroke();
  }
  const style = { size: fontSize, color: bar.color, halo: 'rgba(255,255,255,0.85)' };
  const gap = bar.pad === undefined ? rise * 0.6 + fontSize * 0.35 : bar.pad * frame.height * 0.4;
  drawText(context, label, middle, foot - gap, style);
  context.restore();
}
