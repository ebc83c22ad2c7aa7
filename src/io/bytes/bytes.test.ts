import { spawnSync } from 'node:child_process';
import { mkdtempSync, writeFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { type RangeServer, serveRanges } from '../../../test/support/range-server.ts';
import { blobSource } from './blob-source.ts';
import { type ByteSource, BytesWanted, fetched } from './byte-source.ts';
import { CachedSource } from './cached-source.ts';
import { openUrl } from './http-source.ts';
import { LocalFile } from './local-file.ts';
import { memorySource } from './memory-source.ts';
import { retryAfter } from './retry.ts';

const content = Uint8Array.from({ length: 300_000 }, (_, i) => (i * 7 + (i >> 8)) & 255);
const at = (start: number, end: number) => Array.from(content.subarray(start, end));
const folder = mkdtempSync(join(tmpdir(), 'mintsar-bytes-'));
const path = join(folder, 'content.bin');
writeFileSync(path, content);

const servers: RangeServer[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await server.close();
});

type Answer = (request: IncomingMessage, response: ServerResponse, count: number) => boolean;

async function serve(answer?: Answer, bytes = content) {
  const server = await serveRanges(new Map([['/content.bin', { bytes }]]), answer);
  servers.push(server);
  return server;
}

test('pipes and devices are refused as files, at once', () => {
  const pipe = join(folder, 'pipe');
  spawnSync('mkfifo', [pipe]);
  expect(() => new LocalFile(pipe)).toThrow('pipe is a pipe');
  expect(() => new LocalFile('/dev/zero')).toThrow('/dev/zero is a device');
});

const waits: number[] = [];
const patient = {
  wait: async (ms: number) => {
    waits.push(ms);
  },
};

async function open(answer?: Answer): Promise<ByteSource> {
  return openUrl(`${(await serve(answer)).url}/content.bin?token=secret`, { retry: patient });
}

describe.each([
  ['a local file', async () => new LocalFile(path)],
  ['memory', async () => memorySource(content, 'content')],
  ['a Blob', async () => blobSource(new Blob([content]), 'content')],
  ['a server', () => open()],
] as [string, () => Promise<ByteSource>][])('%s', (_, make) => {
  test('gives the bytes asked for, across pages, by read and by load', async () => {
    const source = await make();
    expect(source.size).toBe(content.length);
    const read = await fetched(source, () => [...source.read(65_530, 12), ...source.read(200_000, 3)]);
    expect(read).toEqual([...at(65_530, 65_542), ...at(200_000, 200_003)]);
    const out = new Uint8Array(5);
    await fetched(source, () => source.readInto(out, 299_995));
    expect(Array.from(out)).toEqual(at(299_995, 300_000));
    const parts = await source.load([
      { start: 250_000, end: 250_004 },
      { start: 10, end: 14 },
      { start: 250_002, end: 250_006 },
    ]);
    expect(parts.map((part) => Array.from(part))).toEqual([
      at(250_000, 250_004),
      at(10, 14),
      at(250_002, 250_006),
    ]);
    source.close();
  });

  test('names the bytes that lie behind its end', async () => {
    const source = await make();
    await expect(fetched(source, () => source.read(299_999, 2))).rejects.toThrow(
      /is truncated: bytes 299999 to 300001 are needed and the file has 300000/,
    );
    await expect(source.load([{ start: 299_999, end: 300_001 }])).rejects.toThrow(/is truncated/);
    source.close();
  });
});

describe('a server', () => {
  test('is asked for what is needed: pages once, neighbours together, far ranges exactly', async () => {
    const server = await serve();
    const source = await openUrl(`${server.url}/content.bin`);
    expect(server.sent).toEqual({ requests: 1, bytes: 32_768 });
    for (let k = 0; k < 3; k++) await fetched(source, () => source.read(40_000, 8));
    expect(server.sent).toEqual({ requests: 2, bytes: 65_536 });
    await source.load([
      { start: 100_000, end: 100_004 },
      { start: 101_000, end: 101_004 },
      { start: 290_000, end: 290_004 },
    ]);
    expect(server.sent).toEqual({ requests: 4, bytes: 65_536 + 1004 + 4 });
    expect(source.traffic).toEqual(server.sent);
  });

  test('that is busy or breaks off is asked again, after as long as it says', async () => {
    waits.length = 0;
    const source = await open((request, response, count) => {
      if (count === 0) response.writeHead(503, { 'Retry-After': '7' }).end();
      else if (count === 1) request.socket.destroy();
      else if (count === 2) response.writeHead(206, { 'Content-Range': 'bytes 0-32767/300000' }).end('short');
      else return false;
      return true;
    });
    expect(await fetched(source, () => source.read(5, 1)[0])).toBe(content[5]);
    expect(waits).toHaveLength(3);
    expect(waits[0]).toBe(7000);
    expect(waits[2]).toBeGreaterThanOrEqual(1200);
    expect(source.traffic.requests).toBe(4);
  });

  test.each([
    [401, /content\.bin may not be read: the server answered 401/],
    [403, /content\.bin may not be read: the server answered 403/],
    [404, /content\.bin does not exist on the server/],
    [200, /content\.bin: the server sends only the whole file/],
    [500, /content\.bin could not be fetched: the server answered 500 \(5 attempts\)/],
  ])('that answers %i is named without the secrets of the address', async (status, message) => {
    const opening = open((_, response) => {
      response.writeHead(status).end('x');
      return true;
    });
    await expect(opening).rejects.toThrow(message);
    await expect(opening).rejects.not.toThrow(/secret/);
  });

  test.each([
    ['another ETag', { 'Content-Range': 'bytes 100000-100003/300000', ETag: '"two"' }],
    ['another size', { 'Content-Range': 'bytes 100000-100003/300001', ETag: '"one"' }],
  ])('that has %s than before holds another file', async (_, headers) => {
    const source = await open((_request, response, count) => {
      if (count === 0) return false;
      response.writeHead(206, headers).end('1234');
      return true;
    });
    await expect(source.load([{ start: 100_000, end: 100_004 }])).rejects.toThrow(
      /content\.bin was changed on the server/,
    );
  });

  test('that hides the size, compresses or never stops is refused', async () => {
    const answered = (headers: Record<string, string>, body: Uint8Array) =>
      open((_, response) => {
        response.writeHead(206, headers).end(body);
        return true;
      });
    const page = content.subarray(0, 32_768);
    await expect(answered({}, page)).rejects.toThrow(/does not say how large/);
    const range = { 'Content-Range': 'bytes 0-32767/300000' };
    await expect(answered({ ...range, 'Content-Encoding': 'gzip' }, page)).rejects.toThrow(/compresses/);
    await expect(answered(range, content)).rejects.toThrow(/more than the 32768 bytes/);
  });

  test('stops when the caller does', async () => {
    const stop = new AbortController();
    const source = await open((_, response, count) => {
      if (count === 0) return false;
      stop.abort();
      response.writeHead(503).end();
      return true;
    });
    await expect(source.load([{ start: 100_000, end: 100_001 }], stop.signal)).rejects.toThrow(/abort/);
  });

  test('without a fetch between, a synchronous read says what it lacks', async () => {
    const source = await open();
    expect(() => source.read(100_000, 4)).toThrow(BytesWanted);
  });
});

test('pages that one operation has read stay until it ends, and go by age afterwards', async () => {
  let requests = 0;
  const get = async ({ start, end }: { start: number; end: number }) => {
    requests++;
    return content.slice(start, end);
  };
  const source = new CachedSource('c', content.length, get, {
    pageBytes: 1000,
    keptBytes: 2000,
    gapBytes: 0,
  });
  const places = [0, 5000, 10_000, 15_000];
  const sum = () => places.reduce((total, place) => total + source.read(place, 1)[0], 0);
  await fetched(source, sum);
  expect(requests).toBe(4);
  await fetched(source, () => source.read(15_000, 1));
  expect(requests).toBe(4);
  await fetched(source, () => source.read(0, 1));
  expect(requests).toBe(5);
  const small = new CachedSource('c', content.length, get, { pageBytes: 1000, heldBytes: 3000 });
  await expect(fetched(small, () => small.read(0, 4000))).rejects.toThrow(/needs more than/);
});

test('Retry-After is seconds or a date', () => {
  expect(retryAfter('3')).toBe(3000);
  expect(retryAfter('Mon, 30 Nov 2026 10:00:05 GMT', Date.parse('2026-11-30T10:00:00Z'))).toBe(5000);
  expect(retryAfter('soon')).toBeUndefined();
});
