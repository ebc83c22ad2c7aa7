import { once } from 'node:events';
import { cpSync, mkdirSync, rmSync, watch } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { runCli, startCli } from '../support/cli.ts';
import { contentOf, differentContent } from '../support/content.ts';
import { isLeftover, leftovers, unreadable } from '../support/folder-state.ts';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../support/tiny-series.ts';

/* kill -9 while delays and the series that they correct are written in one pass. */

const folder = temporaryFolder();
afterAll(() => rmSync(folder, { recursive: true }));

const words = ['solid_earth_tides', 'ts.h5', '-g', 'geometry.h5', '-o', 'ts_SET.h5', '--update'];
const DATES = ['20180104', '20180116', '20180128'];

async function inputs(): Promise<string> {
  const dir = join(folder, 'undisturbed');
  mkdirSync(dir);
  await tinySeries(join(dir, 'ts.h5'), DATES, (k, y, x) => 0.003 * k * (y - 1 + 2 * (x - 2)));
  await tinyRasters(join(dir, 'geometry.h5'), {
    incidenceAngle: tinyGrid((_, x) => 33 + x),
    azimuthAngle: tinyGrid(() => 102),
    latitude: tinyGrid((y) => 36 - 0.1 * y),
    longitude: tinyGrid((_, x) => 24 + 0.1 * x),
  });
  return dir;
}

test('a correction killed whenever one of its files is half-written ends with the files of an undisturbed one', async () => {
  const undisturbed = await inputs();
  const killed = join(folder, 'killed');
  cpSync(undisturbed, killed, { recursive: true, preserveTimestamps: true });
  const { status, stderr } = runCli(['--quiet', ...words], undisturbed);
  expect([status, stderr]).toEqual([0, '']);
  const caught = new Set<string>();
  for (let attempt = 0; attempt < 20; attempt++) {
    const child = startCli(['--quiet', ...words], killed);
    const exited = once(child, 'exit') as Promise<[number | null, string | null]>;
    const watcher = watch(killed, (_, file) => {
      const kind = file?.replace(/\d+/g, '') ?? '';
      const isNew = isLeftover(file ?? '') || /SET\.h5$/.test(file ?? '');
      if (!isNew || /lock/.test(kind) || caught.has(kind)) return;
      caught.add(kind);
      child.kill('SIGKILL');
    });
    const [ended] = await exited;
    watcher.close();
    expect(await unreadable(killed)).toEqual([]);
    if (ended === 0) break;
  }
  expect(caught.size).toBeGreaterThan(2);
  // A lock of the dead may stay beside what is complete: whoever writes there next takes it over.
  expect(leftovers(killed).filter((file) => !/\.lock$/.test(file))).toEqual([]);
  expect(differentContent(await contentOf(undisturbed), await contentOf(killed))).toEqual([]);
});
