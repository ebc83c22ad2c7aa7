import { expect } from 'vitest';
import { quietContext } from '../../src/core/context.ts';
import { withH5 } from '../../src/io/hdf5/file.ts';
import { runWorkflow } from '../../src/steps/run-workflow.ts';
import { PEAK, STILL, UPLIFT } from './uplift-phase.ts';

export { UPLIFT, UPLIFT_DATES, UPLIFT_PAIRS, upliftCoherence, upliftPhase } from './uplift-phase.ts';

/* Ground that moves towards the satellite, as every processor's files would show it: the known answer of the loaders. */

/** Lines for the template of such a stack, so that little but the inversion runs. */
export const UPLIFT_TEMPLATE = `
mintpy.reference.yx = ${STILL.y},${STILL.x}
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
    expect(velocity[PEAK.y * UPLIFT.width + PEAK.x]).toBeCloseTo(UPLIFT.rate, 4);
  });
}
