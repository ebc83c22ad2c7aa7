import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { expect, test } from 'vitest';
import { CLI } from '../../test/support/cli.ts';

test('a reader that leaves early is no failure', async () => {
  const child = spawn(process.execPath, [CLI, 'smallbaselineApp', '-H'], {
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child.stdout.destroy();
  let said = '';
  child.stderr.on('data', (text) => {
    said += text;
  });
  const [status] = await once(child, 'close');
  expect({ status, said }).toEqual({ status: 0, said: '' });
});

test.each(['--help', 'smallbaselineApp -H'])('%s that a full disk does not take is a failed run', (line) => {
  const full = openSync('/dev/full', 'w');
  const { status, stderr } = spawnSync(process.execPath, [CLI, ...line.split(' ')], {
    stdio: ['ignore', full, 'pipe'],
    encoding: 'utf8',
  });
  closeSync(full);
  expect(status).toBe(1);
  expect(stderr).toMatch(/^error: The output could not be written \(ENOSPC\)\.\n/);
});
