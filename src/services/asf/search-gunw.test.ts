import { afterEach, beforeEach, expect, test } from 'vitest';
import { type AnsweringServer, answering, file, status } from '../../../test/support/answers.ts';
import {
  type ArchivedProduct,
  type ArchiveOptions,
  gunwArchiveHere,
  type LocalArchive,
} from '../../../test/support/gunw-archive.ts';
import type { ServiceContext } from '../service.ts';
import type { GunwSearch } from './gunw-search.ts';
import { gunwArchive, searchGunw, searchParameters } from './search-gunw.ts';

const name = (dates: string, version = 'v2_0_6', direction = 'A', track = '064') =>
  `S1-GUNW-${direction}-R-${track}-tops-${dates}-015000-00119W_00033N-PP-6267-${version}`;
const NISAR =
  'NISAR_L2_PR_GUNW_003_064_D_077_004_4000_SH_20260630T000000_20260630T000016_20260712T000000_20260712T000016_X05014_N_P_J_001';
const FOUND: readonly ArchivedProduct[] = [
  { name: name('20210723_20210711'), bperp: -31.5 },
  { name: name('20210711_20210629') },
  { name: name('20210723_20210629', 'v3_0_1') },
  { name: name('20200108_20190102'), box: [10, 11, 20, 21] as const },
  { name: name('20210711_20210629', 'v3_0_1', 'D', '071') },
  { name: 'S1A_IW_SLC__1SDV' },
  { name: NISAR },
].map((product) => ({ bytes: new Uint8Array(1000), ...product }));

let here: LocalArchive;
let server: AnsweringServer | undefined;
let warnings: string[];
let context: ServiceContext;
beforeEach(() => {
  warnings = [];
  server = undefined;
  context = {
    log: { debug() {}, info() {}, warn: (line) => warnings.push(line) },
    progress() {},
    retry: { attempts: 2, wait: async () => {} },
  };
});
afterEach(async () => {
  await here?.close();
  await server?.close();
});

const start = async (options?: ArchiveOptions) => {
  here = await gunwArchiveHere(FOUND, options);
};
const pairsOf = (products: Awaited<ReturnType<typeof searchGunw>>) =>
  products.map(({ early, late }) => `${early}_${late}`);
const search = async (wanted: GunwSearch) => pairsOf(await searchGunw(wanted, context, here.archive));

test('the catalogue is asked page by page, for each track, area, direction, and dates a day wider than wanted', async () => {
  await start();
  const box = { south: 33, north: 34.5, west: 179.5, east: 181 };
  const wanted = { box, tracks: [64, 71], start: '20210629', end: '20211231' };
  const products = await searchGunw({ ...wanted, direction: 'ascending' }, context, here.archive);
  expect(pairsOf(products)).toEqual(['20210629_20210711', '20210629_20210723', '20210711_20210723']);
  expect(products[2]).toMatchObject({
    mission: 'S1',
    place: '00119W_00033N',
    direction: 'ASCENDING',
    url: here.fileUrl(FOUND[0].name),
    size: 1000,
    bperp: -31.5,
    checksum: { algorithm: 'md5', digest: 'ede3d3b685b4e137ba4cb2521329a75e' },
  });
  expect(Object.fromEntries(here.searches[0])).toMatchObject({
    polygon: '179.5,33,-179,33,-179,34.5,179.5,34.5,179.5,33',
    temporal: '2021-06-28T00:00:00Z,2022-01-01T00:00:00Z',
  });
  expect(here.searches[0].getAll('attribute[]')).toEqual([
    'string,PROCESSING_TYPE,GUNW_STD',
    'int,PATH_NUMBER,64',
    'string,ASCENDING_DESCENDING,ASCENDING',
  ]);
  expect(here.searches[0].getAll('collection_concept_id[]')).toContain('C2859376221-ASF');
  expect(here.searches).toHaveLength(3); // two pages of track 64, one without products of track 71
});

test.each<[string, GunwSearch, string[]]>([
  ['dates', { start: '20210701', end: '20210723' }, ['20210711_20210723']],
  ['short spans', { maxDays: 12 }, ['20210629_20210711', '20210711_20210723']],
  ['long spans', { minDays: 24 }, ['20190102_20200108', '20210629_20210723']],
  ['a version', { version: '3' }, ['20210629_20210723']],
  ['no part of a version', { version: '2_0_60' }, []],
  ['a pair in any order', { pair: ['20210723', '20210629'], start: '20300101' }, ['20210629_20210723']],
  [
    'descending orbits',
    { tracks: [], box: { south: -80, north: 80, west: -180, east: 179 }, direction: 'descending' },
    ['20210629_20210711'],
  ],
  ['NISAR', { mission: 'NISAR', tracks: [64] }, ['20260630_20260712']],
  ['NISAR of another track', { mission: 'NISAR', tracks: [65] }, []],
  ['ascending NISAR', { mission: 'NISAR', tracks: [], direction: 'ascending' }, []],
])('what was found is narrowed to %s', async (_, wanted, expected) => {
  await start();
  expect(await search({ tracks: [64], ...wanted })).toEqual(expected);
});

test('what is no GUNW product is told apart', async () => {
  await start();
  await search({ box: { south: -80, north: 80, west: -180, east: 179 } });
  expect(warnings).toEqual(['1 products that were found are no S1 GUNW, e.g. S1A_IW_SLC__1SDV']);
});

test("a catalogue that is away is replaced by the archive's own search", async () => {
  await start({
    fault: ({ path }, _, response) => path.endsWith('umm_json') && !!response.writeHead(503).end(),
  });
  const wanted: GunwSearch = {
    box: { south: 33, north: 34.5, west: -118, east: -117 },
    tracks: [64],
    direction: 'ascending',
    start: '20210701',
    end: '20211231',
  };
  expect(await search(wanted)).toEqual(['20210711_20210723']);
  expect(warnings.join()).toMatch(/Catalogue is busy.*own search is asked instead/);
  expect(Object.fromEntries(searchParameters(wanted))).toEqual({
    dataset: 'ARIA S1 GUNW',
    processingLevel: 'GUNW_STD',
    output: 'geojson',
    relativeOrbit: '64',
    flightDirection: 'ASCENDING',
    intersectsWith: 'POLYGON((-118.0 34.5,-117.0 34.5,-117.0 33.0,-118.0 33.0,-118.0 34.5))',
    start: '2021-06-30T00:00:00Z',
    end: '2022-01-01T00:00:00Z',
  });
});

test('a busy catalogue is asked again', async () => {
  await start({
    fault: ({ path, count }, _, response) =>
      path.endsWith('umm_json') && count === 1 && !!response.writeHead(429).end(),
  });
  expect(await search({ tracks: [64] })).toHaveLength(4);
  expect(warnings).toEqual([]);
});

test.each<[string, string, Record<string, string>, RegExp]>([
  ['a web page', '<html>maintenance</html>', {}, /did not answer .* it sent a web page/],
  ['something else', '{"items": 3}', {}, /did not answer with a list of products/],
  ['half of what it announced', '{"items": []}', { 'CMR-Hits': '7' }, /announced 7 products and sent 0/],
])('a catalogue that sends %s is no answer', async (_, text, headers, sentence) => {
  server = await answering({
    '/search/granules.umm_json': (_request, response) => {
      response.writeHead(200, headers).end(text);
    },
  });
  const archive = { ...gunwArchive({}), catalogue: { name: 'Catalogue', address: server.url } };
  await expect(searchGunw({ tracks: [64] }, context, archive)).rejects.toThrow(sentence);
});

test('a search without area and track, two busy archives and a refusal have their own sentences', async () => {
  server = await answering({
    '/search/granules.umm_json': status(503),
    '/services/search/param': status(503),
  });
  const away = { name: 'Archive', address: server.url };
  const archive = { ...gunwArchive({}), catalogue: away, search: away };
  await expect(searchGunw({ start: '20200101' }, context, archive)).rejects.toThrow('Neither area nor track');
  await expect(searchGunw({ tracks: [1] }, context, archive)).rejects.toMatchObject({ name: 'BusyError' });
  await server.close();
  server = await answering({
    '/search/granules.umm_json': (_, response) => {
      response.writeHead(400).end('{"errors": ["polygon is wrong"]}');
    },
    '/services/search/param': file('{}'),
  });
  const other = { ...archive, catalogue: { name: 'Archive', address: server.url } };
  await expect(searchGunw({ tracks: [1] }, context, other)).rejects.toThrow(
    'Archive refuses the search (400): polygon is wrong.',
  );
  expect(() => gunwArchive({ CMR_URL: 'nowhere' })).toThrow('CMR_URL is "nowhere", which is no address');
});
