import { placeDelays } from '../../core/atmosphere/place-delays.ts';
import { slantFactors } from '../../core/atmosphere/slant-factors.ts';
import type { ZenithSpline } from '../../core/atmosphere/zenith-cube.ts';
import { nodeWeights, type Places, sameNodes } from '../../core/atmosphere/zenith-places.ts';
import type { BlockFunction, RowBlock } from '../../core/block.ts';
import { longitudeNear } from '../../core/geometry/longitude.ts';
import { type MapGrid, pixelCenter } from '../../core/geometry/map-grid.ts';
import { parseUtmZone, utmToLatLon } from '../../core/geometry/utm.ts';
import { correcting, type DelayOutputs } from '../corrections/correcting.ts';

export interface ZenithCubeArgs {
  /** one per date */
  readonly splines: readonly ZenithSpline[];
  /** the map of the pixels; undefined when their places are inputs */
  readonly map?: MapGrid;
}

export interface ZenithCubeInputs {
  /** degrees, [numPixel] */
  readonly incidence: Float32Array;
  /** m, [numPixel] */
  readonly height: Float32Array;
  readonly latitude?: Float32Array;
  readonly longitude?: Float32Array;
}

/** Geometry to the delay along the line of sight of every date, m, in the sense of displacement: -zenith / cos θ; NaN beyond the cubes. */
export default correcting(zenithCube);

function zenithCube(
  { splines, map }: ZenithCubeArgs,
  memory: (length: number) => Float32Array,
): BlockFunction<ZenithCubeInputs, DelayOutputs> {
  const runs = alike(splines).map((some) => ({
    nodes: some[0],
    count: some.length,
    delays: placeDelays(some),
  }));
  return ({ incidence, height, latitude, longitude }, block) => {
    const { numPixel } = block;
    const timeseries = memory(splines.length * numPixel);
    const slant = slantFactors(incidence);
    const places: Places = {
      height,
      ...(map === undefined
        ? placesOf(latitude!, longitude!, splines[0])
        : placesOnMap(map, block, splines[0])),
    };
    let first = 0;
    for (const { nodes, count, delays } of runs) {
      const out = timeseries.subarray(first * numPixel, (first + count) * numPixel);
      delays(nodeWeights(nodes, places), slant, out);
      first += count;
    }
    return { outputs: { timeseries } };
  };
}

/** Splines in their order, those together that have the same nodes. */
function alike(splines: readonly ZenithSpline[]): ZenithSpline[][] {
  const runs: ZenithSpline[][] = [];
  for (const spline of splines) {
    const last = runs.at(-1);
    if (last !== undefined && sameNodes(last[0], spline)) last.push(spline);
    else runs.push([spline]);
  }
  return runs;
}

type Horizontal = Pick<Places, 'latitude' | 'longitude'>;

function placesOf(latitude: Float32Array, longitude: Float32Array, spline: ZenithSpline): Horizontal {
  const middle = middleLongitude(spline);
  const near = new Float64Array(longitude.length);
  for (let i = 0; i < near.length; i++) near[i] = longitudeNear(longitude[i], middle);
  return { latitude, longitude: near };
}

/** Pixels of a map in degrees stand at their upper left corners, as in the reference; those of a UTM map at their centres. */
function placesOnMap(map: MapGrid, { y0, width, numPixel }: RowBlock, spline: ZenithSpline): Horizontal {
  const middle = middleLongitude(spline);
  const zone = map.utmZone === undefined ? undefined : parseUtmZone(map.utmZone);
  const latitude = new Float64Array(numPixel);
  const longitude = new Float64Array(numPixel);
  for (let i = 0; i < numPixel; i++) {
    const [y, x] = [y0 + Math.floor(i / width), i % width];
    const [lat, lon] =
      zone === undefined
        ? [map.yFirst + y * map.yStep, map.xFirst + x * map.xStep]
        : utmToLatLon(...pixelCenter(map, y, x), zone);
    latitude[i] = lat;
    longitude[i] = longitudeNear(lon, middle);
  }
  return { latitude, longitude };
}

function middleLongitude({ longitude: { first, step, count } }: ZenithSpline): number {
  return first + (step * (count - 1)) / 2;
}
