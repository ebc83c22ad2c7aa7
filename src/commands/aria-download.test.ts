import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { runHere } from '../../test/support/cli.ts';
import { type ArchivedProduct, gunwArchiveHere, type LocalArchive } from '../../test/support/gunw-archive.ts';
import { temporaryFolder } from '../../test/support/tiny-series.ts';

const DATES = ['20200101', '20200113', '20200125', '20200206', '20201220', '20210101', '20210113'];
const product = (early: string, late: string, track = '144', direction = 'D'): ArchivedProduct => ({
  name: `S1-GUNW-${direction}-R-${track}-tops-${late}_${early}-015000-00120W_00036N-PP-6267-v3_0_1`,
  bytes: new Uint8Array(100),
  bperp: Number(late) % 90,
  box: [36, 38, -122, -119],
});
const PAIRS = DATES.flatMap((early, i) => DATES.slice(i + 1, i + 3).map((late) => [early, late] as const));
const YEARS = [
  ['20200101', '20210101'],
  ['20200113', '20210113'],
] as const;
const PRODUCTS = [
  ...[...PAIRS, ...YEARS].map(([early, late]) => product(early, late)),
  product('20200101', '20200113', '137', 'A'),
];

const folder = temporaryFolder();
let here: LocalArchive;
beforeEach(async () => {
  here = await gunwArchiveHere(PRODUCTS, { page: 5 });
  for (const [name, value] of Object.entries(here.env)) vi.stubEnv(name, value);
  vi.stubEnv('NETRC', join(folder, 'none'));
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await here.close();
});
const AREA = ['-b', '36.75 37.23 -120.61 -120.06'];
const run = (...words: string[]) => runHere(['--quiet', 'ariaDownload', ...words], folder);

test.each<[string, string[], string]>([
  ['an area', AREA, 'Found -- 14 -- products'],
  ['an area without products', ['-b', '-1.2 0.5 -92 -91'], 'Found -- 0 -- products'],
  ['a track with leading zeros', ['-t', '012,137'], 'Found -- 1 -- products'],
  ['descending orbits', [...AREA, '--descending'], 'Found -- 13 -- products'],
  ['ascending orbits by a letter', [...AREA, '-d', 'a'], 'Found -- 1 -- products'],
  ['short pairs', ['-t', '144', '-l', '12'], 'Found -- 5 -- products'],
  ['a pair', ['-t', '144', '-i', '20200113_20200101'], 'Found -- 1 -- products'],
  ['all versions', ['-t', '144', '--version', 'all', '-nt', 'All'], 'Found -- 13 -- products'],
])('%s are counted', async (_, words, line) => {
  expect(await run('-o', 'count', ...words)).toMatchObject({ status: 0, stdout: `${line}\n` });
});

test('addresses go into a list with a name of its own', async () => {
  for (const k of [0, 1]) {
    const { stdout } = await run('-o', 'Url', '-t', '137', ...AREA, '-w', 'lists');
    const list = join(folder, 'lists', `track137_bbox-121W36S-120E38N_${k}.txt`);
    expect(stdout).toBe(`Found -- 1 -- products\n${list}\n`);
    expect(readFileSync(list, 'utf8')).toBe(`${here.fileUrl(PRODUCTS.at(-1)!.name)}\n`);
  }
});

test('an area may be a file of outlines', async () => {
  const ring = [
    [-121, 36.5],
    [-120, 36.5],
    [-120, 37.5],
    [-121, 36.5],
  ];
  writeFileSync(join(folder, 'user_bbox.json'), JSON.stringify({ type: 'Polygon', coordinates: [ring] }));
  const { stdout } = await run('-o', 'Count', '-b', 'user_bbox.json');
  expect(stdout).toBe('Found -- 14 -- products\n');
  expect(here.searches[0].get('polygon')).toBe('-121,36.5,-120,36.5,-120,37.5,-121,37.5,-121,36.5');
});

test('a network is proposed and its velocity foretold before anything is fetched', async () => {
  const words = ['-o', 'Count', '-t', '144', '--network', 'sbas', '--max-days', '24', '--max-bperp', '80'];
  const { stdout } = await run(...words, '--bridge-seasons', '--network-figure', 'network.png');
  expect(stdout).toMatch(/^Network of track 144: 10 of 13 pairs, 7 acquisitions from 20200101 to 20210113\n/);
  expect(stdout).toMatch(/\n {2}8 +short baselines +12 to 24 /);
  expect(stdout).toMatch(/\n {2}2 +about one year +366 /);
  expect(stdout).toMatch(/\n {2}fields, mixed +0\.40 +50 +\d+(\.\d+)? +\d+(\.\d+)?\n/);
  expect(stdout).toMatch(/troposphere, uncorrected, adds [\d.]+ at 10 km and [\d.]+ at 50 km/);
  expect(stdout).toMatch(/\nFound -- 10 -- products\n$/);
  expect(existsSync(join(folder, 'network.png'))).toBe(true);
  expect(here.requests.every((request) => request.startsWith('nasa POST /search'))).toBe(true);
});

test('pairs that the archive lacks are named', async () => {
  const { stdout } = await run('-o', 'Count', '-t', '144', '-l', '24', '--network', 'sbas', '-v');
  expect(stdout).toMatch(/fall into 2 pieces.*\n.*to be ordered.*: 20200206_20201220\n/);
  expect(stdout).toMatch(/\n {2}20200101_20200113 +12 +63 +0\.\d\d +1 +short baselines\n/);
});

test.each<[string[], RegExp]>([
  [[], /Neither area nor track/],
  [['-t', '900'], /--track 900 is no track/],
  [['-b', '1 2 3'], /has 3 numbers/],
  [['-b', '37 36 -120 -119'], /that is no area/],
  [['-b', 'nowhere.shp'], /nowhere\.shp \(--bbox\) does not exist/],
  [['-t', '144', '-d', 'up'], /"?up"? is not one of ascending, descending/],
  [['-t', '144', '-d', 'a', '--descending'], /Both flight directions/],
  [['-t', '144', '-i', '20200101'], /is no pair/],
  [['-t', '144', '--version', '9'], /None of the 13 products found is of version 9.*\n.*There are 3_0_1/],
  [['-t', '144', '--max-days', '9'], /--max-days is a limit of --network/],
  [['-t', '144', '--network', 'sbas', '--decorrelation', '2', '50'], /is no model/],
  [['-t', '12', '--network', 'sbas'], /No products were found to make a network of/],
  [['-t', '144,137', '--network', 'sbas'], /of tracks 137, 144: a network is of one/],
  [['-t', '12'], /The archive has no such product/],
  [['-t', '137'], /wants a login, and there is none/],
])('%j is refused with a sentence', async (words, sentence) => {
  const { status, stderr } = await run(...words);
  expect(stderr).toMatch(sentence);
  expect(status).toBe(2);
});
