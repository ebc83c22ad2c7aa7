import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { runHere } from '../../test/support/cli.ts';
import { gunwArchiveHere } from '../../test/support/gunw-archive.ts';
import { S1_STEP, writeSentinelGunw } from '../../test/support/sentinel-gunw.ts';
import { writeSmallTiff } from '../../test/support/small-tiff.ts';
import { temporaryFolder } from '../../test/support/tiny-series.ts';

const folder = temporaryFolder();
const PAIR = ['20200113', '20200101'] as const;
const floats = (path: string) => {
  const bytes = readFileSync(join(folder, path));
  return new Float32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
};
const grid = { yFirst: 1, xFirst: -93, yStep: -0.01, xStep: 0.01, length: 200, width: 300 };
writeSmallTiff(join(folder, 'dem.tif'), grid, 100, 4326);

test('a pattern in quotes and a box that begins with a minus are one word each', async () => {
  // 15 rows on either side of the equator, 91.6 degrees west.
  const corner = [15, -109_920] as const;
  const phase = (y: number, x: number) => 1 + y + x / 100;
  const path = await writeSentinelGunw(join(folder, 'products'), {
    pair: PAIR,
    rows: [0, 30],
    corner,
    phase,
  });
  const box = '-0.01 0.005 -91.59 -91.58';
  const words = [
    '--quiet',
    'ariaTSsetup',
    '-f',
    "'products/*.nc'",
    '-b',
    box,
    '-d',
    'dem.tif',
    '-w',
    'setup',
    '-nt',
    'all',
  ];
  expect(await runHere(words, folder)).toMatchObject({ status: 0 });
  // 18 rows from 0.005 to -0.01, 12 columns.
  const values = floats('setup/unwrappedPhase/20200113_20200101');
  expect(values).toHaveLength(18 * 12);
  const [y, x] = [15 - Math.round(0.005 / S1_STEP), Math.round((91.6 - 91.59) / S1_STEP)];
  expect(values[0]).toBeCloseTo(phase(y, x), 4);
  expect(values.at(-1)).toBeCloseTo(phase(y + 17, x + 11), 4);
  // From an archive with a login, of which only parts are moved: the same.
  const name = path.replace(/^.*\/|\.nc$/g, '');
  const archive = await gunwArchiveHere([{ name, bytes: readFileSync(path) }]);
  for (const [key, value] of Object.entries({ ...archive.env, EARTHDATA_TOKEN: 'good-token' }))
    vi.stubEnv(key, value);
  try {
    const far = [
      '--quiet',
      'ariaExtract',
      '-f',
      archive.fileUrl(name),
      '-l',
      'unwrappedPhase',
      '-b',
      box,
      '-w',
      'far',
    ];
    expect(await runHere(far, folder)).toMatchObject({ status: 0 });
    expect(floats('far/unwrappedPhase/20200113_20200101')).toEqual(values);
    expect(archive.leaks).toEqual([]);
  } finally {
    vi.unstubAllEnvs();
    await archive.close();
  }
});
