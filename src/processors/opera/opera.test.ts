import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import {
  DISP_STEP,
  DISP_WAVELENGTH,
  type DispContent,
  writeBands,
  writeDisp,
} from '../../../test/support/disp-product.ts';
import { hasH5py, runPython } from '../../../test/support/h5py.ts';
import { loadOptionsOf } from '../../../test/support/load-options.ts';
import { expectUplift, UPLIFT, UPLIFT_TEMPLATE, upliftPhase } from '../../../test/support/uplift.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { withAutoPaths } from '../auto-path.ts';
import { recognise } from '../recognise.ts';
import { prepareOperaStack } from './prepare.ts';
import { readDispProduct } from './product.ts';

const { length, width } = UPLIFT;
const SHAPE = [length, width] as const;
const N = length * width;
const DATES = ['20190105', '20190305', '20190504', '20190703', '20190901'];
/** The reference moves: from the first date to the third. */
const PAIRS = [
  [0, 1],
  [0, 2],
  [2, 3],
  [2, 4],
].map(([a, b]) => [DATES[a], DATES[b]] as const);
let project: string;
const at = (path: string) => join(project, path);
const workDir = () => at('mintpy');
const nameOf = (date1: string, date2: string, made = '20250101T010203Z') =>
  at(`products/OPERA_L3_DISP-S1_IW_F08882_VV_${date1}T135206Z_${date2}T135206Z_v1.0_${made}.nc`);

/** Displacement, m, as the product tells it: an offset of its own that the reference pixel takes away. */
const displacement = (date1: string, date2: string) =>
  upliftPhase(date1, date2, DISP_WAVELENGTH).map((phase) => (-DISP_WAVELENGTH / (4 * Math.PI)) * phase);

const product = (date1: string, date2: string, more: Partial<DispContent> = {}, made?: string) =>
  writeDisp(nameOf(date1, date2, made), {
    date1,
    date2,
    shape: SHAPE,
    displacement: displacement(date1, date2),
    bperp: 10 * (DATES.indexOf(date2) - DATES.indexOf(date1)),
    ...more,
  });

beforeEach(async () => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-opera-'));
  for (const folder of ['mintpy', 'products', 'static']) mkdirSync(at(folder));
  for (const [date1, date2] of PAIRS) await product(date1, date2);
  await writeBands(at('static/dem.tif'), SHAPE, [250]);
  // Descending, looking to the right: the satellite stands in the east.
  await writeBands(at('static/los_enu.tif'), SHAPE, [0.6, -0.1, 0.79]);
  await writeBands(at('static/layover_shadow_mask.tif'), SHAPE, [0]);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const LINES = { 'mintpy.load.processor': 'opera', 'mintpy.load.autoPath': 'yes' };
const options = () => withAutoPaths(loadOptionsOf(LINES, { workDir: workDir() }));

function template(): string {
  const path = join(workDir(), 'Frame.txt');
  writeFileSync(path, `mintpy.load.processor = opera\nmintpy.load.autoPath = yes\n${UPLIFT_TEMPLATE}`);
  return path;
}

test('ground that rises has a positive velocity, and moving references are chained', async () => {
  await expectUplift(workDir(), template());
  await withH5(join(workDir(), 'timeseries.h5'), (series) => expect(series.read('date')).toEqual(DATES));
});

test('a frame is loaded from its usual places: angles, masks, delays, baselines', async () => {
  await writeBands(at('static/layover_shadow_mask.tif'), SHAPE, [2]);
  const described = await prepareOperaStack(options());
  expect(described.warnings).toEqual([]);
  writeFileSync(
    join(workDir(), 'smallbaselineApp.cfg'),
    'mintpy.load.processor = opera\nmintpy.load.autoPath = yes\n',
  );
  expect(await runHere(['load_data', '-t', 'smallbaselineApp.cfg'], workDir())).toMatchObject({ status: 0 });
  await withH5(join(workDir(), 'inputs/ifgramStack.h5'), (file) => {
    expect(Array.from(file.read('bperp') as Float32Array)).toEqual([10, 20, 10, 20]);
    expect((file.read('coherence') as Float32Array)[5]).toBeCloseTo(0.85, 6);
    expect(file.attributes).toMatchObject({
      ORBIT_DIRECTION: 'DESCENDING',
      UTM_ZONE: '11N',
      X_FIRST: '380000.0',
      CENTER_LINE_UTC: '49939.5',
      ALOOKS: '3',
      RLOOKS: '6',
    });
    expect(Number(file.attributes.HEADING)).toBeCloseTo(-170.54, 1);
  });
  await withH5(join(workDir(), 'inputs/geometryGeo.h5'), (file) => {
    const value = (name: string) => (file.read(name) as Float32Array)[7];
    expect(value('incidenceAngle')).toBeCloseTo((Math.acos(0.79) * 180) / Math.PI, 4);
    expect(value('azimuthAngle')).toBeCloseTo(-99.4623, 3);
    expect([value('height'), value('shadowMask'), value('waterMask')]).toEqual([250, 1, 1]);
    expect(value('slantRangeDistance')).toBeGreaterThan(800_000);
  });
  // Delays are displacement in metres; phase has the other sign.
  for (const [name, metres] of [
    ['ionStack', 0.01],
    ['setStack', -0.02],
  ] as const)
    await withH5(join(workDir(), `inputs/${name}.h5`), (file) =>
      expect((file.read('unwrapPhase') as Float32Array)[3]).toBeCloseTo(
        ((-4 * Math.PI) / DISP_WAVELENGTH) * metres,
        4,
      ),
    );
});

test('displacement of short wavelengths is loaded when it is asked for, and refused where it is not there', async () => {
  const read = async (...flags: string[]) => {
    const words = [
      'prep_opera',
      '-i',
      '../products/*.nc',
      '-d',
      '../static/dem.tif',
      '-o',
      'w',
      '--force',
      ...flags,
    ];
    const { status, stderr } = await runHere(words, workDir());
    if (status !== 0) return stderr;
    return withH5(
      join(workDir(), 'w/inputs/ifgramStack.h5'),
      (file) => file.read('unwrapPhase') as Float32Array,
    );
  };
  const [all, short] = [await read(), await read('--short-wavelength')] as [Float32Array, Float32Array];
  expect(short[25]).toBeCloseTo(all[25] / 2, 4);
  await product(...PAIRS[1], { without: /short_wave/ });
  expect(await read('--short-wavelength')).toMatch(/1 of 4 products have no short_wavelength_displacement/);
});

test('prep_opera chains the products into a series of their metres', async () => {
  const words = [
    'prep_opera',
    '-i',
    '../products/*.nc',
    '-d',
    '../static/dem.tif',
    '-l',
    '../static/los_enu.tif',
  ];
  expect(await runHere(words, workDir())).toMatchObject({ status: 0 });
  await withH5(join(workDir(), 'timeseries.h5'), (series) => {
    expect(series.read('date')).toEqual(DATES);
    expect(Array.from(series.read('bperp') as Float32Array)).toEqual([0, 10, 20, 30, 40]);
    const values = series.read('timeseries') as Float32Array;
    const chained = displacement(DATES[0], DATES[2]).map(
      (value, i) => value + displacement(DATES[2], DATES[4])[i],
    );
    for (const p of [0, 37, N - 1]) expect(values[4 * N + p]).toBeCloseTo(chained[p], 6);
  });
});

test('pixels that fewer than nine of ten products recommend are empty in all of them', async () => {
  await product(...PAIRS[1], { mask: new Uint8Array(N).fill(1, 3) });
  const words = [
    'prep_opera',
    '-i',
    '../products/*.nc',
    '-d',
    '../static/dem.tif',
    '-l',
    '../static/los_enu.tif',
  ];
  expect(await runHere(words, workDir())).toMatchObject({ status: 0 });
  await withH5(join(workDir(), 'inputs/ifgramStack.h5'), (file) => {
    const phase = file.read('unwrapPhase') as Float32Array;
    expect([0, 1, 2, 3].map((p) => Number.isNaN(phase[p]))).toEqual([true, true, true, false]);
    expect(Number.isNaN(phase[3 * N])).toBe(true);
  });
});

test('the newer of two products of a pair counts, and static layers of the whole frame serve a part of it', async () => {
  await product(...PAIRS[0], { displacement: new Float32Array(N).fill(1) }, '20260101T000000Z');
  await writeBands(at('static/dem.tif'), [length + 8, width + 6], [99], {
    north: 3_780_000 + 4 * DISP_STEP,
    west: 380_000 - 2 * DISP_STEP,
  });
  const { ifgrams, warnings, geometry } = await prepareOperaStack(options());
  expect(warnings).toEqual([expect.stringMatching(/Two products .*20260101T000000Z\.nc is newer than/)]);
  expect(ifgrams?.pairs.length).toBe(4);
  expect(geometry.geo).toMatchObject({ length, width });
});

test('a frame is recognised', () => {
  expect(recognise(project)).toMatchObject({
    processor: { name: 'opera' },
    patterns: { demFile: 'static/*dem.tif', incAngleFile: 'static/*los*enu.tif' },
  });
});

describe('is refused with file and remedy:', () => {
  test.each<[what: string, spoil: () => void | Promise<void>, says: RegExp]>([
    ['another frame', () => product(...PAIRS[3], { frame: 1 }), /of frame 1\./],
    [
      'another area',
      () => product(...PAIRS[3], { north: 3_770_000 }),
      /Cut all products of a frame to the same area|northing 3770015/,
    ],
    [
      'no displacement',
      () => product(...PAIRS[3], { without: /^displacement/ }),
      /displacement has no pixels/,
    ],
    [
      'no date',
      () => product(...PAIRS[3], { mask: new Uint8Array(N) }),
      /No pixel is recommended in 4 of the 4/,
    ],
    [
      'a line of sight of one band',
      () => writeBands(at('static/los_enu.tif'), SHAPE, [1]),
      /has 1 band\(s\), not the three/,
    ],
    [
      'a file that is no product',
      () => writeFileSync(nameOf('20200101', '20200113'), 'no'),
      /20200113.*\.nc/,
    ],
  ])('%s', async (_, spoil, says) => {
    await spoil();
    await expect(prepareOperaStack(options())).rejects.toThrow(says);
  });

  test('a chain that is broken, with the dates that hang on nothing', async () => {
    rmSync(nameOf(...PAIRS[1]));
    const words = ['prep_opera', '-i', '../products/*.nc', '-d', '../static/dem.tif'];
    const { status, stderr } = await runHere(words, workDir());
    expect([status, stderr]).toEqual([
      2,
      expect.stringMatching(
        /3 of 5 dates hang on no product that leads to 20190105: 20190504, 20190703, 20190901/,
      ),
    ]);
  });
});

test.runIf(hasH5py)(
  'a file laid out as the mission writes it is read: pages, scalars, text of any length',
  () => {
    const path = nameOf('20200101', '20200113');
    runPython(
      `
import h5py, numpy as np, sys
with h5py.File(sys.argv[1], "w", libver="latest", fs_strategy="page", fs_page_size=65536) as f:
    f.create_dataset("spatial_ref", data=0).attrs["crs_wkt"] = 'PROJCRS["x",ID["EPSG",32734]]'
    f["y"] = np.arange(6e6, 6e6 - 30 * 300, -30)
    f["x"] = np.arange(4e5, 4e5 + 30 * 280, 30)
    d = np.arange(300 * 280, dtype="f4").reshape(300, 280)
    f.create_dataset("displacement", data=d, chunks=(256, 256), compression="gzip", shuffle=True, fillvalue=np.nan)
    g = f.create_group("identification")
    g["reference_datetime"] = "2020-01-01 13:52:06.5"
    g["secondary_datetime"] = "2020-01-13 13:52:06.5"
    g["frame_id"] = 8882
    g["radar_wavelength"] = 0.0555
    c = f.create_group("corrections").create_dataset("perpendicular_baseline", data=np.full((300, 280), 7, "f4"), chunks=(256, 256), compression="gzip")
`,
      path,
    );
    expect(readDispProduct(path)).toMatchObject({
      date1: '20200101',
      date2: '20200113',
      frame: '8882',
      epsg: 32734,
      bperp: 7,
      wavelength: 0.0555,
      grid: { utmZone: '34S', yFirst: 6_000_015, xFirst: 399_985, length: 300, width: 280 },
    });
  },
);
