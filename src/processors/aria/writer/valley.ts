import { type Grid, grid } from '../../../core/array.ts';
import {
  acquisitionDates,
  simulatedNetwork,
  yearsSinceFirst,
} from '../../../core/simulation/acquisition-dates.ts';
import { powerLawFields } from '../../../core/simulation/random-field.ts';
import { randomStream } from '../../../core/simulation/random-stream.ts';
import { createGaussian } from '../../../core/stats/gaussian.ts';

/** What a valley is made of; everything may be left out. */
export interface ValleyOptions {
  /** the same seed gives the same valley, bit by bit */
  readonly seed?: number;
  readonly length?: number;
  readonly width?: number;
  readonly numDate?: number;
  /** YYYYMMDD */
  readonly firstDate?: string;
}

/** A plain that subsides where water is pumped, seen from a descending orbit. */
export interface Valley {
  readonly dates: readonly string[];
  /** indices of dates, the earlier first */
  readonly pairs: readonly (readonly [number, number])[];
  /** m, per date */
  readonly bperp: Float64Array;
  /** true velocity, m/year toward the satellite */
  readonly velocity: Grid;
  /** m above sea level */
  readonly height: Grid;
  /** degrees from the vertical */
  readonly incidence: Grid;
  /** 0 to 1 */
  readonly coherence: Grid;
  /** 1 = land */
  readonly land: Grid<Uint8Array>;
  /** displacement with the noise of the atmosphere at a date, m toward the satellite */
  displacement(date: number): Float32Array;
}

/** Where the upper left corner lies, and the steps, degrees: California's Central Valley. */
export const VALLEY_GRID = { north: 36.6, west: -120.2, step: 1 / 300 } as const;

/**
 * Simulate a valley: two bowls of subsidence of up to 20 cm a year, hills to the east, a lake, fields of low coherence.
 * Its noise is that of the atmosphere: 6 mm with the spectrum of turbulence (Hanssen 2001, doi:10.1007/0-306-47633-9).
 */
export function simulateValley({
  seed = 7,
  length = 72,
  width = 90,
  numDate = 12,
  firstDate = '20190104',
}: ValleyOptions = {}): Valley {
  const dates = acquisitionDates(firstDate, numDate, randomStream(seed, 'dates'));
  const years = yearsSinceFirst(dates);
  const raster = (value: (v: number, u: number) => number) =>
    grid(
      Float32Array.from({ length: length * width }, (_, i) =>
        value(Math.floor(i / width) / length, (i % width) / width),
      ),
      length,
      width,
    );
  const bowl = (v: number, u: number, v0: number, u0: number, size: number) =>
    Math.exp(-((v - v0) ** 2 + (u - u0) ** 2) / (2 * size * size));
  const velocity = raster((v, u) => -0.2 * bowl(v, u, 0.35, 0.3, 0.1) - 0.12 * bowl(v, u, 0.7, 0.55, 0.08));
  const [rough, fields] = powerLawFields(length, width, 3.2, randomStream(seed, 'ground'));
  const height = raster((v, u) => 60 + 900 * Math.max(0, u - 0.72) * (1 + v));
  height.data.forEach((value, i) => {
    height.data[i] = value + (3 + 0.1 * (value - 60)) * rough.data[i];
  });
  const coherence = raster(() => 0);
  fields.data.forEach((value, i) => {
    coherence.data[i] = Math.min(0.98, Math.max(0.25, 0.72 + 0.13 * value));
  });
  const land = Uint8Array.from(raster((v, u) => (bowl(v, u, 0.82, 0.12, 0.06) > 0.6 ? 0 : 1)).data);
  const gaussian = createGaussian(randomStream(seed, 'orbits'));
  return {
    dates,
    pairs: simulatedNetwork(years, randomStream(seed, 'network')),
    bperp: Float64Array.from(dates, () => 60 * gaussian()),
    velocity,
    height,
    incidence: raster((_v, u) => 43 - 6 * u),
    coherence,
    land: { data: land, shape: velocity.shape },
    displacement(date) {
      const [delay] = powerLawFields(length, width, 8 / 3, randomStream(seed, 'delay', date));
      return velocity.data.map((rate, i) => rate * years[date] + 0.006 * delay.data[i]);
    },
  };
}
