import { expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { type Cartesian, geodeticToCartesian } from './ellipsoid.ts';
import {
  fromEastNorthUp,
  ITRF2014_PLATES,
  plateVelocity,
  poleOfRotation,
  rotationOfPole,
  toEastNorthUp,
} from './plate-motion.ts';

// biome-ignore lint/suspicious/noExplicitAny: arguments of unit cases
type Any = any;

const velocities = (rotation: Cartesian, latitudes: number[], longitudes: number[]) =>
  latitudes.map((latitude, i) => {
    const place = { latitude, longitude: longitudes[i], height: 0 };
    const xyz = plateVelocity(rotation, place);
    return { xyz, enu: toEastNorthUp(xyz, latitude, longitudes[i]) };
  });
const transposed = (rows: readonly (readonly number[])[]) => [0, 1, 2].map((k) => rows.map((row) => row[k]));

/** What a case asks, by the start of its name; the largest of each family of names. */
const ANSWERS: Readonly<Record<string, (input: Any) => unknown>> = {
  ITRF2014: () =>
    Object.fromEntries(
      Object.entries(ITRF2014_PLATES).map(([name, [omega_x, omega_y, omega_z]]) => [
        name,
        { omega_x, omega_y, omega_z },
      ]),
    ),
  unavco: ({ omega, lat, lon }) => {
    const [{ enu }] = velocities(omega, [lat], [lon]);
    return { vel_e_mm: 1000 * enu[0], vel_n_mm: 1000 * enu[1] };
  },
  rate: ({ omega }) => ({ rate_deg_Ma: poleOfRotation(omega).rate }),
  vel: ({ omega, lat, lon }) => {
    const all = velocities(omega, lat, lon);
    const { latitude, longitude, rate } = poleOfRotation(omega);
    return {
      pole: [latitude, longitude, rate * 3.6],
      xyz: transposed(all.map(({ xyz }) => xyz)),
      enu: transposed(all.map(({ enu }) => enu)),
      enu_sphere: transposed(
        lat.map((latitude: number, i: number) => {
          const place = { latitude, longitude: lon[i], height: 0 };
          return toEastNorthUp(plateVelocity(omega, place, 'sphere'), latitude, lon[i]);
        }),
      ),
    };
  },
  pole: ({ pole_lat, pole_lon, rot_rate }) => ({
    omega_mas: rotationOfPole({ latitude: pole_lat, longitude: pole_lon, rate: rot_rate }),
  }),
  cart2sph: ({ x, y, z }) => {
    const poles = x.map((_: number, i: number) => poleOfRotation([x[i], y[i], z[i]]));
    const radii = poles.map((pole: { rate: number }) => pole.rate * 3.6);
    return [poles.map((p: Any) => p.latitude), poles.map((p: Any) => p.longitude), radii];
  },
  llh2xyz: ({ lat, lon, alt }) =>
    transposed(
      lat.map((latitude: number, i: number) =>
        geodeticToCartesian({ latitude, longitude: lon[i], height: alt[i] }),
      ),
    ),
  enu2xyz: ({ lat, lon, e, n, u }) =>
    transposed(lat.map((_: number, i: number) => fromEastNorthUp([e[i], n[i], u[i]], lat[i], lon[i]))),
  xyz2enu: ({ lat, lon, x, y, z }) =>
    transposed(lat.map((_: number, i: number) => toEastNorthUp([x[i], y[i], z[i]], lat[i], lon[i]))),
};

/** Of what the reference tells, what is asked for here: no uncertainties of the table. */
function askedFor(expected: Any, got: Any): Any {
  if (Array.isArray(expected) || typeof expected !== 'object') return expected;
  return Object.fromEntries(Object.keys(got).map((key) => [key, askedFor(expected[key], got[key])]));
}

for (const { name, input, expected, tolerance } of unitCases('euler_pole')) {
  const answer = ANSWERS[name.split('_')[0]];
  if (answer === undefined) continue;
  it(`agrees with the reference: ${name}`, () => {
    const got = answer(input);
    expectWithin(got, askedFor(expected, got), tolerance);
  });
}

it('the pole itself does not move', () => {
  const rotation = rotationOfPole({ latitude: 90, longitude: 0, rate: 1 });
  const pole = plateVelocity(rotation, { latitude: 90, longitude: 0, height: 0 });
  for (const part of pole) expect(Math.abs(part)).toBeLessThan(1e-15);
  const equator = toEastNorthUp(plateVelocity(rotation, { latitude: 0, longitude: 30, height: 0 }), 0, 30);
  expect(equator[0]).toBeCloseTo((6378137 * Math.PI) / 180 / 1e6, 9);
});
