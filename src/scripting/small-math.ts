import { ShapeError } from '../core/errors.ts';
import { losVector, project } from '../core/geometry/look-vector.ts';
import { azimuthGroundSpacing, rangeGroundSpacing } from '../core/geometry/radar-geometry.ts';
import { projectOf } from '../io/attributes/sensor.ts';
import { radarGeometry } from '../io/attributes/typed.ts';
import type { Attributes } from '../io/hdf5/types.ts';

/**
 * Motion toward the satellite from motion to the east, north and up.
 * @param incidence of the line of sight, degrees from the vertical; one for all or one per value
 * @param azimuth of the line of sight, degrees anticlockwise from north
 * @returns of the same length and unit  @throws {ShapeError} when the lengths differ
 */
export function enu2los(
  east: ArrayLike<number>,
  north: ArrayLike<number>,
  up: ArrayLike<number>,
  incidence: number | ArrayLike<number>,
  azimuth: number | ArrayLike<number>,
): Float64Array {
  const angle = (of: number | ArrayLike<number>, i: number) => (typeof of === 'number' ? of : of[i]);
  if (north.length !== east.length || up.length !== east.length)
    throw new ShapeError(`East, north and up have ${east.length}, ${north.length} and ${up.length} values.`);
  return Float64Array.from(east, (value, i) =>
    project(value, north[i], up[i], losVector(angle(incidence, i), angle(azimuth, i))),
  );
}

/** Spacing of the columns on the ground, m. @throws {MetadataError} naming the attribute that is missing */
export function rangeGroundResolution(attributes: Attributes): number {
  return rangeGroundSpacing(radarGeometry(attributes));
}

/** Spacing of the lines on the ground, m. @throws {MetadataError} naming the attribute that is missing */
export function azimuthGroundResolution(attributes: Attributes): number {
  return azimuthGroundSpacing(radarGeometry(attributes));
}

/** Size of a pixel on the ground, m. */
export interface GroundResolution {
  readonly azimuth: number;
  readonly range: number;
}

/** Numbers of looks. */
export interface LookNumbers {
  readonly azimuth: number;
  readonly range: number;
}

/** Ground size of a pixel after so many looks of the full resolution. @throws {MetadataError} without ALOOKS, RLOOKS or geometry */
export function multilookNumber2resolution(attributes: Attributes, looks: LookNumbers): GroundResolution {
  const own = looksOf(attributes);
  return {
    azimuth: (azimuthGroundResolution(attributes) * looks.azimuth) / own.azimuth,
    range: (rangeGroundResolution(attributes) * looks.range) / own.range,
  };
}

/** Looks of the full resolution that come closest to a pixel of some size (m). @throws {MetadataError} without the geometry */
export function resolution2multilookNumber(
  attributes: Attributes,
  size: number | GroundResolution,
): LookNumbers {
  const wanted = typeof size === 'number' ? { azimuth: size, range: size } : size;
  const single = multilookNumber2resolution(attributes, { azimuth: 1, range: 1 });
  const looks = (of: number, one: number) => Math.max(1, Math.round(of / one));
  return { azimuth: looks(wanted.azimuth, single.azimuth), range: looks(wanted.range, single.range) };
}

function looksOf(attributes: Attributes): LookNumbers {
  const [azimuth, range] = [Number(attributes['ALOOKS'] ?? 1), Number(attributes['RLOOKS'] ?? 1)];
  return { azimuth: azimuth || 1, range: range || 1 };
}

/**
 * Sensor and project of a project's name or path: `GalapagosSenDT128` gives `Sen`.
 * @returns undefined when no sensor is in the name
 */
export function projectName2sensorName(
  name: string,
): { readonly sensor: string; readonly project: string } | undefined {
  const project = projectOf(name.includes('.') ? name : `${name}.txt`);
  return project && { sensor: project.sensor, project: project.name };
}

export { roundTo1 } from '../core/stats/rounding.ts';
export { sensorShortName } from '../io/attributes/sensor.ts';
