/**
 * Displacement toward the satellite per radian of unwrapped phase, m: -lambda / 4 pi.
 * The one place where phase becomes range change.
 * @param wavelength m
 */
export function displacementPerRadian(wavelength: number): number {
  return -wavelength / (4 * Math.PI);
}

/** Displacement along the flight direction per pixel of azimuth offset before multilooking, m. @param groundPixel size on ground of a multilooked pixel, m */
export function displacementPerAzimuthPixel(groundPixel: number, azimuthLooks: number): number {
  return groundPixel / azimuthLooks;
}

/** Displacement toward the satellite per pixel of range offset before multilooking, m. @param slantPixel size of a multilooked pixel, m */
export function displacementPerRangePixel(slantPixel: number, rangeLooks: number): number {
  return -slantPixel / rangeLooks;
}
