import { expect, test } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { radarGeometry } from '../../io/attributes/typed.ts';
import { grid } from '../array.ts';
import { cartesianToGeodetic, geodeticToCartesian, localRadius } from './ellipsoid.ts';
import { geodesicDirect, geodesicDistance } from './geodesic.ts';
import {
  ionosphereIncidence,
  ionospherePoint,
  ionosphereRangeDelay,
  ionosphereRefraction,
} from './ionosphere-shell.ts';
import {
  headingToLosAzimuth,
  losAzimuthToHeading,
  losToOrbitAzimuth,
  orbitToLosAzimuth,
} from './look-angle.ts';
import { componentVector, horizontalVector, losVector, motionAzimuth, project } from './look-vector.ts';
import {
  azimuthGroundSpacing,
  centerIncidenceAngle,
  centerSlantRange,
  incidenceAngle,
  incidenceAngleGrid,
  rangeAtIncidence,
  rangeGroundSpacing,
  slantRange,
  slantRangeGrid,
} from './radar-geometry.ts';

function rows(raster: { data: Float32Array; shape: readonly number[] }): number[][] {
  const [length, width] = raster.shape;
  return Array.from({ length }, (_, y) => Array.from(raster.data.subarray(y * width, (y + 1) * width)));
}

// biome-ignore lint/suspicious/noExplicitAny: inputs differ from case to case
function evaluate(name: string, input: any): unknown {
  const angles = (f: (angle: number, side: 'right' | 'left') => number) =>
    input.angle.map((angle: number) => f(angle, input.look_direction));
  const radar = input.meta ? radarGeometry(input.meta) : undefined;
  if (radar) {
    if (name.startsWith('range_dist'))
      return {
        range: [() => centerSlantRange(radar), () => slantRange(radar), () => rows(slantRangeGrid(radar))][
          input.dimension
        ](),
      };
    if (name.startsWith('inc_dem')) {
      const dem = grid(Float32Array.from(input.dem.flat()), radar.length, radar.width);
      return { inc: rows(incidenceAngleGrid(radar, dem)) };
    }
    if (name === 'inc_center_meta') return centerIncidenceAngle(radar);
    if (name.startsWith('inc2range'))
      return { range: input.inc.map((angle: number) => rangeAtIncidence(radar, angle)) };
    if (name.startsWith('inc_'))
      return {
        inc: [
          () => centerIncidenceAngle(radar),
          () => incidenceAngle(radar),
          () => rows(incidenceAngleGrid(radar)),
        ][input.dimension](),
      };
    return { range: rangeGroundSpacing(radar), azimuth: azimuthGroundSpacing(radar) };
  }
  if (name.startsWith('xyz2radius')) return localRadius(input.xyz);
  if (name.startsWith('orbit2los')) return angles(orbitToLosAzimuth);
  if (name.startsWith('los2orbit')) return angles(losToOrbitAzimuth);
  if (name.startsWith('azimuth2heading')) return angles(losAzimuthToHeading);
  if (name.startsWith('heading2azimuth')) return angles(headingToLosAzimuth);
  if (name.startsWith('enu2los'))
    return input.e.map((e: number, i: number) => {
      const azimuth = input.az_angle?.[i] ?? headingToLosAzimuth(input.head_angle?.[i]);
      return project(e, input.n[i], input.u[i], losVector(input.inc_angle[i], azimuth));
    });
  if (name === 'en2az')
    return input.e.map((e: number, i: number) =>
      project(e, input.n[i], 0, horizontalVector(input.orb_az_angle[i])),
    );
  if (name === 'az_from_en')
    return input.east.map((e: number, i: number) => motionAzimuth(e, input.north[i]));
  if (name.startsWith('unit_vec'))
    return {
      unit_vec: componentVector(input.comp, input.los_inc_angle, input.los_az_angle, input.horz_az_angle),
    };
  if (name.startsWith('iono_inc')) return ionosphereIncidence(input.inc_angle);
  if (name.startsWith('iono_lalo'))
    return {
      latlon: ionospherePoint(
        input.lat,
        input.lon,
        input.inc_angle,
        input.az_angle,
        input.method === 'pyproj' ? 'ellipsoid' : 'sphere',
      ),
    };
  const delay = input.inc_angle.map((angle: number) => ionosphereRangeDelay(input.vtec, angle, input.freq));
  return {
    phase: delay,
    offset: delay.map((value: number) => -value),
    refraction_angle: input.inc_angle.map((angle: number) =>
      ionosphereRefraction(input.vtec, angle, input.freq),
    ),
  };
}

test.each(unitCases('geometry'))('$name', ({ name, input, expected, tolerance }) => {
  expectWithin(evaluate(name, input), expected, tolerance, name);
});

test('a descending right-looking satellite sees motion from the west-south-west', () => {
  expect(headingToLosAzimuth(-168)).toBe(-102);
  expect(headingToLosAzimuth(-12)).toBe(102);
});

test('an image of one column has its near incidence angle', () => {
  const radar = radarGeometry({
    HEIGHT: '693000',
    STARTING_RANGE: '830000',
    RANGE_PIXEL_SIZE: '40',
    LENGTH: '1',
    WIDTH: '1',
  });
  expect(incidenceAngle(radar)).toHaveLength(1);
  expect(incidenceAngle(radar)[0]).toBeCloseTo(centerIncidenceAngle(radar), 1);
  expect(incidenceAngleGrid(radar, grid(new Float32Array([Number.NaN]), 1, 1)).data[0]).toBeNaN();
});

test('a DEM of another size is refused', () => {
  const radar = radarGeometry({
    HEIGHT: '693000',
    STARTING_RANGE: '830000',
    RANGE_PIXEL_SIZE: '40',
    LENGTH: '5',
    WIDTH: '7',
  });
  expect(() => incidenceAngleGrid(radar, grid(new Float32Array(35), 7, 5))).toThrow('7 x 5');
});

test('geodetic coordinates survive the way through Earth-centred ones, at the poles too', () => {
  for (const latitude of [-90, -45.5, 0, 33.25, 89.999, 90]) {
    for (const height of [-100, 0, 8000, 700e3]) {
      const back = cartesianToGeodetic(geodeticToCartesian({ latitude, longitude: -122.5, height }));
      expect(back.latitude).toBeCloseTo(latitude, 10);
      expect(back.height).toBeCloseTo(height, 5);
    }
  }
});

test('the geodesic from Flinders Peak to Buninyong is 54972.271 m long (Vincenty 1975, on WGS-84 for GDA94)', () => {
  const dms = (d: number, m: number, s: number) => Math.sign(d) * (Math.abs(d) + m / 60 + s / 3600);
  const flinders = [dms(-37, 57, 3.7203), dms(144, 25, 29.5244)] as const;
  const buninyong = [dms(-37, 39, 10.1561), dms(143, 55, 35.3839)] as const;
  expect(geodesicDistance(...flinders, ...buninyong)).toBeCloseTo(54972.271, 2);
  const [lat, lon] = geodesicDirect(...flinders, dms(306, 52, 5.37), 54972.271);
  expect(lat).toBeCloseTo(buninyong[0], 7);
  expect(lon).toBeCloseTo(buninyong[1], 7);
});
