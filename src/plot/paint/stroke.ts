import type { Outlines } from './coverage.ts';

/** Points of a line in device pixels: x, y, x, y … */
export interface Subpath {
  readonly points: number[];
  closed: boolean;
}

export interface Pen {
  /** device pixels */
  readonly width: number;
  readonly cap: 'butt' | 'round' | 'square';
  readonly join: 'bevel' | 'miter' | 'round';
  readonly dash: readonly number[];
}

const MITER_LIMIT = 10;

/** The area of a line drawn with a pen: a quadrangle for every segment, with joins and caps, all of which unite. */
export function addStroke(shape: Outlines, path: Subpath, pen: Pen): void {
  const whole = withoutRepeats(path);
  const pieces = pen.dash.length > 0 ? dashed(whole, pen.dash) : [whole];
  for (const piece of pieces) addSolid(shape, piece, pen);
}

function addSolid(shape: Outlines, { points, closed }: Subpath, pen: Pen): void {
  const n = points.length / 2;
  const half = pen.width / 2;
  if (n === 1) {
    if (pen.cap === 'round') addCircle(shape, points[0], points[1], half);
    return;
  }
  const last = closed ? n : n - 1;
  for (let k = 0; k < last; k++) {
    const j = (k + 1) % n;
    let [ax, ay, bx, by] = [points[2 * k], points[2 * k + 1], points[2 * j], points[2 * j + 1]];
    const length = Math.hypot(bx - ax, by - ay);
    const [ux, uy] = [((bx - ax) / length) * half, ((by - ay) / length) * half];
    if (!closed && pen.cap === 'square') {
      if (k === 0) [ax, ay] = [ax - ux, ay - uy];
      if (k === last - 1) [bx, by] = [bx + ux, by + uy];
    }
    shape.addConvex([ax - uy, ay + ux, bx - uy, by + ux, bx + uy, by - ux, ax + uy, ay - ux]);
  }
  if (!closed && pen.cap === 'round') {
    addCircle(shape, points[0], points[1], half);
    addCircle(shape, points[2 * n - 2], points[2 * n - 1], half);
  }
  if (half < 0.4) return; // joins of hairlines cannot be seen
  for (let k = closed ? 0 : 1; k < (closed ? n : n - 1); k++) {
    const before = 2 * ((k + n - 1) % n);
    const after = 2 * ((k + 1) % n);
    addJoin(
      shape,
      [
        points[before],
        points[before + 1],
        points[2 * k],
        points[2 * k + 1],
        points[after],
        points[after + 1],
      ],
      half,
      pen.join,
    );
  }
}

function addJoin(shape: Outlines, [ax, ay, x, y, bx, by]: number[], half: number, join: Pen['join']): void {
  const inLength = Math.hypot(x - ax, y - ay);
  const outLength = Math.hypot(bx - x, by - y);
  const [ix, iy] = [(x - ax) / inLength, (y - ay) / inLength];
  const [ox, oy] = [(bx - x) / outLength, (by - y) / outLength];
  const turn = ix * oy - iy * ox;
  const ahead = ix * ox + iy * oy;
  if (Math.abs(turn) < 1e-3 && ahead > 0) return;
  const side = turn > 0 ? -half : half; // the outer side
  const [px, py] = [x - iy * side, y + ix * side];
  const [qx, qy] = [x - oy * side, y + ox * side];
  if (join === 'round') {
    addCircle(shape, x, y, half);
    return;
  }
  const miter = Math.sqrt(2 / Math.max(1e-9, 1 + ahead)); // length over width
  if (join === 'miter' && miter <= MITER_LIMIT && ahead > -0.999) {
    const reach = (side * 2) / Math.max(1e-9, 2 + 2 * ahead);
    const tip = [x - (iy + oy) * reach, y + (ix + ox) * reach];
    shape.addConvex([x, y, px, py, tip[0], tip[1], qx, qy]);
  } else shape.addConvex([x, y, px, py, qx, qy]);
}

function addCircle(shape: Outlines, x: number, y: number, radius: number): void {
  shape.addConvex(circle(x, y, radius, 0, 2 * Math.PI));
}

/** Points on an arc, close enough together to look round. */
export function circle(x: number, y: number, radius: number, start: number, end: number): number[] {
  const steps = Math.max(8, Math.ceil(Math.abs(end - start) * Math.sqrt(Math.abs(radius) + 0.5) * 1.6));
  const points: number[] = [];
  const isWhole = Math.abs(end - start) >= 2 * Math.PI - 1e-9;
  for (let k = 0; k < (isWhole ? steps : steps + 1); k++) {
    const angle = start + ((end - start) * k) / steps;
    points.push(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
  }
  return points;
}

function withoutRepeats({ points, closed }: Subpath): Subpath {
  const kept: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const n = kept.length;
    if (n > 0 && Math.abs(points[i] - kept[n - 2]) + Math.abs(points[i + 1] - kept[n - 1]) < 1e-6) continue;
    kept.push(points[i], points[i + 1]);
  }
  const n = kept.length;
  const isSame = n > 4 && Math.abs(kept[0] - kept[n - 2]) + Math.abs(kept[1] - kept[n - 1]) < 1e-6;
  return closed && isSame
    ? { points: kept.slice(0, n - 2), closed }
    : { points: kept, closed: closed && n > 4 };
}

/** The drawn parts of a dashed line. */
function dashed({ points, closed }: Subpath, dash: readonly number[]): Subpath[] {
  const line = closed ? [...points, points[0], points[1]] : points;
  const pieces: Subpath[] = [];
  let at = 0;
  let left = dash[0];
  let isOn = true;
  let piece = [line[0], line[1]];
  for (let i = 2; i < line.length; i += 2) {
    let [x, y] = [line[i - 2], line[i - 1]];
    let rest = Math.hypot(line[i] - x, line[i + 1] - y);
    while (rest > left && left >= 0) {
      const f = left / rest;
      [x, y] = [x + (line[i] - x) * f, y + (line[i + 1] - y) * f];
      rest -= left;
      if (isOn) pieces.push({ points: [...piece, x, y], closed: false });
      isOn = !isOn;
      piece = [x, y];
      at = (at + 1) % dash.length;
      left = Math.max(1e-3, dash[at]);
    }
    left -= rest;
    if (isOn) piece.push(line[i], line[i + 1]);
  }
  if (isOn && piece.length > 2) pieces.push({ points: piece, closed: false });
  return pieces;
}
