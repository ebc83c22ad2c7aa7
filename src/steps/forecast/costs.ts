/*
 * What the steps of the workflow take, as functions of the size of a stack. CPU times were measured on simulated stacks (see
 * docs/scale.md) on a machine whose `calibrate` says 1.
 */

/** The size of a run. */
export interface RunShape {
  readonly pixels: number;
  readonly numPair: number;
  readonly numDate: number;
  /** bytes that the stack holds for a pixel of a pair */
  readonly bytesPerPair: number;
  /** whether the stack was loaded before, and what it was loaded from is gone */
  readonly isLoaded?: boolean;
}

/** What a step takes; of a step that is not in the table, what its series of dates take. */
export interface StepCost {
  /** seconds of one core */
  readonly cpu: number;
  /** bytes */
  readonly reads: number;
  readonly writes: number;
  /** bytes of the planes that a thread works on, and of what all threads share; undefined for blocks of rows */
  readonly held?: { readonly thread: number; readonly shared: number };
  /** whether a scheduler gets its work in tiles */
  readonly isTiled: boolean;
}

interface Row {
  /** seconds beside the pixels (modules, options, records); then microseconds for a pixel of a pair, of a date, for a pixel */
  readonly cpu: readonly [start: number, pair: number, date: number, pixel: number];
  /** bytes read and written for a pixel of a pair, and of a date; `stack` is all that the stack holds */
  readonly reads: readonly [pair: number | 'stack', date: number];
  readonly writes: readonly [pair: number | 'stack', date: number];
  /** the same of a pixel */
  readonly held?: readonly [thread: number, shared: number];
  /** false: done by the machine where the command runs */
  readonly isTiled?: boolean;
}

const STEPS: Readonly<Record<string, Row>> = {
  load_data: { cpu: [0.1, 0.07, 0, 0], reads: ['stack', 0], writes: ['stack', 0], isTiled: false },
  modify_network: { cpu: [0.1, 0.0045, 0, 0], reads: [4, 0], writes: [0, 0] },
  reference_point: { cpu: [0.1, 0.0052, 0, 0], reads: [4, 0], writes: [0, 0] },
  quick_overview: { cpu: [0.1, 0.0065, 0, 0], reads: [6, 0], writes: [0, 0] },
  correct_unwrap_error: { cpu: [0.28, 0.009, 0, 0.65], reads: [6, 0], writes: [4, 0], held: [20, 0] },
  invert_network: { cpu: [0.38, 0.014, 0, 0], reads: [8, 0], writes: [0, 4] },
  correct_troposphere: { cpu: [0.38, 0, 0.021, 0], reads: [0, 8], writes: [0, 4] },
  deramp: { cpu: [0.26, 0, 0.012, 0.4], reads: [0, 4], writes: [0, 4], held: [12, 0] },
  correct_topography: { cpu: [0.32, 0, 0.02, 0], reads: [0, 4], writes: [0, 8] },
  residual_RMS: { cpu: [0.08, 0, 0.008, 0.55], reads: [0, 8], writes: [0, 4], held: [12, 0] },
  reference_date: { cpu: [0.08, 0, 0.028, 0], reads: [0, 16], writes: [0, 16] },
  velocity: { cpu: [0.05, 0, 0.005, 0.06], reads: [0, 4], writes: [0, 0] },
  geocode: { cpu: [0.22, 0, 0.005, 1.7], reads: [0, 4], writes: [0, 4], held: [20, 50] },
  google_earth: { cpu: [0.3, 0, 0, 0.15], reads: [0, 0], writes: [0, 0], isTiled: false },
  hdfeos5: { cpu: [0.2, 0, 0.2, 0], reads: [0, 4], writes: [0, 4], isTiled: false },
};

/** A series of dates that is read and written again. */
const SERIES: Row = { cpu: [0.2, 0, 0.03, 0], reads: [0, 4], writes: [0, 4] };

/** Seconds of a program that starts and ends: once in a run. */
export const START = 0.25;

export function stepCost(name: string, shape: RunShape): StepCost {
  const { numPair, numDate, bytesPerPair, isLoaded = false } = shape;
  const pixels = isLoaded && name === 'load_data' ? 0 : shape.pixels;
  const { cpu, reads, writes, held, isTiled = true } = STEPS[name] ?? SERIES;
  const [start, pair, date, pixel] = cpu;
  const bytes = ([ofPair, ofDate]: Row['reads']) =>
    pixels * ((ofPair === 'stack' ? bytesPerPair : ofPair) * numPair + ofDate * numDate);
  return {
    cpu: start + 1e-6 * pixels * (pair * numPair + date * numDate + pixel),
    reads: bytes(reads),
    writes: bytes(writes),
    held: held && { thread: pixels * held[0], shared: pixels * held[1] },
    isTiled,
  };
}
