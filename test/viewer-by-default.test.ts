import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { CLI } from './support/cli.ts';
import { temporaryFolder, tinyGrid, tinyRasters } from './support/tiny-series.ts';

const hasScript = spawnSync('script', ['--version']).status === 0 && process.platform === 'linux';
if (!hasScript) process.stderr.write('SKIPPING the viewer at a terminal: there is no script(1).\n');

/** What the browser of a desktop was asked to open, when a line is typed at a terminal there; undefined when nothing was. */
async function opened(
  line: string,
  folder: string,
  env: Record<string, string>,
): Promise<string | undefined> {
  const bin = join(folder, 'bin');
  const note = join(folder, `opened-${Object.keys(env).length}`);
  mkdirSync(bin, { recursive: true });
  writeFileSync(
    join(bin, 'xdg-open'),
    `#!/bin/sh\nprintf %s "$1" > ${note}.part && mv ${note}.part ${note}\n`,
    {
      mode: 0o755,
    },
  );
  const { CI: _ci, DISPLAY: _display, WAYLAND_DISPLAY: _wayland, ...rest } = process.env;
  const child = spawn('script', ['-qefc', `${process.execPath} ${CLI} ${line}`, '/dev/null'], {
    cwd: folder,
    env: { ...rest, ...env, PATH: `${bin}:${process.env['PATH']}` },
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  const ended = new Promise<void>((resolve) => child.on('close', () => resolve()));
  let isOver = false;
  void ended.then(() => {
    isOver = true;
  });
  while (!existsSync(note) && !isOver) await new Promise((resolve) => setTimeout(resolve, 30));
  const address = existsSync(note) ? readFileSync(note, 'utf8') : undefined;
  if (!isOver) child.stdin.write('\x03'); // Ctrl-C
  await ended;
  return address;
}

test.runIf(hasScript)('view opens the page at a terminal with a display, and draws without one', async () => {
  const folder = temporaryFolder();
  await tinyRasters(join(folder, 'velocity.h5'), { velocity: tinyGrid((y, x) => y - x) }, { UNIT: 'm/year' });
  expect(await opened('view velocity.h5', folder, { DISPLAY: ':0' })).toMatch(
    /^http:\/\/127\.0\.0\.1:\d+\/[\w-]{32}\/$/,
  );
  expect(await opened('view velocity.h5', folder, {})).toBeUndefined();
  expect(await opened('view velocity.h5 -o map.png', folder, { DISPLAY: ':0', LANG: 'C' })).toBeUndefined();
  expect(existsSync(join(folder, 'map.png'))).toBe(true);
});
