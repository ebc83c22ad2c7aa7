import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import { writeFringeStack, writeRawBands } from '../../../test/support/fringe-stack.ts';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { expectUplift, UPLIFT, UPLIFT_DATES, UPLIFT_TEMPLATE } from '../../../test/support/uplift.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { withAutoPaths } from '../auto-path.ts';
import { recognise } from '../recognise.ts';
import '../registry.ts'; // makes the sheets of ISCE known
import { prepareFringeStack } from './prepare.ts';

const { length, width } = UPLIFT;
const N = length * width;
const DATES = UPLIFT_DATES;
let project: string;
const at = (path: string) => join(project, path);

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-fringe-'));
  mkdirSync(at('fringe/mintpy'), { recursive: true });
  writeFringeStack(project);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const workDir = () => at('fringe/mintpy');
const options = () =>
  withAutoPaths(
    loadOptionsOf(
      { 'mintpy.load.processor': 'fringe', 'mintpy.load.autoPath': 'yes' },
      { workDir: workDir() },
    ),
  );

test('ground that rises has a positive velocity, also where the reference lies in the middle of the dates', async () => {
  const template = join(workDir(), 'Scene.txt');
  writeFileSync(template, `mintpy.load.processor = fringe\nmintpy.load.autoPath = yes\n${UPLIFT_TEMPLATE}`);
  await expectUplift(workDir(), template);
});

test('a window of a raster that is not there is refused with the name of that raster', async () => {
  const window = at('fringe/geometry/hgt.vrt');
  writeFileSync(window, readFileSync(window, 'utf8').replace('merged', 'moved'));
  const template = join(workDir(), 'Scene.txt');
  writeFileSync(template, 'mintpy.load.processor = fringe\nmintpy.load.autoPath = yes\n');
  const { status, stderr } = await runHere(['--quiet', 'smallbaselineApp', template], workDir());
  expect([status, stderr]).toEqual([2, expect.stringMatching(/moved\/geom_reference\/hgt\.rdr\.full/)]);
  expect(stderr).not.toMatch(/bug/);
});

test('geometry is that of the window: heights, angles of the whole rasters, slant ranges of its columns', async () => {
  const { ifgrams, warnings } = prepareFringeStack(options());
  expect(warnings).toEqual([]);
  expect(ifgrams?.pairs.map(({ date1, date2, bperpTop }) => [date1, date2, bperpTop])).toEqual([
    [DATES[0], DATES[2], 0],
    [DATES[1], DATES[2], -10],
    [DATES[2], DATES[3], 30],
    [DATES[2], DATES[4], 40],
  ]);
  expect(ifgrams?.attributes).toMatchObject({
    LENGTH: '12',
    WIDTH: '10',
    SUBSET_XMIN: '3',
    SUBSET_YMIN: '4',
  });
  writeFileSync(
    join(workDir(), 'smallbaselineApp.cfg'),
    'mintpy.load.processor = fringe\nmintpy.load.autoPath = yes\n',
  );
  expect(await runHere(['load_data', '-t', 'smallbaselineApp.cfg'], workDir())).toMatchObject({ status: 0 });
  await withH5(join(workDir(), 'inputs/geometryRadar.h5'), (file) => {
    const first = (name: string) => (file.read(name) as Float32Array)[0];
    expect([first('height'), first('incidenceAngle'), first('azimuthAngle')]).toEqual([403, 33, -100]);
    expect(first('slantRangeDistance')).toBeCloseTo(800_000 + 3 * 2.3, 1);
    expect(first('latitude')).toBeCloseTo(29.996, 5);
  });
});

test('prep_fringe leaves the products of the inversion', async () => {
  const words = ['prep_fringe', '--sub-x', '0', '10', '--sub-y', '2', '12'];
  expect(await runHere(words, at('fringe'))).toMatchObject({ status: 0 });
  await withH5(join(workDir(), 'timeseries.h5'), (series) => {
    expect(series.read('date')).toEqual(DATES);
    expect(Array.from(series.read('bperp') as Float32Array)).toEqual([0, 10, 0, 30, 40]);
    expect(series.attributes).toMatchObject({
      FILE_TYPE: 'timeseries',
      UNIT: 'm',
      LENGTH: '10',
      REF_DATE: DATES[0],
    });
    const values = series.read('timeseries') as Float32Array;
    const last = values.subarray(4 * 100, 5 * 100);
    // Relative to a pixel that stands still, 0.08 m a year where the uplift is largest.
    const [peak, still] = [last[(7 - 2) * width + 6], last[10]];
    expect(values.subarray(0, 100).every((value) => value === 0)).toBe(true);
    expect(peak).toBeGreaterThan(still);
  });
  await withH5(join(workDir(), 'temporalCoherence.h5'), (file) =>
    expect((file.read('temporalCoherence') as Float32Array)[7]).toBeCloseTo(0.8, 6),
  );
  await withH5(join(workDir(), 'maskPS.h5'), (file) =>
    expect(Array.from(file.read('mask') as Uint8Array).slice(0, 4)).toEqual([0, 1, 0, 1]),
  );
});

test('multilooked interferograms take the geometry in the middle of their pixels', () => {
  rmSync(at('fringe/PS_DS'), { recursive: true });
  const pair = `fringe/PS_DS/unwrap/${DATES[2]}_${DATES[3]}.unw`;
  writeRawBands(at(pair), new Float32Array(4 * 5), 4);
  const { ifgrams, geometry: described } = prepareFringeStack(options());
  expect(ifgrams?.attributes).toMatchObject({
    LENGTH: '4',
    WIDTH: '5',
    ALOOKS: '3',
    RLOOKS: '2',
    RANGE_PIXEL_SIZE: '4.6',
  });
  expect(described.radar).toMatchObject({ length: 4, width: 5 });
});

test('what does not belong together is refused with file and sizes', async () => {
  writeRawBands(at('fringe/PS_DS/tcorr_ds_ps.bin'), new Float32Array(N - width), length - 1);
  expect(() => prepareFringeStack(options())).toThrow(
    /tcorr_ds_ps\.bin has 11 x 10 pixels, the interferograms have 12 x 10/,
  );
  writeRawBands(at(`fringe/PS_DS/unwrap/${DATES[2]}_${DATES[0]}.unw`), new Float32Array(18 * 10), 18);
  expect(() => prepareFringeStack(options())).toThrow(
    /20190105\.unw has 18 x 10 pixels, the window of the geometry has 12 x 10/,
  );
  const { status, stderr } = await runHere(['prep_fringe'], at('fringe'));
  expect([status, stderr]).toEqual([2, expect.stringMatching(/has 18 x 10 pixels/)]);
});

test('a folder of FRInGE is recognised', () => {
  expect(recognise(project)).toMatchObject({
    processor: { name: 'fringe' },
    patterns: { unwFile: 'fringe/PS_DS/unwrap/20190504_*.unw', corFile: 'fringe/PS_DS/tcorr_ds_ps.bin' },
  });
});
