import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  existsSync,
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { asOrdinaryUser } from '../../../test/support/ordinary-user.ts';
import { addToH5, editAttributes, makeH5, withH5 } from '../hdf5/file.ts';
import { writeWhole } from '../whole-file.ts';
import { ownToken, thisProcess } from './holder.ts';
import { openOutput, outputTarget, whileLocked } from './output.ts';
import { inWorkDirectory } from './work-directory.ts';

let folder: string;
const at = (...parts: string[]) => join(folder, ...parts);
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'mintsar-output-')));
  mkdirSync(at('disk'));
  mkdirSync(at('work'));
  return () => rmSync(folder, { recursive: true });
});

const layout = {
  attributes: { REF_DATE: '20200101' },
  datasets: [{ name: 'velocity', type: 'f4' as const, shape: [2, 3] }],
};
const make = (path: string, value = 1) =>
  makeH5(path, layout, (writer) => writer.write('velocity', new Float32Array(6).fill(value)));
const first = (path: string) => withH5(path, (file) => (file.read('velocity') as Float32Array)[0]);

test('a file that this user may not write is not replaced, though its folder would allow it', async () => {
  await make(at('work', 'kept.h5'));
  chmodSync(at('work', 'kept.h5'), 0o444);
  chmodSync(at('work'), 0o777);
  await asOrdinaryUser(at('work'), async () => {
    await expect(make(at('work', 'kept.h5'), 2)).rejects.toThrow(
      /kept\.h5 cannot be written: the file is protected/,
    );
    await make(at('work', 'new.h5'), 2);
  });
  expect([await first(at('work', 'kept.h5')), await first(at('work', 'new.h5'))]).toEqual([1, 2]);
});
const attribute = (path: string) => withH5(path, (file) => file.attributes['REF_DATE']);
const endedPid = () => spawnSync('true').pid;

test('a product that is a symbolic link is written where the link points, and the link stays', async () => {
  await make(at('disk/velocity.h5'));
  symlinkSync('../disk/velocity.h5', at('work/velocity.h5'));
  await make(at('work/velocity.h5'), 2);
  await editAttributes(at('work/velocity.h5'), () => ({ REF_DATE: '20200113' }));
  const mask = { datasets: [{ name: 'mask', type: 'bool' as const, shape: [2, 3] }] };
  await addToH5(at('work/velocity.h5'), mask, (writer) => writer.write('mask', new Uint8Array(6)));
  expect(lstatSync(at('work/velocity.h5')).isSymbolicLink()).toBe(true);
  expect(await first(at('disk/velocity.h5'))).toBe(2);
  expect(await attribute(at('disk/velocity.h5'))).toBe('20200113');
  expect([readdirSync(at('disk')), readdirSync(at('work'))]).toEqual([['velocity.h5'], ['velocity.h5']]);
});

test('links to links, links in the folder and links to what is not there yet are followed', async () => {
  symlinkSync('disk', at('scratch'));
  symlinkSync('../disk/later.h5', at('work/one.h5')); // relative to the folder in which it really lies
  symlinkSync('one.h5', at('work/two.h5'));
  symlinkSync('../work/two.h5', at('disk/three.h5'));
  await make(at('scratch/three.h5'), 3);
  expect(readdirSync(at('disk'))).toEqual(['later.h5', 'three.h5']);
  expect(await first(at('work/two.h5'))).toBe(3);
  writeWhole(at('scratch/reference_date.txt'), '20200101\n');
  symlinkSync('../disk/nothing.txt', at('work/exclude_date.txt'));
  writeWhole(at('work/exclude_date.txt'), '20200113\n');
  expect(readFileSync(at('disk/nothing.txt'), 'utf8')).toBe('20200113\n');
});

test('a link into a folder that is not there, and links in a circle, are said', async () => {
  symlinkSync(at('nowhere/velocity.h5'), at('work/velocity.h5'));
  await expect(make(at('work/velocity.h5'))).rejects.toThrow(
    `velocity.h5 cannot be written: it is a link to ${at('nowhere/velocity.h5')}, and the folder`,
  );
  symlinkSync('b.h5', at('work/a.h5'));
  symlinkSync('a.h5', at('work/b.h5'));
  await expect(make(at('work/a.h5'))).rejects.toThrow(/circle/);
});

test('folders, devices, pipes and sockets are refused and stay what they are', async () => {
  spawnSync('mkfifo', [at('pipe')]);
  symlinkSync('/dev/null', at('null'));
  const server = createServer().listen(at('socket'));
  await new Promise((resolve) => server.once('listening', resolve));
  for (const [name, kind] of [
    ['disk', 'folder'],
    ['pipe', 'pipe'],
    ['null', 'device'],
    ['socket', 'socket'],
  ]) {
    await expect(make(at(name))).rejects.toThrow(new RegExp(`${name} cannot be written: it is a ${kind}`));
    expect(() => writeWhole(at(name), 'text')).toThrow(kind);
  }
  server.close();
  expect(lstatSync(at('pipe')).isFIFO()).toBe(true);
  expect(() => outputTarget('/dev/null')).toThrow('/dev/null cannot be written: it is a device, not a file.');
});

test('a product that is made anew leaves its other hard links what they were', async () => {
  await make(at('work/velocity.h5'));
  linkSync(at('work/velocity.h5'), at('disk/kept.h5'));
  await make(at('work/velocity.h5'), 2);
  expect([await first(at('disk/kept.h5')), await first(at('work/velocity.h5'))]).toEqual([1, 2]);
});

test('files under construction bear the name of their process; those of one that has ended are gone on with', async () => {
  const output = await openOutput(at('work/a.h5'));
  expect(output.partialPath).toBe(at(`work/.a.h5.${ownToken()}.partial`));
  output.release();
  const [host, pid] = ownToken().split('-');
  const left = (token: string, text: string) => {
    writeFileSync(at(`work/.a.h5.${token}.partial`), text);
    writeFileSync(at(`work/.a.h5.${token}.partial.rows`), text);
  };
  left(`${host}-${endedPid()}-1`, 'ended');
  writeFileSync(at('work/.a.h5.partial'), 'of an older version, without notes');
  left(`${host}-${process.ppid}-`, 'still running');
  const next = await openOutput(at('work/a.h5'));
  expect(readFileSync(next.partialPath, 'utf8')).toBe('ended');
  expect(readFileSync(next.journal, 'utf8')).toBe('ended');
  expect(pid).toBe(String(process.pid));
  expect(readdirSync(at('work')).filter((name) => name.includes('partial'))).toHaveLength(4);
  next.release();
});

test('a file that another process has is refused with its name; of another host it is said how to go on', async () => {
  const holder = { ...thisProcess(), host: 'node7', command: 'mintsar deramp' };
  writeFileSync(at('work/.a.h5.lock'), JSON.stringify(holder));
  const refusal = openOutput(at('work/a.h5'), undefined, { milliseconds: 0 });
  await expect(refusal).rejects.toThrow(/a\.h5 is in use: mintsar deramp \(process \d+ on node7, since/);
  await expect(refusal).rejects.toMatchObject({ remedy: expect.stringContaining(at('work/.a.h5.lock')) });
});

test('work that holds a file writes it, and work beside it waits', async () => {
  const order: string[] = [];
  const path = at('work/velocity.h5');
  await make(path);
  const slow = whileLocked([path], {} as { held?: ReadonlySet<string> }, async ({ held }) => {
    order.push('first begins');
    await new Promise((resolve) => setTimeout(resolve, 150));
    await editAttributes(path, () => ({ REF_DATE: '1' }), held);
    order.push('first ends');
  });
  const other = editAttributes(path, ({ REF_DATE }) => {
    order.push(`second finds ${REF_DATE}`);
    return { REF_DATE: '2' };
  });
  await Promise.all([slow, other]);
  expect(order).toEqual(['first begins', 'first ends', 'second finds 1']);
});

test('a work directory is one run’s: another is refused, and so are changes of what is in it', async () => {
  await make(at('work/velocity.h5'));
  mkdirSync(at('work/.mintsar'));
  const holder = { ...thisProcess(), pid: process.ppid, started: '', command: 'mintsar smallbaselineApp' };
  writeFileSync(at('work/.mintsar/lock'), JSON.stringify(holder));
  const second = inWorkDirectory(at('work'), {}, async () => 'ran');
  await expect(second).rejects.toThrow(/work is in use: mintsar smallbaselineApp/);
  await expect(second).rejects.toMatchObject({ remedy: expect.stringContaining('--dir'), exitCode: 1 });
  await expect(make(at('work/velocity.h5'))).rejects.toThrow(/in use: mintsar smallbaselineApp/);
  await make(at('work/new.h5')); // in nobody's way
  writeFileSync(at('work/.old.h5.lock'), JSON.stringify({ ...holder, pid: endedPid() }));
  writeFileSync(at(`work/.pic.png.${ownToken().split('-')[0]}-${endedPid()}-1.tmp`), 'half');
  expect(await first(at('work/velocity.h5'))).toBe(1);
  writeFileSync(at('work/.mintsar/lock'), JSON.stringify({ ...holder, pid: endedPid(), started: '1' }));
  expect(await inWorkDirectory(at('work'), {}, async () => 'ran')).toBe('ran');
  expect(existsSync(at('work/.mintsar/lock'))).toBe(false);
  expect(readdirSync(at('work'))).toEqual(['.mintsar', 'new.h5', 'velocity.h5']);
});
