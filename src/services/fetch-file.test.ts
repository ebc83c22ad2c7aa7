import { mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import {
  type Answer,
  type AnsweringServer,
  answering,
  broken,
  file,
  inTurn,
  status,
} from '../../test/support/answers.ts';
import { FileError } from '../core/errors.ts';
import { failureSummary, fetchAll } from './fetch-all.ts';
import { type FileRequest, fetchFile } from './fetch-file.ts';
import type { Login, ServiceContext } from './service.ts';

const TEXT = 'first line\nsecond line\nthird line\n';
let folder: string;
let server: AnsweringServer;
let waits: number[];
const warnings: string[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-services-'));
  waits = [];
  warnings.length = 0;
});
afterEach(async () => {
  await server?.close();
  rmSync(folder, { recursive: true });
});

const context = (more: Partial<ServiceContext> = {}): ServiceContext => ({
  log: { debug() {}, info() {}, warn: (line) => warnings.push(line) },
  progress() {},
  retry: {
    attempts: 3,
    wait: async (ms) => {
      waits.push(ms);
    },
  },
  places: { env: {}, home: folder },
  ...more,
});

function verify(path: string): void {
  if (!readFileSync(path, 'utf8').startsWith('first'))
    throw new FileError(`${path} begins with something else.`);
}

async function request(answer: Answer, more: Partial<FileRequest> = {}, login?: Login): Promise<FileRequest> {
  server = await answering({ '/data/a.txt': answer });
  return {
    service: { name: 'Test archive', address: server.url, login },
    url: `${server.url}/data/a.txt`,
    path: join(folder, 'cache', 'a.txt'),
    maxBytes: 1000,
    verify,
    ...more,
  };
}

const cached = () => readFileSync(join(folder, 'cache', 'a.txt'), 'utf8');
const names = () => readdirSync(join(folder, 'cache')).sort();

test('an answer is kept as a file with a note of its origin, and asked for once', async () => {
  const asked = await request(file(TEXT));
  expect((await fetchFile(asked, context())).from).toBe('fetched');
  expect((await fetchFile(asked, context())).from).toBe('kept');
  expect(cached()).toBe(TEXT);
  expect(server.requests).toHaveLength(1);
  expect(names()).toEqual(['.a.txt.origin.json', 'a.txt']);
  const note = JSON.parse(readFileSync(join(folder, 'cache', '.a.txt.origin.json'), 'utf8'));
  expect(note).toMatchObject({ service: 'Test archive', url: asked.url, bytes: TEXT.length, etag: '"1"' });
});

test('a broken connection goes on behind the bytes that came', async () => {
  const asked = await request(inTurn(broken(TEXT, 11), file(TEXT)));
  let range: string | undefined;
  const fetching: ServiceContext['fetch'] = (url, init) => {
    range = init.headers['Range'];
    return fetch(url, init);
  };
  await fetchFile(asked, context({ fetch: fetching }));
  expect(range).toBe('bytes=11-');
  expect(cached()).toBe(TEXT);
});

test('what a killed run left is gone on with, and another version begins anew', async () => {
  const asked = await request(file(TEXT, '"2"'));
  const part = join(
    folder,
    'cache',
    `.a.txt.${hostname()
      .replace(/[^A-Za-z0-9]/g, '')
      .slice(0, 32)}-999999999-1.partial`,
  );
  for (const etag of ['"2"', '"1"']) {
    rmSync(join(folder, 'cache'), { recursive: true, force: true });
    await fetchFile(asked, context());
    renameSync(asked.path, part);
    writeFileSync(part, TEXT.slice(0, 11));
    writeFileSync(`${part}.rows`, JSON.stringify({ url: asked.url, etag }));
    await fetchFile(asked, context());
    expect(cached()).toBe(TEXT);
    expect(names()).toEqual(['.a.txt.origin.json', 'a.txt']);
  }
});

test('an old file is asked for again, and kept when the server has no newer one', async () => {
  const asked = await request(inTurn(file(TEXT), file(TEXT), file(`${TEXT}fourth line\n`, '"2"')), {
    maxAgeMs: 0,
  });
  await fetchFile(asked, context());
  expect((await fetchFile(asked, context())).from).toBe('confirmed');
  expect((await fetchFile(asked, context())).from).toBe('fetched');
  expect(cached()).toContain('fourth');
});

test('without a connection an old file is better than none, with a warning', async () => {
  const asked = await request(file(TEXT), { maxAgeMs: 0 });
  await fetchFile(asked, context());
  await server.close();
  expect((await fetchFile(asked, context())).from).toBe('stale');
  expect(warnings.join()).toContain('may be out of date');
});

test('a busy server is asked again when it says, and named when it stays busy', async () => {
  const asked = await request(inTurn(status(429, { 'Retry-After': '7' }), status(503), file(TEXT)));
  await fetchFile(asked, context());
  expect(waits[0]).toBe(7000);
  expect(cached()).toBe(TEXT);
  rmSync(asked.path);
  await server.close();
  const busy = await request(status(429));
  await expect(fetchFile(busy, context())).rejects.toMatchObject({
    name: 'BusyError',
    message: expect.stringContaining('3 attempts'),
    exitCode: 1,
  });
});

test('a server that falls silent is not waited for', async () => {
  const asked = await request((_, response) => response.writeHead(200).write('first'));
  await expect(fetchFile(asked, context({ silenceMs: 30, retry: { attempts: 1 } }))).rejects.toMatchObject({
    name: 'OfflineError',
    message: expect.stringContaining('no answer in 0.03 s'),
  });
});

const LOGIN: Login = {
  tokenVariable: 'TEST_TOKEN',
  machine: 'test.archive',
  page: 'https://test.archive/register',
  licencePage: 'https://test.archive/terms',
};
const TOKEN = { env: { TEST_TOKEN: 'secret' }, home: '/nowhere' };

test.each([
  ['LoginRefusedError', 401, /variable TEST_TOKEN/, /test\.archive\/register/],
  ['LicenceError', 403, /does not give/, /test\.archive\/terms/],
  ['NotThereError', 404, /has no .*a\.txt/, /Check the name/],
  ['AnswerError', 418, /answered 418/, /browser/],
])('%s: what the server refuses is said with the address to go to', async (name, code, says, advice) => {
  const asked = await request(status(code), {}, LOGIN);
  const failure = fetchFile(asked, context({ places: TOKEN }));
  await expect(failure).rejects.toMatchObject({
    name,
    message: expect.stringMatching(says),
    remedy: expect.stringMatching(advice),
  });
  await expect(failure).rejects.not.toMatchObject({ message: expect.stringContaining('secret') });
  expect(server.requests).toHaveLength(1);
});

test('a missing login is said before anything is asked, with the places looked into', async () => {
  const asked = await request(file(TEXT), {}, LOGIN);
  await expect(fetchFile(asked, context())).rejects.toMatchObject({
    name: 'LoginMissingError',
    remedy: expect.stringMatching(/register.*TEST_TOKEN.*machine test\.archive.*\.netrc/),
  });
  expect(server.requests).toEqual([]);
});

test('an address that cannot be reached is named, with the file to put there by hand', async () => {
  const asked = await request(file(TEXT));
  await server.close();
  await expect(fetchFile(asked, context())).rejects.toMatchObject({
    name: 'OfflineError',
    message: expect.stringMatching(/Test archive \(http:\/\/127\.0\.0\.1:\d+\).*ECONNREFUSED/),
    remedy: expect.stringContaining(asked.path),
  });
  expect(waits).toHaveLength(2);
});

test('a web page, a text that is cut, and one that is too long never become the file', async () => {
  const page = await request(file('<html>Log in</html>'));
  await expect(fetchFile(page, context())).rejects.toThrow('begins with something else');
  expect(names()).toEqual([]);
  await server.close();
  const long = await request(file(`first${'x'.repeat(2000)}`));
  await expect(fetchFile(long, context())).rejects.toMatchObject({ name: 'AnswerError' });
  await server.close();
  const endless = await request((_, response) => response.writeHead(200).end(`first${'x'.repeat(2000)}`));
  await expect(fetchFile(endless, context())).rejects.toMatchObject({ name: 'AnswerError' });
});

test('a file that somebody put there is taken', async () => {
  const asked = await request(status(500));
  await fetchFile({ ...asked, url: `${server.url}/nothing` }, context()).catch(() => {});
  writeFileSync(asked.path, TEXT);
  expect((await fetchFile(asked, context())).from).toBe('kept');
});

test('several requests fail alone, in order, and what failed is told by kind', async () => {
  server = await answering({ '/a': file(TEXT), '/b': status(404), '/c': file(TEXT), '/d': status(500) });
  const service = { name: 'Test archive', address: server.url };
  const outcomes = await fetchAll(
    'test',
    ['a', 'b', 'c', 'd', 'e'],
    async (name) => {
      const path = join(folder, name);
      await fetchFile({ service, url: `${server.url}/${name}`, path, maxBytes: 1000, verify }, context());
      return name.toUpperCase();
    },
    context(),
  );
  expect(outcomes.map((o) => ('value' in o ? o.value : o.error.name))).toEqual([
    'A',
    'NotThereError',
    'C',
    'BusyError',
    'NotThereError',
  ]);
  const lines = failureSummary('files', outcomes);
  expect(lines[0]).toMatch(/^2 of 5 files not fetched: b, e\. Test archive has no /);
  expect(lines[1]).toMatch(/^1 of 5 files not fetched: d\. Test archive is busy/);
});

test('once nothing can be reached, the rest does not wait for it', async () => {
  let asked = 0;
  const never: ServiceContext['fetch'] = async () => {
    asked++;
    throw new TypeError('fetch failed', { cause: { code: 'ENOTFOUND' } });
  };
  const service = { name: 'Test archive', address: 'https://test.archive' };
  const outcomes = await fetchAll(
    'test',
    Array.from({ length: 50 }, (_, k) => `f${k}`),
    (name) =>
      fetchFile(
        { service, url: `https://test.archive/${name}`, path: join(folder, name), maxBytes: 9, verify },
        context({ fetch: never }),
      ),
    context(),
  );
  expect(outcomes.every((o) => 'error' in o && o.error.name === 'OfflineError')).toBe(true);
  expect(asked).toBeLessThan(40);
});
