import { once } from 'node:events';
import { mkdirSync, watch } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { contentOf, differentContent } from '../support/content.ts';
import { isLeftover, leftovers, unreadable } from '../support/folder-state.ts';
import { SimulatedStack } from '../support/simulated-stack.ts';
import { createRandom } from './seeded-delays.ts';

/* kill -9 at any moment: what was there stays readable, and the same command goes on to the same end. */

let stack: SimulatedStack;
/** of an undisturbed run, ms */
let duration: number;
const dirOf = (name: string) => join(stack.folder, name);
const words = (name: string) => ['--quiet', 'smallbaselineApp', stack.template, '--dir', dirOf(name)];

beforeAll(async () => {
  stack = await SimulatedStack.make({ length: 60, width: 75, numDate: 8 });
  stack.setOptions({
    'mintpy.reference.minCoherence': '0.6',
    'mintpy.unwrapError.method': 'bridging+phase_closure',
    'mintpy.networkInversion.minNumPixel': '50',
    'mintpy.deramp': 'linear',
    'mintpy.plot': 'no',
    'mintpy.save.hdfEos5': 'yes',
  });
  mkdirSync(dirOf('undisturbed'));
  const started = performance.now();
  const { status, stderr } = runCli(words('undisturbed'), stack.folder);
  duration = performance.now() - started;
  expect(stderr).toBe('');
  expect(status).toBe(0);
});
afterAll(() => stack.remove());

for (const seed of [1, 2]) {
  test(`a run killed again and again ends with the products of an undisturbed one (delays of seed ${seed})`, async () => {
    const name = `killed-${seed}`;
    mkdirSync(dirOf(name));
    const random = createRandom(seed);
    let kills = 0;
    let longest = 0.25;
    for (let attempt = 0; attempt < 60; attempt++) {
      const child = startCli(words(name), stack.folder);
      const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
      const delay = sleep((0.15 + random() * longest) * duration).then(() => 'time' as const);
      const first = await Promise.race([exited, delay]);
      if (first === 'time') {
        child.kill('SIGKILL');
        await exited;
        kills++;
        longest *= 1.15; // or the first steps would be all there is
      } else {
        expect(first[0], readStderr(child.stderr)).toBe(0);
        break;
      }
      expect(await unreadable(dirOf(name))).toEqual([]);
    }
    expect(kills).toBeGreaterThan(2);
    const end = runCli(words(name), stack.folder);
    expect([end.status, end.stderr]).toEqual([0, '']);
    expect(leftovers(dirOf(name))).toEqual([]);
    expect(differentContent(await contentOf(dirOf('undisturbed')), await contentOf(dirOf(name)))).toEqual([]);
  });
}

test('a run killed whenever a product is half-written ends the same', async () => {
  const name = 'killed-while-writing';
  const folder = dirOf(name);
  mkdirSync(folder);
  const caught = new Set<string>();
  for (let attempt = 0; attempt < 60; attempt++) {
    const child = startCli(words(name), stack.folder);
    const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
    const watcher = watch(folder, { recursive: true }, (_, file) => {
      if (file === null || !isLeftover(file) || /lock/.test(file) || caught.has(kindOf(file))) return;
      caught.add(kindOf(file));
      child.kill('SIGKILL');
    });
    const [status] = await exited;
    watcher.close();
    expect(await unreadable(folder)).toEqual([]);
    if (status === 0) break;
  }
  expect(caught.size).toBeGreaterThan(5);
  expect(leftovers(folder)).toEqual([]);
  expect(differentContent(await contentOf(dirOf('undisturbed')), await contentOf(folder))).toEqual([]);
});

/** Name of a file under construction without what tells processes and pairs apart. */
function kindOf(file: string): string {
  return file.replace(/\d+/g, '');
}

function readStderr(stream: NodeJS.ReadableStream | null): string {
  const text = stream?.read();
  return text === null || text === undefined ? '' : String(text);
}
