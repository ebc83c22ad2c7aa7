import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { runHere } from '../../../test/support/cli.ts';
import { writeSmallTiff } from '../../../test/support/small-tiff.ts';
import {
  expectUplift,
  UPLIFT,
  UPLIFT_PAIRS,
  UPLIFT_TEMPLATE,
  upliftPhase,
} from '../../../test/support/uplift.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { parseRsc } from '../../io/raster/rsc.ts';
import { hyp3Attributes } from './header.ts';
import { hyp3Name } from './product-name.ts';

const { length, width } = UPLIFT;
const GRID = { length, width, xFirst: 440_000, yFirst: 3_962_000, xStep: 80, yStep: -80 };
const WAVELENGTH = 299_792_458 / 5.405e9;

let project: string;
const work = () => join(project, 'work');
const product = (k: number) =>
  `S1CC_${UPLIFT_PAIRS[k][0]}T015047_${UPLIFT_PAIRS[k][1]}T015048_VVP012_INT80_G_ueF_4F9${k}`;
const file = (k: number, layer: string) => join(project, 'hyp3', product(k), `${product(k)}_${layer}.tif`);
const sheet = (k: number) => join(project, 'hyp3', product(k), `${product(k)}.txt`);

const SHEET = `Reference Granule: S1C_IW_SLC__1SDV_20240601T015047_20240601T015115_008119_031DAB_3F2A
Reference Orbit Number: 8119
Baseline: 142.8675
UTC time: 6675.691361
Heading: 193.2939317
Spacecraft height: 700618.6318999995
Earth radius at nadir: 6370250.0667
Slant range near: 799517.4338
Range looks: 20
Azimuth looks: 4
Unwrapping type: mcf
`;

const TEMPLATE = `mintpy.load.processor = hyp3
mintpy.load.unwFile = ../hyp3/*/*unw_phase.tif
mintpy.load.corFile = ../hyp3/*/*corr.tif
mintpy.load.demFile = ../hyp3/*/*dem.tif
mintpy.load.incAngleFile = ../hyp3/*/*lv_theta.tif
mintpy.load.azAngleFile = ../hyp3/*/*lv_phi.tif
`;

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), 'mintsar-hyp3-'));
  mkdirSync(work());
  for (const [k, [date1, date2]] of UPLIFT_PAIRS.entries()) {
    writeSmallTiff(file(k, 'unw_phase'), GRID, upliftPhase(date1, date2, WAVELENGTH));
    writeSmallTiff(file(k, 'corr'), GRID, 0.9);
    writeFileSync(sheet(k), SHEET);
  }
  writeSmallTiff(file(0, 'dem'), GRID, 812);
  writeSmallTiff(file(0, 'lv_theta'), GRID, (Math.PI / 180) * 55);
  writeSmallTiff(file(0, 'lv_phi'), GRID, (Math.PI / 180) * 192);
  writeFileSync(join(work(), 'smallbaselineApp.cfg'), TEMPLATE);
});
afterEach(() => rmSync(project, { recursive: true, force: true }));

const load = () => runHere(['load_data', '-t', 'smallbaselineApp.cfg'], work());

test('ground that rises has a positive velocity', async () => {
  const template = join(work(), 'BaySenAT1.txt');
  writeFileSync(template, TEMPLATE + UPLIFT_TEMPLATE);
  await expectUplift(work(), template);
  await withH5(join(work(), 'inputs/geometryGeo.h5'), (geometry) => {
    expect((geometry.read('incidenceAngle') as Float32Array)[3]).toBeCloseTo(35, 4);
    expect((geometry.read('azimuthAngle') as Float32Array)[3]).toBeCloseTo(102, 4);
    expect(geometry.attributes).toMatchObject({ UTM_ZONE: '11N', EPSG: '32611', X_UNIT: 'meters' });
  });
});

test('names of all kinds tell dates, satellites and subswaths', () => {
  expect(hyp3Name('a/S1AB_20190610T015047_20190622T015048_VVR012_INT40_G_weF_C918_corr.tif')).toMatchObject({
    kind: 'gamma',
    date1: '20190610',
    date2: '20190622',
    swaths: '123',
  });
  expect(hyp3Name('S1DC_20251210T015047_20251222T015048_HHP012_INT80_G_ueF_C918_dem_clip.tif')).toBeDefined();
  expect(hyp3Name('S1_213524_IW2_20170411_20170517_VV_INT80_8E81_corr.tif')).toMatchObject({
    kind: 'burst',
    swaths: '2',
  });
  const multi = hyp3Name(
    'S1_064_136230s1n01-000000s2n00-136230s3n02_IW_20200604_20200616_VV_INT80_77F1_dem.tif',
  );
  expect(multi).toMatchObject({ kind: 'multi-burst', swaths: '13', date2: '20200616' });
  expect(multi?.product).toMatch(/77F1$/);
});

test.each([
  ['S1A', 27637, '90'],
  ['S1B', 10_000, '174'],
  ['S1C', 8018, '147'],
  ['S1C', 8119, '146'],
  ['S1D', 42, '1'],
])('%s, orbit %i has the relative orbit %s', (satellite, orbit, expected) => {
  const path = file(0, 'corr');
  const text = SHEET.replace('S1C_IW', `${satellite}_IW`).replace('Number: 8119', `Number: ${orbit}`);
  writeFileSync(sheet(0), text);
  expect(hyp3Attributes(path, { LENGTH: '12', WIDTH: '10' }).relative_orbit).toBe(expected);
});

test('a pair of another size or without coherence is left out and named; of two sizes alone none', async () => {
  rmSync(file(1, 'corr'));
  expect((await load()).stderr).toMatch(/Skipped 1 pair\(s\) .*20190105_20190504 \(no coherence\)/);
  writeSmallTiff(file(2, 'corr'), { ...GRID, xFirst: GRID.xFirst + 80 }, 0.9);
  expect((await load()).stderr).toMatch(/1 file\(s\) begin at another place than .*4F92_corr\.tif/);
  for (const k of UPLIFT_PAIRS.keys()) writeSmallTiff(file(k, 'corr'), { ...GRID, width: width + k }, 0.9);
  const { status, stderr } = await load();
  expect([status, stderr]).toEqual([2, expect.stringMatching(/Only . of 7 pairs.*12 x 11.*Clip all/s)]);
});

test('sheets are written, and stand in for a text file that is lost', async () => {
  const words = ['--quiet', 'prep_hyp3', '../hyp3/*/*unw_phase.tif', '../hyp3/*/*.tif'];
  expect(await runHere(words, work())).toMatchObject({ status: 0 });
  const { attributes } = parseRsc(readFileSync(`${file(0, 'unw_phase')}.rsc`, 'utf8'));
  expect(attributes).toMatchObject({
    DATE12: '190105-190305',
    PROCESSOR: 'hyp3',
    P_BASELINE_TOP_HDR: '142.8675',
    HEADING: '-166.7060683',
    Y_STEP: '-80',
  });
  rmSync(sheet(0));
  expect(await load()).toMatchObject({ status: 0 });
  // A sheet does not make a raw binary file of a GeoTIFF: its values are those of the raster.
  const seen = await runHere(['view', file(0, 'corr'), '--nodisplay', '-o', 'x.png'], work());
  expect([seen.status, seen.stderr]).toEqual([0, expect.stringMatching(/_corr: 0\.9 to 0\.9\s*$/)]);
});

const PROBLEMS: readonly [what: string, spoil: () => void, says: RegExp][] = [
  [
    'a renamed file',
    () => renameSync(file(0, 'unw_phase'), join(project, 'hyp3', product(0), 'my_unw_phase.tif')),
    /my_unw_phase\.tif: its name .*HyP3.*INSAR_GAMMA.*INSAR_ISCE_BURST.*INSAR_ISCE_MULTI_BURST/s,
  ],
  ['no text file', () => rmSync(sheet(1)), /20190504.*\.txt not found beside .*Unzip/s],
  [
    'a text file without a line',
    () => writeFileSync(sheet(0), SHEET.replace(/^Heading.*\n/m, '')),
    /\.txt has no line 'Heading/,
  ],
  [
    'no elevation model',
    () => rmSync(file(0, 'dem')),
    /mintpy\.load\.demFile = \.\.\/hyp3\/\*\/\*dem\.tif: no file/,
  ],
  ['a file that is cut', () => truncateSync(file(2, 'unw_phase'), 300), /20190504.*unw_phase\.tif/s],
  [
    'a file that is none',
    () => writeFileSync(file(2, 'corr'), 'no TIFF'),
    /corr\.tif cannot be read as GeoTIFF/,
  ],
  [
    'an elevation model of another size',
    () => writeSmallTiff(file(0, 'dem'), { ...GRID, length: 6 }, 812),
    /dem\.tif has 6 x 10 pixels, the interferograms have 12 x 10/,
  ],
];

test.each(PROBLEMS)('%s is told in one sentence, and nothing is written', async (_, spoil, says) => {
  spoil();
  const { status, stderr } = await load();
  expect(stderr.replaceAll('\n', ' ')).toMatch(says);
  expect(stderr).not.toMatch(/\n\s+at /);
  expect(status).toBe(2);
});
