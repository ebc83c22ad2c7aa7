/** Mean radius of the Earth (IUGG), m: degrees to metres on maps and in geocoding. */
export const EARTH_RADIUS = 6371008.8;

/** Radians in a degree. */
export const DEGREE = Math.PI / 180;

/** Metres in one degree of latitude on the mean sphere. */
export const METRES_PER_DEGREE = EARTH_RADIUS * DEGREE;
