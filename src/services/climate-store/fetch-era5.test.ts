import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type ClimateStore, climateStore, type StoreOptions } from '../../../test/support/climate-store.ts';
import { weatherGrib } from '../../../test/support/grib.ts';
import type { ServiceContext } from '../service.ts';
import { fetchEra5, type WeatherWish } from './fetch-era5.ts';
import { findStoreKey, keyMissing } from './store-key.ts';

let folder: string;
let store: ClimateStore;
let told: string[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-store-'));
  told = [];
});
afterEach(async () => {
  await store?.close();
  rmSync(folder, { recursive: true });
});

const AREA = { north: 40, west: 120, south: 20, east: 140 };
const DATES = ['20180104', '20180116', '20180128', '20180209', '20180221', '20180305'];
const target = (date: string) => join(folder, `ERA5_${date}.grb`);
const wish = (dates: readonly string[] = DATES): WeatherWish => ({
  dates,
  hour: 14,
  box: AREA,
  folder,
  target,
});
const files = () => readdirSync(folder).sort();

const context = (more: Partial<ServiceContext> = {}): ServiceContext => ({
  log: { debug() {}, info() {}, warn: (line) => told.push(line) },
  progress: (label) => told.push(label),
  retry: { attempts: 3, wait: (ms) => new Promise((resolve) => setTimeout(resolve, Math.min(ms, 20))) },
  ...more,
});

async function open(options: StoreOptions = {}): Promise<ClimateStore> {
  store = await climateStore(options);
  return store;
}

const fetching = (dates = DATES, more: Partial<ServiceContext> = {}, key = 'token') =>
  fetchEra5(wish(dates), { url: store.url, key, place: '~/.cdsapirc' }, context(more));

const kinds = async (result: ReturnType<typeof fetching>) =>
  (await result).map((outcome) => ('value' in outcome ? 'there' : outcome.error.name));

test('several dates are asked for in few requests, and cut into one file each', async () => {
  await open({ workMs: 250 });
  expect(await kinds(fetching())).toEqual(DATES.map(() => 'there'));
  expect(store.submitted).toEqual([DATES.slice(0, 3), DATES.slice(3)]);
  expect(files()).toEqual(DATES.map((date) => `ERA5_${date}.grb`)); // and nothing else is left
  for (const date of DATES) expect(readFileSync(target(date))).toEqual(weatherGrib(date, 14, AREA));
  expect(store.inputs[0]).toMatchObject({
    product_type: ['reanalysis'],
    variable: ['geopotential', 'temperature', 'specific_humidity'],
    time: ['14:00'],
    area: [40, 120, 20, 140],
    data_format: 'grib',
  });
  expect(told).toContain('ERA5 from the Climate Data Store (2 running, next at position 3)');
});

test('many dates wait for the store once, not one after the other', async () => {
  const dates = Array.from({ length: 30 }, (_, k) =>
    new Date(Date.UTC(2018, 0, 4 + 12 * k)).toISOString().slice(0, 10).replaceAll('-', ''),
  );
  let [waiting, most] = [0, 0];
  await open({
    workMs: 60,
    content: (date) => weatherGrib(date, 14, { north: 1, west: 0, south: 0, east: 1 }),
  });
  const counted: ServiceContext['fetch'] = async (url, init) => {
    if (init.method !== 'POST') return fetch(url, init);
    waiting++;
    most = Math.max(most, waiting);
    return fetch(url, init).finally(() => waiting--);
  };
  expect(await kinds(fetching(dates, { fetch: counted }))).toEqual(dates.map(() => 'there'));
  expect(store.submitted).toHaveLength(4);
  expect(most).toBe(4); // all at the same time
});

const says = async (result: ReturnType<typeof fetching>) => {
  const [outcome] = await result;
  return 'error' in outcome
    ? `${outcome.error.name}: ${outcome.error.message} ${outcome.error.remedy}`
    : 'there';
};

test('five ways to fail are five sentences, each with the address to go to', async () => {
  const missing = keyMissing({ env: {}, home: folder });
  expect(`${missing.message} ${missing.remedy}`).toMatch(
    /wants a key.*\.cdsapirc.*climate\.copernicus\.eu\/profile/,
  );
  await open();
  expect(await says(fetching(DATES, {}, '1234:old'))).toMatch(
    /LoginRefusedError.*~\/\.cdsapirc.*before 2024.*eu\/profile/,
  );
  expect(store.submitted).toEqual([]);
  await store.close();
  await open({
    fault: ({ method }, response) => {
      if (method !== 'POST') return false;
      response
        .writeHead(403)
        .end(JSON.stringify({ title: 'permission denied', detail: 'required licences not accepted' }));
      return true;
    },
  });
  expect(await says(fetching())).toMatch(/LicenceError.*#manage-licences/);
  await store.close();
  await open({
    fault: (_, response) => {
      response.writeHead(429).end('{}');
      return true;
    },
  });
  expect(await says(fetching())).toMatch(/BusyError.*no more requests.*eu\/requests/);
  await store.close();
  await open({ unpublished: DATES });
  expect(await says(fetching(DATES.slice(0, 1)))).toMatch(
    /NotThereError.*it ends 2026-11-24 12:00.*five days/,
  );
});

test('dates that are not there yet fail alone, and are asked for again the next time', async () => {
  await open({ unpublished: DATES.slice(4) });
  expect(await kinds(fetching())).toEqual([
    ...DATES.slice(0, 4).map(() => 'there'),
    'NotThereError',
    'NotThereError',
  ]);
  await store.close();
  await open();
  expect(await kinds(fetching(DATES.slice(4)))).toEqual(['there', 'there']);
});

test('one date that the store cannot do does not take the others along', async () => {
  await open({
    fault: ({ method, dates }, response) => {
      if (method !== 'POST' || !dates.includes(DATES[1])) return false;
      response.writeHead(400).end(JSON.stringify({ detail: 'invalid request' }));
      return true;
    },
  });
  expect(await kinds(fetching())).toEqual(['there', 'AnswerError', ...DATES.slice(2).map(() => 'there')]);
});

test('what a run that was ended had asked for is gone on with, and nothing is asked twice', async () => {
  await open({ workMs: 60_000 });
  const stop = new AbortController();
  const ended = fetching(DATES, { signal: stop.signal });
  while (store.requests.filter((line) => line.startsWith('GET')).length < 4)
    await new Promise((resolve) => setTimeout(resolve, 5));
  stop.abort(new Error('stopped'));
  await expect(ended).rejects.toThrow('stopped');
  expect(files().filter((name) => name.endsWith('.json'))).toHaveLength(2);
  // The store is done with it meanwhile.
  const before = store.submitted.length;
  const job = (k: number) => `.era5-job-${k}`;
  for (const k of [0, 1])
    writeFileSync(
      join(folder, `${job(k)}.grib`),
      Buffer.concat(store.submitted[k].map((date) => weatherGrib(date, 14, AREA))),
    );
  const done: ServiceContext['fetch'] = async (url, init) => {
    if (/\/jobs\/job-\d$/.test(url)) {
      const value = { href: '/files/none.grib' };
      return Response.json({ status: 'successful', results: { asset: { value } } });
    }
    return fetch(url, init);
  };
  expect(await kinds(fetching(DATES, { fetch: done }))).toEqual(DATES.map(() => 'there'));
  expect(store.submitted).toHaveLength(before);
  expect(files()).toEqual(DATES.map((date) => `ERA5_${date}.grb`));
});

test('a request that the store has forgotten is handed in anew', async () => {
  await open();
  mkdirSync(folder, { recursive: true });
  const about = JSON.stringify([14, AREA]);
  const note = { job: 'job-77', url: store.url, about, dates: DATES };
  writeFileSync(join(folder, '.era5-job-77.json'), JSON.stringify(note));
  expect(await kinds(fetching())).toEqual(DATES.map(() => 'there'));
  expect(files()).toEqual(DATES.map((date) => `ERA5_${date}.grb`));
});

test('connections that break, stall, or bring something else are not the end', async () => {
  const page = '<html>maintenance</html>';
  await open({
    fault: ({ path, count }, response) => {
      if (/files/.test(path) && count === 0) {
        const bytes = weatherGrib(DATES[0], 14, AREA);
        response.writeHead(200, { ETag: '"1"', 'Content-Length': bytes.length });
        response.write(bytes.subarray(0, 3000), () => response.destroy());
        return true;
      }
      if (/execution/.test(path) && count === 0) {
        response.writeHead(503, { 'Retry-After': '0' }).end(page);
        return true;
      }
      if (/jobs\/job-0$/.test(path) && count === 0) {
        response.writeHead(200).write('{'); // and nothing more
        return true;
      }
      return false;
    },
  });
  expect(await kinds(fetching(DATES.slice(0, 1), { silenceMs: 50 }))).toEqual(['there']);
  expect(readFileSync(target(DATES[0]))).toEqual(weatherGrib(DATES[0], 14, AREA));
  await store.close();
  await open({ content: () => Buffer.from(page) });
  expect(await says(fetching(DATES.slice(1, 2)))).toMatch(/AnswerError.*web page/);
  await store.close();
  await open({
    fault: (_, response) => {
      response.writeHead(200).end(page);
      return true;
    },
  });
  expect(await says(fetching(DATES.slice(1, 2)))).toMatch(/AnswerError.*it sent a web page/);
  await store.close();
  expect(await says(fetching(DATES.slice(1, 2)))).toMatch(/OfflineError.*could not be reached/);
  expect(files()).toEqual([`ERA5_${DATES[0]}.grb`]);
});

test('the key is found where cdsapi looks for it', () => {
  const rc = join(folder, '.cdsapirc');
  writeFileSync(rc, 'url: https://example.org/api/\nkey: abc-def\n');
  const at = (env: Record<string, string>) => findStoreKey({ env, home: folder });
  expect(at({})).toEqual({ url: 'https://example.org/api', key: 'abc-def', place: rc });
  expect(at({ CDSAPI_KEY: 'k', CDSAPI_URL: 'http://u' })).toMatchObject({ url: 'http://u', key: 'k' });
  expect(at({ CDSAPI_RC: join(folder, 'none') })).toBeUndefined();
});
