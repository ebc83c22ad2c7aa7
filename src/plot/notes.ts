import type { Context2D, Rect } from './context2d.ts';
import { drawText, textWidth } from './text.ts';

export type Corner = 'upper left' | 'upper right' | 'lower left' | 'lower right';

const CORNERS: readonly Corner[] = ['upper left', 'upper right', 'lower right', 'lower left'];

type Points = readonly (readonly [x: number, y: number])[];

interface Size {
  readonly width: number;
  readonly height: number;
}

/** Whether no point lies under a box in a corner of a frame, nor touches it. */
export function isFree(frame: Rect, corner: Corner, points: Points, box: Size): boolean {
  return pointsUnder(frame, corner, points, box) === 0;
}

function pointsUnder(frame: Rect, corner: Corner, points: Points, { width, height }: Size): number {
  const [across, down] = [width + 12, height + 12]; // its distance from the frame, and half a marker
  return points.filter(([x, y]) => {
    const fromSide = corner.endsWith('left') ? x - frame.x : frame.x + frame.width - x;
    const fromEnd = corner.startsWith('upper') ? y - frame.y : frame.y + frame.height - y;
    return fromSide < across && fromEnd < down;
  }).length;
}

/**
 * Corners of a frame, the one with the fewest points near it first.
 * @param box what is to be put there, where its size is known: the points it hides count before all
 */
export function quietCorners(frame: Rect, points: Points, box?: Size): Corner[] {
  const busy = new Map<Corner, number>(CORNERS.map((corner) => [corner, 0]));
  for (const [x, y] of points) {
    const across = (x - frame.x) / frame.width;
    const down = (y - frame.y) / frame.height;
    if (!(across >= 0 && across <= 1 && down >= 0 && down <= 1)) continue;
    // Boxes are wide and low: the outer 45 % across and 35 % down.
    if (down > 0.35 && down < 0.65) continue;
    const rows = down < 0.5 ? 'upper' : 'lower';
    if (across < 0.45) busy.set(`${rows} left`, (busy.get(`${rows} left`) ?? 0) + 1);
    if (across > 0.55) busy.set(`${rows} right`, (busy.get(`${rows} right`) ?? 0) + 1);
  }
  const hidden = new Map(
    CORNERS.map((corner) => [corner, box === undefined ? 0 : pointsUnder(frame, corner, points, box)]),
  );
  return [...CORNERS].sort(
    (a, b) => hidden.get(a)! - hidden.get(b)! || (busy.get(a) ?? 0) - (busy.get(b) ?? 0),
  );
}

/** Lines of text in a corner of a frame, on a translucent white ground. */
export function drawNotes(
  context: Context2D,
  frame: Rect,
  notes: readonly string[],
  size: number,
  corner: Corner,
): void {
  if (notes.length === 0) return;
  const width = Math.max(...notes.map((note) => textWidth(note, size))) + size;
  const height = size * (1.25 * notes.length + 0.65);
  const left = corner.endsWith('left') ? frame.x + 6 : frame.x + frame.width - width - 6;
  const top = corner.startsWith('upper') ? frame.y + 6 : frame.y + frame.height - height - 6;
  context.save();
  context.fillStyle = 'rgba(255,255,255,0.85)';
  context.fillRect(left, top, width, height);
  context.strokeStyle = '#cccccc';
  context.lineWidth = 0.7;
  context.strokeRect(left, top, width, height);
  drawText(context, notes.join('\n'), left + size / 2, top + size * 0.5, {
    size,
    align: 'left',
    anchor: 'top',
  });
  context.restore();
}
