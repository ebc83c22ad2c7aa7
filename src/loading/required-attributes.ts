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
  return wantedAttributes(attributes, steps).filter((key) => {
    const value = attributes[key];
    return value === undefined || value.trim() === '' || value === 'None';
  });
}

/** Attributes that the enabled steps will ask a stack of these coordinates for. */
export function wantedAttributes(attributes: Attributes, steps: EnabledSteps = {}): string[] {
  const wanted = [...ALWAYS, ...(isGeocoded(attributes) ? GEOCODED : RADAR)];
  if (steps.weatherModel || steps.solidEarthTides) {
    wanted.push('CENTER_LINE_UTC');
    if (!isGeocoded(attributes)) wanted.push(...CORNERS);
  }
  // Orbit number and beam of an HDF-EOS5 file may still come from the template when it is written.
  if (steps.hdfEos5) wanted.push('ORBIT_DIRECTION', 'PLATFORM', 'ANTENNA_SIDE', ...CORNERS);
  return [...new Set(wanted)];
}

type Limits = readonly [least: number, most: number];

/** What these numbers can be at all, in MintPy's units: far wider than what is usual. */
const LIMITS: Readonly<Record<string, Limits>> = {
  LENGTH: [1, 1e7],
  WIDTH: [1, 1e7],
  WAVELENGTH: [1e-3, 10],
  ALOOKS: [1, 1e5],
  RLOOKS: [1, 1e5],
  RANGE_PIXEL_SIZE: [1e-3, 1e6],
  AZIMUTH_PIXEL_SIZE: [1e-3, 1e6],
  EARTH_RADIUS: [6e6, 7e6],
  HEIGHT: [100, 1e8],
  STARTING_RANGE: [100, 1e9],
};
const NOT_ZERO = ['X_STEP', 'Y_STEP'];
const FINITE = ['X_FIRST', 'Y_FIRST', ...CORNERS];

/** Attributes that are there with a value that cannot be meant, and what would do: `RANGE_PIXEL_SIZE = nan (...)`. */
export function impossibleAttributes(attributes: Attributes): string[] {
  const told = (key: string): string | undefined => {
    const text = attributes[key]?.trim();
    return text === undefined || text === '' || text === 'None' ? undefined : text;
  };
  const complaint = (key: string, expected: string): string => {
    const meaning = KEY_MEANING[key] === undefined ? '' : `${KEY_MEANING[key]}; `;
    return `${key} = ${told(key)} (${meaning}expected ${expected})`;
  };
  const out: string[] = [];
  for (const [key, [least, most]] of Object.entries(LIMITS)) {
    const value = Number(told(key) ?? least);
    if (!(value >= least && value <= most)) out.push(complaint(key, `${least} to ${most}`));
  }
  for (const key of NOT_ZERO) {
    const value = Number(told(key) ?? 1);
    if (!Number.isFinite(value) || value === 0) out.push(complaint(key, 'a number other than 0'));
  }
  for (const key of FINITE)
    if (!Number.isFinite(Number(told(key) ?? 0))) out.push(complaint(key, 'a number'));
  return out;
}

/**
 * Check the attributes of a stack, before anything is loaded or when it was loaded elsewhere.
 * @throws {MetadataError} naming every attribute that is missing or cannot be meant, what it means, and the template line that
 * sets it
 */
export function requireAttributes(attributes: Attributes, steps: EnabledSteps = {}): void {
  const impossible = impossibleAttributes(attributes);
  if (impossible.length > 0) {
    const [key] = impossible[0].split(' ');
    throw new MetadataError(
      `The metadata of ${attributes.FILE_PATH ?? 'the stack'} cannot be meant: ${impossible.join(', ')}.`,
      `Correct them where they come from, or set them by lines such as '${key} = value' in the template file.`,
    );
  }
  const missing = missingAttributes(attributes, steps);
  if (missing.length === 0) return;
  const first = missing[0];
  const named = missing.map((key) => (KEY_MEANING[key] ? `${key} (${KEY_MEANING[key]})` : key)).join(', ');
  throw new MetadataError(
    `The metadata of ${attributes.FILE_PATH ?? 'the stack'} lack ${named}.`,
    `Add a line such as '${first} = value' to the template file (upper-case keys become attributes).`,
  );
}
