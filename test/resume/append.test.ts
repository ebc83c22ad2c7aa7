import { once } from 'node:events';
import {
  linkSync,
  mkdirSync,
  readFileSync,
  renameSync,
  rmSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Context, quietContext } from '../../src/core/context.ts';
import { InterruptedError } from '../../src/core/errors.ts';
import { withH5 } from '../../src/io/hdf5/file.ts';
import { keptSums, stackSumsPath } from '../../src/io/products/stack-sums.ts';
import { runWorkflow } from '../../src/steps/run-workflow.ts';
import { startCli } from '../support/cli.ts';
import { contentOf, differentContent } from '../support/content.ts';
import { leftovers, unreadable } from '../support/folder-state.ts';
import { hasH5py, runPython } from '../support/h5py.ts';
import { SimulatedStack } from '../support/simulated-stack.ts';

/* Interferograms that come, change and go: the stack is added to, and is what it would be if it were loaded anew. */

let first: SimulatedStack;
/** A copy to spoil. */
let stack: SimulatedStack;
const STACK = 'inputs/ifgramStack.h5';

beforeAll(async () => {
  first = await SimulatedStack.make();
  first.setOptions({
    'mintpy.reference.minCoherence': '0.6',
    'mintpy.networkInversion.minNumPixel': '50',
    'mintpy.plot': 'no',
  });
  mkdirSync(first.path('aside'));
});
beforeEach(() => {
  stack = first.copy();
});
afterEach(() => stack.remove());
afterAll(() => first.remove());

/** Take interferograms out of the raw folder for a while, or put them back. */
const aside = (k: number) => stack.path('aside', stack.date12s[k]);
const hide = (...pairs: number[]) => {
  for (const k of pairs) renameSync(stack.interferogram(k), aside(k));
};
const show = (...pairs: number[]) => {
  for (const k of pairs) renameSync(aside(k), stack.interferogram(k));
};
/** Another phase in the first raw file of an interferogram, with another time. */
function spoil(k: number): void {
  const path = stack.interferogram(k, 'filt_fine.unw');
  const bytes = readFileSync(path);
  const values = new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  for (let i = 0; i < values.length; i++) values[i] *= 1.25;
  writeFileSync(path, bytes);
  utimesSync(path, 1.7e9 + k, 1.7e9 + k);
}

interface Run {
  readonly end?: string;
  readonly context?: Partial<Context>;
}

async function run(dir: string, { end = 'load_data', context }: Run = {}) {
  const workDir = stack.path(dir);
  mkdirSync(workDir, { recursive: true });
  const lines: string[] = [];
  const tell = (line: string) => {
    lines.push(line);
  };
  const { outcomes } = await runWorkflow(
    { workDir, customFile: stack.template, end },
    quietContext({ log: { debug: tell, info: tell, warn: tell }, ...context }),
  );
  const done = outcomes.filter(({ outcome }) => outcome === 'done').map(({ name }) => name);
  return { said: lines.join('\n'), done };
}

const differences = async (a: string, b: string) =>
  differentContent(await contentOf(stack.path(a)), await contentOf(stack.path(b)));

/** Everything up to the end of the file that was: only its first block, which names the root, may be another one. */
const bodyOf = (path: string, size?: number) => readFileSync(path).subarray(96, size);

/** What h5py reads of a stack: per dataset the sum of its bytes. */
const H5PY = `
import h5py, hashlib, json, sys
def seen(path):
    with h5py.File(path) as f:
        return {name: [list(f[name].shape), str(f[name].dtype), hashlib.sha256(f[name][()].tobytes()).hexdigest()] for name in f}
print(json.dumps([seen(path) for path in sys.argv[1:]]))`;

describe('a stack in whose raw folder', () => {
  const middle = 3;
  const CHANGES: Readonly<Record<string, readonly [before: () => void, after: () => void, told: RegExp]>> = {
    'interferograms come at the end': [
      () => hide(...lastPairs()),
      () => show(...lastPairs()),
      /13 interferograms stay, 2 are added, 0 read again, 0 taken out/,
    ],
    'interferograms come first and in the middle': [
      () => hide(0, middle),
      () => show(0, middle),
      /13 interferograms stay, 2 are added/,
    ],
    'an interferogram is another one': [
      () => {},
      () => spoil(middle),
      /14 interferograms stay, 0 are added, 1 read again/,
    ],
    'interferograms go': [
      () => {},
      () => hide(0, middle),
      /13 interferograms stay, 0 are added, 0 read again, 2 taken/,
    ],
    'all of these happen': [
      () => hide(1, 8),
      () => {
        show(8);
        spoil(5);
        hide(6);
      },
      /11 interferograms stay, 1 are added, 1 read again, 1 taken out/,
    ],
  };
  const lastPairs = () => [stack.date12s.length - 1, stack.date12s.length - 2];

  test.each(Object.keys(CHANGES))(
    '%s: it is added to, and is what it is when it is loaded anew',
    async (name) => {
      const [before, after, told] = CHANGES[name];
      before();
      await run('added');
      const path = stack.path('added', STACK);
      const { size } = statSync(path);
      const earlier = bodyOf(path, size);
      after();
      const { said, done } = await run('added');
      expect(said).toMatch(told);
      expect(done).toEqual(['load_data']);
      expect(bodyOf(path, size).equals(earlier)).toBe(true);
      await run('anew');
      expect(await differences('added', 'anew')).toEqual([]);
      if (hasH5py) {
        const [added, anew] = JSON.parse(runPython(H5PY, path, stack.path('anew', STACK)));
        expect(added).toMatchObject({
          unwrapPhase: [[expect.any(Number), 48, 60], 'float32', expect.any(String)],
        });
        expect(added).toEqual(anew);
      }
      expect((await run('added')).done).toEqual([]);
      expect(leftovers(stack.path('added'))).toEqual([]);
    },
  );

  test('interferograms come again and again: sums that were kept grow with it', async () => {
    hide(2, 7, 11);
    await run('added');
    for (const k of [7, 2, 11]) {
      show(k);
      await run('added');
    }
    await run('anew');
    expect(await differences('added', 'anew')).toEqual([]);
    const sums = (dir: string) => stackSumsPath(stack.path(dir, STACK));
    expect(await keptSums(stack.path('added', STACK))).toBeDefined();
    const values = (dir: string) =>
      withH5(sums(dir), (file) => [...file.datasets.keys()].map((name) => [name, file.read(name)]));
    expect(await values('added')).toEqual(await values('anew'));
  });

  test('something comes: what was made of it is made again, and ends as a run from the beginning', async () => {
    hide(4, 14);
    await run('added', { end: 'velocity' });
    show(4, 14);
    const { done, said } = await run('added', { end: 'velocity' });
    expect(said).toMatch(/13 of 15 interferograms stay as they were corrected/);
    expect(done).toEqual([
      ...[
        'load_data',
        'modify_network',
        'reference_point',
        'quick_overview',
        'correct_unwrap_error',
        'invert_network',
      ],
      ...['correct_troposphere', 'correct_topography', 'residual_RMS', 'reference_date', 'velocity'],
    ]);
    expect(await keptSums(stack.path('added', STACK))).toBeDefined(); // none of the steps after loading takes them away
    await run('anew', { end: 'velocity' });
    expect(await differences('added', 'anew')).toEqual([]);
  });

  test('nothing changes stays as it is when an option of loading changes that leaves the rasters alone', async () => {
    await run('added');
    stack.setOptions({ PLATFORM: 'Sen' });
    expect((await run('added')).said).toMatch(/15 interferograms stay, 0 are added/);
    await run('anew');
    expect(await differences('added', 'anew')).toEqual([]);
  });
});

describe('a stack that cannot be added to in place', () => {
  test('because it has another name is written anew from what it holds; the other name keeps what it had', async () => {
    hide(3);
    await run('added');
    const [path, other] = [stack.path('added', STACK), stack.path('added/kept.h5')];
    linkSync(path, other);
    const before = readFileSync(other);
    show(3);
    expect((await run('added')).said).toMatch(
      /14 interferograms stay[\s\S]*written anew from what it holds: .*hard link/,
    );
    expect(readFileSync(other).equals(before)).toBe(true);
    rmSync(other);
    await run('anew');
    expect(await differences('added', 'anew')).toEqual([]);
  });

  test('because most of it would be unused is written anew from what it holds', async () => {
    await run('added');
    hide(0, 1, 2, 3, 4, 5, 6, 7);
    expect((await run('added')).said).toMatch(
      /7 interferograms stay[\s\S]*more than half of it would be unused/,
    );
    await run('anew');
    expect(await differences('added', 'anew')).toEqual([]);
    expect(statSync(stack.path('added', STACK)).size).toBe(statSync(stack.path('anew', STACK)).size);
  });

  test.runIf(hasH5py)('because another program wrote it is loaded anew, with the reason', async () => {
    hide(3);
    await run('added');
    const path = stack.path('added', STACK);
    runPython(
      `
import h5py, os, sys
with h5py.File(sys.argv[1]) as old, h5py.File(sys.argv[1] + '.new', 'w', libver='latest') as new:
    for name in old: new.create_dataset(name, data=old[name][()], maxshape=(None,) + old[name].shape[1:], chunks=True)
    new.attrs.update(old.attrs)
os.replace(sys.argv[1] + '.new', sys.argv[1])`,
      path,
    );
    show(3);
    expect((await run('added')).said).toMatch(/loaded anew: nothing tells from which raw files it was read/);
    await run('anew');
    expect(await differences('added', 'anew')).toEqual([]);
  });

  test('because nothing of it stays is loaded anew', async () => {
    await run('added');
    stack.setOptions({ 'mintpy.multilook.ystep': '2' });
    expect((await run('added')).said).toMatch(/loaded anew: all its raw files are new/);
    await run('anew');
    expect(await differences('added', 'anew')).toEqual([]);
  });
});

describe('adding that is killed', () => {
  test('leaves the stack as it was, and goes on from the rasters it had finished', async () => {
    hide(2, 9);
    await run('added');
    const path = stack.path('added', STACK);
    const content = await contentOf(stack.path('added'));
    show(2, 9);
    const signal = { aborted: false };
    const progress = (label: string, done: number) => {
      if (label.includes('ifgramStack') && done === 4) signal.aborted = true;
    };
    await expect(run('added', { context: { signal, progress } })).rejects.toThrow(InterruptedError);
    expect(differentContent(content, await contentOf(stack.path('added')))).toEqual([]);
    expect((await run('added')).said).toMatch(/[345] of 6 rasters were finished before/);
    await run('anew');
    expect(await differences('added', 'anew')).toEqual([]);
    expect(bodyOf(path).length).toBeGreaterThan(0);
    expect(leftovers(stack.path('added'))).toEqual([]);
  });

  test('at any moment leaves what can be read, and ends the same', async () => {
    hide(1, 5, 9, 13);
    await run('added', { end: 'reference_point' });
    show(1, 5, 9, 13);
    const words = [
      '--quiet',
      'smallbaselineApp',
      stack.template,
      '--dir',
      stack.path('added'),
      '--end',
      'reference_point',
    ];
    let kills = 0;
    for (const wait of [260, 320, 380, 440, 500, 560, 620]) {
      const child = startCli(words, stack.folder);
      const exited = once(child, 'exit');
      if ((await Promise.race([exited, sleep(wait)])) !== undefined) continue;
      child.kill('SIGKILL');
      await exited;
      kills++;
      expect(await unreadable(stack.path('added'))).toEqual([]);
    }
    expect(kills).toBeGreaterThan(0);
    await run('added', { end: 'reference_point' });
    await run('anew', { end: 'reference_point' });
    expect(await differences('added', 'anew')).toEqual([]);
  });
});
