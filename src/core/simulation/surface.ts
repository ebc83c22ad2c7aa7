import { type Grid, grid } from '../array.ts';
import { DEGREE } from '../geometry/earth.ts';
import type { Geodetic } from '../geometry/ellipsoid.ts';
import { losVector } from '../geometry/look-vector.ts';
import { type Acquisition, radarGrid } from './acquisition.ts';
import { type Ground, localPlace, type Place, simulateGround } from './ground.ts';
import { type RadarGeometry, radarGeometry } from './radar-geometry.ts';
import type { SceneOptions } from './scene-options.ts';

/** The ground as the radar sees it, one value a pixel. */
export interface Surface {
  readonly ground: Ground;
  readonly geometry: RadarGeometry;
  /** places of the pixels, row-major */
  readonly places: readonly Place[];
  /** unit vectors ground to satellite: east, north, up interleaved */
  readonly los: Float32Array;
  /** m above the sea */
  readonly elevation: Grid<Float64Array>;
  /** 1 = land */
  readonly waterMask: Grid<Uint8Array>;
  /** 0 = visible everywhere */
  readonly shadowMask: Grid<Uint8Array>;
  readonly vegetation: Grid;
  /** of the interferogram magnitude, arbitrary unit */
  readonly amplitude: Grid;
  /** error of the elevation model, unit standard deviation */
  readonly demError: Grid;
}

/** Lay the ground out below the satellite and look at it. */
export function simulateSurface(options: SceneOptions, acquisition: Acquisition, centre: Geodetic): Surface {
  const { length, width } = options;
  const groundRange = acquisition.rangePixelSize / Math.sin(options.incidenceAngle * DEGREE);
  const groundAzimuth = 6800 * acquisition.azimuthTimeInterval; // the beam's speed over ground, m/s
  const extentEast = width * options.rangeLooks * groundRange;
  const extentNorth = length * options.azimuthLooks * groundAzimuth;
  const spacing = Math.min(options.rangeLooks * groundRange, options.azimuthLooks * groundAzimuth);
  const ground = simulateGround(options.landscape, options.seed, extentEast, extentNorth, spacing);
  const geometry = radarGeometry(
    radarGrid(acquisition, options),
    (latitude, longitude) =>
      options.geoidHeight + Math.max(0, ground.elevation(localPlace(centre, latitude, longitude))),
    centre,
  );

  const size = length * width;
  const places: Place[] = new Array(size);
  const los = new Float32Array(3 * size);
  const elevation = new Float64Array(size);
  const waterMask = new Uint8Array(size);
  const vegetation = new Float32Array(size);
  const amplitude = new Float32Array(size);
  const demError = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const place = localPlace(centre, geometry.latitude.data[i], geometry.longitude.data[i]);
    places[i] = place;
    const [east, north, up] = losVector(geometry.incidenceAngle.data[i], geometry.azimuthAngle.data[i]);
    los[3 * i] = east;
    los[3 * i + 1] = north;
    los[3 * i + 2] = up;
    const isLand = ground.elevation(place) > 0;
    elevation[i] = isLand ? geometry.height.data[i] - options.geoidHeight : 0;
    waterMask[i] = isLand ? 1 : 0;
    vegetation[i] = ground.vegetation(place);
    amplitude[i] = (isLand ? 70 : 12) * ground.backscatter(place);
    demError[i] = isLand ? ground.demError(place) : 0;
  }
  return {
    ground,
    geometry,
    places,
    los,
    elevation: grid(elevation, length, width),
    waterMask: grid(waterMask, length, width),
    shadowMask: grid(new Uint8Array(size), length, width),
    vegetation: grid(vegetation, length, width),
    amplitude: grid(amplitude, length, width),
    demError: grid(demError, length, width),
  };
}
