/** Three points around a place and their shares in what is interpolated there. */
export interface TriangleAround {
  readonly points: readonly [number, number, number];
  readonly weights: readonly [number, number, number];
}

/**
 * The triangle of the Delaunay triangulation of a few points that holds a place, for linear interpolation between them: the
 * one whose circumcircle holds no other point. Of several (corners of a square) the first.
 *
 * @param x of the points [n], any unit; NaN = no point
 * @param y of the points [n], same unit
 * @param place x and y
 * @returns undefined when the place lies outside of all triangles
 */
export function triangleAround(
  x: ArrayLike<number>,
  y: ArrayLike<number>,
  place: readonly [x: number, y: number],
): TriangleAround | undefined {
  const [px, py] = place;
  // Relative to the place, so that the digits of coordinates are those of their differences.
  const points = Array.from({ length: x.length }, (_, k) => ({ k, x: x[k] - px, y: y[k] - py }))
    .filter((point) => Number.isFinite(point.x) && Number.isFinite(point.y))
    .sort((a, b) => a.x ** 2 + a.y ** 2 - (b.x ** 2 + b.y ** 2));
  for (let c = 2; c < points.length; c++)
    for (let b = 1; b < c; b++)
      for (let a = 0; a < b; a++) {
        const corners = [points[a], points[b], points[c]] as const;
        const weights = sharesOfOrigin(corners);
        if (weights !== undefined && !points.some((point) => isInCircle(corners, point)))
          return { points: [points[a].k, points[b].k, points[c].k], weights };
      }
  return undefined;
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Barycentric coordinates of the origin; undefined outside of the triangle. */
function sharesOfOrigin([a, b, c]: readonly [Point, Point, Point]): [number, number, number] | undefined {
  const area = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  const shares: [number, number, number] = [
    (b.x * c.y - c.x * b.y) / area,
    (c.x * a.y - a.x * c.y) / area,
    (a.x * b.y - b.x * a.y) / area,
  ];
  return shares.every((share) => share >= -1e-9) ? shares : undefined;
}

/** Whether a point lies within the circle through three others, not on it. */
function isInCircle(corners: readonly [Point, Point, Point], point: Point): boolean {
  if (corners.includes(point)) return false;
  const [a, b, c] = corners.map((corner) => ({ x: corner.x - point.x, y: corner.y - point.y }));
  const size = (one: Point) => one.x ** 2 + one.y ** 2;
  const turn = (b.x - a.x) * (c.y - a.y) - (c.x - a.x) * (b.y - a.y);
  const inside =
    size(a) * (b.x * c.y - c.x * b.y) + size(b) * (c.x * a.y - a.x * c.y) + size(c) * (a.x * b.y - b.x * a.y);
  const scale = size(a) * size(b) + size(b) * size(c) + size(c) * size(a);
  return Math.sign(turn) * inside > 1e-9 * scale;
}
