import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { runHere } from '../../test/support/cli.ts';
import { temporaryFolder, tinyGrid, tinyRasters } from '../../test/support/tiny-series.ts';
import { tinyStack } from '../../test/support/tiny-stack.ts';
import { withH5 } from '../io/hdf5/file.ts';

const folder = temporaryFolder();
const run = (line: string) => runHere(line.split(' '), folder);
const explained = async (line: string) => JSON.parse((await run(`explain ${line} --json`)).stdout);

beforeAll(async () => {
  mkdirSync(join(folder, 'inputs'));
  await tinyStack(
    join(folder, 'inputs/ifgramStack.h5'),
    {
      unwrapPhase: (k, y, x) =>
        x === 6 ? 0 : 0.3 * (k + 1) * (y + 1) + 0.1 * x + (k === 1 && y === 3 ? 6.3 : 0),
      coherence: (k, y) => (k === 0 && y === 4 ? 0.2 : 0.5 + 0.1 * k),
    },
    { attributes: { REF_Y: '1', REF_X: '2', ALOOKS: '5', RLOOKS: '5' } },
  );
  await tinyRasters(join(folder, 'waterMask.h5'), { waterMask: tinyGrid((y) => Number(y > 0)) });
  const made = await run('ifgram_inversion inputs/ifgramStack.h5 --mask-dset coherence --mask-thres 0.45');
  expect(made.status).toBe(0);
});

test('a pixel is inverted to the bit as the map was, with the options its series tells', async () => {
  for (const [y, x] of [
    [2, 3],
    [3, 5],
    [4, 1],
  ]) {
    const pixel = (file: string, dataset: string, n: number) =>
      withH5(join(folder, file), (h5) => {
        const window = n > 1 ? { start: [0, y, x], count: [n, 1, 1] } : { start: [y, x], count: [1, 1] };
        return Array.from(h5.read(dataset, window) as Float32Array, (value) => value + 0); // no -0, which JSON lacks
      });
    const told = await explained(`timeseries.h5 -y ${y} -x ${x}`);
    expect(told.outcome).toBe('solved');
    expect(told.timeseries).toEqual(await pixel('timeseries.h5', 'timeseries', 4));
    expect([told.temporalCoherence]).toEqual(await pixel('temporalCoherence.h5', 'temporalCoherence', 1));
    expect([told.numUsed]).toEqual(await pixel('numInvIfgram.h5', 'mask', 1));
    const n = told.dates.length;
    expect(told.covariance).toHaveLength(n * n);
    expect(told.covariance[n + 1]).toBeCloseTo(told.std[1] ** 2, 10);
  }
  const { pairs, loops } = await explained('inputs/ifgramStack.h5 -y 3 -x 5');
  expect(loops[0].cycles).toBe(-1);
  expect(pairs.map(({ use }: { use: string }) => use)).toEqual(['used', 'used', 'used', 'used']);
  const masked = await explained('inputs/ifgramStack.h5 -y 4 -x 1 -w coh');
  expect(masked.pairs.map(({ use }: { use: string }) => use)).toEqual(['masked', 'used', 'used', 'used']);
  expect(masked.pairs[1].weight).toBeCloseTo(0.6, 6);
});

test('it is told in words why a pixel has no series', async () => {
  const said = async (line: string) => (await run(`explain inputs/ifgramStack.h5 ${line}`)).stdout;
  expect(await said('-y 0 -x 3')).toContain('not solved: waterMask.h5 is 0 here');
  expect(await said('-y 2 -x 6')).toContain('not solved: no pair has a phase here');
  expect(await said('-y 1 -x 2')).toContain('it is the reference pixel');
  const solved = await said('-y 3 -x 5');
  expect(solved).toMatch(/rank 3 of 3; temporal coherence 0\.\d{4}/);
  expect(solved).toMatch(/loops of three pairs that do not close: 1 of 1\n.*20200101_20200113, .*-1 cycles/);
  expect(solved).toMatch(/20200206 +-?\d\.\d{5} +\d\.\d{5}/);
});

test('a pixel outside, none at all, and a file without pairs are refused', async () => {
  const refused = async (line: string) => {
    const { status, stderr } = await run(`explain ${line}`);
    expect(status).toBe(2);
    return stderr;
  };
  expect(await refused('timeseries.h5 -y 5 -x 0')).toMatch(/y 5, x 0 lies outside .*\(5 x 7\)/);
  expect(await refused('timeseries.h5 -y 1')).toContain('Give -y ROW and -x COLUMN');
  expect(await refused('timeseries.h5 -y 1 -x 1 -d rangeOffset')).toContain('has no dataset rangeOffset');
  mkdirSync(join(folder, 'alone'));
  await tinyRasters(join(folder, 'alone/velocity.h5'), { velocity: tinyGrid(() => 1) });
  expect(await refused('alone/velocity.h5 -y 1 -x 1')).toMatch(
    /holds no pairs, and there is no .*ifgramStack.h5/,
  );
});
