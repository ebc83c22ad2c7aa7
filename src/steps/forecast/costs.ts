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
}

/** What a step takes; of a step that is not in the table, what its series of dates take. */
export interface StepCost {
  /** seconds of one core */
  readonly cpu: number;
  /** bytes */
  readonly reads: number;
  readonly writes: number;
  /** whether a scheduler gets its work in tiles */
  readonly isTiled: boolean;
}

interface Row {
  /** seconds beside the pixels (a program that starts, options, records); then microseconds for a pixel of a pair, of a date, for a pixel */
  readonly cpu: readonly [start: number, pair: number, date: number, pixel: number];
  /** bytes read and written for a pixel of a pair, and of a date; `stack` is all that the stack holds */
  readonly reads: readonly [pair: number | 'stack', date: number];
  readonly writes: readonly [pair: number | 'stack', date: number];
  /** false: done by the machine where the command runs */
  readonly isTiled?: boolean;
}

const STEPS: Readonly<Record<string, Row>> = {
  load_data: { cpu: [0.8, 0.07, 0, 0], reads: ['stack', 0], writes: ['stack', 0], isTiled: false },
  modify_network: { cpu: [0.45, 0.006, 0, 0], reads: [4, 0], writes: [0, 0] },
  reference_point: { cpu: [0.46, 0.0062, 0, 0], reads: [4, 0], writes: [0, 0] },
  quick_overview: { cpu: [0.53, 0.009, 0, 0], reads: [6, 0], writes: [0, 0] },
  correct_unwrap_error: { cpu: [0.6, 0.055, 0, 0], reads: [6, 0], writes: [4, 0] },
  invert_network: { cpu: [0.75, 0.015, 0, 0], reads: [8, 0], writes: [0, 4] },
  correct_troposphere: { cpu: [0.85, 0, 0.045, 0], reads: [0, 8], writes: [0, 4] },
  correct_topography: { cpu: [0.95, 0, 0.02, 0], reads: [0, 4], writes: [0, 8] },
  residual_RMS: { cpu: [0.8, 0, 0.01, 0], reads: [0, 8], writes: [0, 4] },
  velocity: { cpu: [0.55, 0, 0.005, 0.2], reads: [0, 4], writes: [0, 0] },
  geocode: { cpu: [0.6, 0, 0.06, 1.2], reads: [0, 4], writes: [0, 4] },
  google_earth: { cpu: [0.45, 0, 0, 0.6], reads: [0, 0], writes: [0, 0], isTiled: false },
  hdfeos5: { cpu: [0.5, 0, 0.2, 0], reads: [0, 4], writes: [0, 4], isTiled: false },
};

/** A series of dates that is read and written again. */
const SERIES: Row = { cpu: [0.5, 0, 0.03, 0], reads: [0, 4], writes: [0, 4] };

export function stepCost(name: string, shape: RunShape): StepCost {
  const { pixels, numPair, numDate, bytesPerPair } = shape;
  const { cpu, reads, writes, isTiled = true } = STEPS[name] ?? SERIES;
  const [start, pair, date, pixel] = cpu;
  const bytes = ([ofPair, ofDate]: Row['reads']) =>
    pixels * ((ofPair === 'stack' ? bytesPerPair : ofPair) * numPair + ofDate * numDate);
  return {
    cpu: start + 1e-6 * pixels * (pair * numPair + date * numDate + pixel),
    reads: bytes(reads),
    writes: bytes(writes),
    isTiled,
  };
}
