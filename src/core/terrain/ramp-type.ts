/** Ramps that can be removed, by what they depend on. */
export const RAMP_TYPES = [
  'linear',
  'quadratic',
  'linear_range',
  'linear_azimuth',
  'quadratic_range',
  'quadratic_azimuth',
] as const;
export type RampType = (typeof RAMP_TYPES)[number];
