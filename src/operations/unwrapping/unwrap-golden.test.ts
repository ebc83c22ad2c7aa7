import { chmodSync, copyFileSync, mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { describeWithSharedData } from '../../../test/support/shared-data.ts';
import { readOptions } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { editAttributes, withH5 } from '../../io/hdf5/file.ts';
import { correctByBridges } from './unwrap-bridging.ts';
import { correctByClosure } from './unwrap-phase-closure.ts';

const [REF_Y, REF_X] = [100, 140];

describeWithSharedData('whole cycles added to each interferogram of a scene', (data) => {
  const scene = join(data, 'isce-radar');
  const folder = mkdtempSync(join(tmpdir(), 'mintsar-cycles-'));
  const stack = join(folder, 'ifgramStack.h5');

  beforeAll(async () => {
    copy('expected/load/inputs/ifgramStack.h5', 'ifgramStack.h5');
    for (const name of ['waterMask.h5', 'maskConnComp.h5']) copy(`expected/default-notropo/${name}`, name);
    await editAttributes(stack, (old) => ({ ...old, REF_Y: String(REF_Y), REF_X: String(REF_X) }));
  });

  function copy(from: string, to: string): void {
    copyFileSync(join(scene, from), join(folder, to));
    chmodSync(join(folder, to), 0o644);
  }

  test.each(['bridging-height-ramp', 'bridging-ramp', 'phase-closure', 'bridging-phase-closure'])(
    '%s agrees with the reference at every pixel with data',
    async (variant) => {
      const options = readOptions(join(scene, 'templates', `${variant}.cfg`)).config.unwrapError;
      const request = { stack, options, folder };
      let corrected = 'unwrapPhase';
      if (options.method !== 'phase_closure') {
        await correctByBridges({ ...request, output: `${variant}_bridged` }, quietContext());
        corrected = `${variant}_bridged`;
      }
      if (options.method !== 'bridging') {
        const commonMask = join(folder, 'maskConnComp.h5');
        const closing = { ...request, input: corrected, output: variant, commonMask };
        await correctByClosure(closing, quietContext());
        corrected = variant;
      }
      const phase = await read(stack, 'unwrapPhase');
      const after = await read(stack, corrected);
      const golden = await read(join(scene, 'expected', variant, 'unwrapCorrection.h5'), 'cycles');
      const [numIfgram, length, width] = [39, 140, 180];
      const size = length * width;
      let [numData, wrong, numChanged] = [0, 0, 0];
      for (let k = 0; k < numIfgram; k++) {
        const ref = phase[k * size + REF_Y * width + REF_X];
        for (let i = k * size; i < (k + 1) * size; i++) {
          if (phase[i] === 0 || Number.isNaN(phase[i])) continue;
          numData++;
          const cycles = Math.round((after[i] - (phase[i] - ref)) / (2 * Math.PI));
          if (cycles !== golden[i]) wrong++;
          if (cycles !== 0) numChanged++;
        }
      }
      expect(numData).toBeGreaterThan(900_000);
      expect(numChanged).toBeGreaterThan(20_000);
      expect(wrong).toBe(0);
    },
  );

  test('the solver of fewest wrong interferograms leaves fewer errors than that of fewest cycles', async () => {
    const { config } = readOptions(join(scene, 'templates', 'phase-closure.cfg'));
    const truth = join(scene, 'truth', 'truth.h5');
    const [errors, island] = [await read(truth, 'unwrapError'), await read(truth, 'island')];
    const phase = await read(stack, 'unwrapPhase');
    const [numIfgram, size, at] = [39, 140 * 180, REF_Y * 180 + REF_X];
    const left: Record<string, number> = {};
    for (const solver of ['l1', 'l0'] as const) {
      const options = { ...config.unwrapError, solver };
      const commonMask = join(folder, 'maskConnComp.h5');
      await correctByClosure({ stack, folder, options, output: solver, commonMask }, quietContext());
      const after = await read(stack, solver);
      left[solver] = 0;
      for (let k = 0; k < numIfgram; k++) {
        const ref = phase[k * size + at];
        for (let i = 0; i < size; i++) {
          const j = k * size + i;
          if (island[i] === 0 || phase[j] === 0) continue;
          const cycles = Math.round((after[j] - (phase[j] - ref)) / (2 * Math.PI));
          if (errors[j] + cycles !== errors[k * size + at]) left[solver]++;
        }
      }
    }
    expect(left.l0).toBeLessThan(0.8 * left.l1);
  });
});

function read(path: string, dataset: string): Promise<ArrayLike<number>> {
  return withH5(path, (file) => file.read(dataset) as Float32Array);
}
