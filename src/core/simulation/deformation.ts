import { type Grid, grid } from '../array.ts';
import { slope } from './forward-model.ts';
import { distance, type Ground, type Place } from './ground.ts';
import { mogi } from './mogi.ts';

/** One cause of motion: a fixed pattern along the line of sight times a history. */
export interface DeformationComponent {
  readonly name: 'source' | 'subsidence' | 'seasonal' | 'step';
  /** m toward the satellite per unit of the history [length, width] */
  readonly pattern: Grid;
  /** at each date, zero at the first [numDate] */
  readonly history: Float64Array;
}

/** How strongly the ground moves; zero leaves a component out. */
export interface DeformationOptions {
  /** uplift above the inflating point source, m/year */
  readonly source: number;
  /** sinking of the middle of the bowl, m/year, positive down */
  readonly subsidence: number;
  /** amplitude of the yearly up and down of the basin, m */
  readonly seasonal: number;
  /** slip of a north-striking fault through the summit on a date given in years since the first, m */
  readonly step?: { readonly years: number; readonly slip: number };
}

/**
 * Deformation of the scene seen by the radar.
 *
 * A point source (Mogi 1958) below the coast and a bowl of subsidence on the flank are linear in time, a basin rises
 * and sinks within the year, and a locked fault may slip at once (screw dislocation, Savage & Burford 1973,
 * doi:10.1029/JB078i005p00832).
 *
 * @param places of the pixels [length * width]
 * @param los unit vectors ground to satellite, east, north, up interleaved [length * width * 3]
 * @param years since the first date [numDate]
 */
export function simulateDeformation(
  ground: Ground,
  places: readonly Place[],
  los: Float32Array,
  shape: readonly [length: number, width: number],
  years: Float64Array,
  options: DeformationOptions,
): DeformationComponent[] {
  const { scale, summit, source: chamber, flank, basin } = ground;
  const components: DeformationComponent[] = [];
  const add = (
    name: DeformationComponent['name'],
    motion: (place: Place) => readonly [number, number, number],
    history: (t: number) => number,
  ) => {
    const data = new Float32Array(places.length);
    for (let i = 0; i < data.length; i++) {
      const [east, north, up] = motion(places[i]);
      data[i] = east * los[3 * i] + north * los[3 * i + 1] + up * los[3 * i + 2];
    }
    const start = years.length > 0 ? history(years[0]) : 0;
    components.push({
      name,
      pattern: grid(data, ...shape),
      history: Float64Array.from(years, (t) => history(t) - start),
    });
  };

  if (options.source !== 0) {
    const depth = 0.27 * scale;
    const volumeChange = (options.source * Math.PI * depth ** 2) / 0.75; // up above the source: 0.75 dV / (pi d^2)
    const source = { ...chamber, depth, volumeChange };
    add(
      'source',
      ({ east, north }) => mogi(source, east, north).displacement,
      (t) => t,
    );
  }
  if (options.subsidence !== 0) {
    const bowl = (place: Place) => Math.exp(-((distance(place, flank) / (0.15 * scale)) ** 2));
    add(
      'subsidence',
      (place) => [0, 0, -options.subsidence * bowl(place)],
      (t) => t,
    );
  }
  if (options.seasonal !== 0) {
    const water = (place: Place) => Math.exp(-((distance(place, basin) / (0.25 * scale)) ** 2));
    add(
      'seasonal',
      (place) => [0, 0, options.seasonal * water(place)],
      (t) => Math.sin(2 * Math.PI * t),
    );
  }
  if (options.step && options.step.slip !== 0) {
    const { slip, years: when } = options.step;
    const locking = 0.2 * scale;
    add(
      'step',
      ({ east }) => [0, (slip / Math.PI) * Math.atan((east - summit.east) / locking), 0],
      (t) => (t >= when ? 1 : 0),
    );
  }
  return components;
}

/**
 * Displacement toward the satellite at date `d` since the first date, m.
 *
 * @param components of the deformation, each of length * width pixels
 * @param out [length * width], overwritten
 */
export function displacementAt(
  components: readonly DeformationComponent[],
  d: number,
  out: Float64Array,
): void {
  out.fill(0);
  for (const { pattern, history } of components) {
    const factor = history[d];
    for (let i = 0; i < out.length; i++) out[i] += factor * pattern.data[i];
  }
}

/**
 * Velocity of the line that fits the true displacement best over the given dates, m/year: what an estimate of
 * constant
 * velocity can find at best, however the ground moved.
 *
 * @param used indices of the dates that took part; all by default
 * @param years since the first date [numDate]
 * @returns [length, width], m/year
 */
export function trueVelocity(
  components: readonly DeformationComponent[],
  years: Float64Array,
  shape: readonly [length: number, width: number],
  used: readonly number[] = Array.from(years, (_, d) => d),
): Grid {
  const times = used.map((d) => years[d]);
  const out = new Float32Array(shape[0] * shape[1]);
  for (const { pattern, history } of components) {
    const rate = slope(
      times,
      used.map((d) => history[d]),
    );
    for (let i = 0; i < out.length; i++) out[i] += rate * pattern.data[i];
  }
  return grid(out, ...shape);
}
