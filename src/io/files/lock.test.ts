import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { buildSync } from 'esbuild';
import { beforeEach, expect, test } from 'vitest';
import { type Holder, stateOf, thisProcess } from './holder.ts';
import { Lock, readHolder, takeLock, tryLock } from './lock.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-lock-'));
  path = join(folder, 'lock');
  return () => rmSync(folder, { recursive: true });
});

const leave = (holder: Partial<Holder>) =>
  writeFileSync(path, JSON.stringify({ ...thisProcess(), ...holder }));
/** Number of a process that has ended. */
const endedPid = () => spawnSync('true').pid;

test('a lock names its process and is gone when it is released', () => {
  const lock = tryLock(path) as Lock;
  expect(readHolder(path)).toMatchObject({ pid: process.pid, command: expect.stringMatching(/./) });
  expect(readdirSync(folder)).toEqual(['lock']);
  lock.release();
  expect(readdirSync(folder)).toEqual([]);
});

test('a lock that is held is answered with its holder', () => {
  const first = tryLock(path) as Lock;
  expect(tryLock(path)).toMatchObject({ pid: process.pid });
  first.release();
  expect(tryLock(path)).toBeInstanceOf(Lock);
});

test('the lock of a process that has ended is taken over, and its number may be in use again', () => {
  leave({ pid: endedPid() });
  expect(tryLock(path)).toBeInstanceOf(Lock);
  leave({ started: '1' }); // this number, but of a process that started at another time
  expect(tryLock(path)).toBeInstanceOf(Lock);
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('a process that died taking a lock over is in nobody’s way', () => {
  leave({ pid: endedPid() });
  writeFileSync(`${path}.takeover`, JSON.stringify({ ...thisProcess(), pid: endedPid() }));
  expect(tryLock(path)).toBeInstanceOf(Lock);
  expect(readdirSync(folder)).toEqual(['lock']);
});

test('a lock of another host or container is respected; one from before the machine was switched on is not', () => {
  expect(stateOf({ ...thisProcess(), host: 'another' })).toBe('elsewhere');
  expect(stateOf({ ...thisProcess(), pidSpace: 'pid:[1]' })).toBe('elsewhere');
  expect(stateOf({ ...thisProcess(), since: '2001-01-01T00:00:00.000Z' })).toBe('gone');
  expect(stateOf(thisProcess())).toBe('running');
  leave({ host: 'another' });
  expect(tryLock(path)).toMatchObject({ host: 'another' });
});

test('a folder in the place of a lock is named, and nobody waits for it', async () => {
  mkdirSync(path);
  await expect(takeLock(path, { milliseconds: 60_000 })).rejects.toMatchObject({
    message: `${path} is a folder; a file of this name marks what is in use.`,
    remedy: 'Remove the folder.',
  });
});

test('a lock is not released by one whose lock was taken away', () => {
  const lock = tryLock(path) as Lock;
  leave({ id: 'of another', host: 'another' });
  lock.release();
  expect(readHolder(path)).toMatchObject({ id: 'of another' });
});

test('where the folder cannot be written there is nothing to keep from others', () => {
  const lock = tryLock(join(folder, 'missing', 'lock')) as Lock;
  expect(lock).toBeInstanceOf(Lock);
  lock.release();
});

test('waiting ends when the lock is free, and says once for whom it waits', async () => {
  const first = tryLock(path) as Lock;
  const waitedFor: Holder[] = [];
  setTimeout(() => first.release(), 250);
  const second = await takeLock(path, { milliseconds: 60_000, onWait: (holder) => waitedFor.push(holder) });
  expect(second).toBeInstanceOf(Lock);
  expect(waitedFor.map(({ pid }) => pid)).toEqual([process.pid]);
});

/** Words after `node` for a process that uses locks. */
function program(body: string): string[] {
  const module = join(folder, 'lock.mjs');
  const entryPoints = [join(import.meta.dirname, 'lock.ts')];
  buildSync({ entryPoints, bundle: true, platform: 'node', format: 'esm', outfile: module });
  const names = `import { Lock, takeLock, tryLock } from ${JSON.stringify(pathToFileURL(module).href)};`;
  return ['--input-type=module', '-e', `${names}\n${body}`];
}

test('of many processes that find the lock of a dead one exactly one has it at a time', async () => {
  leave({ pid: endedPid() });
  const inside = join(folder, 'inside');
  const body = `
    import { openSync, closeSync, rmSync } from 'node:fs';
    for (let i = 0; i < 15; i++) {
      const lock = await takeLock(${JSON.stringify(path)}, { milliseconds: 60000 });
      if (!(lock instanceof Lock)) process.exit(3);
      closeSync(openSync(${JSON.stringify(inside)}, 'wx')); // fails if another one is inside
      await new Promise((resolve) => setTimeout(resolve, 2));
      rmSync(${JSON.stringify(inside)});
      if (i === 14 && process.argv[1] === 'dies') process.kill(process.pid, 'SIGKILL');
      lock.release();
    }`;
  const words = program(body);
  const ends = [0, 1, 2, 3].map(async (k) => {
    const child = spawn(process.execPath, [...words, k === 0 ? 'dies' : 'lives']);
    return (await once(child, 'exit')) as [number | null, string | null];
  });
  expect(await Promise.all(ends)).toEqual([
    [null, 'SIGKILL'],
    [0, null],
    [0, null],
    [0, null],
  ]);
});

test('a process that exits, or that an error ends, leaves no lock', () => {
  const end = { exit: 'process.exit(7)', crash: 'throw new Error("crash")' };
  const take = `tryLock(${JSON.stringify(path)}); if (!existsSync(${JSON.stringify(path)})) process.exit(9);`;
  for (const [how, status] of [
    ['exit', 7],
    ['crash', 1],
  ] as const) {
    const words = program(`import { existsSync } from 'node:fs';\n${take} ${end[how]};`);
    expect(spawnSync(process.execPath, words).status).toBe(status);
    expect(existsSync(path)).toBe(false);
  }
});

test('who waits for a lock stops waiting at a signal that the program handles', async () => {
  leave({ host: 'another' });
  const handled = new Promise((resolve) => process.once('SIGTERM', resolve));
  const waiting = takeLock(path, {
    milliseconds: 600_000,
    onWait: () => setImmediate(() => process.emit('SIGTERM', 'SIGTERM')),
  });
  expect(await waiting).toMatchObject({ host: 'another' });
  await handled;
  expect(process.listenerCount('SIGTERM')).toBe(0);
});
