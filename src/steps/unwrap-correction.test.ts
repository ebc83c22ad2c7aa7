import { copyFileSync, existsSync, mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import {
  BROKEN,
  component,
  DROPPED,
  datasets,
  dates,
  length,
  pairs,
  reference,
  refX,
  relative,
  size,
  smooth,
  width,
  withoutComponentAtReference,
  writeBrokenStack,
  writeColumnMask,
} from '../../test/support/broken-stack.ts';
import { closePool } from '../compute/pool.ts';
import { defaultOptions, openProject } from '../config/index.ts';
import { grid } from '../core/array.ts';
import { quietContext } from '../core/context.ts';
import { FileError, NetworkError, ReferencePointError, RunError, ShapeError } from '../core/errors.ts';
import { editAttributes, editH5, withH5 } from '../io/hdf5/file.ts';
import { source } from '../io/products/product.ts';
import { keepingNotes } from '../io/products/stack-notes.ts';
import { readUnwrapped, writeUnwrapped } from '../io/products/unwrapped-file.ts';
import { formatRsc } from '../io/raster/rsc.ts';
import { runPlanes } from '../operations/engine.ts';
import { correctByBridges } from '../operations/unwrapping/unwrap-bridging.ts';
import { bridgeFile } from '../operations/unwrapping/unwrap-bridging-file.ts';
import type { BridgingKernelArgs } from '../operations/unwrapping/unwrap-bridging-kernel.ts';
import { correctByClosure } from '../operations/unwrapping/unwrap-phase-closure.ts';
import { run } from './correct-unwrap-error.ts';
import { Plan } from './plan.ts';

let stack: string;
let folder: string;
let said: string[];
const context = () =>
  quietContext({
    log: { debug() {}, info: (line) => said.push(line), warn: (line) => said.push(`warning: ${line}`) },
  });

const writeStack = (change?: Parameters<typeof writeBrokenStack>[1]) => writeBrokenStack(stack, change);
const writeMask = (name: string, keep: (x: number) => boolean, columns?: number) =>
  writeColumnMask(join(folder, name), keep, columns);

const options = (changes: Partial<ReturnType<typeof defaultOptions>['config']['unwrapError']> = {}) => ({
  ...defaultOptions().config.unwrapError,
  ...changes,
});
const bridge = (changes = {}, more = {}) =>
  correctByBridges({ stack, options: options(changes), folder, ...more }, context());
const close = (changes = {}, more = {}) =>
  correctByClosure(
    { stack, options: options(changes), folder, commonMask: join(folder, 'maskConnComp.h5'), ...more },
    context(),
  );

const planes = (name: string) =>
  withH5(stack, (file) => {
    const values = file.read(name) as Float32Array;
    return pairs.map((_, k) => values.subarray(k * size, (k + 1) * size));
  });

function expectClose(actual: Float32Array, wanted: ArrayLike<number>): void {
  let worst = 0;
  for (let i = 0; i < actual.length; i++) worst = Math.max(worst, Math.abs(actual[i] - wanted[i]));
  expect(worst).toBeLessThan(1e-5);
}

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-unwrap-'));
  stack = join(folder, 'inputs/ifgramStack.h5');
  mkdirSync(join(folder, 'inputs'));
  said = [];
  await writeStack();
  await writeMask('maskConnComp.h5', (x) => component(x) > 0);
});
afterAll(closePool);

describe('bridging', () => {
  test('takes whole cycles off the far component and makes the phase relative to the reference point', async () => {
    await bridge();
    const corrected = await planes('unwrapPhase_bridging');
    for (const k of [0, 1, 3, 4, 5]) expectClose(corrected[k], relative(k));
    expect(said.join('\n')).toContain('1 of 5 interferograms changed, most by 2 x 2 pi');
  });

  test('lets dropped interferograms pass unchanged', async () => {
    await bridge();
    expect((await planes('unwrapPhase_bridging'))[DROPPED]).toEqual(smooth[DROPPED]);
  });

  test('leaves the rest of the stack as it was and tells with what it was made', async () => {
    await bridge({ ramp: 'linear', bridgePtsRadius: 7 });
    const before = datasets().find(({ name }) => name === 'unwrapPhase')!.values;
    await withH5(stack, ({ attributes, datasets: found }) => {
      expect(attributes).toMatchObject({
        REF_Y: '3',
        'mintpy.unwrapError.waterMaskFile': 'waterMask.h5',
        'mintpy.unwrapError.connCompMinArea': '2500.0',
        'mintpy.unwrapError.ramp': 'linear',
        'mintpy.unwrapError.bridgePtsRadius': '7',
      });
      expect(found.get('unwrapPhase_bridging')).toMatchObject({
        type: 'f4',
        compression: 'none',
        shape: [6, 40, 90],
      });
      expect(Number(found.get('unwrapPhase_bridging')!.attributes['MODIFICATION_TIME'])).toBeGreaterThan(
        1.6e9,
      );
      expect(found.get('unwrapPhase')!.attributes['MODIFICATION_TIME']).toBe('1000.5');
    });
    const after = await planes('unwrapPhase');
    expect(after[BROKEN]).toEqual((before as Float32Array).subarray(BROKEN * size, (BROKEN + 1) * size));
  });

  test('a linear ramp is out of the way while jumps are measured, and back after', async () => {
    await bridge({ ramp: 'linear' });
    expectClose((await planes('unwrapPhase_bridging'))[BROKEN], relative(BROKEN));
  });

  test('water belongs to no component', async () => {
    await writeMask('waterMask.h5', (x) => x < 60);
    await bridge();
    const bridged = (await planes('unwrapPhase_bridging'))[BROKEN];
    expect(bridged[55]).toBeCloseTo(relative(BROKEN)[55], 5);
    expect(bridged[70]).toBeCloseTo(relative(BROKEN)[70] + 4 * Math.PI, 4);
  });

  test('without a reference point the largest component is right and nothing is shifted', async () => {
    await editAttributes(stack, ({ REF_Y: _, REF_X: __, ...others }) => others);
    await bridge();
    expectClose((await planes('unwrapPhase_bridging'))[BROKEN], smooth[BROKEN]);
    expect(said.some((line) => line.startsWith('warning: ') && line.includes('no reference point'))).toBe(
      true,
    );
  });

  test('update mode runs again only for a newer phase or other options', async () => {
    const runs = async (changes = {}) => {
      said = [];
      await bridge(changes, { update: true });
      return !said.some((line) => line.includes('up to date'));
    };
    expect(await runs()).toBe(true);
    expect(await runs()).toBe(false);
    expect(await runs({ ramp: 'linear' })).toBe(true);
    expect(await runs({ ramp: 'linear' })).toBe(false);
    expect(await runs()).toBe(true); // no ramp any more
    expect(await withH5(stack, ({ attributes }) => 'mintpy.unwrapError.ramp' in attributes)).toBe(false);
    const later = String(Date.now() / 1000 + 100);
    const edit = await editH5(stack, {
      datasetAttributes: (name, old) => (name === 'unwrapPhase' ? { ...old, MODIFICATION_TIME: later } : old),
    });
    edit.commit();
    expect(await runs()).toBe(true);
  });

  describe('made again keeps the interferograms that would be corrected alike', () => {
    const STAY = /(\d) of 6 interferograms stay/;
    /** How many stay; what is there is in the end what is made without notes. */
    const staying = async (changes = {}) => {
      said = [];
      await bridge(changes);
      const told = said.map((line) => STAY.exec(line)?.[1]).find((count) => count !== undefined);
      const summary = said.filter((line) => line.includes('bridges;'));
      const [made, again] = [await planes('unwrapPhase_bridging'), join(folder, 'again.h5')];
      copyFileSync(stack, again);
      said = [];
      await bridge(changes, { stack: again });
      expect(said.filter((line) => line.includes('bridges;'))).toEqual(summary);
      const anew = await withH5(again, (file) => file.read('unwrapPhase_bridging') as Float32Array);
      expect(Float32Array.from(made.flatMap((plane) => [...plane]))).toEqual(anew);
      return Number(told ?? 0);
    };
    const drop = (...dropped: number[]) =>
      keepingNotes(stack, async () => {
        const writer = await editH5(stack, { datasets: [{ name: 'dropIfgram', type: 'bool', shape: [6] }] });
        writer.write(
          'dropIfgram',
          Uint8Array.from(pairs, (_, k) => (dropped.includes(k) ? 0 : 1)),
        );
        writer.commit();
      });

    test('all by the same rules, none by others', async () => {
      expect(await staying()).toBe(0);
      expect(await staying()).toBe(6);
      expect(await staying({ ramp: 'linear' })).toBe(0);
      expect(await staying({ ramp: 'linear', bridgePtsRadius: 7 })).toBe(0);
      await writeMask('waterMask.h5', (x) => x < 60);
      expect(await staying()).toBe(0);
      await writeMask('waterMask.h5', (x) => x < 60);
      expect(await staying()).toBe(6);
      await keepingNotes(stack, () => editAttributes(stack, (old) => ({ ...old, REF_X: `${refX + 1}` })));
      expect(await staying()).toBe(0);
    });

    test('not those that are dropped now, or were', async () => {
      await staying();
      await drop(DROPPED, 0);
      expect(await staying()).toBe(5);
      await drop(DROPPED);
      expect(await staying()).toBe(5);
    });

    test('not those whose phase or components are another one', async () => {
      await staying();
      await keepingNotes(stack, async () => {
        const shape = [6, length, width];
        const planes = [0, 1, undefined, 3, 4, 5];
        const writer = await editH5(stack, {
          datasets: [{ name: 'unwrapPhase', type: 'f4', shape, planes }],
        });
        writer.write('unwrapPhase', smooth[0]);
        writer.commit();
      });
      expect(await staying()).toBe(5);
      await keepingNotes(stack, async () => {
        const shape = [6, length, width];
        const planes = [0, 1, 2, undefined, 4, 5];
        const spec = {
          name: 'connectComponent',
          type: 'i2' as const,
          shape,
          planes,
          compression: 'lzf' as const,
        };
        const writer = await editH5(stack, { datasets: [spec] });
        writer.write('connectComponent', new Int16Array(size).fill(1));
        writer.commit();
      });
      expect(await staying()).toBe(5);
    });

    test('none when something else has changed the stack, or the notes are no good', async () => {
      await staying();
      await editAttributes(stack, (old) => ({ ...old, NOTE: 'changed' }));
      expect(await staying()).toBe(0);
      writeFileSync(join(folder, 'inputs/.ifgramStack.h5.planes'), '{"format":');
      expect(await staying()).toBe(0);
    });
  });

  test('a reference point outside all components is refused, and the stack stays as it was', async () => {
    await writeStack(withoutComponentAtReference);
    const before = await planes('unwrapPhase');
    await expect(bridge()).rejects.toThrow(ReferencePointError);
    await expect(bridge()).rejects.toThrow(/20200113_20200206: Reference point \(y 3, x 5\)/);
    expect(await planes('unwrapPhase')).toEqual(before);
    expect(await withH5(stack, ({ datasets: found }) => found.has('unwrapPhase_bridging'))).toBe(false);
  });

  test('threads name the interferogram and keep the remedy too', async () => {
    await writeStack(withoutComponentAtReference);
    const args: BridgingKernelArgs = {
      date12: pairs.map(([a, b]) => `${dates[a]}_${dates[b]}`),
      isKept: pairs.map(() => true),
      reference,
      connCompMinArea: 2500,
      bridgePtsRadius: 50,
    };
    const work = (asked: number[]) =>
      runPlanes(
        {
          label: 'bridging',
          length,
          width,
          planes: asked,
          inputs: { phase: source(stack, 'unwrapPhase'), components: source(stack, 'connectComponent') },
          kernel: 'bridge',
          args,
          bytesPerThread: 0,
        },
        quietContext({ workers: 2 }),
      );
    expect((await work([0, BROKEN])).map(({ cycles }) => cycles)).toEqual([[], [-2]]);
    await expect(work([0, 1, 2, 3, 4, 5])).rejects.toThrow(ReferencePointError);
    await expect(work([4, 5])).rejects.toMatchObject({
      message: expect.stringContaining('20200113_20200206: Reference point (y 3, x 5)'),
      remedy: expect.stringContaining('Choose a reference point'),
    });
  });

  test('a reference point without data is refused', async () => {
    await writeStack((all) =>
      all.map((d) => {
        if (d.name !== 'unwrapPhase') return d;
        const values = (d.values as Float32Array).slice();
        values[size + reference.y * width + reference.x] = Number.NaN;
        return { ...d, values };
      }),
    );
    await expect(bridge()).rejects.toThrow(/20200101_20200125: The reference point .* has no data/);
    await expect(close()).rejects.toThrow(/20200101_20200125: The reference point .* has no data/);
  });
});

describe('a single interferogram', () => {
  const attributes = {
    LENGTH: `${length}`,
    WIDTH: `${width}`,
    REF_Y: '3',
    REF_X: `${refX}`,
    PROCESSOR: 'isce',
  };
  const magnitude = grid(new Float32Array(size).fill(7), length, width);

  async function writeInterferogram(): Promise<string> {
    const path = join(folder, 'filt_fine.unw');
    const phase = (await planes('unwrapPhase'))[BROKEN];
    writeUnwrapped(path, attributes, magnitude, grid(phase, length, width));
    return path;
  }

  test('is corrected into a file beside it, its magnitude kept', async () => {
    const path = await writeInterferogram();
    const labels = Uint8Array.from({ length: size }, (_, i) => component(i % width));
    writeFileSync(`${path}.conncomp`, labels);
    const sheet = { LENGTH: `${length}`, WIDTH: `${width}`, DATA_TYPE: 'uint8', BANDS: '1' };
    writeFileSync(`${path}.conncomp.rsc`, formatRsc(sheet));
    const outfile = await bridgeFile(path, { options: options(), folder }, context());
    expect(outfile).toBe(join(folder, 'filt_fine_unwCor.unw'));
    const corrected = await readUnwrapped(outfile);
    expectClose(corrected.phase.data, relative(BROKEN));
    expect(corrected.magnitude.data).toEqual(magnitude.data);
    expect(said).toEqual([`wrote ${outfile}: 1 bridges, 1 components changed`]);
  });

  test('needs the components of its unwrapper', async () => {
    const path = await writeInterferogram();
    const work = bridgeFile(path, { options: options(), folder }, context());
    await expect(work).rejects.toThrow(/filt_fine.unw.conncomp does not exist/);
  });
});

describe('phase closure', () => {
  test('finds the interferogram in which two triplets do not close, and by how much', async () => {
    const outcome = await close();
    expect(outcome?.regions.map(({ area, isReference }) => [area, isReference])).toEqual([
      [40 * 40, true],
      [40 * 35, false],
    ]);
    const corrected = await planes('unwrapPhase_phaseClosure');
    for (let k = 0; k < 6; k++) expectClose(corrected[k], relative(k));
    expect(said.join('\n')).toContain('close 2 triplets of 5 interferograms');
    expect(said.join('\n')).toContain('1 of 5 interferograms changed, most by 2 x 2 pi');
  });

  test('runs on the result of bridging, and writes under the name of both', async () => {
    await bridge();
    await close({}, { input: 'unwrapPhase_bridging' });
    const corrected = await planes('unwrapPhase_bridging_phaseClosure');
    for (let k = 0; k < 6; k++) expectClose(corrected[k], relative(k));
  });

  test('the same seed gives the same bits, another seed the same cycles', async () => {
    await close({ numSample: 5 }, { output: 'a', seed: 4 });
    await close({ numSample: 5 }, { output: 'b', seed: 4 });
    await close({ numSample: 5 }, { output: 'c', seed: 5 });
    expect(await planes('b')).toEqual(await planes('a'));
    expect(await planes('c')).toEqual(await planes('a'));
  });

  test('a region smaller than the number of samples gives all its pixels and is reported', async () => {
    await close({ numSample: 1500 });
    expect(said).toContain(
      'warning: a common region of 1400 pixels has fewer than 1500 samples: all are used',
    );
    expectClose((await planes('unwrapPhase_phaseClosure'))[BROKEN], relative(BROKEN));
  });

  test('without a common region nothing is written, and that is said', async () => {
    await writeMask('maskConnComp.h5', () => false);
    expect(await close()).toBeUndefined();
    expect(said.some((line) => line.startsWith('warning: no region of'))).toBe(true);
    expect(await withH5(stack, ({ datasets: found }) => found.has('unwrapPhase_phaseClosure'))).toBe(false);
  });

  test('update mode leaves a result alone that is newer than its input', async () => {
    await close();
    said = [];
    await close({ numSample: 7 }, { update: true });
    expect(said).toEqual([`unwrapPhase_phaseClosure of ${stack} is up to date`]);
  });

  test('a network without triangles is refused', async () => {
    await writeStack((all) =>
      all.map((d) => (d.name === 'dropIfgram' ? { ...d, values: Uint8Array.of(1, 0, 0, 1, 0, 1) } : d)),
    );
    await expect(close()).rejects.toThrow(NetworkError);
    await expect(close()).rejects.toThrow(/No three of the 3 interferograms/);
  });

  test('needs the mask of common components', async () => {
    const commonMask = join(folder, 'absent.h5');
    await expect(close({}, { commonMask })).rejects.toThrow(FileError);
    expect(existsSync(commonMask)).toBe(false);
  });
});

describe('the workflow step', () => {
  const correct = async (method: string, plot = 'no') => {
    const template = join(folder, 'scene.template');
    writeFileSync(template, `mintpy.unwrapError.method = ${method}\nmintpy.plot = ${plot}\n`);
    await run(new Plan(openProject({ workDir: folder, customFile: template })), context());
  };
  const corrected = () =>
    withH5(stack, ({ datasets: found }) =>
      [...found.keys()].filter((name) => name.startsWith('unwrapPhase_')),
    );

  test.each([
    ['bridging', ['unwrapPhase_bridging']],
    ['phase_closure', ['unwrapPhase_phaseClosure']],
    ['bridging+phase_closure', ['unwrapPhase_bridging', 'unwrapPhase_bridging_phaseClosure']],
  ])('with method %s adds the datasets that the inversion looks for', async (method, names) => {
    await correct(method);
    expect(await corrected()).toEqual(names);
  });

  test('shows where the samples of phase closure are', async () => {
    await correct('phase_closure', 'yes');
    expect(existsSync(join(folder, 'pic/common_region_sample.png'))).toBe(true);
  });

  test('fails when phase closure has nothing to work on, as the inversion would', async () => {
    await writeMask('maskConnComp.h5', () => false);
    await expect(correct('phase_closure')).rejects.toThrow(RunError);
  });
});

describe.each([
  ['bridging', () => bridge()],
  ['phase closure', () => close()],
])('%s says before any work', (_, correct) => {
  test('that connected components are missing', async () => {
    await writeStack((all) => all.filter(({ name }) => name !== 'connectComponent'));
    await expect(correct()).rejects.toThrow(/no dataset connectComponent/);
  });

  test('that the water mask is of another size', async () => {
    await writeMask('waterMask.h5', () => true, 80);
    await expect(correct()).rejects.toThrow(ShapeError);
    await expect(correct()).rejects.toThrow(/waterMask.h5 has 40 x 80 pixels/);
  });

  test('that the phase to correct is missing', async () => {
    await writeStack((all) => all.map((d) => (d.name === 'unwrapPhase' ? { ...d, name: 'rangeOffset' } : d)));
    await expect(correct()).rejects.toThrow(/no dataset unwrapPhase to correct; it has .*rangeOffset/);
  });

  test('that no interferogram is kept', async () => {
    await writeStack((all) =>
      all.map((d) => (d.name === 'dropIfgram' ? { ...d, values: new Uint8Array(6) } : d)),
    );
    await expect(correct()).rejects.toThrow(NetworkError);
  });
});
