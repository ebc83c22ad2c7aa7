import type { Context2D, Rect } from './context2d.ts';
import { drawText, INK, textWidth } from './text.ts';
import type { Tick } from './ticks.ts';

/** One axis: `from` lies at the left or bottom of the frame, `to` at the right or top; either may be the larger. */
export interface Axis {
  readonly from: number;
  readonly to: number;
  readonly ticks?: readonly Tick[];
  readonly minor?: readonly number[];
  readonly label?: string;
  readonly log?: boolean;
}

export interface AxesStyle {
  readonly fontSize: number;
  /** Faint lines at the ticks: `x`, `y` or both. */
  readonly grid?: 'x' | 'y' | 'both';
  readonly title?: string;
  readonly titleColor?: string;
  readonly titleSize?: number;
  /** Write tick labels along the left edge turned by 90 degrees. */
  readonly verticalYLabels?: boolean;
  /** Ticks and labels of the vertical axis stand on the right. */
  readonly yRight?: boolean;
  /** Colour of all text. */
  readonly color?: string;
  /** Labels along the left edge are turned anticlockwise by so many degrees. */
  readonly yLabelAngle?: number;
  /** Size of tick labels; as all text unless given. */
  readonly tickSize?: number;
  /** Distance of tick labels along both axes, points; negative ones stand inside the frame. */
  readonly labelOffset?: readonly [x: number, y: number];
  /** Sides that carry labels: left and bottom unless given. */
  readonly sides?: Sides;
  /** Room between title and frame, points: a colour bar stands there. */
  readonly titleRise?: number;
  /** Write the title into the frame instead of over it. */
  readonly titleInside?: boolean;
  /** Title alone, without frame and ticks. */
  readonly hidden?: boolean;
}

/** Sides of a frame. */
export interface Sides {
  readonly left: boolean;
  readonly right: boolean;
  readonly top: boolean;
  readonly bottom: boolean;
}

const GRID = '#e3e3e3';

/** Page position of a value on the horizontal axis. */
export function xOf(frame: Rect, axis: Axis, value: number): number {
  return frame.x + frame.width * fraction(axis, value);
}

/** Page position of a value on the vertical axis. */
export function yOf(frame: Rect, axis: Axis, value: number): number {
  return frame.y + frame.height * (1 - fraction(axis, value));
}

function fraction({ from, to, log }: Axis, value: number): number {
  if (log) return Math.log(value / from) / Math.log(to / from);
  return (value - from) / (to - from);
}

/** Limits widened by a share of their span on both sides, so that no point sits on the frame. */
export function padded(low: number, high: number, share = 0.06): [number, number] {
  if (!(low <= high)) return [0, 1];
  const pad = high > low ? (high - low) * share : Math.max(Math.abs(low) * 0.1, 0.5);
  return [low - pad, high + pad];
}

/** Room in points that labels of the left and bottom axes need outside the frame. */
export function axesMargins(x: Axis, y: Axis, style: AxesStyle) {
  const { fontSize, tickSize = fontSize } = style;
  const sides = sidesOf(style);
  const [xOffset, yOffset] = style.labelOffset ?? [GAP, GAP];
  const widest = Math.max(0, ...(y.ticks ?? []).map((tick) => textWidth(tick.label, tickSize)));
  const lines = Math.max(0, ...(x.ticks ?? []).map((tick) => tick.label.split('\n').length));
  const turn = ((style.yLabelAngle ?? (style.verticalYLabels ? 90 : 0)) * Math.PI) / 180;
  const across = Math.abs(Math.cos(turn)) * widest + Math.abs(Math.sin(turn)) * tickSize;
  const yRoom = widest > 0 && yOffset >= 0 ? TICK + yOffset + across : 0;
  const xRoom = lines > 0 && xOffset >= 0 ? TICK + xOffset + tickSize * (1.25 * lines - 0.25) : 0;
  const end = Math.max(4, textWidth(x.ticks?.at(-1)?.label.split('\n')[0] ?? '', tickSize) / 2);
  const label = y.label ? fontSize * 1.6 : 0;
  const { yRight = false } = style;
  return {
    left: yRight ? end : (sides.left ? yRoom : 0) + label + 4,
    bottom: (sides.bottom ? xRoom : 0) + (x.label ? fontSize * 1.45 : 0) + 4,
    top: (style.title && !style.titleInside ? titleRoom(style) : 0) + (sides.top ? xRoom : 0) + 4,
    right: Math.max(end, (sides.right ? yRoom + 4 : 0) + (yRight ? label : 0)),
  };
}

/** Sides that carry labels. */
function sidesOf({ sides, yRight = false }: AxesStyle): Sides {
  return sides ?? { left: !yRight, right: yRight, top: false, bottom: true };
}

/** At least the room of a title of the usual size, so that frames side by side align. */
function titleRoom({ title = '', fontSize, titleSize = fontSize * 1.15 }: AxesStyle): number {
  return Math.max(titleSize, fontSize * 1.15) * (1.3 * title.split('\n').length + 0.4);
}

const TICK = 3.5;
const GAP = 3;

/** Grid lines, to be drawn before the data. */
export function drawGrid(context: Context2D, frame: Rect, x: Axis, y: Axis, style: AxesStyle): void {
  if (style.grid === undefined) return;
  context.save();
  context.strokeStyle = GRID;
  context.lineWidth = 0.6;
  context.beginPath();
  if (style.grid !== 'y') {
    for (const tick of x.ticks ?? []) {
      const at = xOf(frame, x, tick.value);
      context.moveTo(at, frame.y);
      context.lineTo(at, frame.y + frame.height);
    }
  }
  if (style.grid !== 'x') {
    for (const tick of y.ticks ?? []) {
      const at = yOf(frame, y, tick.value);
      context.moveTo(frame.x, at);
      context.lineTo(frame.x + frame.width, at);
    }
  }
  context.stroke();
  context.restore();
}

/** Frame, ticks, labels and title, to be drawn after the data. */
export function drawAxes(context: Context2D, frame: Rect, x: Axis, y: Axis, style: AxesStyle): void {
  const { fontSize } = style;
  context.save();
  if (!style.hidden) drawFrame(context, frame, x, y, style);
  if (style.title) {
    const size = style.titleSize ?? fontSize * 1.15;
    const lines = style.title.split('\n').length;
    const rise = style.titleRise ?? 0;
    const over = style.sides?.top ? axesMargins(x, y, style).top - titleRoom(style) - 4 : 0;
    const foot = style.titleInside
      ? frame.y + size * 1.35
      : frame.y - rise - over - size * (0.7 + 1.25 * (lines - 1));
    const halo = style.titleInside ? 'rgba(255,255,255,0.85)' : undefined;
    drawText(context, style.title, frame.x + frame.width / 2, foot, {
      size,
      color: style.titleColor ?? style.color,
      halo,
    });
  }
  context.restore();
}

function drawFrame(context: Context2D, frame: Rect, x: Axis, y: Axis, style: AxesStyle): void {
  const { fontSize, yRight = false } = style;
  const bottom = frame.y + frame.height;
  const side = yRight ? frame.x + frame.width : frame.x;
  const out = yRight ? 1 : -1;
  context.strokeStyle = INK;
  context.lineWidth = 0.8;
  context.lineCap = 'butt';
  context.strokeRect(frame.x, frame.y, frame.width, frame.height);
  context.beginPath();
  for (const [values, length] of tickMarks(x)) {
    for (const value of values) {
      const at = xOf(frame, x, value);
      context.moveTo(at, bottom);
      context.lineTo(at, bottom + length);
    }
  }
  for (const [values, length] of tickMarks(y)) {
    for (const value of values) {
      const at = yOf(frame, y, value);
      context.moveTo(side, at);
      context.lineTo(side + out * length, at);
    }
  }
  context.stroke();
  drawTickLabels(context, frame, x, y, style);
  const margins = axesMargins(x, y, style);
  if (x.label) {
    drawText(context, x.label, frame.x + frame.width / 2, bottom + margins.bottom - fontSize * 0.3 - 2, {
      size: fontSize,
      color: style.color,
    });
  }
  if (y.label) {
    const at = yRight ? side + margins.right - 4 : frame.x - margins.left + fontSize * 1.05;
    drawText(context, y.label, at, frame.y + frame.height / 2, {
      size: fontSize,
      vertical: true,
      color: style.color,
    });
  }
}

function drawTickLabels(context: Context2D, frame: Rect, x: Axis, y: Axis, style: AxesStyle): void {
  const { tickSize: size = style.fontSize, color } = style;
  const sides = sidesOf(style);
  const [xOffset, yOffset] = style.labelOffset ?? [GAP, GAP];
  const [right, bottom] = [frame.x + frame.width, frame.y + frame.height];
  const away = (offset: number) => (offset < 0 ? offset : TICK + offset);
  for (const { value, label } of x.ticks ?? []) {
    const at = xOf(frame, x, value);
    const isInside = xOffset < 0;
    if (sides.bottom) {
      const anchor = isInside ? 'foot' : 'top';
      drawText(context, label, at, bottom + away(xOffset), { size, color, anchor });
    }
    if (sides.top) {
      const anchor = isInside ? 'top' : 'foot';
      drawText(context, label, at, frame.y - away(xOffset), { size, color, anchor });
    }
  }
  const angle = style.yLabelAngle ?? (style.verticalYLabels ? 90 : 0);
  const isUpright = Math.abs(Math.sin((angle * Math.PI) / 180)) > 0.7;
  for (const { value, label } of y.ticks ?? []) {
    const at = yOf(frame, y, value);
    for (const isLeft of [true, false]) {
      if (!(isLeft ? sides.left : sides.right)) continue;
      const edge = isLeft ? frame.x - away(yOffset) : right + away(yOffset);
      const align = isLeft === yOffset >= 0 ? 'right' : 'left';
      if (isUpright) {
        // Turned text stands on its foot: on the left that is the side of the frame.
        const foot = isLeft ? edge : edge + size * 0.75;
        drawText(context, label, foot, at, { size, color, angle });
      } else drawText(context, label, edge, at, { size, color, angle, align, anchor: 'middle' });
    }
  }
}

function tickMarks(axis: Axis): [number[], number][] {
  const slack = 1e-9 * Math.abs(axis.to - axis.from); // ticks computed onto the frame may miss it by a rounding error
  const low = Math.min(axis.from, axis.to) - slack;
  const high = Math.max(axis.from, axis.to) + slack;
  const inside = (values: readonly number[]) => values.filter((value) => value >= low && value <= high);
  return [
    [inside((axis.ticks ?? []).map((tick) => tick.value)), TICK],
    [inside(axis.minor ?? []), TICK * 0.55],
  ];
}
