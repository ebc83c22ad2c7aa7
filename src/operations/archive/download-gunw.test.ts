import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import {
  type ArchivedProduct,
  type ArchiveOptions,
  gunwArchiveHere,
  type LocalArchive,
  sendPart,
} from '../../../test/support/gunw-archive.ts';
import type { Context } from '../../core/context.ts';
import { quietContext } from '../../core/context.ts';
import { createH5 } from '../../io/hdf5/file.ts';
import { searchGunw } from '../../services/asf/search-gunw.ts';
import type { ServiceContext } from '../../services/service.ts';
import { type DownloadRequest, downloadGunw } from './download-gunw.ts';

const name = (dates: string) => `S1-GUNW-A-R-064-tops-${dates}-015000-00119W_00033N-PP-6267-v3_0_1`;
const NAMES = ['20210711_20210629', '20210723_20210711', '20210804_20210723'].map(name);
const LOGIN = { user: 'someone', password: 'secret' };
let content: Uint8Array;
let products: readonly ArchivedProduct[];
let folder: string;
let here: LocalArchive;
let warnings: string[];
let progress: (readonly [number, number])[];

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-h5-'));
  const path = join(folder, 'product.nc');
  const spec = { name: 'unwrappedPhase', type: 'f4', shape: [200, 300] } as const;
  const writer = await createH5(path, { attributes: {}, datasets: [spec] });
  writer.write('unwrappedPhase', Float32Array.from({ length: 60_000 }, Math.sin));
  writer.commit();
  content = new Uint8Array(readFileSync(path));
  products = NAMES.map((one) => ({ name: one, bytes: content }));
  rmSync(folder, { recursive: true });
});
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-download-'));
  warnings = [];
  progress = [];
});
afterEach(async () => {
  await here.close();
  expect(here.leaks).toEqual([]);
  rmSync(folder, { recursive: true });
});

function context(more: Partial<ServiceContext> = {}): Context & Partial<ServiceContext> {
  return {
    ...quietContext(),
    log: { debug() {}, info() {}, warn: (line) => warnings.push(line) },
    progress: (_, done, total) => progress.push([done, total]),
    retry: { attempts: 3, wait: async () => {} },
    places: { env: {}, home: folder },
    ...more,
  };
}
const start = async (options: ArchiveOptions = {}) => {
  here = await gunwArchiveHere(products, options);
};
const found = () => searchGunw({ tracks: [64] }, context(), here.archive);
async function download(request: Partial<DownloadRequest> = LOGIN, more: Partial<ServiceContext> = {}) {
  const products = await found();
  return downloadGunw(
    { products, folder: join(folder, 'products'), archive: here.archive, ...request },
    context(more),
  );
}
const files = () => readdirSync(join(folder, 'products')).filter((file) => !file.startsWith('.'));
const whole = () => NAMES.every((one) => readFileSync(join(folder, 'products', `${one}.nc`)).equals(content));
const count = (line: RegExp) => here.requests.filter((request) => line.test(request)).length;

test('name and password go to the login alone; a cookie opens the archive, signed addresses the files', async () => {
  await start();
  expect(await download({ ...LOGIN, atOnce: 1 })).toMatchObject({ numNew: 3 });
  expect(whole()).toBe(true);
  expect(count(/oauth/)).toBe(1);
  expect(progress.at(-1)).toEqual([3 * content.length, 3 * content.length]);
  const before = here.requests.length;
  expect(await download()).toMatchObject({ numNew: 0 });
  expect(here.requests.slice(before).every((request) => request.startsWith('nasa POST /search'))).toBe(true);
});

test.each<[string, Record<string, string>, string]>([
  ['a token of the environment', { EARTHDATA_TOKEN: 'good-token' }, ''],
  [
    'name and password of the environment',
    { EARTHDATA_USERNAME: 'someone', EARTHDATA_PASSWORD: 'secret' },
    '',
  ],
  ['.netrc', {}, 'machine urs.earthdata.nasa.gov login someone password secret\n'],
])('the login may be %s', async (_, env, netrc) => {
  await start();
  if (netrc !== '') writeFileSync(join(folder, '.netrc'), netrc);
  expect(await download({}, { places: { env, home: folder } })).toMatchObject({ numNew: 3 });
  expect(whole()).toBe(true);
});

test.each<[string, Partial<DownloadRequest>, Record<string, string>, ArchiveOptions, RegExp]>([
  ['no login', {}, {}, {}, /wants a login, and there is none/],
  ['half a login', { user: 'someone' }, {}, {}, /a name without a password/],
  [
    'a wrong password',
    { ...LOGIN, password: 'wrong' },
    {},
    {},
    /does not accept the login of --user and --pass \(401\)/,
  ],
  [
    'an expired token',
    {},
    { EARTHDATA_TOKEN: 'old' },
    {},
    /token of the variable EARTHDATA_TOKEN is not accepted.*expired/,
  ],
  [
    'a token that is refused with 401',
    {},
    { EARTHDATA_TOKEN: 'old' },
    { fault: ({ server }, _, response) => server === 'data' && !!response.writeHead(401).end() },
    /token of the variable EARTHDATA_TOKEN is not accepted/,
  ],
  [
    'an application that is not approved',
    LOGIN,
    {},
    { fault: ({ server }, _, response) => server === 'data' && !!response.writeHead(403).end() },
    /does not give .* to this login \(403\)/,
  ],
  [
    'a page that asks for approval',
    LOGIN,
    {},
    {
      fault: ({ path }, _, response) => path === '/oauth/authorize' && !!response.end('<html>approve</html>'),
    },
    /the archive's application is not approved/,
  ],
  [
    'redirects without an end',
    LOGIN,
    {},
    {
      fault: ({ server }, request, response) =>
        server === 'data' && !!response.writeHead(302, { Location: request.url! }).end(),
    },
    /sends on and on/,
  ],
  [
    'a redirect to a file',
    LOGIN,
    {},
    {
      fault: ({ server }, _, response) =>
        server === 'data' && !!response.writeHead(302, { Location: 'file:///etc/passwd' }).end(),
    },
    /sends on to file:\/\/\/etc\/passwd, which is no safe address/,
  ],
])('%s has a sentence of its own, and leaves nothing', async (_, request, env, options, sentence) => {
  await start(options);
  await expect(download(request, { places: { env, home: folder } })).rejects.toThrow(sentence);
  expect(existsSync(join(folder, 'products')) ? files() : []).toEqual([]);
});

test('a wrong login is tried once, not for every file', async () => {
  await start();
  await expect(download({ ...LOGIN, password: 'wrong', atOnce: 1 })).rejects.toThrow();
  expect(count(/oauth/)).toBe(1);
});

test('a busy server is asked again, a cut file gone on with', async () => {
  const ranges: (string | undefined)[] = [];
  await start({
    fault: ({ server, path, count }, request, response) => {
      if (server === 'bucket') ranges.push(request.headers.range);
      if (server === 'data' && count === 0 && path.includes(NAMES[0]) && request.headers.cookie !== undefined)
        return false;
      if (server === 'data' && count === 1) return !!response.writeHead(429, { 'Retry-After': '1' }).end();
      if (server !== 'bucket' || count > 0) return false;
      response.writeHead(200, { ETag: '"1"', 'Content-Length': content.length });
      response.write(content.subarray(0, 1000), () => response.destroy());
      return true;
    },
  });
  await download({ ...LOGIN, atOnce: 1 });
  expect(whole()).toBe(true);
  expect(ranges).toContain('bytes=1000-');
});

test('a file that the archive replaced in the meantime is fetched from its beginning', async () => {
  const older = content.map((byte, k) => (k > 20_000 ? 255 - byte : byte));
  await start({
    fault: ({ server, count }, request, response) => {
      if (server !== 'bucket') return false;
      if (count > 0) sendPart(request, response, content, '"new"');
      else {
        response.writeHead(200, { ETag: '"old"', 'Content-Length': content.length });
        response.write(older.subarray(0, 100_000), () => response.destroy());
      }
      return true;
    },
  });
  await download({ ...LOGIN, atOnce: 2 });
  expect(whole()).toBe(true);
});

test('what is not whole does not count: wrong digests, pages, cut files of other programs', async () => {
  await start({
    fault: ({ server, path }, _, response) => {
      if (server !== 'bucket' || !path.includes(NAMES[1])) return false;
      const other = content.slice();
      other[content.length >> 1] ^= 1;
      response.writeHead(200, { 'Content-Length': other.length }).end(other);
      return true;
    },
  });
  const cut = join(folder, 'products', `${NAMES[0]}.nc`);
  await expect(download({ ...LOGIN, atOnce: 1 })).rejects.toThrow('1 of 3 products were not fetched.');
  expect(warnings.join()).toMatch(/has the md5 [0-9a-f]{32}, the archive's file has/);
  expect(files()).toEqual([`${NAMES[0]}.nc`, `${NAMES[2]}.nc`]);
  writeFileSync(cut, content.subarray(0, 5000));
  await expect(download()).rejects.toThrow('1 of 3 products');
  expect(warnings.join()).toMatch(/is not whole, it is fetched anew: .* is truncated/);
  expect(readFileSync(cut).equals(content)).toBe(true);
});

test('a token goes to no host but those of the archive', async () => {
  await start();
  const elsewhere: (string | undefined)[] = [];
  const fetching: ServiceContext['fetch'] = (url, init) => {
    if (new URL(url).hostname === 'localhost')
      elsewhere.push(init.headers['Authorization'], init.headers['Cookie']);
    return fetch(url, init);
  };
  await download({}, { fetch: fetching, places: { env: { EARTHDATA_TOKEN: 'good-token' }, home: folder } });
  expect(elsewhere).toEqual(new Array(6).fill(undefined));
});

test('more than fits on the disk is not begun', async () => {
  await start();
  const huge = (await found()).map((product) => ({ ...product, size: 2 ** 52 }));
  await expect(download({ ...LOGIN, products: huge })).rejects.toThrow(/need .* TB, and .* has room for/);
  expect(count(/^data/)).toBe(0);
});
