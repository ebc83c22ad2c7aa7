import { type Grid, type Stack, stack } from '../array.ts';
import { DEGREE } from '../geometry/earth.ts';
import { createGaussian } from '../stats/gaussian.ts';
import { powerLawFields } from './random-field.ts';
import { randomStream } from './random-stream.ts';

/** Heights over which water vapour thins by a factor e, m. */
const SCALE_HEIGHT = 2500;

/** Strength of what the troposphere and the orbits add at each date. */
export interface DelayOptions {
  /** standard deviation of the zenith delay at sea level, m: its part below a height is missing there */
  readonly stratified: number;
  /** standard deviation of the turbulent screen of an ordinary date, m */
  readonly turbulent: number;
  /** standard deviation of the ramp from edge to edge, m */
  readonly ramp: number;
}

/** What is added to the displacement of each date: apparent metres toward the satellite. */
export interface DelayScreens {
  /** delay by height, apparent m per metre of zenith delay [length, width], and the zenith delays [numDate], m */
  readonly stratifiedPattern: Grid;
  readonly zenithDelay: Float64Array;
  /** [numDate, length, width], m */
  readonly turbulent: Stack;
  /** per date, edge to edge along azimuth and range, m */
  readonly ramp: readonly (readonly [azimuth: number, range: number])[];
  /** dates of stormy weather, three times the turbulence */
  readonly stormy: readonly number[];
}

/**
 * Draw the delays of every date.
 *
 * The stratified delay is that of an exponential atmosphere with a seasonal and a random zenith delay Z, less what
 * sea
 * level sees (a constant is lost in any interferogram): `Z (1 - exp(-h / H)) / cos(theta)`. The turbulent one has the
 * 8/3 spectrum of Hanssen (2001, section 4.7). Of every ten dates about one is stormy.
 *
 * @param height m above sea level [length, width]
 * @param incidenceAngle degrees, same shape
 * @param years since the first date [numDate]
 */
export function simulateDelays(
  height: Grid<Float64Array>,
  incidenceAngle: Grid,
  years: Float64Array,
  seed: number,
  options: DelayOptions,
): DelayScreens {
  const [length, width] = height.shape;
  const size = length * width;
  const numDate = years.length;
  const random = randomStream(seed, 'delay');
  const gaussian = createGaussian(random);

  const pattern = new Float32Array(size);
  for (let i = 0; i < size; i++) {
    const cos = Math.cos(incidenceAngle.data[i] * DEGREE);
    pattern[i] = (1 - Math.exp(-Math.max(0, height.data[i]) / SCALE_HEIGHT)) / cos;
  }
  // Summers are wetter; three quarters of the variance is weather.
  const zenithDelay = Float64Array.from(
    years,
    (t) =>
      options.stratified *
      (Math.sqrt(0.5) * Math.sin(2 * Math.PI * (t - 0.3)) + Math.sqrt(0.75) * gaussian()),
  );
  const ramp = Array.from(years, () => [options.ramp * gaussian(), options.ramp * gaussian()] as const);

  const stormy = new Set<number>();
  while (stormy.size < Math.floor(numDate / 10)) stormy.add(Math.floor(random() * numDate));
  const turbulent = new Float32Array(options.turbulent > 0 ? numDate * size : 0);
  for (let d = 0; d < numDate && turbulent.length > 0; d += 2) {
    const fields = powerLawFields(length, width, 8 / 3, randomStream(seed, 'turbulence', d));
    for (let odd = 0; odd < 2 && d + odd < numDate; odd++) {
      const strength = options.turbulent * (stormy.has(d + odd) ? 3 : 0.6 + 0.8 * random());
      const { data } = fields[odd];
      const offset = (d + odd) * size;
      for (let i = 0; i < size; i++) turbulent[offset + i] = strength * data[i];
    }
  }
  return {
    stratifiedPattern: { data: pattern, shape: height.shape },
    zenithDelay,
    turbulent:
      turbulent.length > 0 ? stack(turbulent, numDate, length, width) : stack(turbulent, 0, length, width),
    ramp,
    stormy: [...stormy].sort((a, b) => a - b),
  };
}

/**
 * Add the delays of date `d` to apparent displacements, m.
 *
 * @param out displacement of all pixels at the date [length * width], m; changed in place
 */
export function addDelays(screens: DelayScreens, d: number, out: Float64Array): void {
  const { stratifiedPattern, zenithDelay, turbulent, ramp } = screens;
  const [length, width] = stratifiedPattern.shape;
  const pattern = stratifiedPattern.data;
  const zenith = zenithDelay[d];
  const [azimuth, range] = ramp[d];
  const screen =
    turbulent.shape[0] > 0 ? turbulent.data.subarray(d * out.length, (d + 1) * out.length) : undefined;
  for (let y = 0, i = 0; y < length; y++) {
    const along = azimuth * (y / Math.max(1, length - 1) - 0.5);
    for (let x = 0; x < width; x++, i++) {
      out[i] += zenith * pattern[i] + along + range * (x / Math.max(1, width - 1) - 0.5);
      if (screen) out[i] += screen[i];
    }
  }
}
