// The search of src/core/geometry/resample/point-tree.ts, place by place, with what a node holds in one cache line.

// @ts-ignore: decorator
@inline
function max3(a: f64, b: f64): f64 {
  const m = a > b ? a : b;
  return m > 0 ? m : 0;
}

/**
 * Nearest point of each place.
 * @param points x, y, z of each, T
 * @param nodes cut, low, high (T), right, first, axis (i32); axis -1 is a leaf, whose points end where the next node's begin
 * @param box [6] least and greatest x, y, z, f64
 * @param waiting room for [depth] pairs of a distance (f64) and a node (i32), 16 bytes each
 * @param places [count, 3] f32 @param found [count] i32: number of the point in the tree, -1 = none within reach
 */
// @ts-ignore: decorator
@inline
function search<T>(
  points: usize, nodes: usize, box: usize, waiting: usize, shrink: f64, reach: f64,
  places: usize, found: usize, count: i32,
): void {
  const size: usize = sizeof<T>() == 4 ? 32 : 48;
  const whole: usize = 3 * sizeof<T>();
  const x0 = load<f64>(box), x1 = load<f64>(box, 8);
  const y0 = load<f64>(box, 16), y1 = load<f64>(box, 24);
  const z0 = load<f64>(box, 32), z1 = load<f64>(box, 40);
  for (let k = 0; k < count; k++) {
    const x = <f64>load<f32>(places);
    const y = <f64>load<f32>(places, 4);
    const z = <f64>load<f32>(places, 8);
    places += 12;
    const outX = max3(x0 - x, x - x1);
    const outY = max3(y0 - y, y - y1);
    const outZ = max3(z0 - z, z - z1);
    let best: f64 = Infinity;
    let nearest: usize = 0;
    let distance = outX * outX + outY * outY + outZ * outZ;
    let next = waiting;
    let node = nodes;
    let goesOn = distance < reach && x == x && y == y && z == z;
    while (goesOn) {
      let a = load<i32>(node, whole + 8);
      while (a >= 0) {
        const target = a == 0 ? x : a == 1 ? y : z;
        const offset = target - <f64>load<T>(node);
        let outside: f64;
        const right = nodes + <usize>load<i32>(node, whole) * size;
        const left = node + size;
        if (offset < 0) {
          outside = <f64>load<T>(node, sizeof<T>()) - target;
          store<usize>(next, right, 8);
          node = left;
        } else {
          outside = target - <f64>load<T>(node, 2 * sizeof<T>());
          store<usize>(next, left, 8);
          node = right;
        }
        outside = outside > 0 ? outside : 0;
        store<f64>(next, distance - outside * outside + offset * offset);
        next += 16;
        a = load<i32>(node, whole + 8);
      }
      const last = points + <usize>load<i32>(node + size, whole + 4) * whole;
      for (let p = points + <usize>load<i32>(node, whole + 4) * whole; p < last; p += whole) {
        const dx = <f64>load<T>(p) - x;
        const dy = <f64>load<T>(p, sizeof<T>()) - y;
        const dz = <f64>load<T>(p, 2 * sizeof<T>()) - z;
        const d = dx * dx + dy * dy + dz * dz;
        if (d < best) {
          best = d;
          nearest = p;
        }
      }
      goesOn = false;
      while (next > waiting) {
        next -= 16;
        distance = load<f64>(next);
        if (distance < best * shrink && distance < reach) {
          node = load<usize>(next, 8);
          goesOn = true;
          break;
        }
      }
    }
    store<i32>(found, best < reach ? <i32>((nearest - points) / whole) : -1);
    found += 4;
  }
}

export function searchSingle(
  points: usize, nodes: usize, box: usize, waiting: usize, shrink: f64, reach: f64,
  places: usize, found: usize, count: i32,
): void {
  search<f32>(points, nodes, box, waiting, shrink, reach, places, found, count);
}

export function searchDouble(
  points: usize, nodes: usize, box: usize, waiting: usize, shrink: f64, reach: f64,
  places: usize, found: usize, count: i32,
): void {
  search<f64>(points, nodes, box, waiting, shrink, reach, places, found, count);
}
