import { withStandardKeys } from '../../io/attributes/alias.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { elementType, numpyName } from '../../io/raster/element-type.ts';

const SPEED_OF_LIGHT = 299792458; // m/s

/** Keys that give the size; a key later in the text (or in a text read later) wins. */
const LENGTH_KEYS = /^(?:azimuth_lines|nlines|az_samp\w*|interferogram_azimuth_lines)$/;
const WIDTH_KEYS = /^(?:range_samples|range_samp\w*|width|interferogram_width)$/;

/**
 * Read a GAMMA parameter text (`.par`, `.off`, `.diff_par`): three title lines, then `key: value unit`; the first word
 * of each value is kept. Adds the attributes that follow from them: LENGTH, WIDTH, WAVELENGTH (c / frequency),
 * EARTH_RADIUS, HEIGHT (metres), ORBIT_DIRECTION and ANTENNA_SIDE.
 */
export function parseGammaPar(text: string): Attributes {
  const out: Attributes = {};
  for (const line of text.split(/\r?\n/).slice(3)) {
    const colon = line.indexOf(':');
    if (colon <= 0) continue;
    const key = line.slice(0, colon).trim();
    const value = line
      .slice(colon + 1)
      .trim()
      .split(/\s+/)[0];
    if (value === '') continue;
    out[key] = value;
    if (LENGTH_KEYS.test(key)) out.LENGTH = value;
    if (WIDTH_KEYS.test(key)) out.WIDTH = value;
  }
  return withDerived(out);
}

function withDerived(out: Attributes): Attributes {
  const type = out.image_format === undefined ? undefined : elementType(out.image_format);
  if (type !== undefined) out.DATA_TYPE = numpyName(type);
  if (out.radar_frequency !== undefined)
    out.WAVELENGTH = String(SPEED_OF_LIGHT / Number(out.radar_frequency));
  if (out.earth_radius_below_sensor !== undefined) {
    out.EARTH_RADIUS = out.earth_radius_below_sensor;
    if (out.sar_to_earth_center !== undefined) {
      out.HEIGHT = String(Number(out.sar_to_earth_center) - Number(out.earth_radius_below_sensor));
    }
  }
  if (out.sensor !== undefined) out.PLATFORM = out.sensor;
  if (out.heading !== undefined) {
    const heading = Number(out.heading);
    const ascending = (heading > 270 && heading < 360) || (heading > -90 && heading < 90);
    out.ORBIT_DIRECTION = ascending ? 'ascending' : 'descending';
  }
  if (out.azimuth_angle !== undefined) {
    const angle = Number(out.azimuth_angle);
    out.ANTENNA_SIDE = angle > 0 && angle < 180 ? '-1' : '1';
  }
  return withStandardKeys(out);
}
