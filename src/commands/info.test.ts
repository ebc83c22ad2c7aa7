import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { runHere } from '../../test/support/cli.ts';
import { gunwArchiveHere, type LocalArchive } from '../../test/support/gunw-archive.ts';
import { temporaryFolder } from '../../test/support/tiny-series.ts';
import { createH5 } from '../io/hdf5/file.ts';

const NAME = 'S1-GUNW-A-R-064-tops-20210723_20210711-015000-00119W_00033N-PP-6267-v3_0_1';
const folder = temporaryFolder();
let here: LocalArchive;
beforeAll(async () => {
  const path = join(folder, 'product.h5');
  const spec = { name: 'science/phase', type: 'f4', shape: [40, 50] } as const;
  const writer = await createH5(path, { attributes: { version: '1c' }, datasets: [spec] });
  writer.write('science/phase', new Float32Array(2000).fill(3));
  writer.commit();
  here = await gunwArchiveHere([{ name: NAME, bytes: readFileSync(path) }]);
  vi.stubEnv('EARTHDATA_LOGIN_URL', here.env['EARTHDATA_LOGIN_URL']);
  vi.stubEnv('NETRC', join(folder, 'none'));
});
afterAll(async () => {
  vi.unstubAllEnvs();
  await here.close();
});

test('a file of an archive is looked into where it is, with the login of the environment', async () => {
  const refused = await runHere(['info', here.fileUrl(NAME)], folder);
  expect(refused).toMatchObject({
    status: 2,
    stderr: expect.stringMatching(/wants a login, and there is none/),
  });
  vi.stubEnv('EARTHDATA_TOKEN', 'good-token');
  const { status, stdout } = await runHere(['info', here.fileUrl(NAME)], folder);
  expect(status).toBe(0);
  expect(stdout).toMatch(/version +1c/);
  expect(stdout).toMatch(/science\/phase/);
  const one = await runHere(['info', here.fileUrl(NAME), '--dset', 'science/phase'], folder);
  expect(one.stdout).toMatch(/3/);
  expect(here.leaks).toEqual([]);
});
