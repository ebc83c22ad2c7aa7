import { ShapeError } from '../errors.ts';

/**
 * Edges of the Delaunay triangulation of points in a plane (Bowyer 1981, Watson 1981): insert one point at a time,
 * remove the triangles whose circumcircle holds it, and connect it to the rim of the hole. O(n^2), for networks of
 * acquisitions.
 *
 * @param x [n], any unit, without NaN
 * @param y [n], same unit
 * @returns pairs [i, j] with i < j, sorted
 * @throws {ShapeError} when x and y differ in length
 */
export function delaunayEdges(x: ArrayLike<number>, y: ArrayLike<number>): [number, number][] {
  if (x.length !== y.length) throw new ShapeError(`${x.length} x for ${y.length} y.`);
  const n = x.length;
  const px = Float64Array.from({ length: n + 3 }, (_, k) => x[k] ?? 0);
  const py = Float64Array.from({ length: n + 3 }, (_, k) => y[k] ?? 0);
  enclose(px, py, n);

  let triangles: [number, number, number][] = [[n, n + 1, n + 2]];
  for (let p = 0; p < n; p++) {
    const rim = new Map<string, [number, number]>();
    const kept: typeof triangles = [];
    for (const triangle of triangles) {
      if (!inCircumcircle(px, py, triangle, p)) {
        kept.push(triangle);
        continue;
      }
      for (let k = 0; k < 3; k++) {
        const a = triangle[k];
        const b = triangle[(k + 1) % 3];
        const key = a < b ? `${a},${b}` : `${b},${a}`;
        // An edge met twice lies inside the hole.
        if (!rim.delete(key)) rim.set(key, [a, b]);
      }
    }
    for (const [a, b] of rim.values()) kept.push([a, b, p]);
    triangles = kept;
  }

  const edges = new Map<number, [number, number]>();
  for (const triangle of triangles) {
    for (let k = 0; k < 3; k++) {
      const a = Math.min(triangle[k], triangle[(k + 1) % 3]);
      const b = Math.max(triangle[k], triangle[(k + 1) % 3]);
      if (b < n) edges.set(a * n + b, [a, b]);
    }
  }
  return [...edges.values()].sort((a, b) => a[0] - b[0] || a[1] - b[1]);
}

/** Three points far outside all others, so far that they hide no edge of the hull. */
function enclose(px: Float64Array, py: Float64Array, n: number): void {
  const range = (values: Float64Array) => {
    let low = Infinity;
    let high = -Infinity;
    for (let k = 0; k < n; k++) {
      low = Math.min(low, values[k]);
      high = Math.max(high, values[k]);
    }
    return { middle: (low + high) / 2, size: high - low };
  };
  const rx = range(px);
  const ry = range(py);
  const far = 1e5 * Math.max(rx.size, ry.size, 1);
  px.set([rx.middle - 2 * far, rx.middle + 2 * far, rx.middle], n);
  py.set([ry.middle - far, ry.middle - far, ry.middle + 2 * far], n);
}

function inCircumcircle(
  px: Float64Array,
  py: Float64Array,
  [a, b, c]: readonly [number, number, number],
  p: number,
): boolean {
  const ax = px[a] - px[p];
  const ay = py[a] - py[p];
  const bx = px[b] - px[p];
  const by = py[b] - py[p];
  const cx = px[c] - px[p];
  const cy = py[c] - py[p];
  const determinant =
    (ax * ax + ay * ay) * (bx * cy - cx * by) -
    (bx * bx + by * by) * (ax * cy - cx * ay) +
    (cx * cx + cy * cy) * (ax * by - bx * ay);
  const orientation = (px[b] - px[a]) * (py[c] - py[a]) - (px[c] - px[a]) * (py[b] - py[a]);
  return orientation > 0 ? determinant > 0 : determinant < 0;
}
