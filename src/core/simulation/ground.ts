import { DEGREE } from '../geometry/earth.ts';
import { type Geodetic, meridianRadius, primeVerticalRadius } from '../geometry/ellipsoid.ts';
import { powerLawFields } from './random-field.ts';
import { randomStream } from './random-stream.ts';

/** `island`: a volcano with a smaller island and an islet in the sea; `hills`: rolling land with lakes. */
export type Landscape = 'island' | 'hills';

/** Metres east and north of the scene centre. */
export interface Place {
  readonly east: number;
  readonly north: number;
}

/** The ground below the radar, the same from every direction: places in, properties out. */
export interface Ground {
  /** m above sea level, negative below water */
  elevation(place: Place): number;
  /** 0 = bare rock, 1 = dense vegetation */
  vegetation(place: Place): number;
  /** relative backscatter, about 1 */
  backscatter(place: Place): number;
  /** error of the elevation model, unit standard deviation */
  demError(place: Place): number;
  /** where the volcano or highest hill stands */
  readonly summit: Place;
  /** places for an inflating source below the coast, a subsiding patch high on the flank and a seasonal basin */
  readonly source: Place;
  readonly flank: Place;
  readonly basin: Place;
  /** half the shorter side of the scene, m: the scale of everything on it */
  readonly scale: number;
  /** m */
  readonly relief: number;
}

/** Local metres of geodetic coordinates (degrees) on the tangent plane at `centre`: good to metres over 50 km. */
export function localPlace(centre: Geodetic, latitude: number, longitude: number): Place {
  return {
    east:
      (longitude - centre.longitude) *
      DEGREE *
      Math.cos(centre.latitude * DEGREE) *
      primeVerticalRadius(centre.latitude),
    north: (latitude - centre.latitude) * DEGREE * meridianRadius(centre.latitude),
  };
}

/**
 * A landscape with fractal detail (power-law terrain after Turcotte 1997, section 7.4), drawn from a seed.
 *
 * @param extentEast of the scene, m; `extentNorth` likewise
 * @param spacing of the finest detail, m
 */
export function simulateGround(
  landscape: Landscape,
  seed: number,
  extentEast: number,
  extentNorth: number,
  spacing: number,
): Ground {
  const halfEast = extentEast / 2;
  const halfNorth = extentNorth / 2;
  const scale = Math.min(halfEast, halfNorth);
  const relief = Math.min(900, 0.18 * scale); // slopes stay well below the wave front: no layover
  // Twice the area: the radar image is tilted against north and heights shift its edges.
  const length = Math.ceil((2 * (halfNorth + 0.35 * halfEast) + 2500) / spacing);
  const width = Math.ceil((2 * (halfEast + 0.35 * halfNorth) + 2500) / spacing);
  const field = (name: string, slope: number) => {
    const [a, b] = powerLawFields(length, width, slope, randomStream(seed, 'ground', name));
    return [a.data, b.data].map((data) => interpolator(data, length, width, spacing));
  };
  const [detail, demError] = field('terrain', 3.1);
  const [cover, backscatter] = field('cover', 2.2);

  const summit: Place =
    landscape === 'island' ? { east: 0.2 * halfEast, north: -0.12 * halfNorth } : { east: 0, north: 0 };
  const basin: Place = { east: -0.66 * halfEast, north: 0.62 * halfNorth };
  const islet: Place = { east: 0.55 * halfEast, north: 0.78 * halfNorth };
  // Away from the summit, as in many calderas: motion that followed height would look like troposphere.
  const source: Place = { east: summit.east - 0.46 * scale, north: summit.north + 0.05 * scale };
  const flank: Place = { east: summit.east + 0.08 * scale, north: summit.north - 0.15 * scale };
  const island = (place: Place) => {
    const r = distance(place, summit) / scale;
    const volcano = 1.4 * Math.exp(-((r / 0.42) ** 1.5)) - 0.25 * Math.exp(-((r / 0.09) ** 2));
    const second = 0.7 * Math.exp(-((distance(place, basin) / (0.36 * scale)) ** 2));
    const third = 0.55 * Math.exp(-((distance(place, islet) / (0.17 * scale)) ** 2));
    return relief * (Math.max(volcano, second, third) - 0.34 + 0.08 * detail(place));
  };
  const hills = (place: Place) => relief * (0.3 + 0.2 * detail(place));
  return {
    elevation: landscape === 'island' ? island : hills,
    vegetation: (place) => Math.min(1, Math.max(0, 0.35 + 0.4 * cover(place))),
    backscatter: (place) => Math.exp(0.35 * backscatter(place)),
    demError,
    summit,
    source,
    flank,
    basin,
    scale,
    relief,
  };
}

/** Distance between two places, m. */
export function distance(a: Place, b: Place): number {
  return Math.hypot(a.east - b.east, a.north - b.north);
}

/** Bilinear interpolation of a raster centred on the scene, rows northward; constant beyond the edge. */
function interpolator(data: Float32Array, length: number, width: number, spacing: number) {
  return ({ east, north }: Place): number => {
    const fx = Math.min(Math.max(east / spacing + (width - 1) / 2, 0), width - 1.001);
    const fy = Math.min(Math.max(north / spacing + (length - 1) / 2, 0), length - 1.001);
    const x = Math.floor(fx);
    const y = Math.floor(fy);
    const i = y * width + x;
    const south = data[i] + (fx - x) * (data[i + 1] - data[i]);
    const northern = data[i + width] + (fx - x) * (data[i + width + 1] - data[i + width]);
    return south + (fy - y) * (northern - south);
  };
}
