import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RangeServer, type Served, serveRanges } from '../../../test/support/range-server.ts';
import { TINY, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { type Context, quietContext } from '../../core/context.ts';
import { makeH5 } from '../../io/hdf5/file.ts';
import { readGrid } from '../../io/products/product.ts';
import { readTimeseries } from '../../io/products/timeseries.ts';
import type { TropoArchive } from '../../services/opera/tropo-archive.ts';
import type { ServiceContext } from '../../services/service.ts';
import { type OperaRequest, removeOperaDelay } from './opera.ts';

/* An archive of OPERA on this machine: asked for the part around the scene, and failing in every way an archive fails. */

const DATES = ['20151220', '20200101', '20200113', '20200125'];
const HEIGHTS = [-500, 0, 500, 1000, 2000, 4000, 9000];
const [ROWS, COLUMNS] = [100, 120];
const latitude = Float64Array.from({ length: ROWS }, (_, y) => 40 - 0.07 * y);
const longitude = Float64Array.from({ length: COLUMNS }, (_, x) => 21 + 0.07 * x);

/** Zenith delay of a time, m: linear in place, height and the day of the month. */
const truth = (day: number, lat: number, lon: number, height: number) =>
  2.3 + 0.002 * day + 0.01 * (lat - 36) - 0.02 * (lon - 25) - 2e-4 * height;

const product = (time: string) => `OPERA_L4_TROPO-ZENITH_${time}_20200201T000000Z_HRES_v1.0`;

type Fault = (request: IncomingMessage, response: ServerResponse, count: number) => boolean;

let folder: string;
let server: RangeServer;
let archive: TropoArchive;
const served = new Map<string, Served>();
/** by time of the model */
const faults = new Map<string, Fault>();
const counts = new Map<string, number>();
const warnings: string[] = [];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-opera-'));
  const plane = ROWS * COLUMNS;
  for (const [time, day] of [
    ['20200101T000000Z', 1],
    ['20200101T060000Z', 2],
    ['20200113T000000Z', 13],
    ['20200113T060000Z', 14],
    ['20200125T000000Z', 25],
    ['20200125T060000Z', 26],
  ] as const) {
    const path = join(folder, `${product(time)}.nc`);
    const shape = [1, HEIGHTS.length, ROWS, COLUMNS];
    const delay = Float32Array.from({ length: HEIGHTS.length * plane }, (_, i) =>
      truth(
        day,
        latitude[Math.floor(i / COLUMNS) % ROWS],
        longitude[i % COLUMNS],
        HEIGHTS[Math.floor(i / plane)],
      ),
    );
    const axes = { latitude, longitude, height: Float64Array.from(HEIGHTS) };
    const datasets = [
      ...Object.entries(axes).map(([name, { length }]) => ({ name, type: 'f8' as const, shape: [length] })),
      { name: 'wet_delay', type: 'f4' as const, shape },
      { name: 'hydrostatic_delay', type: 'f4' as const, shape },
    ];
    await makeH5(path, { attributes: {}, datasets }, async (writer) => {
      for (const [name, values] of Object.entries(axes)) writer.write(name, values);
      writer.write(
        'wet_delay',
        delay.map((value) => 0.1 * value),
      );
      writer.write(
        'hydrostatic_delay',
        delay.map((value) => 0.9 * value),
      );
    });
    served.set(`/${product(time)}.nc`, { bytes: readFileSync(path) });
  }
  await tinySeries(join(folder, 'ts.h5'), DATES, (k, y, x) => 0.01 * k * (1 + y + x), {
    attributes: { REF_DATE: DATES[1] },
  });
  await tinyRasters(join(folder, 'geometry.h5'), {
    height: tinyGrid((y, x) => 100 * y + 50 * x),
    incidenceAngle: tinyGrid(() => 35),
    latitude: tinyGrid((y) => 36 - 0.01 * y),
    longitude: tinyGrid((_, x) => 25 + 0.01 * x),
  });
  server = await serveRanges(served, answer);
  const login = { tokenVariable: 'TOKEN', machine: 'urs.test', page: 'https://urs.test/page' };
  const at = (name: string) => ({ name, address: server.url, login });
  archive = {
    catalogue: { name: 'Catalogue', address: server.url },
    logins: at('Logins'),
    files: at('Archive'),
  };
});
afterAll(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  faults.clear();
  counts.clear();
  warnings.length = 0;
  rmSync(join(folder, 'OPERA'), { recursive: true, force: true });
  rmSync(join(folder, 'OPERA.h5'), { force: true });
});

/** Catalogue and tokens; files only with the token, and as their faults say. */
function answer(request: IncomingMessage, response: ServerResponse): boolean {
  const url = new URL(request.url!, server.url);
  const json = (value: unknown) => {
    response.writeHead(200, { 'Content-Type': 'application/json' }).end(JSON.stringify(value));
    return true;
  };
  if (url.pathname === '/search/granules.json') {
    const asked = url.searchParams
      .getAll('temporal[]')
      .map((text) => text.split(',')[0].replaceAll(/[-:]/g, ''));
    const known = asked.map((time) => `/${product(time)}.nc`).filter((name) => served.has(name));
    const link = (name: string) => ({
      links: [{ href: `s3://bucket${name}` }, { href: `${server.url}${name}` }],
    });
    return json({ feed: { entry: known.map(link) } });
  }
  const { authorization } = request.headers;
  if (url.pathname === '/api/users/find_or_create_token') {
    if (request.method === 'POST' && authorization === `Basic ${btoa('anna:word')}`)
      return json({ access_token: 'abc' });
    response.writeHead(401).end('{}');
    return true;
  }
  if (authorization !== 'Bearer abc') {
    response.writeHead(401).end();
    return true;
  }
  const time = /_(\d{8}T\d{6}Z)_/.exec(url.pathname)?.[1] ?? '';
  const count = counts.get(time) ?? 0;
  counts.set(time, count + 1);
  return faults.get(time)?.(request, response, count) ?? false;
}

async function correct(more: Partial<OperaRequest> = {}, context: Partial<ServiceContext> = {}) {
  const request = {
    timeseries: join(folder, 'ts.h5'),
    geometry: join(folder, 'geometry.h5'),
    folder: join(folder, 'OPERA'),
    outfile: join(folder, 'ts_OPERA.h5'),
    archive,
    ...more,
  };
  const log = { debug() {}, info() {}, warn: (line: string) => warnings.push(line) };
  const services: Context & Partial<ServiceContext> = {
    ...quietContext({ log }),
    retry: { attempts: 2, wait: async () => {} },
    places: { env: { TOKEN: 'abc' }, home: folder },
    silenceMs: 10_000,
    ...context,
  };
  return readTimeseries(await removeOperaDelay(request, services));
}

const parts = () => readdirSync(join(folder, 'OPERA')).filter((name) => name.endsWith('.nc'));

/** Largest distance of a delay from the truth of a day, m. */
async function error(date: string, day: number): Promise<number> {
  const { data } = await readGrid(join(folder, 'OPERA.h5'), date);
  const slant = -1 / Math.cos((35 * Math.PI) / 180);
  const { width } = TINY;
  return Math.max(
    ...data.map((value, i) => {
      const [y, x] = [Math.floor(i / width), i % width];
      return Math.abs(value - slant * truth(day, 36 - 0.01 * y, 25 + 0.01 * x, 100 * y + 50 * x));
    }),
  );
}

test('only the part around the scene is fetched, once, and gives what the whole product gives', async () => {
  const sent = server.sent.bytes;
  const { dates } = await correct();
  expect(dates).toEqual(DATES.slice(1));
  expect(warnings).toEqual([
    expect.stringContaining('begin with 2016: 20151220'),
    expect.stringContaining('20151220'),
  ]);
  expect(server.sent.bytes - sent).toBeLessThan(
    0.6 * served.size * 0.5 * served.values().next().value!.bytes.length,
  );
  expect(await error('20200113', 13)).toBeLessThan(2e-3); // splines are mirrored at the edges of the part
  const remote = (await readGrid(join(folder, 'OPERA.h5'), '20200113')).data;
  expect(parts()).toHaveLength(3);
  expect(statSync(join(folder, 'OPERA', parts()[0])).size).toBeLessThan(60_000);
  const asked = counts.size;
  rmSync(join(folder, 'OPERA.h5'));
  await correct();
  expect(counts.size).toBe(asked);
  rmSync(join(folder, 'OPERA.h5'));
  await correct({ folder, download: false });
  expect((await readGrid(join(folder, 'OPERA.h5'), '20200113')).data).toEqual(remote);
  const corrected = await readTimeseries(join(folder, 'ts_OPERA.h5'));
  expect(corrected.attributes['UNCORRECTED_DATES']).toBe('OPERA: 20151220');
});

test('a delay linear in time lies between those of two times of the model', async () => {
  await tinySeries(join(folder, 'three.h5'), DATES.slice(1), () => 0, {
    attributes: { CENTER_LINE_UTC: '10800' },
  });
  await correct({ timeseries: join(folder, 'three.h5'), folder, inTime: 'linear' });
  expect(await error('20200113', 13.5)).toBeLessThan(2e-3);
  await correct({ timeseries: join(folder, 'three.h5'), folder });
  expect(await error('20200113', 13)).toBeLessThan(2e-3);
});

test('a name and a password of .netrc get a token', async () => {
  writeFileSync(join(folder, '.netrc'), 'machine urs.test login anna password word\n');
  expect((await correct({}, { places: { env: {}, home: folder } })).dates).toHaveLength(3);
  rmSync(join(folder, 'OPERA'), { recursive: true });
  writeFileSync(join(folder, '.netrc'), 'machine urs.test login anna password old\n');
  await expect(correct({}, { places: { env: {}, home: folder } })).rejects.toThrow(
    /Logins does not accept the login/,
  );
  rmSync(join(folder, '.netrc'));
  const missing = correct({}, { places: { env: {}, home: folder } });
  await expect(missing).rejects.toThrow(
    expect.objectContaining({ remedy: expect.stringContaining('TOKEN') }),
  );
});

const status =
  (code: number, headers = {}): Fault =>
  (_, response) => {
    response.writeHead(code, headers).end('sorry');
    return true;
  };

const FAULTS: readonly [what: string, fault: Fault, says: RegExp][] = [
  ['401', status(401), /does not accept the login of the variable TOKEN \(401\)/],
  ['403', status(403), /does not give .* to this login \(403\)/],
  ['404', status(404), /Archive has no .* \(404\)/],
  ['429', status(429, { 'Retry-After': '1' }), /answered 429/],
  ['503', status(503), /answered 503/],
  ['a web page', status(200, { 'Content-Type': 'text/html; charset=utf-8' }), /sent a web page instead/],
  ['the whole file', status(200), /no range requests/],
  ['silence', () => true, /did not answer in time/],
  [
    'half an answer',
    (request, response) => {
      const size = served.get(request.url!)!.bytes.length;
      response.writeHead(206, {
        'Content-Range': `bytes 0-32767/${size}`,
        ETag: '"one"',
        'Content-Length': 32768,
      });
      response.write(new Uint8Array(1000), () => response.destroy());
      return true;
    },
    /could not be fetched/,
  ],
  [
    'other bytes',
    (_, response) => {
      response.writeHead(206, { 'Content-Range': 'bytes 0-32767/32768' }).end(new Uint8Array(32768));
      return true;
    },
    /not an HDF5 file/,
  ],
];

/** Soon at the end of its patience with one time of the model, and never with the others, however busy this machine is. */
const impatientFor = (time: string): Partial<ServiceContext> => ({
  silenceMs: 300,
  fetch: (url, { signal, ...init }) => fetch(url, url.includes(time) ? { ...init, signal } : init),
});

for (const [what, fault, says] of FAULTS)
  test(`a date for which the archive has ${what} stays uncorrected, and comes with the next run`, async () => {
    faults.set('20200113T000000Z', fault);
    const { dates } = await correct({}, what === 'silence' ? impatientFor('20200113T000000Z') : {});
    expect(dates).toEqual(['20200101', '20200125']);
    expect(warnings.join('\n')).toMatch(says);
    expect(warnings.join('\n')).toMatch(/no zenith delay of OPERA for 20200113: they stay uncorrected/);
    expect(parts()).toHaveLength(2);
    faults.clear();
    counts.clear();
    expect((await correct()).dates).toEqual(DATES.slice(1));
    expect([...counts.keys()]).toEqual(['20200113T000000Z']);
  });

test('a fault that passes is waited for', async () => {
  const once: Fault = (request, response, count) => count === 0 && status(503)(request, response, count);
  for (const time of ['20200101T000000Z', '20200125T000000Z']) faults.set(time, once);
  expect((await correct()).dates).toEqual(DATES.slice(1));
});

test('without any product there is an error and no file', async () => {
  await expect(correct({ download: false })).rejects.toThrow(/covers the scene at any of 3 dates/);
  expect(existsSync(join(folder, 'OPERA.h5'))).toBe(false);
});
