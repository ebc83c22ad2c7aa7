import { existsSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import { type SmallGrid, writeSmallGrid } from '../../../test/support/small-grid.ts';
import {
  expectUplift,
  UPLIFT,
  UPLIFT_PAIRS,
  UPLIFT_TEMPLATE,
  upliftPhase,
} from '../../../test/support/uplift.ts';
import { withH5 } from '../../io/hdf5/file.ts';

const WAVELENGTH = 0.0554658;
/** Longitudes from 0 to 360, as GMTSAR likes to write them. */
const GRID = { length: UPLIFT.length, width: UPLIFT.width, west: 243.4, north: 35.2, step: 0.001 };

const PRM = `SC_identity = 10
radar_wavelength\t= ${WAVELENGTH}
rng_samp_rate = 64345238.125714
PRF = 486.486310
near_range = 846959.523421
earth_radius = 6371257.351234
SC_vel = 7595.322521
SC_height = 700213.884542
orbdir = D
lookdir = R
SC_clock_start = 2019004.5885700231
SC_clock_stop = 2019004.5888917824
`;

const TEMPLATE = `HEADING = -168.0
mintpy.load.processor = gmtsar
mintpy.load.metaFile = ../supermaster.PRM
mintpy.load.baselineDir = ../baseline_table.dat
mintpy.load.unwFile = ../interferograms/*/unwrap_ll.grd
mintpy.load.corFile = ../interferograms/*/corr_ll.grd
mintpy.load.demFile = ../geometry/dem.grd
`;

let project: string;
const at = (...names: string[]) => join(project, ...names);
const work = () => at('work');

/** YYYYDDD with days from zero. */
function yearDay(date: string): string {
  const [year, month, day] = [date.slice(0, 4), date.slice(4, 6), date.slice(6)].map(Number);
  const days = (Date.UTC(year, month - 1, day) - Date.UTC(year, 0, 1)) / 86_400_000;
  return `${year}${String(days).padStart(3, '0')}`;
}
const folders = UPLIFT_PAIRS.map((pair) => pair.map(yearDay).join('_'));

beforeEach(async () => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-gmtsar-'));
  mkdirSync(work());
  writeFileSync(at('supermaster.PRM'), PRM);
  writeFileSync(at('config.tops.txt'), 'filter_wavelength = 200\n');
  const dates = [...new Set(UPLIFT_PAIRS.flat())];
  const table = dates.map((date, k) => `S1_${date} ${yearDay(date)}.5887 ${k} 0.0 ${10 * k * k}.5\n`);
  writeFileSync(at('baseline_table.dat'), table.join(''));
  for (const [k, [date1, date2]] of UPLIFT_PAIRS.entries()) {
    const kind = k % 2 === 0 ? 'classic' : 'hdf5';
    const file = (name: string) => at('interferograms', folders[k], name);
    await writeSmallGrid(file('unwrap_ll.grd'), GRID, upliftPhase(date1, date2, WAVELENGTH), kind);
    await writeSmallGrid(file('corr_ll.grd'), GRID, 0.9, kind);
  }
  await writeSmallGrid(at('geometry/dem.grd'), GRID, 812);
  writeFileSync(join(work(), 'smallbaselineApp.cfg'), TEMPLATE);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const load = () => runHere(['load_data', '-t', 'smallbaselineApp.cfg'], work());

test('ground that rises has a positive velocity, in grids of both kinds', async () => {
  const template = join(work(), 'BaySenDT1.txt');
  writeFileSync(template, TEMPLATE + UPLIFT_TEMPLATE);
  await expectUplift(work(), template);
  await withH5(join(work(), 'inputs/ifgramStack.h5'), ({ attributes }) => {
    expect(Number(attributes.X_FIRST)).toBeCloseTo(-116.6, 9);
    expect(Number(attributes.Y_FIRST)).toBeCloseTo(35.2, 9);
    expect(attributes).toMatchObject({ ALOOKS: '4', RLOOKS: '26', ORBIT_DIRECTION: 'DESCENDING' });
  });
});

test('sheets are written, and stand in for a PRM that is lost', async () => {
  expect(await runHere(['prep_gmtsar', 'smallbaselineApp.cfg'], work())).toMatchObject({ status: 0 });
  expect(existsSync(at('data.rsc')) && existsSync(at('geometry/dem.grd.rsc'))).toBe(true);
  rmSync(at('supermaster.PRM'));
  expect(await load()).toMatchObject({ status: 0 });
});

const template = (change: (text: string) => string) =>
  writeFileSync(join(work(), 'smallbaselineApp.cfg'), change(TEMPLATE));

const PROBLEMS: readonly [what: string, spoil: () => void | Promise<void>, says: RegExp][] = [
  [
    'no HEADING',
    () => template((text) => text.replace(/HEADING.*\n/, '')),
    /HEADING missing.*Add HEADING = -168\.0/s,
  ],
  ['no looks', () => rmSync(at('config.tops.txt')), /No config\.\*\.txt beside .*supermaster\.PRM.*ALOOKS/s],
  ['no PRM', () => rmSync(at('supermaster.PRM')), /mintpy\.load\.metaFile = \.\.\/supermaster\.PRM: no file/],
  [
    'a PRM without the satellite',
    () => writeFileSync(at('supermaster.PRM'), PRM.replace(/SC_height.*\n/, '')),
    /supermaster\.PRM has no line 'SC_height/,
  ],
  [
    'no table of baselines',
    () => rmSync(at('baseline_table.dat')),
    /mintpy\.load\.baselineDir = \.\.\/baseline_table\.dat: no file/,
  ],
  [
    'a table without a date',
    () => writeFileSync(at('baseline_table.dat'), 'S1 2019004.58 0 0 0\n'),
    /baseline_table\.dat has no line for 20190305/,
  ],
  ['a table that is none', () => writeFileSync(at('baseline_table.dat'), 'a b c'), /is no line of a table/],
  [
    'an elevation model of another size',
    () => writeSmallGrid(at('geometry/dem.grd'), { ...GRID, length: 5 }, 812),
    /dem\.grd has 5 x 10 pixels, the interferograms have 12 x 10/,
  ],
  [
    'a grid that is cut',
    () => truncateSync(at('interferograms', folders[0], 'unwrap_ll.grd'), 300),
    /unwrap_ll/,
  ],
  [
    'a grid that is none',
    () => writeFileSync(at('interferograms', folders[1], 'corr_ll.grd'), 'no grid at all'),
    /corr_ll\.grd/,
  ],
  ['no elevation model', () => rmSync(at('geometry/dem.grd')), /demFile = \.\.\/geometry\/dem\.grd: no file/],
];

test.each(PROBLEMS)('%s is told in one sentence, and nothing is written', async (_, spoil, says) => {
  await spoil();
  const { status, stderr } = await load();
  expect(stderr.replaceAll('\n', ' ')).toMatch(says);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect([status, existsSync(join(work(), 'inputs'))]).toEqual([2, false]);
});

test('looks may come from the template, and a pair without coherence is left out', async () => {
  rmSync(at('config.tops.txt'));
  template((text) => `${text}ALOOKS = 5\nRLOOKS = 30\n`);
  rmSync(at('interferograms', folders[2], 'corr_ll.grd'));
  expect((await load()).stderr).toMatch(/Skipped 1 pair\(s\) with missing files/);
  await withH5(join(work(), 'inputs/ifgramStack.h5'), (stack) => {
    expect(stack.attributes).toMatchObject({ ALOOKS: '5', RLOOKS: '30' });
    expect(stack.datasets.get('unwrapPhase')?.shape).toEqual([6, 12, 10]);
  });
});

test('mintpy.load.excludePair names pairs by their dates, and files of such a pair are not opened', async () => {
  const [first] = UPLIFT_PAIRS;
  writeFileSync(at('interferograms', folders[0], 'unwrap_ll.grd'), 'no grid at all');
  template((text) => `${text}mintpy.load.excludePair = ${first.join('_')}\n`);
  expect(await load()).toMatchObject({ status: 0 });
  await withH5(join(work(), 'inputs/ifgramStack.h5'), (stack) => {
    const dates = stack.read('date') as string[];
    expect(dates).toHaveLength(2 * (UPLIFT_PAIRS.length - 1));
    expect(dates.slice(0, 2)).not.toEqual(first);
  });
});

/** A phase that tells the place: pixels south and east of the corner of the map. */
const placed = (grid: SmallGrid, add = 0) =>
  Float32Array.from({ length: grid.length * grid.width }, (_, i) => {
    const south = Math.round((GRID.north - grid.north) / grid.step) + Math.floor(i / grid.width);
    return 5 + 0.1 * south + 0.01 * (i % grid.width) + add;
  });

async function writePair(k: number, grid: SmallGrid, name: string, add = 0): Promise<void> {
  const file = (layer: string) => at('interferograms', folders[k], `${layer}_ll${name}.grd`);
  await writeSmallGrid(file('unwrap'), grid, placed(grid, add));
  await writeSmallGrid(file('corr'), grid, 0.9);
}

/** Rows of the first column of a pair. */
const firstColumn = (k: number) =>
  withH5(join(work(), 'inputs/ifgramStack.h5'), (file) => {
    const [, length, width] = file.datasets.get('unwrapPhase')!.shape;
    const phase = file.read('unwrapPhase') as Float32Array;
    return Array.from({ length }, (_, y) => phase[(k * length + y) * width]);
  });

test('grids that begin elsewhere are padded to the union of all', async () => {
  for (const k of folders.keys()) await writePair(k, GRID, '');
  await writePair(1, { ...GRID, length: 10, north: GRID.north - 4 * GRID.step }, '');
  template((text) => `${text}mintpy.load.grid = union\n`);
  expect(await load()).toMatchObject({ status: 0 });
  const [whole, shifted] = [await firstColumn(0), await firstColumn(1)];
  expect(whole).toHaveLength(14);
  expect([whole[0], shifted[4], shifted[13]].map((value) => value.toFixed(3))).toEqual([
    '5.000',
    '5.400',
    '6.300',
  ]);
  expect([whole[12], shifted[0]]).toEqual([Number.NaN, Number.NaN]);
});

test('frames of a pair are stitched: what one is off by is taken off', async () => {
  const south = { ...GRID, north: GRID.north - 5 * GRID.step };
  for (const k of folders.keys()) {
    await writePair(k, GRID, '');
    await writePair(k, south, '_south', 0.3 - 2 * Math.PI * k);
  }
  template((text) => `${text.replaceAll('_ll.grd', '_ll*.grd')}`);
  expect(await load()).toMatchObject({ status: 0 });
  for (const k of [0, 3]) {
    const column = await firstColumn(k);
    expect(column).toHaveLength(17);
    column.forEach((value, y) => {
      expect(value).toBeCloseTo(5 + 0.1 * y, 3);
    });
  }
});
