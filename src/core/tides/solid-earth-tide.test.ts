import { expect, test } from 'vitest';
import { leapSeconds } from './leap-seconds.ts';
import { solidEarthTide, tidalForcing, tidePlace } from './solid-earth-tide.ts';
import { momentOf, moonPosition, sunPosition } from './sun-moon.ts';
import { tideFields, tideStride } from './tide-field.ts';

/** East, north, up, m. */
function tide(date: string, seconds: number, latitude: number, longitude: number): number[] {
  const enu = new Float64Array(3);
  solidEarthTide(tidalForcing(date, seconds), tidePlace(latitude, longitude), enu);
  return [...enu];
}

test('leap seconds grow where Bulletin C says so, and not after 2017', () => {
  const days = [
    '19600101',
    '19720101',
    '19720630',
    '19720701',
    '19981231',
    '19990101',
    '20161231',
    '20170101',
  ];
  expect(days.map(leapSeconds)).toEqual([10, 10, 10, 11, 31, 32, 36, 37]);
  expect(['20251229', '20300101'].map(leapSeconds)).toEqual([37, 37]);
});

test('the Sun is overhead at noon of an equinox, the full Moon on the other side', () => {
  const moment = momentOf('20190320', 21 * 3600 + 58 * 60); // the equinox
  const sun = sunPosition(moment);
  expect(Math.abs(sun.z / sun.distance)).toBeLessThan(5e-4);
  // 21:58 UTC and an equation of time of -7.4 minutes: the Sun is over 147.7 W
  expect((Math.atan2(sun.y, sun.x) * 180) / Math.PI).toBeCloseTo(-147.7, 0);
  expect(sun.distance / 149597870700).toBeCloseTo(0.996, 3);
  const full = momentOf('20190321', 3600 + 43 * 60);
  const [s, m] = [sunPosition(full), moonPosition(full)];
  const cosine = (s.x * m.x + s.y * m.y + s.z * m.z) / (s.distance * m.distance);
  expect(cosine).toBeLessThan(-0.99);
  expect(m.distance).toBeGreaterThan(356e6);
  expect(m.distance).toBeLessThan(407e6);
});

test('the ground rises below Sun and Moon at new moon and sinks a quarter of the Earth away', () => {
  const [date, seconds] = ['20190702', 19 * 3600 + 23 * 60]; // a total eclipse
  const moon = moonPosition(momentOf(date, seconds));
  const latitude = (Math.asin(moon.z / moon.distance) * 180) / Math.PI;
  const longitude = (Math.atan2(moon.y, moon.x) * 180) / Math.PI;
  expect(tide(date, seconds, latitude, longitude)[2]).toBeGreaterThan(0.3);
  expect(tide(date, seconds, latitude - 90, longitude)[2]).toBeLessThan(-0.1);
});

test('tides at the pole turn with the longitude that is given', () => {
  const [a, b] = [tide('20200101', 0, 90, 0), tide('20200101', 0, 90, 90)];
  expect(b[2]).toBeCloseTo(a[2], 9);
  expect(b[0]).toBeCloseTo(a[1], 9);
  expect(b[1]).toBeCloseTo(-a[0], 9);
});

test('tides are computed some 30 pixels apart, and everywhere on coarse maps', () => {
  expect(tideStride({ yStep: -0.012 })).toBe(30); // 40 km
  expect(tideStride({ yStep: -0.000833333 })).toBe(33); // 3 km
  expect(tideStride({ yStep: -90, utmZone: '11N' })).toBe(33);
});

test.each([
  [3000, 0.01, 2700, 3600],
  [300, 0.001, 2700, 3600],
  [60, 0.0008, 640, 930],
])(
  'tides between the places where they are computed are those of the formula, to 1e-9 m over %i km',
  (_km, step, rows, columns) => {
    const forcings = [tidalForcing('20200101', 15801), tidalForcing('20200107', 3600)];
    const grid = { yFirst: 50, xFirst: -20, yStep: -step, xStep: step, length: rows, width: columns };
    const stride = 30;
    const { values, length, width } = tideFields(forcings, grid, stride);
    expect([length, width]).toEqual([Math.round(rows / stride), Math.round(columns / stride)]);
    const enu = new Float64Array(3);
    let worst = 0;
    for (let y = 0; y < length; y++)
      for (let x = 0; x < width; x++)
        for (const [k, forcing] of forcings.entries()) {
          solidEarthTide(forcing, tidePlace(50 - step * stride * y, -20 + step * stride * x), enu);
          for (let c = 0; c < 3; c++)
            worst = Math.max(worst, Math.abs(values[3 * ((y * width + x) * 2 + k) + c] - enu[c]));
        }
    expect(worst).toBeLessThan(1e-9);
  },
);

test('few places have the tide of the formula itself', () => {
  const grid = { yFirst: 36, xFirst: 25, yStep: -0.001, xStep: 0.001, length: 60, width: 90 };
  const { values } = tideFields([tidalForcing('20200101', 15801)], grid, 30);
  expect([...values.subarray(0, 3)]).toEqual(tide('20200101', 15801, 36, 25));
});
