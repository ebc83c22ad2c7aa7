import { MetadataError } from '../core/errors.ts';
import { KEY_MEANING } from '../io/attributes/key-meaning.ts';
import { isGeocoded } from '../io/attributes/typed.ts';
import type { Attributes } from '../io/hdf5/types.ts';

/** Steps whose needs go beyond those of every stack. Geocoding needs nothing: without orbit it takes its steps from the table. */
export interface EnabledSteps {
  /** Tropospheric delay from a weather model or other products of the day. */
  readonly weatherModel?: boolean;
  readonly solidEarthTides?: boolean;
  readonly geocode?: boolean;
  readonly hdfEos5?: boolean;
}

const ALWAYS = ['LENGTH', 'WIDTH', 'WAVELENGTH', 'ALOOKS', 'RLOOKS'];
const RADAR = ['RANGE_PIXEL_SIZE', 'EARTH_RADIUS', 'HEIGHT', 'STARTING_RANGE'];
const GEOCODED = ['X_FIRST', 'Y_FIRST', 'X_STEP', 'Y_STEP', 'X_UNIT', 'Y_UNIT'];
const CORNERS = [1, 2, 3, 4].flatMap((i) => [`LAT_REF${i}`, `LON_REF${i}`]);

/**
 * Attributes of the stack that the enabled steps will ask for and that are missing; found here instead of five steps
 * later.
 */
export function missingAttributes(attributes: Attributes, steps: EnabledSteps = {}): string[] {
  const wanted = [...ALWAYS, ...(isGeocoded(attributes) ? GEOCODED : RADAR)];
  if (steps.weatherModel || steps.solidEarthTides) {
    wanted.push('CENTER_LINE_UTC');
    if (!isGeocoded(attributes)) wanted.push(...CORNERS);
  }
  // Orbit number and beam of an HDF-EOS5 file may still come from the template when it is written.
  if (steps.hdfEos5) wanted.push('ORBIT_DIRECTION', 'PLATFORM', 'ANTENNA_SIDE', ...CORNERS);
  const missing = wanted.filter((key) => {
    const value = attributes[key];
    return value === undefined || value.trim() === '' || value === 'None';
  });
  return [...new Set(missing)];
}

/**
 * Check the attributes of a stack, before anything is loaded or when it was loaded elsewhere.
 * @throws {MetadataError} naming every missing attribute, what it means, and the template line that adds it
 */
export function requireAttributes(attributes: Attributes, steps: EnabledSteps = {}): void {
  const missing = missingAttributes(attributes, steps);
  if (missing.length === 0) return;
  const first = missing[0];
  const named = missing.map((key) => (KEY_MEANING[key] ? `${key} (${KEY_MEANING[key]})` : key)).join(', ');
  throw new MetadataError(
    `The metadata of ${attributes.FILE_PATH ?? 'the stack'} lack ${named}.`,
    `Add a line such as '${first} = value' to the template file (upper-case keys become attributes).`,
  );
}
