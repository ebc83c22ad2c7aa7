import type { Attributes } from '../hdf5/types.ts';

/** Other names of the standard keys, in the order they are tried. Text headers of every processor end up here. */
const KEY_ALIASES: Readonly<Record<string, readonly string[]>> = {
  ALOOKS: ['azimuth_looks'],
  RLOOKS: ['range_looks'],
  AZIMUTH_PIXEL_SIZE: ['azimuthPixelSize', 'azimuth_pixel_spacing', 'az_pixel_spacing', 'azimuth_spacing'],
  RANGE_PIXEL_SIZE: ['rangePixelSize', 'range_pixel_spacing', 'rg_pixel_spacing', 'range_spacing'],
  CENTER_LINE_UTC: ['center_time'],
  DATA_TYPE: ['dataType', 'data_type', 'image_format'],
  EARTH_RADIUS: ['earthRadius', 'earth_radius_below_sensor', 'earth_radius'],
  HEADING: ['HEADING_DEG', 'heading', 'centre_heading'],
  HEIGHT: ['altitude', 'SC_height'],
  BANDS: ['number_bands', 'bands'],
  INTERLEAVE: ['scheme', 'interleave'],
  LENGTH: [
    'length',
    'FILE_LENGTH',
    'lines',
    'azimuth_lines',
    'nlines',
    'az_samp',
    'interferogram_azimuth_lines',
    'num_output_lines',
  ],
  WIDTH: ['width', 'Width', 'samples', 'range_samp', 'interferogram_width', 'num_samples_per_line'],
  LAT_REF1: ['first_near_lat'],
  LAT_REF2: ['first_far_lat'],
  LAT_REF3: ['last_near_lat'],
  LAT_REF4: ['last_far_lat'],
  LON_REF1: ['first_near_long'],
  LON_REF2: ['first_far_long'],
  LON_REF3: ['last_near_long'],
  LON_REF4: ['last_far_long'],
  ORBIT_DIRECTION: ['passDirection', 'pass'],
  NO_DATA_VALUE: ['NoDataValue'],
  PLATFORM: ['spacecraftName', 'sensor', 'mission'],
  POLARIZATION: ['polarization'],
  PRF: ['prf', 'pulse_repetition_frequency'],
  STARTING_RANGE: ['startingRange', 'near_range_slc', 'near_range', 'slant_range_to_first_pixel'],
  WAVELENGTH: ['wavelength', 'Wavelength', 'radarWavelength', 'radar_wavelength'],
  REF_DATE: ['ref_date'],
  REF_LAT: ['ref_lat'],
  REF_LON: ['ref_lon'],
  REF_X: ['ref_x'],
  REF_Y: ['ref_y'],
  SUBSET_XMIN: ['subset_x0'],
  SUBSET_XMAX: ['subset_x1'],
  SUBSET_YMIN: ['subset_y0'],
  SUBSET_YMAX: ['subset_y1'],
  X_FIRST: ['corner_lon', 'corner_east'],
  Y_FIRST: ['corner_lat', 'corner_north'],
  X_STEP: ['post_lon', 'post_east'],
  Y_STEP: ['post_lat', 'post_north'],
  beam_swath: ['swathNumber'],
  first_frame: ['firstFrameNumber'],
  last_frame: ['lastFrameNumber'],
  relative_orbit: ['trackNumber'],
};

/** Attributes with the standard keys filled from their aliases; keys that are there already win, aliases stay too. */
export function withStandardKeys(attributes: Attributes): Attributes {
  const out: Attributes = { ...attributes };
  for (const [key, aliases] of Object.entries(KEY_ALIASES)) {
    if (out[key] !== undefined) continue;
    const alias = aliases.find((name) => attributes[name] !== undefined);
    if (alias !== undefined) out[key] = attributes[alias];
  }
  return out;
}
