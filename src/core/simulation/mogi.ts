/** A point source of pressure at depth. */
export interface MogiSource {
  /** position, m east and north of the origin */
  readonly east: number;
  readonly north: number;
  /** m below the surface, positive */
  readonly depth: number;
  /** m^3, positive = inflation */
  readonly volumeChange: number;
}

/** What the surface does: displacement (m), strain and tilt, axes east, north, up. */
export interface SurfaceDeformation {
  readonly displacement: readonly [east: number, north: number, up: number];
  readonly strain: readonly [ee: number, en: number, nn: number];
  readonly tilt: readonly [east: number, north: number];
}

/**
 * Surface deformation above a point source in an elastic half-space (Mogi 1958; Segall 2010, section 7.1):
 *
 *     u = (1 - nu) dV / pi * (x, y, d) / R^3,   R^2 = x^2 + y^2 + d^2
 *
 * with (x, y) from the source to the point. Strain and tilt are the horizontal derivatives of u and of its vertical part.
 *
 * @param east of the point, m; `north` likewise
 * @param poisson ratio nu
 */
export function mogi(source: MogiSource, east: number, north: number, poisson = 0.25): SurfaceDeformation {
  const x = east - source.east;
  const y = north - source.north;
  const d = source.depth;
  const r2 = x * x + y * y + d * d;
  const c = (((1 - poisson) * source.volumeChange) / Math.PI) * r2 ** -1.5;
  const g = (-3 * c) / r2;
  return {
    displacement: [c * x, c * y, c * d],
    strain: [c + g * x * x, g * x * y, c + g * y * y],
    tilt: [g * d * x, g * d * y],
  };
}
