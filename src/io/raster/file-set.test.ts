import { expect, test } from 'vitest';
import { fetched } from '../bytes/byte-source.ts';
import { openUrl } from '../bytes/http-source.ts';
import { memorySource } from '../bytes/memory-source.ts';
import { endingOf, fileSetOf, folderOf, normalPath } from './file-set.ts';
import { openRaster } from './raster.ts';

const LENGTH = 40;
const WIDTH = 30;
const values = Float32Array.from({ length: LENGTH * WIDTH }, (_, p) => p / 8);
const bytes = new Uint8Array(values.buffer);
const bigEndian = new Uint8Array(bytes.length);
for (let i = 0; i < bytes.length; i++) bigEndian[i] = bytes[(i & ~3) | (3 - (i & 3))];
const text = (content: string) => new TextEncoder().encode(content);
const header = (order: number) =>
  text(`ENVI\nsamples = ${WIDTH}\nlines = ${LENGTH}\nbands = 1\ndata type = 4\nbyte order = ${order}\n`);
const vrt = text(
  `<VRTDataset rasterXSize="${WIDTH}" rasterYSize="${LENGTH}"><VRTRasterBand dataType="Float32" band="1">` +
    '<SimpleSource><SourceFilename relativeToVRT="1">../data/x.unw</SourceFilename><SourceBand>1</SourceBand>' +
    '</SimpleSource></VRTRasterBand></VRTDataset>',
);
const FILES: Readonly<Record<string, Uint8Array>> = {
  'data/x.unw': bytes,
  'data/x.unw.hdr': header(0),
  'data/swapped': bigEndian,
  'data/swapped.hdr': header(1),
  'stack/s.vrt': vrt,
};
const BOX = { y0: 3, x0: 2, y1: 9, x1: 27 };
const expected = Array.from(
  { length: 6 * 25 },
  (_, i) => values[(3 + Math.floor(i / 25)) * WIDTH + 2 + (i % 25)],
);

test.each(['data/x.unw', 'data/swapped', 'stack/s.vrt'])(
  '%s is read out of memory with its sheets',
  (path) => {
    const files = fileSetOf(Object.entries(FILES).map(([name, content]) => memorySource(content, name)));
    const raster = openRaster(files, path);
    expect([raster.length, raster.width]).toEqual([LENGTH, WIDTH]);
    expect(Array.from(raster.read(1, BOX))).toEqual(expected);
    raster.close();
    expect(() => openRaster(files, 'data/y.unw')).toThrow(/y\.unw does not exist/);
  },
);

test('rasters on a server move the rows that are asked for, and little more', async () => {
  const base = 'https://example.org/';
  const serve = async (url: string, { headers }: { headers: Record<string, string> }) => {
    const content = FILES[url.slice(base.length)];
    const [from, to] = headers.Range.slice(6).split('-').map(Number);
    const part = content.slice(from, to + 1);
    const range = `bytes ${from}-${from + part.length - 1}/${content.length}`;
    return new Response(part, { status: 206, headers: { 'Content-Range': range } });
  };
  const limits = { pageBytes: 256 };
  const sources = await Promise.all(
    Object.keys(FILES).map((name) => openUrl(base + name, { fetch: serve, limits })),
  );
  const files = fileSetOf(sources);
  const [source] = sources;
  const read = () => {
    const raster = openRaster(files, `${base}stack/s.vrt`);
    try {
      return raster.read(1, BOX);
    } finally {
      raster.close();
    }
  };
  expect(Array.from(await fetched(source, read))).toEqual(expected);
  expect(source.traffic.bytes).toBeLessThan(bytes.length / 2);
});

test('names of files are taken apart without a disk', () => {
  expect([endingOf('a.b/c.unw'), endingOf('a.b/c'), endingOf('a/.hidden')]).toEqual(['.unw', '', '']);
  expect([folderOf('a/b.unw'), folderOf('b.unw')]).toEqual(['a/', '']);
  expect(normalPath('/p/stack/../data/./x')).toBe('/p/data/x');
  expect(normalPath('../x/../y')).toBe('../y');
});
