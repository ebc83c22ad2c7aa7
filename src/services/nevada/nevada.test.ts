import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type AnsweringServer,
  answering,
  broken,
  file,
  inTurn,
  status,
} from '../../../test/support/answers.ts';
import type { ServiceContext } from '../service.ts';
import { parseDataHoldings } from './data-holdings.ts';
import { fetchGnss, searchGnss } from './nevada.ts';
import { parseTenv3 } from './tenv3.ts';

const HEADER =
  'site YYMMMDD yyyy.yyyy __MJD week d reflon _e0(m) __east(m) ____n0(m) _north(m) u0(m) ____up(m) _ant(m) sig_e(m) sig_n(m) sig_u(m) __corr_en __corr_eu __corr_nu _latitude(deg) _longitude(deg) __height(m)';
const day = (date: string, e0: number, east: number, north: number, up: number) =>
  `AB01 ${date} 2014.8337 56962 1816 6 -117.8 ${e0} ${east} 3675123 ${north} 42 ${up} 0.0083 0.001 0.002 0.003 -0.1 0.01 0.2 33.2 242.25 42.5`;
const SERIES = [
  HEADER,
  day('99DEC31', -38, 0.99, 0.1, 0.5),
  day('00JAN01', -37, 0.01, 0.2, 0.4),
  day('14NOV03', -37, 0.03, 0.3, 0.3),
  '',
].join('\n');
const HOLDINGS = `Sta  Lat(deg)   Long(deg) Hgt(m)    X(m)           Y(m)          Z(m)         Dtbeg      Dtend      Dtmod      NumSol  StaOrigName
AB01   33.2000   242.2500   42.561  -1.0  -2.0  3.0  2014-11-01  2016-05-13  2023-01-01    554  AB01
OLD1   33.2500   242.3000   42.561  -1.0  -2.0  3.0  1999-01-01  2005-01-01  2006-01-01    900  OLD1
FEW1   33.2500   242.3500   42.561  -1.0  -2.0  3.0  2015-01-01  2016-01-01  2016-01-01    20
odd line
FIJI  -17.0000   179.5000   42.561  -1.0  -2.0  3.0  2015-01-01  2016-01-01  2016-01-01    300  FIJI
SAMO  -17.0000   181.5000   42.561  -1.0  -2.0  3.0  2015-01-01  2016-01-01  2016-01-01    300  SAMO
`;

let folder: string;
let server: AnsweringServer;
let warnings: string[];
let context: ServiceContext;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-gnss-'));
  warnings = [];
  context = {
    log: { debug() {}, info() {}, warn: (line) => warnings.push(line) },
    progress() {},
    retry: { attempts: 3, wait: async () => {} },
  };
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

const where = () => ({ folder, service: { name: 'Nevada Geodetic Laboratory', address: server.url } });
const path = (site: string) => `/gps_timeseries/IGS20/tenv3/IGS20/${site}.tenv3`;
const CALIFORNIA = { south: 33, north: 34, west: -118, east: -117 };

test('whole metres belong to a component where they change, and days are in order of time', () => {
  const series = parseTenv3(SERIES, 'AB01.tenv3');
  expect(series.dates).toEqual(['19991231', '20000101', '20141103']);
  expect(Array.from(series.east)).toEqual([0.99, 1.01, 1.03]);
  expect(Array.from(series.north)).toEqual([0.1, 0.2, 0.3]);
  expect(Array.from(series.up)).toEqual([0.5, 0.4, 0.3]);
  expect([series.eastStd[0], series.northStd[0], series.upStd[0]]).toEqual([0.001, 0.002, 0.003]);
  expect([series.site, series.latitude, series.longitude]).toEqual(['AB01', 33.2, -117.75]);
});

test.each([
  ['cut within a line', SERIES.slice(0, -40), /line 4 is no day/],
  ['a web page', '<!DOCTYPE html><html>', /is no tenv3 file: it begins with "<!DOCTYPE/],
  ['another edition', 'site YYMMMDD east', /has no column e0, n0, north/],
  ['a day that is none', `${HEADER}\n${day('14FEB30', 0, 0, 0, 0)}`, /line 2/],
  ['a header alone', HEADER, /holds no day/],
  ['nothing', '', /is no tenv3 file/],
])('a series that is %s is refused with its line', (_, text, says) => {
  expect(() => parseTenv3(text, 'AB01.tenv3')).toThrow(says);
});

test('the list of stations is read with longitudes west of Greenwich, and odd lines are counted', () => {
  const { stations, oddLines } = parseDataHoldings(HOLDINGS, 'DataHoldings.txt');
  expect(oddLines).toEqual([5]);
  expect(stations[0]).toEqual({
    site: 'AB01',
    latitude: 33.2,
    longitude: -117.75,
    height: 42.561,
    start: '20141101',
    end: '20160513',
    numSolution: 554,
  });
  expect(() => parseDataHoldings('<html>', 'x')).toThrow('is no list of stations');
});

test('stations are searched by area, time and number of solutions, also across 180°', async () => {
  server = await answering({ '/NGLStationPages/DataHoldings.txt': file(HOLDINGS) });
  const sites = async (search: Parameters<typeof searchGnss>[0]) =>
    (await searchGnss(search, where(), context)).map(({ site }) => site);
  const years = { start: '20150101', end: '20160101' };
  expect(await sites({ box: CALIFORNIA, ...years })).toEqual(['AB01']);
  expect(await sites({ box: CALIFORNIA })).toEqual(['AB01', 'OLD1']);
  expect(await sites({ box: CALIFORNIA, ...years, minSolutions: 1 })).toEqual(['AB01', 'FEW1']);
  expect(await sites({ box: { south: -18, north: -16, west: 179, east: -178 } })).toEqual(['FIJI', 'SAMO']);
  expect(server.requests).toHaveLength(1);
  expect(warnings[0]).toContain('1 lines are no station, the first is line 5');
});

test('series come in parallel, each failing alone: 404, busy, cut, a page, a wrong name', async () => {
  server = await answering({
    [path('AB01')]: inTurn(status(429, { 'Retry-After': '1' }), broken(SERIES, 300), file(SERIES)),
    [path('BUSY')]: status(503),
    [path('PAGE')]: file('<html>maintenance</html>'),
    [path('AB02')]: file(SERIES),
  });
  const outcomes = await fetchGnss(['AB01', 'GONE', 'BUSY', 'PAGE', '../x', 'AB02'], where(), context);
  expect(outcomes.map((o) => ('value' in o ? o.value.dates.length : o.error.name))).toEqual([
    3,
    'NotThereError',
    'BusyError',
    'AnswerError',
    'OptionError',
    3,
  ]);
  expect(readdirSync(join(folder, 'GNSS-UNR')).filter((name) => !name.startsWith('.'))).toEqual([
    'AB01.tenv3',
    'AB02.tenv3',
  ]);
  expect(warnings).toHaveLength(4);
  const asked = server.requests.length;
  await fetchGnss(['AB01', 'AB02'], where(), context);
  expect(server.requests).toHaveLength(asked);
});

test('files that MintPy left in the folder are taken without asking anybody', async () => {
  server = await answering({});
  mkdirSync(join(folder, 'GNSS-UNR'));
  writeFileSync(join(folder, 'GNSS-UNR', 'AB01.tenv3'), SERIES);
  const [outcome] = await fetchGnss(['AB01'], where(), context);
  expect('value' in outcome).toBe(true);
  expect(server.requests).toEqual([]);
});
