import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { type RangeServer, serveRanges } from '../../../test/support/range-server.ts';
import { openUrl } from '../bytes/http-source.ts';
import { createH5 } from '../hdf5/file.ts';
import { openH5Source } from '../hdf5/reader.ts';
import { FileIndex, localVersion } from './file-index.ts';

const SHAPE = [300, 400] as const;
let bytes: Uint8Array;
let folder: string;
let server: RangeServer;
let etag: string;

beforeAll(async () => {
  const place = mkdtempSync(join(tmpdir(), 'mintsar-index-'));
  const path = join(place, 'a.h5');
  const spec = (name: string) => ({ name, type: 'f4', shape: SHAPE, compression: 'gzip' }) as const;
  const writer = await createH5(path, { attributes: { KEY: 'value' }, datasets: [spec('one'), spec('two')] });
  const noise = Float32Array.from({ length: 120_000 }, (_, k) => (k * 12.9898) % 7.77);
  writer.write('one', noise);
  writer.write('two', noise);
  writer.commit();
  bytes = new Uint8Array(readFileSync(path));
  rmSync(place, { recursive: true });
});
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'mintsar-index-'));
  etag = '"one"';
  server = await serveRanges(new Map([['/a.h5', { bytes }]]), (_, response) => {
    const { writeHead } = response;
    response.writeHead = ((status: number, headers: Record<string, unknown>) =>
      writeHead.call(response, status, { ...headers, ETag: etag } as never)) as typeof writeHead;
    return false;
  });
});
afterEach(async () => {
  await server.close();
  rmSync(folder, { recursive: true });
});

async function open() {
  const entry = new FileIndex(folder).open(`${server.url}/a.h5?token=secret`);
  const file = await openH5Source(
    await openUrl(`${server.url}/a.h5`, { saved: entry.ranges, limits: { pageBytes: 1024 } }),
  );
  await file.locate(['one', 'two']);
  entry.save();
  return file;
}
const window = { start: [0, 0], count: [2, 400] } as const;

test('the structure of a file on a server is read once; then windows cost their own chunks', async () => {
  const first = await (await open()).load('one', window);
  const before = { ...server.sent };
  const file = await open();
  expect(server.sent).toEqual(before);
  expect(file.attributes['KEY']).toBe('value');
  expect(await file.load('one', window)).toEqual(first);
  expect(server.sent.requests - before.requests).toBe(1);
  const [name] = readdirSync(folder);
  expect(name).toMatch(/^a\.h5\.[0-9a-f]{8}$/);
  expect(readFileSync(join(folder, name), 'latin1')).not.toContain('secret');
  expect(readFileSync(join(folder, name)).length).toBeLessThan(10_000);
});

test('another version of the file is noticed with the first byte, and the index forgets the old one', async () => {
  await open();
  etag = '"two"';
  const file = await open();
  await expect(file.load('one', window)).rejects.toThrow('was changed on the server');
  expect(readdirSync(folder)).toEqual([]);
  expect(await (await open()).load('one', window)).toHaveLength(800);
});

test.each<[string, (saved: Buffer) => Buffer]>([
  ['cut', (saved) => saved.subarray(0, saved.length - 100)],
  ['empty', () => Buffer.alloc(0)],
  ['of something else', () => Buffer.from('{"format": "mintsar index 1"}\nrest')],
  [
    'of wrong ranges',
    (saved) => Buffer.from(saved.toString('latin1').replace('"ranges":[[0,', '"ranges":[[-9,'), 'latin1'),
  ],
])('an index that is %s is read anew', async (_, spoil) => {
  await open();
  const path = join(folder, readdirSync(folder)[0]);
  writeFileSync(path, spoil(readFileSync(path)));
  expect(await (await open()).load('two', window)).toHaveLength(800);
});

test('facts hold for the version that they were learnt from', () => {
  const path = join(folder, 'b.nc');
  writeFileSync(path, 'content');
  const entry = new FileIndex(folder).open(path);
  entry.setFact('header', { range: Number.NaN, pair: 'a' }, localVersion(path));
  entry.save();
  const again = () => new FileIndex(folder).open(path).fact('header', localVersion(path));
  expect(again()).toEqual({ range: Number.NaN, pair: 'a' });
  writeFileSync(path, 'other content');
  expect(again()).toBeUndefined();
});
