import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { writeGunw } from '../../../test/support/gunw.ts';
import { serveRanges } from '../../../test/support/range-server.ts';
import { type SentinelGunwContent, writeSentinelGunw } from '../../../test/support/sentinel-gunw.ts';
import { temporaryFolder } from '../../../test/support/tiny-series.ts';
import { openUrl } from '../bytes/http-source.ts';
import { compareVersions, parseGunwName } from './gunw-name.ts';
import type { GunwProduct } from './gunw-product.ts';
import { groupGunwProducts } from './interferograms.ts';
import { readGunwProduct } from './read-gunw.ts';

const folder = temporaryFolder();
const frame = async (rows: readonly [number, number], content: Partial<SentinelGunwContent> = {}) =>
  readGunwProduct(await writeSentinelGunw(folder, { pair: ['20200113', '20200101'], rows, ...content }));
const names = (products: readonly GunwProduct[]) => products.map(({ name }) => name);

test('a name tells mission, track, dates and version, of NISAR in the other order', () => {
  expect(
    parseGunwName('a/S1-GUNW-A-R-064-tops-20210723_20210711-015000-00119W_00033N-PP-6267-v2_0_6.nc'),
  ).toEqual({
    mission: 'S1',
    direction: 'ASCENDING',
    track: 64,
    late: '20210723',
    early: '20210711',
    version: '2_0_6',
    time: 6600,
  });
  const nisar =
    'NISAR_L2_PR_GUNW_001_064_D_034_000_4000_SH_20251101T135206_20251101T135241_20251113T135206_20251113T135241_X05009_N_P_J_001.h5';
  expect(parseGunwName(nisar)).toMatchObject({
    mission: 'NISAR',
    direction: 'DESCENDING',
    track: 64,
    frame: 34,
    late: '20251113',
    early: '20251101',
    polarization: 'HH',
    version: '001',
  });
  expect(() => parseGunwName('S1A_IW_SLC__1SDV')).toThrow('is no name of a GUNW product');
  expect(compareVersions('2_0_10', '2_0_6')).toBeGreaterThan(0);
});

test('a Sentinel-1 header tells grid, footprint, layers and models, here and on a server', async () => {
  const path = await writeSentinelGunw(folder, {
    pair: ['20200113', '20200101'],
    rows: [0, 30],
    models: ['HRRR'],
    ionosphere: () => 1,
  });
  const product = await readGunwProduct(path);
  expect(product).toMatchObject({
    sign: 1,
    format: '1c',
    time: 50_842,
    epsg: 4326,
    grid: { yFirst: 37.5, xFirst: -122, yStep: -0.000833333333, length: 30, width: 40 },
    rasters: { amplitude: 'science/grids/data/amplitude' },
    wavelength: 0.05546576,
  });
  expect(product.footprint).toEqual(
    [
      [
        [-122, 37.475],
        [-121.96666667, 37.475],
        [-121.96666667, 37.5],
        [-122, 37.5],
      ],
    ].map((ring) => expect.arrayContaining(ring)),
  );
  expect(Object.keys(product.troposphere)).toEqual(['HRRR']);
  const name = path.replace(/^.*\//, '/');
  const server = await serveRanges(new Map([[name, { bytes: readFileSync(path) }]]));
  try {
    const far = await readGunwProduct(server.url + name, await openUrl(server.url + name));
    expect({ ...far, path, fileVersion: undefined }).toEqual({ ...product, fileVersion: undefined });
  } finally {
    await server.close();
  }
});

test('a NISAR header has the same form, with phases that count the other way', async () => {
  const path = join(folder, 'NISAR_L2_PR_GUNW_x.h5');
  await writeGunw(path, { date1: '20251101', date2: '20251113', phase: new Float32Array(20), shape: [4, 5] });
  const product = await readGunwProduct(path);
  expect(product).toMatchObject({
    mission: 'NISAR',
    late: '20251113',
    early: '20251101',
    sign: -1,
    epsg: 32611,
    track: 64,
    frame: 34,
    grid: { utmZone: '11N', yStep: -80 },
  });
  expect(product.footprint[0]).toHaveLength(32); // edges that are straight in metres
  expect(Object.keys(product.geometry)).toContain('losEast');
});

test('frames that touch are one interferogram from north to south, also across midnight', async () => {
  const [south, north] = [
    await frame([25, 60], { time: '000020' }),
    await frame([0, 30], { pair: ['20200112', '20191231'], time: '235955' }),
  ];
  const { interferograms, rejected } = groupGunwProducts([south, north]);
  expect(rejected).toEqual([]);
  expect(interferograms.map(({ pair, frames }) => [pair, names(frames)])).toEqual([
    ['20200112_20191231', names([north, south])],
  ]);
});

test('pairs of two days in a row, over the same ground, are two interferograms', async () => {
  const products = [await frame([0, 30]), await frame([0, 30], { pair: ['20200114', '20200101'] })];
  expect(groupGunwProducts(products).interferograms).toHaveLength(2);
});

test('a pair with a missing middle frame is rejected as a whole', async () => {
  const other = { pair: ['20200125', '20200101'] } as const;
  const products = [
    await frame([0, 30]),
    await frame([50, 80]),
    await frame([0, 30], other),
    await frame([20, 50], other),
  ];
  const { interferograms, rejected } = groupGunwProducts(products);
  expect(interferograms.map(({ pair }) => pair)).toEqual(['20200125_20200101']);
  expect(rejected).toMatchObject([{ reason: 'gap', pair: '20200113_20200101', products: { length: 2 } }]);
  expect(rejected[0].message).toContain('there is a gap between its 2 frames');
});

test('of versions 2 and 3 of a pair only 3 is used, of the same ground the newer', async () => {
  const old = await frame([0, 30], { version: '2_0_6' });
  const next = await frame([0, 30], { version: '3_0_1' });
  const newest = await frame([0, 30], { version: '3_0_10', time: '140723' });
  const apart = await frame([28, 60], { version: '2_0_6' });
  const { interferograms, rejected } = groupGunwProducts([old, newest, next, apart]);
  expect(interferograms.map(({ frames }) => names(frames))).toEqual([names([newest])]);
  expect(rejected.map(({ reason, products }) => [reason, products[0].name]).sort()).toEqual(
    [
      ['duplicate', next.name],
      ['old version', apart.name],
      ['old version', old.name],
    ].sort(),
  );
});

test('products of several tracks are refused by name', async () => {
  const products = [await frame([0, 30]), await frame([0, 30], { track: 43 })];
  expect(() => groupGunwProducts(products)).toThrow(
    /several missions or tracks: .*track 42.* and .*track 43/,
  );
});

test('a file of another name or kind, and a footprint that is none, are told', async () => {
  await expect(frame([0, 30], { without: /unwrappedPhase/ })).rejects.toThrow('holds no GUNW layers');
  await expect(frame([0, 30], { footprint: 'POINT (1 2)' })).rejects.toThrow(
    "its footprint is 'POINT (1 2)'",
  );
});
