import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Answer, type AnsweringServer, answering, file, status } from '../../../test/support/answers.ts';
import type { ServiceContext } from '../service.ts';
import { parseGunwName } from './gunw-name.ts';
import { parseSearchAnswer } from './search-answer.ts';
import { type GunwSearch, searchGunw, searchParameters } from './search-gunw.ts';

const name = (dates: string, version = 'v2_0_6', direction = 'A') =>
  `S1-GUNW-${direction}-R-064-tops-${dates}-015000-00119W_00033N-PP-6267-${version}`;
const feature = (sceneName: string) => ({
  type: 'Feature',
  properties: { sceneName, fileID: sceneName, url: `https://archive.test/${sceneName}.nc`, bytes: 5e7 },
});
const FOUND = [
  name('20210723_20210711'),
  name('20210711_20210629'),
  name('20210723_20210629', 'v3_0_1'),
  name('20200108_20190102'),
];
const answerOf = (names: readonly string[]) =>
  JSON.stringify({ type: 'FeatureCollection', features: names.map(feature) });

let folder: string;
let server: AnsweringServer;
let warnings: string[];
let context: ServiceContext;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-asf-'));
  warnings = [];
  context = {
    log: { debug() {}, info() {}, warn: (line) => warnings.push(line) },
    progress() {},
    retry: { attempts: 2, wait: async () => {} },
  };
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

async function serve(answer: Answer): Promise<void> {
  server = await answering({ '/services/search/param': answer });
}
const search = (wanted: GunwSearch) =>
  searchGunw(wanted, { folder, service: { name: 'Archive', address: server.url } }, context);
const pairsOf = (products: Awaited<ReturnType<typeof searchGunw>>) =>
  products.map(({ early, late }) => `${early}_${late}`);

test('a name tells direction, track, both dates and version', () => {
  expect(parseGunwName(name('20210723_20210711', 'v2_0_6', 'D'))).toEqual({
    direction: 'DESCENDING',
    track: 64,
    late: '20210723',
    early: '20210711',
    version: '2_0_6',
  });
  expect(() => parseGunwName('S1A_IW_SLC__1SDV')).toThrow('is no name of a Sentinel-1 GUNW product');
});

test('products come in order of their dates; what is none is told apart', () => {
  const { products, others } = parseSearchAnswer(answerOf([...FOUND, 'S1A_IW_SLC__1SDV']), 'a.json');
  expect(pairsOf([...products])).toEqual([
    '20190102_20200108',
    '20210629_20210711',
    '20210629_20210723',
    '20210711_20210723',
  ]);
  expect(products[1]).toMatchObject({ url: `https://archive.test/${FOUND[1]}.nc`, size: 5e7 });
  expect(others).toEqual(['S1A_IW_SLC__1SDV']);
  expect(() => parseSearchAnswer('<html>', 'a.json')).toThrow('a.json is no answer of the archive');
  expect(() => parseSearchAnswer('{"features": 3}', 'a.json')).toThrow('is no answer');
});

test('the archive is asked for area, track, direction, and dates a day wider than wanted', () => {
  const words = searchParameters({
    box: { south: 33, north: 34.5, west: -118, east: -117 },
    tracks: [64, 71],
    direction: 'ascending',
    start: '20210101',
    end: '20211231',
  });
  expect(Object.fromEntries(words)).toEqual({
    dataset: 'ARIA S1 GUNW',
    processingLevel: 'GUNW_STD',
    output: 'geojson',
    relativeOrbit: '64,71',
    flightDirection: 'ASCENDING',
    intersectsWith: 'POLYGON((-118.0 34.5,-117.0 34.5,-117.0 33.0,-118.0 33.0,-118.0 34.5))',
    start: '2020-12-31T00:00:00Z',
    end: '2022-01-01T00:00:00Z',
  });
});

test.each<[string, GunwSearch, string[]]>([
  ['dates', { start: '20210701', end: '20210723' }, ['20210711_20210723']],
  ['short spans', { maxDays: 12 }, ['20210629_20210711', '20210711_20210723']],
  ['long spans', { minDays: 24 }, ['20190102_20200108', '20210629_20210723']],
  ['a version', { version: '3' }, ['20210629_20210723']],
  ['no part of a version', { version: '2_0_60' }, []],
  ['a pair in any order', { pair: ['20210723', '20210629'], start: '20300101' }, ['20210629_20210723']],
])('what was found is narrowed to %s', async (_, wanted, expected) => {
  await serve(file(answerOf(FOUND)));
  expect(pairsOf(await search({ tracks: [64], ...wanted }))).toEqual(expected);
});

test('an answer is kept for a day, and another search is another question', async () => {
  await serve(file(answerOf(FOUND)));
  await search({ tracks: [64] });
  await search({ tracks: [64], maxDays: 12 });
  expect(server.requests).toHaveLength(1);
  await search({ tracks: [71] });
  expect(server.requests).toHaveLength(2);
});

test('a search without area and track, a busy archive and a web page have their own sentences', async () => {
  await serve(status(503));
  await expect(search({ start: '20200101' })).rejects.toThrow('Neither area nor track');
  await expect(search({ tracks: [1] })).rejects.toMatchObject({ name: 'BusyError' });
  await server.close();
  await serve(file('<html>maintenance</html>'));
  await expect(search({ tracks: [1] })).rejects.toMatchObject({ name: 'AnswerError' });
});
