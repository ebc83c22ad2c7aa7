import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { rawLayer } from '../../../test/support/raw-layer.ts';
import { quietContext } from '../../core/context.ts';
import { createRandom } from '../../core/stats/random.ts';
import { editAttributes, editH5, withH5 } from '../../io/hdf5/file.ts';
import { readIfgramStack } from '../../io/products/ifgram-stack.ts';
import { writeProduct } from '../../io/products/product.ts';
import { keptSums, stackSumsPath } from '../../io/products/stack-sums.ts';
import type { StackDescription } from '../../loading/description.ts';
import { loadStack } from '../../loading/load-stack.ts';
import { spatialAverage } from '../averages/spatial-average.ts';
import { summarizeStack } from '../averages/stack-summary.ts';
import { setReferencePoint } from '../reference/reference-point.ts';
import { modifyNetwork } from './modify-network.ts';

const [length, width, numIfgram] = [23, 37, 12];
const dates = Array.from({ length: numIfgram }, (_, k) => `202001${String(k + 2).padStart(2, '0')}`);

let folder: string;
let stack: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-sums-'));
  stack = join(folder, 'ifgramStack.h5');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** Zeros and NaN here and there; coherence from float32 noise, unless `coherenceAt` says otherwise. */
async function load(workers = 1, coherenceAt?: (random: number) => number): Promise<void> {
  const random = createRandom(11);
  const layer = (name: string, valueAt: () => number) =>
    rawLayer(join(folder, name), [length, width], Float32Array.from({ length: length * width }, valueAt));
  const gaps = (value: number) => (random() < 0.02 ? 0 : random() < 0.02 ? Number.NaN : value);
  const description: StackDescription = {
    ifgrams: {
      pairs: dates.map((date2, k) => ({
        date1: '20200101',
        date2,
        bperpTop: k,
        bperpBottom: k,
        layers: {
          unwrapPhase: layer(`${k}.unw`, () => gaps(20 * random() - 10)),
          coherence: layer(`${k}.cor`, () => gaps(coherenceAt?.(random()) ?? random())),
          connectComponent: layer(`${k}.conncomp`, () =>
            random() < 0.03 ? 0 : 1 + Math.floor(3 * random()),
          ),
        },
      })),
      datasets: ['unwrapPhase', 'coherence', 'connectComponent'],
      length,
      width,
      attributes: {
        LENGTH: String(length),
        WIDTH: String(width),
        FILE_TYPE: 'ifgramStack',
        WAVELENGTH: '0.05',
      },
    },
    geometry: {},
    warnings: [],
  };
  const options = loadOptionsOf({}, { workDir: folder });
  const landMask = async () => land;
  await loadStack(description, options, { outDir: folder, workers, bytesPerThread: 0, landMask });
}

const land = Uint8Array.from({ length: length * width }, (_, p) => (p % 5 === 0 ? 0 : 1));

/** Everything that may come from the sums, as bytes and text. */
async function answers(): Promise<{ files: Buffer[]; observed: Uint8Array; texts: string[] }> {
  const context = quietContext();
  const [average, mask, water] = ['average', 'mask', 'waterMask'].map((name) => join(folder, `${name}.h5`));
  await writeProduct(
    water,
    { LENGTH: String(length), WIDTH: String(width), FILE_TYPE: 'waterMask' },
    [{ name: 'waterMask', type: 'bool', shape: [length, width], values: land }],
    context,
  );
  const observed = await summarizeStack(
    {
      stack: await readIfgramStack(stack),
      average: { dataset: 'coherence', outfile: average },
      commonMask: mask,
      wantsObserved: true,
    },
    context,
  );
  const files = await Promise.all(
    [
      [average, 'coherence'],
      [mask, 'mask'],
    ].map(([path, name]) =>
      withH5(path, (file) => Buffer.from(new Uint8Array((file.read(name) as Float32Array).buffer))),
    ),
  );
  const outfile = join(folder, 'averages.txt');
  const texts: string[] = [];
  const box = { y0: 2, x0: 3, y1: 20, x1: 30 };
  for (const area of [{}, { mask: { path: water } }, { mask: { path: water }, outsideMask: true }, { box }]) {
    const { mean } = await spatialAverage({ file: stack, outfile, ...area }, context);
    texts.push(readFileSync(outfile, 'utf8'), Array.from(mean).join());
  }
  return { files, observed: observed!, texts };
}

async function answersWithout(): Promise<Awaited<ReturnType<typeof answers>>> {
  const path = stackSumsPath(stack);
  const sums = readFileSync(path);
  rmSync(path);
  try {
    return await answers();
  } finally {
    writeFileSync(path, sums);
  }
}

const drop = (...excludeIfgIndex: number[]) =>
  modifyNetwork({ stack, folder, options: { ...noRules, excludeIfgIndex } }, quietContext());

const noRules = {
  referenceFile: null,
  tempBaseMax: null,
  perpBaseMax: null,
  connNumMax: null,
  startDate: null,
  endDate: null,
  excludeDate: [],
  excludeDate12: [],
  excludeIfgIndex: [],
  coherenceBased: false,
  minCoherence: 0.7,
  areaRatioBased: false,
  minAreaRatio: 0.75,
  keepMinSpanTree: true,
  maskFile: null,
  aoiYX: null,
  aoiLALO: null,
};

describe('sums formed while a stack is loaded', () => {
  test.each([1, 2, 3])('give the same bits as the stack itself, loaded in %d threads', async (workers) => {
    await load(workers);
    const { names, area } = (await keptSums(stack))!;
    expect(names.size).toBe(5);
    expect(area('all')).toHaveLength(2 * numIfgram);
    expect(await answers()).toEqual(await answersWithout());
  });

  test('also without the interferograms that are not in use, few or many, and with another reference point', async () => {
    await load(2);
    for (const dropped of [[3], [0, 5, 11], [0, 1, 2, 3, 4, 6, 8, 9]]) {
      await drop(...dropped);
      const pixel = (await answers()).observed.lastIndexOf(1);
      const [y, x] = [Math.floor(pixel / width), pixel % width];
      await setReferencePoint({ file: stack, pixel: { y, x } }, quietContext());
      expect(await keptSums(stack)).toBeDefined();
      expect(await answers()).toEqual(await answersWithout());
    }
  });

  test('are what the steps go by: other sums give other answers', async () => {
    await load();
    const before = await answers();
    const writer = await editH5(stackSumsPath(stack), {
      datasets: ['coherenceSum', 'componentGaps', 'phaseGaps'].map((name) => ({
        name,
        type: name === 'coherenceSum' ? 'f8' : 'u2',
        shape: [length, width],
      })),
    });
    writer.commit(); // zeros: no coherence, no gaps
    const after = await answers();
    expect(after.files[0]).not.toEqual(before.files[0]);
    expect(after.files[1]).not.toEqual(before.files[1]);
    expect(before.observed.includes(0)).toBe(true);
    expect(after.observed.includes(0)).toBe(false);
  });

  test('no longer count once anything else has changed the stack', async () => {
    await load();
    await editAttributes(stack, (old) => ({ ...old, NOTE: 'changed' }));
    expect(await keptSums(stack)).toBeUndefined();
    await drop(2);
    expect(await keptSums(stack)).toBeUndefined();
  });

  test('of coherence are left out where their order would show', async () => {
    await load(1, (random) => (random < 0.5 ? random * 1e-12 : random));
    const { names } = (await keptSums(stack))!;
    expect(names.has('coherenceSum')).toBe(false);
    expect(names.has('componentGaps')).toBe(true);
    expect(await answers()).toEqual(await answersWithout());
  });

  test('that cannot be read are as none', async () => {
    await load();
    writeFileSync(stackSumsPath(stack), 'no HDF5');
    expect(await keptSums(stack)).toBeUndefined();
  });
});
