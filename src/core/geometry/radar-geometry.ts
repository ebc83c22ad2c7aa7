import type { Grid } from '../array.ts';
import { ShapeError } from '../errors.ts';
import { DEGREE } from './earth.ts';
import type { LookSide } from './look-angle.ts';

/** What the metadata of a radar image say about its geometry: metres and degrees. */
export interface RadarGeometry {
  /** Height of the satellite over the ellipsoid, m. */
  readonly height: number;
  /** Radius of the Earth below it, m. */
  readonly earthRadius: number;
  /** Slant range of the first column, m. */
  readonly startingRange: number;
  /** Slant-range and azimuth spacing of the pixels after multilooking, m. */
  readonly rangePixelSize: number;
  readonly azimuthPixelSize?: number;
  /** Whether `azimuthPixelSize` is measured on the orbit (ISCE, ROI_PAC) or on the ground (GAMMA and others). */
  readonly azimuthSpacing: 'orbit' | 'ground';
  readonly length: number;
  readonly width: number;
  /** Degrees clockwise from north. */
  readonly heading?: number;
  readonly lookSide: LookSide;
  /** Incidence angle in the centre of the scene when the processor gives it, degrees. */
  readonly centerIncidenceAngle?: number;
}

/**
 * Slant range of the columns: linear from the first to the last sample.
 *
 * @returns [width], m
 */
export function slantRange(radar: RadarGeometry): Float32Array {
  return Float32Array.from({ length: radar.width }, (_, x) => radar.startingRange + x * radar.rangePixelSize);
}

/** Slant range in the centre of the scene, m: mean of the first and last column. */
export function centerSlantRange(radar: RadarGeometry): number {
  return radar.startingRange + ((radar.width - 1) / 2) * radar.rangePixelSize;
}

/**
 * `slantRange` on every line.
 *
 * @returns [length, width], m
 */
export function slantRangeGrid(radar: RadarGeometry): Grid {
  return repeatRows(slantRange(radar), radar.length);
}

/**
 * Incidence angle at the ground from the triangle Earth's centre, target, satellite (law of cosines), degrees:
 *
 *     θ = 180° - acos( (R² + (r+h)² - (r+H)²) / (2 R (r+h)) )
 *
 * with the slant range R, the Earth's radius r, the satellite's height H and the target's height h.
 */
export function incidenceAtRange(radar: RadarGeometry, range: number, height = 0): number {
  const r = radar.earthRadius + height;
  const s = radar.earthRadius + radar.height;
  return 180 - Math.acos((range * range + (r - s) * (r + s)) / (2 * range * r)) / DEGREE;
}

/** Near and far incidence angle; the far edge lies at `width`, one pixel beyond the last, as in the reference. */
function incidenceEdges(radar: RadarGeometry): [near: number, far: number] {
  const far = radar.startingRange + radar.rangePixelSize * radar.width;
  return [incidenceAtRange(radar, radar.startingRange), incidenceAtRange(radar, far)];
}

/**
 * Incidence angle of the columns for a smooth Earth: linear between near and far range.
 *
 * @returns [width], degrees
 */
export function incidenceAngle(radar: RadarGeometry): Float32Array {
  const [near, far] = incidenceEdges(radar);
  const step = radar.width > 1 ? (far - near) / (radar.width - 1) : 0;
  return Float32Array.from({ length: radar.width }, (_, x) => near + x * step);
}

/** Incidence angle in the centre of the scene, degrees: from the metadata when given, else the mean of both edges. */
export function centerIncidenceAngle(radar: RadarGeometry): number {
  if (radar.centerIncidenceAngle !== undefined) return radar.centerIncidenceAngle;
  const [near, far] = incidenceEdges(radar);
  return (near + far) / 2;
}

/**
 * Incidence angle of every pixel.
 *
 * @param dem height of the targets, m, same shape; without it the Earth is smooth. NaN height gives NaN.
 * @returns [length, width], degrees; NaN where the height is NaN
 * @throws {ShapeError} when the DEM has another size
 */
export function incidenceAngleGrid(radar: RadarGeometry, dem?: Grid<ArrayLike<number>>): Grid {
  const { length, width } = radar;
  if (!dem) return repeatRows(incidenceAngle(radar), length);
  if (dem.shape[0] !== length || dem.shape[1] !== width) {
    throw new ShapeError(
      `The DEM has ${dem.shape.join(' x ')} pixels, the radar image ${length} x ${width}.`,
    );
  }
  const data = new Float32Array(length * width);
  for (let y = 0, k = 0; y < length; y++) {
    for (let x = 0; x < width; x++, k++) {
      data[k] = incidenceAtRange(radar, radar.startingRange + x * radar.rangePixelSize, dem.data[k]);
    }
  }
  return { data, shape: [length, width] };
}

/**
 * Slant range that belongs to an incidence angle (law of sines), m:
 *
 *     sin α = r sin θ / (r + H),   R = (r + H) sin(θ - α) / sin θ
 *
 * with the look angle α at the satellite. NaN for 0 or NaN.
 */
export function rangeAtIncidence(radar: RadarGeometry, incidence: number): number {
  const sin = Math.sin(incidence * DEGREE);
  const s = radar.earthRadius + radar.height;
  const look = Math.asin((radar.earthRadius * sin) / s);
  return (s * Math.sin(incidence * DEGREE - look)) / sin;
}

/** Spacing of the columns on the ground in the centre of the scene, m: slant-range spacing / sin θ. */
export function rangeGroundSpacing(radar: RadarGeometry): number {
  return radar.rangePixelSize / Math.sin(centerIncidenceAngle(radar) * DEGREE);
}

/** Spacing of the lines on the ground, m: spacing on the orbit · r/(r + H); NaN when the metadata lack it. */
export function azimuthGroundSpacing(radar: RadarGeometry): number {
  const spacing = radar.azimuthPixelSize ?? Number.NaN;
  if (radar.azimuthSpacing === 'ground') return spacing;
  return (spacing * radar.earthRadius) / (radar.earthRadius + radar.height);
}

function repeatRows(row: Float32Array, length: number): Grid {
  const data = new Float32Array(length * row.length);
  for (let y = 0; y < length; y++) data.set(row, y * row.length);
  return { data, shape: [length, row.length] };
}
