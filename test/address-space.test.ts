import { spawnSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { withH5 } from '../src/io/hdf5/file.ts';
import { CLI, runCli } from './support/cli.ts';
import { tinyStack } from './support/tiny-stack.ts';

/* Batch systems limit the address space of a process. */

const folder = mkdtempSync(join(tmpdir(), 'mintsar-limit-'));

test.runIf(process.platform === 'linux')(
  'a stack is inverted to the same values within 2 GB of address space, where vector instructions find no room',
  async () => {
    const value = (k: number, y: number, x: number) => Math.sin(k + y * 7 + x);
    const stack = await tinyStack(
      join(folder, 'stack.h5'),
      { unwrapPhase: value, coherence: (k, y, x) => 0.5 + 0.4 * value(k, x, y) },
      { attributes: { REF_Y: '2', REF_X: '3', ALOOKS: '3', RLOOKS: '9' } },
    );
    const words = (name: string) => [
      ...['--quiet', 'ifgram_inversion', stack],
      ...['-o', `${name}.h5`, `${name}-coherence.h5`, `${name}-count.h5`],
    ];
    expect(runCli(words('free'), folder)).toMatchObject({ status: 0, stderr: '' });
    const limited = spawnSync(
      'bash',
      ['-c', 'ulimit -v 2097152; exec "$@"', 'bash', process.execPath, CLI, ...words('limited')],
      { cwd: folder, encoding: 'utf8' },
    );
    expect(limited).toMatchObject({ status: 0, stderr: '' });
    const read = (name: string) => withH5(join(folder, `${name}.h5`), (file) => file.read('timeseries'));
    expect(await read('limited')).toEqual(await read('free'));
  },
);
