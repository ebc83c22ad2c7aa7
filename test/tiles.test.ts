import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, renameSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { runCli, startCli } from './support/cli.ts';
import { tinyStack } from './support/tiny-stack.ts';

test('a command in tiles, run from their list in another order with one killed, ends as the command alone', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'mintsar-tiles-cli-'));
  const value = (k: number, y: number, x: number) => Math.sin(3 * k + y * 7 + x);
  await tinyStack(
    join(folder, 'stack.h5'),
    { unwrapPhase: value, coherence: (k, y, x) => 0.5 + 0.4 * value(k, x, y) },
    { attributes: { REF_Y: '2', REF_X: '3', ALOOKS: '3', RLOOKS: '9' } },
  );
  const command = ['ifgram_inversion', 'stack.h5', '-o', 'ts.h5', 'quality.h5', 'count.h5'];
  expect(runCli(command, folder).status).toBe(0);
  renameSync(join(folder, 'ts.h5'), join(folder, 'alone.h5'));

  const planned = runCli(['tiles', 'plan', 'with spaces', '--num-tiles', '3', '--', ...command], folder);
  expect(planned).toMatchObject({ status: 0, stdout: expect.stringMatching(/^3 tiles planned/) });
  const tiles = join(folder, 'with spaces');
  const lines = readFileSync(join(tiles, 'tiles.txt'), 'utf8').trim().split('\n');
  const killed = startCli(['tiles', 'run', tiles, '--tile', '2'], folder);
  killed.kill('SIGKILL');
  await once(killed, 'exit');
  const early = runCli(['tiles', 'finish', tiles], folder);
  expect(early).toMatchObject({ status: 1, stderr: expect.stringContaining('3 of 3 tiles are not done') });
  // From anywhere: the lines say all.
  const ran = spawnSync('sh', { input: lines.reverse().join('\n'), cwd: tmpdir(), encoding: 'utf8' });
  expect(ran).toMatchObject({ status: 0, stderr: '' });
  expect(runCli(['tiles', 'finish', tiles], tmpdir())).toMatchObject({ status: 0 });
  expect(readFileSync(join(folder, 'ts.h5'))).toEqual(readFileSync(join(folder, 'alone.h5')));
  expect(existsSync(tiles)).toBe(false);

  const wrong = runCli(['tiles', 'plan', tiles, 'ifgram_inversion', 'stack.h5'], folder);
  expect(wrong).toMatchObject({ status: 2, stderr: expect.not.stringContaining('bug') });
});
