import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { request as ask } from 'node:http';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { temporaryFolder, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { openedFiles, withoutStores } from './opened-files.ts';
import { serveViewer, type ViewerServer } from './serve.ts';

const DATES = ['20180104', '20180116', '20180128'];
const folder = temporaryFolder();
const page = { html: '<html><head></head><script>1</script></html>', film: '2' };
let server: ViewerServer;
let token: string;

beforeAll(async () => {
  mkdirSync(join(folder, 'geo'));
  await tinySeries(join(folder, 'timeseries.h5'), DATES, (k, y, x) => 100 * k + 10 * y + x);
  await tinyRasters(join(folder, 'geo/geo_velocity.h5'), { velocity: new Float32Array(35).fill(2) });
  writeFileSync(join(folder, 'secret.txt'), 'not for pages');
  server = await serveViewer(openedFiles([folder]), { page });
  token = server.url.split('/')[3];
});
afterAll(() => server.close());

interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: Buffer;
}

/** A request as a program sends it: paths and headers as they are, nothing made tidy. */
function get(
  path: string,
  headers: Record<string, string> = {},
  method = 'GET',
  port = server.port,
): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const sent = ask({ host: '127.0.0.1', port, path, method, headers }, (response) => {
      const parts: Buffer[] = [];
      response.on('data', (part: Buffer) => parts.push(part));
      response.on('end', () =>
        resolve({ status: response.statusCode!, headers: response.headers, body: Buffer.concat(parts) }),
      );
    });
    sent.on('error', reject);
    sent.end();
  });
}

test('gives the page, the list of files, ranges of them and series of pixels to whoever has the key', async () => {
  const given = await get(`/${token}/`);
  expect(given.status).toBe(200);
  expect(given.body.toString()).toContain('<meta name="mintsar-files" content="files.json">');
  expect(given.headers['content-security-policy']).toContain("connect-src 'self' data:;");
  const packed = await get(`/${token}/`, { 'Accept-Encoding': 'gzip, br' });
  expect(packed.headers['content-encoding']).toBe('gzip');
  expect(gunzipSync(packed.body)).toEqual(given.body);
  const { files } = JSON.parse((await get(`/${token}/files.json`)).body.toString());
  expect(files.map(({ name }: { name: string }) => name)).toEqual(['timeseries.h5', 'geo/geo_velocity.h5']);

  const head = await get(`/${token}/file/0`, { Range: 'bytes=0-7' });
  expect([head.status, head.body.toString('latin1')]).toEqual([206, '\x89HDF\r\n\x1a\n']);
  expect(head.headers.etag).toMatch(/^".+"$/);
  expect((await get(`/${token}/file/0`, { Range: 'bytes=99999999-' })).status).toBe(416);
  const last = await get(`/${token}/file/0`, { Range: 'bytes=-4' });
  expect([last.status, last.body.length]).toEqual([206, 4]);

  const series = await get(`/${token}/values/0?dataset=timeseries&y=3&x=4`);
  const floats = ({ body }: Reply) => [...new Float32Array(Uint8Array.from(body).buffer)];
  expect(floats(series)).toEqual([34, 134, 234]);
  const part = (words: string) => get(`/${token}/values/0?dataset=timeseries&y=0&x=5&columns=2&${words}`);
  expect(floats(await part('rows=2'))).toEqual([5, 6, 15, 16, 105, 106, 115, 116, 205, 206, 215, 216]);
  expect(floats(await part('plane=1&rows=2&every=3'))).toEqual([105, 106, 135, 136]);
  expect(floats(await part('rows=2&every=4'))).toEqual([
    5, 6, 45, 46, 105, 106, 145, 146, 205, 206, 245, 246,
  ]);
  expect((await get(`/${token}/film.js`)).body.toString()).toBe('2');
});

test('what cannot be answered is said in one sentence of JSON', async () => {
  for (const [path, status] of [
    [`/${token}/values/0?dataset=timeseries&y=5&x=0`, 422],
    [`/${token}/values/0?dataset=timeseries&y=1.5&x=0`, 422],
    [`/${token}/values/0?dataset=timeseries&y=0&x=0&plane=3`, 422],
    [`/${token}/values/0?dataset=timeseries&y=0&x=0&rows=2&every=5`, 422],
    [`/${token}/values/0?dataset=timeseries&y=0&x=0&columns=8`, 422],
    [`/${token}/values/0?dataset=date&y=0&x=0`, 422],
    [`/${token}/values/0?dataset=__proto__&y=0&x=0`, 422],
    [`/${token}/values/1?dataset=velocity&y=0&x=7`, 422],
    [`/${token}/file/2`, 404],
    [`/${token}/file/-1`, 404],
    [`/${token}/nothing`, 404],
  ] as const) {
    const { status: got, body } = await get(path);
    expect([path, got]).toEqual([path, status]);
    expect(JSON.parse(body.toString()).error).toMatch(/\.$/);
  }
});

test('refuses who has no key, comes from another site, or calls the server by another name', async () => {
  const host = `127.0.0.1:${server.port}`;
  const refused: [path: string, headers?: Record<string, string>, method?: string][] = [
    ['/'],
    ['/files.json'],
    [`/${token.slice(0, -1)}/`],
    [`/${token.slice(0, -1)}A_/files.json`],
    [`/x${token}/files.json`],
    [`/${token}/files.json`, { Host: `evil.example:${server.port}` }],
    [`/${token}/files.json`, { Host: '127.0.0.1' }],
    [`/${token}/files.json`, { Origin: 'http://evil.example' }],
    [`/${token}/files.json`, { Origin: 'null' }],
    [`/${token}/files.json`, { Origin: `https://${host}` }],
    [`/${token}/files.json`, { 'Sec-Fetch-Site': 'cross-site', 'Sec-Fetch-Mode': 'no-cors' }],
    [`/${token}/files.json`, {}, 'POST'],
    [`/${token}/file/0`, {}, 'DELETE'],
  ];
  for (const [path, headers, method] of refused) {
    const { status, body } = await get(path, headers, method);
    expect([403, 405], `${method ?? 'GET'} ${path} ${JSON.stringify(headers)}`).toContain(status);
    expect(body.toString()).not.toContain('timeseries');
  }
  const welcome: Record<string, string>[] = [
    { Origin: `http://${host}` },
    { Host: `localhost:${server.port}` },
  ];
  for (const headers of welcome) expect((await get(`/${token}/files.json`, headers)).status).toBe(200);
});

test('of a Zarr store its own files are given out, and nothing beside them', async () => {
  const store = join(folder, 'velocity.zarr');
  mkdirSync(join(store, 'velocity/c'), { recursive: true });
  writeFileSync(join(store, 'zarr.json'), '{"zarr_format": 3}');
  writeFileSync(join(store, 'velocity/c/0 1'), 'chunk');
  symlinkSync(join(folder, 'secret.txt'), join(store, 'velocity/secret'));
  const own = await serveViewer(openedFiles([store, join(folder, 'timeseries.h5')]), { page });
  const ask = (path: string, headers = {}) =>
    get(`/${own.url.split('/')[3]}/${path}`, { Host: `127.0.0.1:${own.port}`, ...headers }, 'GET', own.port);
  const { files } = JSON.parse((await ask('files.json')).body.toString());
  expect(files[0]).toEqual({ name: 'velocity.zarr', url: 'store/0.zarr' });
  expect((await ask('store/0.zarr/zarr.json')).body.toString()).toBe('{"zarr_format": 3}');
  const part = await ask('store/0.zarr/velocity/c/0%201', { Range: 'bytes=1-2' });
  expect([part.status, part.body.toString()]).toEqual([206, 'hu']);
  for (const path of [
    'store/0.zarr/velocity/secret',
    'store/0.zarr/../secret.txt',
    'store/0.zarr/..%2fsecret.txt',
    'store/0.zarr/velocity/../../secret.txt',
    'store/0.zarr/%',
    'store/1.zarr/zarr.json',
    'file/0',
    'values/0?dataset=velocity&y=0&x=0',
  ]) {
    const { status, body } = await ask(path);
    expect([path, status]).toEqual([path, 404]);
    expect(body.toString()).not.toContain('not for pages');
  }
  await own.close();
  expect(() => withoutStores(openedFiles([store]))).toThrow(/is a Zarr store/);
  rmSync(store, { recursive: true });
});

test('no path leads to a file that was not opened', async () => {
  for (const path of [
    '../secret.txt',
    'file/../secret.txt',
    'file/0/../../secret.txt',
    'file/0/secret.txt',
    'file/%2e%2e%2fsecret.txt',
    'file/..%5c..%5csecret.txt',
    '/etc/passwd',
    'file//etc/passwd',
    'file/0%00',
    `file/${join(folder, 'secret.txt')}`,
  ]) {
    const { status, body } = await get(`/${token}/${path}`);
    expect([403, 404], path).toContain(status);
    expect(body.toString()).not.toMatch(/not for pages|root:/);
  }
});

test('a port that is taken, and a folder without products, are said before anything starts', async () => {
  await expect(serveViewer(openedFiles([folder]), { port: server.port, page })).rejects.toThrow(
    /Port \d+ cannot be used: another program/,
  );
  mkdirSync(join(folder, 'empty'));
  expect(() => openedFiles([join(folder, 'empty')])).toThrow(/holds no products/);
  expect(() => openedFiles([join(folder, 'gone.h5')])).toThrow(/does not exist/);
});
