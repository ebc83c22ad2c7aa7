import { expect } from 'vitest';
import { quietContext } from '../../src/core/context.ts';
import { withH5 } from '../../src/io/hdf5/file.ts';
import { runWorkflow } from '../../src/steps/run-workflow.ts';

/* Ground that moves towards the satellite, as every processor's files would show it: the known answer of the loaders. */

export const UPLIFT = { length: 12, width: 10, rate: 0.08 } as const;
const DATES = ['20190105', '20190305', '20190504', '20190703', '20190901'];

/** Pairs of dates, YYYYMMDD: each date with the next two. */
export const UPLIFT_PAIRS = DATES.flatMap((date1, i) =>
  DATES.slice(i + 1, i + 3).map((date2) => [date1, date2] as const),
);

/** A pixel in the middle of the uplift; its rate is UPLIFT.rate, m/year. */
const [PEAK_Y, PEAK_X] = [7, 6];
/** The pixel that stands still. */
const [REF_Y, REF_X] = [1, 1];

function days(date: string): number {
  return Date.UTC(+date.slice(0, 4), +date.slice(4, 6) - 1, +date.slice(6)) / 86_400_000;
}

/** Displacement of the second date relative to the first, towards the satellite, m, [length, width]. */
function displacement(date1: string, date2: string): Float64Array {
  const years = (days(date2) - days(date1)) / 365.25;
  const { length, width, rate } = UPLIFT;
  return Float64Array.from({ length: length * width }, (_, p) => {
    const [y, x] = [Math.floor(p / width), p % width];
    const height = (y + x - REF_Y - REF_X) / (PEAK_Y + PEAK_X - REF_Y - REF_X);
    return rate * years * height;
  });
}

/** Unwrapped phase of a pair by the field's definition, -4π/λ times the displacement, with an offset of its own, rad. */
export function upliftPhase(date1: string, date2: string, wavelength: number): Float32Array {
  const offset = 1 + days(date1) / 1e5;
  return Float32Array.from(displacement(date1, date2), (d) => ((-4 * Math.PI) / wavelength) * d + offset);
}

/** Coherence of every pixel. */
export const upliftCoherence = new Float32Array(UPLIFT.length * UPLIFT.width).fill(0.9);

/** Lines for the template of such a stack, so that little but the inversion runs. */
export const UPLIFT_TEMPLATE = `
mintpy.reference.yx = ${REF_Y},${REF_X}
mintpy.reference.maskFile = no
mintpy.troposphericDelay.method = no
mintpy.deramp = no
mintpy.topographicResidual = no
mintpy.plot = no
`;

/** Run a stack up to its velocity and expect the ground to rise. */
export async function expectUplift(workDir: string, template: string): Promise<void> {
  await runWorkflow({ workDir, customFile: template, end: 'velocity' }, quietContext());
  await withH5(`${workDir}/velocity.h5`, (file) => {
    const velocity = file.read('velocity') as Float32Array;
    expect(velocity[PEAK_Y * UPLIFT.width + PEAK_X]).toBeCloseTo(UPLIFT.rate, 4);
  });
}
