import { describe, expect, test } from 'vitest';
import { cartesianToGeodetic, curvatureRadius } from '../geometry/ellipsoid.ts';
import { platformState } from '../geometry/orbit.ts';
import { stateVector } from './circular-orbit.ts';
import { displacementAt, trueVelocity } from './deformation.ts';
import { type Scene, simulateScene } from './scene.ts';
import { DEFAULT_SCENE, type SceneChoices } from './scene-options.ts';
import { compareVelocity } from './truth-comparison.ts';

const small: SceneChoices = { length: 50, width: 70, numDate: 9 };
const quiet: SceneChoices = {
  ...small,
  noise: false,
  unwrapErrorRate: 0,
  demError: 0,
  delay: { stratified: 0, turbulent: 0, ramp: 0 },
};

/** Largest misclosure of all triangles of the network, in rad. */
function largestMisclosure(scene: Scene): number {
  const number = new Map(scene.pairs.map((pair, k) => [pair.join(), k]));
  const phases = scene.pairs.map((_, k) => scene.interferogram(k).unwrapPhase.data);
  let largest = 0;
  let numTriangle = 0;
  for (const [a, b] of scene.pairs) {
    for (const [other, c] of scene.pairs) {
      const [ab, bc, ac] = [number.get(`${a},${b}`)!, number.get(`${b},${c}`)!, number.get(`${a},${c}`)];
      if (other !== b || ac === undefined) continue;
      numTriangle++;
      for (let i = 0; i < phases[ab].length; i++) {
        largest = Math.max(largest, Math.abs(phases[ab][i] + phases[bc][i] - phases[ac][i]));
      }
    }
  }
  expect(numTriangle).toBeGreaterThan(5);
  return largest;
}

test('a seed gives the same scene, whatever was asked of it before', () => {
  const [one, two] = [simulateScene(small), simulateScene(small)];
  one.interferogram(7);
  one.interferogram(0);
  expect(one.date12s).toEqual(two.date12s);
  expect(one.interferogram(3)).toEqual(two.interferogram(3));
  expect(one.geometry).toEqual(two.geometry);
  expect(simulateScene({ ...small, seed: 2 }).interferogram(3)).not.toEqual(two.interferogram(3));
});

test('the default scene has an island stack of about 22 dates and 55 interferograms in one network', () => {
  const scene = simulateScene();
  expect(scene.geometry.height.shape).toEqual([120, 150]);
  expect(scene.dates).toHaveLength(22);
  expect(scene.pairs.length).toBeGreaterThan(50);
  expect(scene.pairs.length).toBeLessThan(70);
  expect([...scene.date12s].sort()).toEqual(scene.date12s);
  for (let d = 1; d < 22; d++) expect(scene.pairs.some(([a, b]) => a === d - 1 && b === d)).toBe(true);
  expect(scene.bperp[0]).toBe(0);
  const land = scene.waterMask.data.reduce((sum, v) => sum + v, 0) / 18000;
  expect(land).toBeGreaterThan(0.25);
  expect(land).toBeLessThan(0.6);
});

test('there are two islands at least, and every error is on one of the smaller', () => {
  for (const seed of [1, 2, 3]) {
    const { truth } = simulateScene({ seed });
    expect(Math.max(...truth.islands.data)).toBeGreaterThanOrEqual(2);
    const errors = truth.unwrappingErrors.flat();
    expect(errors.length).toBeGreaterThan(5);
    expect(errors.every(({ island, cycles }) => island > 1 && cycles !== 0 && Number.isInteger(cycles))).toBe(
      true,
    );
  }
});

test('without noise and errors the network closes', () => {
  expect(largestMisclosure(simulateScene({ ...small, noise: false, unwrapErrorRate: 0 }))).toBeLessThan(2e-5);
});

test('without noise every misclosure is a whole number of cycles, on islands alone', () => {
  const scene = simulateScene({ ...DEFAULT_SCENE, noise: false, unwrapErrorRate: 0.5, numDate: 6 });
  const largest = largestMisclosure(scene);
  expect(largest).toBeGreaterThan(6);
  const clean = simulateScene({ ...DEFAULT_SCENE, noise: false, unwrapErrorRate: 0, numDate: 6 });
  const k = scene.truth.unwrappingErrors.findIndex((errors) => errors.length > 0);
  const [dirty, right] = [scene.interferogram(k).unwrapPhase.data, clean.interferogram(k).unwrapPhase.data];
  const expected = new Map(scene.truth.unwrappingErrors[k].map(({ island, cycles }) => [island, cycles]));
  dirty.forEach((phase, i) => {
    if (phase === 0) return;
    expect((phase - right[i]) / (2 * Math.PI)).toBeCloseTo(expected.get(scene.truth.islands.data[i]) ?? 0, 5);
  });
});

test('phase is -4 pi / lambda times the true displacement between the dates, nothing else in a quiet scene', () => {
  const scene = simulateScene({ ...quiet, deformation: { step: { years: 0.2, slip: 0.1 } } });
  const k = scene.pairs.length - 1;
  const [first, second] = scene.pairs[k].map((d) => {
    const out = new Float64Array(3500);
    displacementAt(scene.truth.deformation, d, out);
    return out;
  });
  scene.interferogram(k).unwrapPhase.data.forEach((phase, i) => {
    if (phase === 0) return;
    const expected = ((-4 * Math.PI) / scene.acquisition.wavelength) * (second[i] - first[i]);
    expect(Math.abs(phase - expected)).toBeLessThan(1e-5);
  });
});

test('noise of land pixels has the variance that their coherence says', () => {
  const noisy = simulateScene({ unwrapErrorRate: 0, numDate: 5 });
  const clean = simulateScene({ unwrapErrorRate: 0, numDate: 5, noise: false });
  const [a, b] = [noisy.interferogram(0), clean.interferogram(0)];
  let [n, squares, expected] = [0, 0, 0];
  b.coherence.data.forEach((gamma, i) => {
    if (gamma < 0.7) return;
    n++;
    squares += (a.unwrapPhase.data[i] - b.unwrapPhase.data[i]) ** 2;
    expected += (1 - gamma ** 2) / (2 * 40 * gamma ** 2);
  });
  expect(n).toBeGreaterThan(3000);
  expect(squares / expected).toBeGreaterThan(0.93);
  expect(squares / expected).toBeLessThan(1.1);
});

test('no data is zero in all layers, water and the wedge have no component', () => {
  const scene = simulateScene(small);
  const { unwrapPhase, coherence, connectComponent, amplitude } = scene.interferogram(2);
  expect(unwrapPhase.data[0]).toBe(0);
  let numZero = 0;
  unwrapPhase.data.forEach((phase, i) => {
    if (phase === 0) {
      numZero++;
      expect([coherence.data[i], connectComponent.data[i], amplitude.data[i]]).toEqual([0, 0, 0]);
    } else expect(coherence.data[i]).toBeGreaterThan(0);
    if (scene.waterMask.data[i] === 0) expect(connectComponent.data[i]).toBe(0);
  });
  expect(numZero).toBeGreaterThan(20);
  expect(numZero).toBeLessThan(150);
  expect(Math.max(...connectComponent.data)).toBeGreaterThanOrEqual(1);
});

describe.each(['ASCENDING', 'DESCENDING'] as const)('%s scene', (direction) => {
  const scene = simulateScene({ ...small, direction });
  const { geometry, acquisition } = scene;
  const vectors = Array.from({ length: 8 }, (_, i) => stateVector(acquisition.orbit, -40 + 10 * i));
  const state = platformState(vectors, 0);

  test('incidence follows from range and heights by the law of cosines within 0.1 degrees', () => {
    const [near, range, h] = [
      geometry.incidenceAngle.data,
      geometry.slantRangeDistance.data,
      geometry.height.data,
    ];
    for (let i = 0; i < near.length; i += 37) {
      const ground = state.earthRadius + h[i];
      const satellite = state.earthRadius + state.height;
      const cos = (ground ** 2 + range[i] ** 2 - satellite ** 2) / (2 * ground * range[i]);
      expect(Math.abs(180 - (Math.acos(cos) * 180) / Math.PI - near[i])).toBeLessThan(0.1);
    }
  });

  test('interpolating ten-second state vectors gives the orbit back', () => {
    const [got, exact] = [platformState(vectors, 3.3), stateVector(acquisition.orbit, 3.3)];
    got.position.forEach((value, axis) => {
      expect(value).toBeCloseTo(exact.position[axis], 3);
    });
    const { latitude } = cartesianToGeodetic(exact.position);
    expect(got.earthRadius).toBeCloseTo(curvatureRadius(latitude, got.heading), 0);
  });

  test('heading and line of sight are a quarter turn apart', () => {
    const azimuth = geometry.azimuthAngle.data[geometry.azimuthAngle.data.length >> 1];
    const expected = ((90 - state.heading + 540) % 360) - 180;
    expect(Math.abs(azimuth - expected)).toBeLessThan(4);
  });

  test('uplift of the volcano comes toward the satellite', () => {
    const velocity = trueVelocity(scene.truth.deformation, scene.years, [50, 70]);
    expect(Math.max(...velocity.data)).toBeGreaterThan(0.025);
    expect(Math.min(...velocity.data)).toBeLessThan(-0.005);
  });
});

test('both directions see the same mountain at the same place', () => {
  const summits = (['ASCENDING', 'DESCENDING'] as const).map((direction) => {
    const { geometry } = simulateScene({ direction });
    const i = geometry.height.data.indexOf(Math.max(...geometry.height.data));
    return [geometry.latitude.data[i], geometry.longitude.data[i], geometry.height.data[i]];
  });
  expect(Math.abs(summits[0][0] - summits[1][0])).toBeLessThan(0.003);
  expect(Math.abs(summits[0][1] - summits[1][1])).toBeLessThan(0.003);
  expect(Math.abs(summits[0][2] - summits[1][2])).toBeLessThan(15);
});

test('hills, single pixels and other shapes work as well; impossible wishes are refused', () => {
  const hills = simulateScene({ landscape: 'hills', length: 5, width: 7, numDate: 2 });
  expect(hills.interferogram(0).unwrapPhase.shape).toEqual([5, 7]);
  const pixel = simulateScene({ length: 1, width: 1, numDate: 2 });
  expect(Number.isFinite(pixel.interferogram(0).unwrapPhase.data[0])).toBe(true);
  expect(() => simulateScene({ numDate: 1 })).toThrow('numDate = 1');
  expect(() => simulateScene({ incidenceAngle: 80 })).toThrow('18-48');
  expect(() => simulateScene({ latitude: 89 })).toThrow('latitude 89');
});

test('the truth compared with itself has no error, an offset at the reference does not count', () => {
  const scene = simulateScene(small);
  const truth = trueVelocity(scene.truth.deformation, scene.years, [50, 70]);
  const shifted = { data: truth.data.map((v) => v + 0.01), shape: truth.shape };
  const same = compareVelocity(scene, shifted, scene.waterMask, { y: 20, x: 30 });
  expect(same.rms).toBeLessThan(1e-5);
  expect(same.correlation).toBeCloseTo(1, 6);
  expect(same.numPixel).toBe(scene.waterMask.data.reduce((sum, v) => sum + v, 0));
  shifted.data[1000] = Number.NaN;
  const all = { data: new Uint8Array(3500).fill(1), shape: truth.shape };
  expect(compareVelocity(scene, shifted, all, { y: 0, x: 0 }).numPixel).toBe(3499);
  const noisy = { data: truth.data.map((v, i) => v + (i % 2 ? 0.002 : -0.002)), shape: truth.shape };
  noisy.data[0] = truth.data[0];
  expect(compareVelocity(scene, noisy, all, { y: 0, x: 0 }).rms).toBeCloseTo(2, 2);
  expect(() => compareVelocity(scene, truth, all, { y: 50, x: 0 })).toThrow('outside');
});
