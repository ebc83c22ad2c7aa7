import {
  closeSync,
  ftruncateSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readMat } from '../src/io/matlab/read-mat.ts';
import { readGrid, readProduct } from '../src/io/products/product.ts';
import { complains } from './bad-input/complaint.ts';
import { runCommandLine, wordsOf } from './support/command-layer.ts';
import { commandJudge } from './support/judge.ts';

/* Results of GBIS as Octave writes MATLAB files, and heights of Japan in tiles. */

const octave = commandJudge('octave-cli', ['--version'], 'octave');
const home = process.cwd();
let folder: string;

beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-loaders-'));
  process.chdir(folder);
});
afterAll(() => {
  process.chdir(home);
  rmSync(folder, { recursive: true, force: true });
});

/** Two data sets of 2 x 3 pixels, one of them masked out; the data of the second are found beside the result. */
const SCRIPT = `
Height = single([10; 20; 30; 40; 50]); Mask = uint8([1 1 0; 1 1 1]);
Metadata = struct('LENGTH', '2', 'WIDTH', '3', 'PLATFORM', 'Sen', 'X_STEP', '0.001');
save(FORMAT, 'first.mat', 'Height', 'Mask', 'Metadata');
save(FORMAT, 'second.mat', 'Height', 'Mask', 'Metadata');
insar = {struct('dataPath', [pwd '/first.mat'], 'wavelength', 0.056), struct('dataPath', '/elsewhere/second.mat')};
insarPlot(1) = struct('name', 'SenAT1', 'data', [1 2 3 4 5]/100, 'model', [1 2 3 4 4]/100, 'residual', [0 0 0 0 1]/100);
insarPlot(2) = struct('name', 'SenDT2', 'data', -[1 2 3 4 5]/100, 'model', zeros(1, 5), 'residual', zeros(1, 5));
invResults = struct('optimalmodel', [1500 -2000 3000.5 1e6], 'model', struct());
invResults.model.parName = {'MOGI X', 'MOGI Y', 'MOGI Depth', 'MOGI DV'};
f = int16(-7); z = single([1.5 NaN; 3 4]); e = []; c = {1, 'two', {3}};
save(FORMAT, 'invert_1_2_M.mat', 'insar', 'insarPlot', 'invResults', 'f', 'z', 'e', 'c');
`;

const gbis = test.runIf(octave.isThere).each(['-v6', '-v7']);

gbis('a result of GBIS saved with %s becomes one file per data set', async (format) => {
  mkdirSync(format, { recursive: true });
  process.chdir(format);
  octave.run('--quiet', '--eval', SCRIPT.replaceAll('FORMAT', `'${format}'`));
  await runCommandLine(wordsOf('load_gbis invert_1_2_M.mat --nodisplay'));
  expect([...(await readGrid('SenAT1.h5', 'data')).data].map((v) => +v.toFixed(4))).toEqual([
    0.01,
    0.02,
    Number.NaN,
    0.03,
    0.04,
    0.05,
  ]);
  expect([...(await readGrid('SenAT1.h5', 'hgt')).data]).toEqual([10, 20, Number.NaN, 30, 40, 50]);
  expect((await readGrid('SenDT2.h5', 'data')).data[5]).toBeCloseTo(-0.05, 6);
  const { attributes, datasets } = await readProduct('SenAT1.h5');
  expect([...datasets.keys()].sort()).toEqual(['data', 'hgt', 'model', 'residual']);
  expect(attributes).toMatchObject({
    FILE_TYPE: 'displacement',
    PROCESSOR: 'GBIS',
    UNIT: 'm',
    PLATFORM: 'Sen',
    DEFORMATION_MODEL: 'MOGI',
    MOGI_X: '1500.0',
    MOGI_Depth: '3000.5',
  });
  const all = readMat('invert_1_2_M.mat');
  expect(all.get('f')).toMatchObject({ data: Float64Array.of(-7) });
  expect(all.get('z')).toMatchObject({ shape: [2, 2], data: Float64Array.of(1.5, 3, Number.NaN, 4) });
  expect(all.get('e')).toMatchObject({ shape: [0, 0] });
  expect(all.get('c')).toMatchObject({ kind: 'cells', cells: [{}, { text: 'two' }, { kind: 'cells' }] });
  process.chdir(folder);
});

test('what is no result of GBIS is answered by a sentence', async () => {
  writeFileSync('text.mat', 'no mat');
  await complains(['load_gbis', 'text.mat'], folder, { status: 2, says: [/text\.mat is no MATLAB file/] });
  await complains(['load_gbis', 'none.mat'], folder, { status: 2, says: [/none\.mat does not exist/] });
  if (!octave.isThere) return;
  octave.run('--quiet', '--eval', "x = 1; save('-v7', 'other.mat', 'x');");
  await complains(['load_gbis', 'other.mat'], folder, {
    status: 2,
    says: [/other\.mat has no insar: it has x/],
  });
  const bytes = readFileSync('-v7/invert_1_2_M.mat');
  writeFileSync('cut.mat', bytes.subarray(0, bytes.length - 40));
  await complains(['load_gbis', 'cut.mat'], folder, { status: 2, says: [/cut\.mat is damaged/] });
});

/** Rows from the top of a tile; the rest is a hole. */
function tile(name: string, rows: Readonly<Record<number, (column: number) => number>>): void {
  const fd = openSync(name, 'w');
  ftruncateSync(fd, 4 * 6000 * 9000);
  for (const [row, height] of Object.entries(rows)) {
    const values = Float32Array.from({ length: 9000 }, (_, x) => height(x));
    writeSync(fd, new Uint8Array(values.buffer), 0, values.byteLength, 4 * 9000 * Number(row));
  }
  closeSync(fd);
}

test('tiles of Japan become one DEM across their edges', async () => {
  mkdirSync('tiles', { recursive: true });
  tile('tiles/4931.dehm', { 5999: (x) => x / 10, 5998: () => 7 });
  tile('tiles/4831.dehm', { 0: () => -3.4 });
  // 4931 begins at 33 1/3 degrees north and ends at 32 2/3.
  const [edge, step] = [98 / 3, 0.4 / 3600];
  const area = [edge - step, edge + 2 * step, 131.999, 132.0001].join(' ');
  await runCommandLine(wordsOf(`dem_gsi -b ${area} -g tiles`));
  const { length, width, attributes } = await readProduct('gsi10m.dem.wgs84');
  expect([length, width]).toEqual([3, 10]);
  expect(Number(attributes['Y_FIRST'])).toBeCloseTo(edge + 2 * step, 9);
  expect(Number(attributes['X_FIRST'])).toBeCloseTo(131.999, 9);
  const heights = [...(await readGrid('gsi10m.dem.wgs84')).data];
  expect(heights.slice(0, 10)).toEqual([7, 7, 7, 7, 7, 7, 7, 7, 7, 0]); // there is no tile 4932
  expect(heights.slice(10, 20)).toEqual([899, 899, 899, 899, 900, 900, 900, 900, 900, 0]);
  expect(heights.slice(20, 30)).toEqual([-3, -3, -3, -3, -3, -3, -3, -3, -3, 0]);
});

test('areas without tiles, and folders that are not there, are answered by a sentence', async () => {
  const says = (words: string, text: RegExp) =>
    complains(words.split(' '), folder, { status: 2, says: [text] });
  await says('dem_gsi -b 40 40.001 140 140.001 -g tiles', /tiles has no tile of this area: 6040\.dehm/);
  await says('dem_gsi -b 33 34 131 132 -g none', /none \(--grid-dir\) does not exist/);
  await says('dem_gsi -b 34 33 131 132 -g tiles', /is no area of Japan/);
  await says('dem_gsi -g tiles', /No area is given/);
});
