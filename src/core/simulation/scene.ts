import { type Grid, grid } from '../array.ts';
import { MS_PER_DAY, parseDate } from '../dates.ts';
import type { Geodetic } from '../geometry/ellipsoid.ts';
import { createGaussian } from '../stats/gaussian.ts';
import { type Acquisition, simulateAcquisition } from './acquisition.ts';
import { acquisitionDates, type Pairs, simulatedNetwork, yearsSinceFirst } from './acquisition-dates.ts';
import { simulateDeformation } from './deformation.ts';
import { simulateDelays } from './delay-screens.ts';
import { createInterferograms, type Interferogram } from './interferogram.ts';
import type { RadarGeometry } from './radar-geometry.ts';
import { randomStream } from './random-stream.ts';
import { type SceneChoices, type SceneOptions, sceneOptions } from './scene-options.ts';
import { simulateSurface } from './surface.ts';
import type { Truth } from './truth.ts';
import { drawUnwrappingErrors, regionsBySize } from './unwrapping-errors.ts';

/** A simulated stack with everything a processor would deliver, and the truth behind it. */
export interface Scene {
  readonly options: SceneOptions;
  readonly acquisition: Acquisition;
  readonly geometry: RadarGeometry;
  /** 1 = land */
  readonly waterMask: Grid<Uint8Array>;
  /** 0 = visible */
  readonly shadowMask: Grid<Uint8Array>;
  /** YYYYMMDD [numDate], and years of 365.25 days since the first */
  readonly dates: readonly string[];
  readonly years: Float64Array;
  /** perpendicular and parallel baselines relative to the first date, m [numDate] */
  readonly bperp: Float64Array;
  readonly bparallel: Float64Array;
  /** date indices and `YYYYMMDD_YYYYMMDD` of the interferograms */
  readonly pairs: Pairs;
  readonly date12s: readonly string[];
  readonly truth: Truth;
  /** Interferogram `k`, made when asked for: a scene of any size needs the memory of one. */
  interferogram(k: number): Interferogram;
}

/**
 * Simulate a stack of unwrapped Sentinel-1 interferograms in radar coordinates.
 *
 * Every part draws from its own stream of the seed, so that changing one option leaves the rest of the scene alone; the
 * ground is the same from both directions.
 *
 * @throws {OptionError} for sizes or angles from which no scene can be made
 */
export function simulateScene(choices: SceneChoices = {}): Scene {
  const options = sceneOptions(choices);
  const { length, width, seed } = options;
  const centre: Geodetic = {
    latitude: options.latitude,
    longitude: options.longitude,
    height: options.geoidHeight + 100,
  };
  const acquisition = simulateAcquisition(options, centre);
  const surface = simulateSurface(options, acquisition, centre);

  // The passes of the two directions meet different weather on different days.
  const passSeed = options.direction === 'ASCENDING' ? seed ^ 0x5bd1e995 : seed;
  const dates = acquisitionDates(options.firstDate, options.numDate, randomStream(passSeed, 'dates'));
  const years = yearsSinceFirst(dates);
  const pairs = simulatedNetwork(years, randomStream(passSeed, 'network'));
  const gaussian = createGaussian(randomStream(passSeed, 'baselines'));
  const baselines = (spread: number) =>
    Float64Array.from(dates, (_, d) => (d === 0 ? 0 : spread * gaussian()));
  const bperp = baselines(options.bperp);
  const bparallel = baselines(options.bperp / 2);

  const islands = regionsBySize(surface.waterMask, Math.max(8, 0.002 * length * width));
  const numIsland = islands.data.reduce((most, label) => Math.max(most, label), 0);
  const errors = randomStream(passSeed, 'unwrapping');
  const truth: Truth = {
    deformation: simulateDeformation(
      surface.ground,
      surface.places,
      surface.los,
      [length, width],
      years,
      options.deformation,
    ),
    delays: simulateDelays(
      surface.elevation,
      surface.geometry.incidenceAngle,
      years,
      passSeed,
      options.delay,
    ),
    demError: grid(
      surface.demError.data.map((value) => options.demError * value),
      length,
      width,
    ),
    islands,
    unwrappingErrors: pairs.map(() => drawUnwrappingErrors(numIsland, options.unwrapErrorRate, errors)),
  };

  const days = dates.map((date) => parseDate(date) / MS_PER_DAY);
  const interferogram = createInterferograms({
    options,
    seed: passSeed,
    wavelength: acquisition.wavelength,
    surface,
    truth,
    pairs,
    tbase: pairs.map(([reference, secondary]) => days[secondary] - days[reference]),
    bperp,
  });
  return {
    options,
    acquisition,
    geometry: surface.geometry,
    waterMask: surface.waterMask,
    shadowMask: surface.shadowMask,
    dates,
    years,
    bperp,
    bparallel,
    pairs,
    date12s: pairs.map(([reference, secondary]) => `${dates[reference]}_${dates[secondary]}`),
    truth,
    interferogram,
  };
}
