import { expect, test } from 'vitest';
import { NearestPixels } from './nearest-pixels.ts';

/** A tilted scene of 40 x 50 pixels, some 100 m apart. */
const scene = (lat0: number, lon0: number) =>
  Array.from({ length: 2000 }, (_, k) => {
    const [y, x] = [Math.floor(k / 50), k % 50];
    return { y, x, lat: lat0 - 0.001 * y + 0.0002 * x, lon: lon0 + 0.0011 * x + 0.0001 * y };
  });

function nearest(pixels: ReturnType<typeof scene>, lat: number[], lon: number[], reach = 1600) {
  const found = new NearestPixels(lat, lon, reach);
  for (const { y, x, lat, lon } of pixels) found.meet(y, x, lat, lon > 180 ? lon - 360 : lon);
  return found;
}

test('every place finds the pixel that all others are farther from', () => {
  const pixels = scene(36.5, 25);
  const places = Array.from({ length: 60 }, (_, i) => pixels[(i * 331) % 2000]);
  const lat = places.map(({ lat }, i) => lat + 0.0004 * Math.sin(i));
  const lon = places.map(({ lon }, i) => lon + 0.0005 * Math.cos(3 * i));
  const found = nearest(pixels, lat, lon);
  const metres = (p: { lat: number; lon: number }, i: number) =>
    Math.hypot((p.lat - lat[i]) * 111e3, (p.lon - lon[i]) * 111.4e3 * Math.cos((36.5 * Math.PI) / 180));
  places.forEach((_, i) => {
    const best = pixels.reduce((a, b) => (metres(b, i) < metres(a, i) ? b : a));
    expect([found.y[i], found.x[i]]).toEqual([best.y, best.x]);
  });
});

test('a place beyond reach finds none, and the 180th meridian is no border', () => {
  const found = nearest(scene(10, 179.99), [10, 10.02, 9.99], [179.99, 179.99, -179.99]);
  expect([found.y[1], found.x[1], found.distance[1]]).toEqual([-1, -1, Infinity]);
  expect([found.y[0], found.x[0]]).toEqual([0, 0]);
  expect(found.x[2]).toBeGreaterThan(15);
  expect(found.distance[2]).toBeLessThan(80);
});
