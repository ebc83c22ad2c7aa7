import { expect, test } from 'vitest';
import type { ByteSource } from '../bytes/byte-source.ts';
import { memorySource } from '../bytes/memory-source.ts';
import { predictFloats, predictWholeNumbers } from './predictor.ts';
import { openTiff } from './tiff-image.ts';

/** A TIFF put together by hand: fields of numbers (short where they fit, else double), then blocks. */
function tiffOf(
  fields: Readonly<Record<number, readonly number[] | string>>,
  blocks: readonly Uint8Array[],
  little: boolean,
  [offsetTag, sizeTag]: readonly [number, number] = [273, 279],
): ByteSource {
  const all: Record<number, readonly number[] | string> = {
    ...fields,
    [offsetTag]: blocks.map(() => 0),
    [sizeTag]: blocks.map((block) => block.length),
  };
  const isLong = (tag: number) => tag === offsetTag || tag === sizeTag;
  const tags = Object.keys(all)
    .map(Number)
    .sort((a, b) => a - b);
  const kindOf = (tag: number, value: readonly number[] | string) =>
    typeof value === 'string' ? 2 : isLong(tag) ? 4 : tag === 33_550 || tag === 33_922 ? 12 : 3;
  const sizeOf: Readonly<Record<number, number>> = { 2: 1, 3: 2, 4: 4, 12: 8 };
  const outside = 8 + 2 + 12 * tags.length + 4;
  const bytes = new Uint8Array(8192);
  const view = new DataView(bytes.buffer);
  bytes.set(little ? [0x49, 0x49] : [0x4d, 0x4d]);
  view.setUint16(2, 42, little);
  view.setUint32(4, 8, little);
  view.setUint16(8, tags.length, little);
  let next = outside;
  const blocksAt = 1024;
  let at = blocksAt;
  all[offsetTag] = blocks.map((block) => {
    const place = at;
    bytes.set(block, place);
    at += block.length;
    return place;
  });
  tags.forEach((tag, k) => {
    const value = all[tag];
    const kind = kindOf(tag, value);
    const entry = 10 + 12 * k;
    view.setUint16(entry, tag, little);
    view.setUint16(entry + 2, kind, little);
    view.setUint32(entry + 4, value.length, little);
    const size = sizeOf[kind] * value.length;
    let place = entry + 8;
    if (size > 4) {
      view.setUint32(place, next, little);
      place = next;
      next += size;
    }
    for (let i = 0; i < value.length; i++) {
      const to = place + i * sizeOf[kind];
      if (typeof value === 'string') view.setUint8(to, value.charCodeAt(i));
      else if (kind === 3) view.setUint16(to, value[i], little);
      else if (kind === 4) view.setUint32(to, value[i], little);
      else view.setFloat64(to, value[i], little);
    }
  });
  return memorySource(bytes.subarray(0, at), 'x.tif');
}

const SHAPE = { 256: [5], 257: [4], 259: [1], 277: [1] } as const;
const ALL = { y0: 0, x0: 0, y1: 4, x1: 5 };

test.each([true, false])(
  'differences of whole numbers are undone in either byte order (little: %s)',
  async (little) => {
    const values = Int16Array.from({ length: 20 }, (_, i) => (i % 7) * 1000 - 3000);
    const stored = values.slice();
    predictWholeNumbers(stored, 5);
    const bytes = new DataView(new ArrayBuffer(40));
    stored.forEach((value, i) => {
      bytes.setInt16(2 * i, value, little);
    });
    const halves = [0, 20].map((from) => new Uint8Array(bytes.buffer, from, 20));
    const fields = { ...SHAPE, 258: [16], 278: [2], 317: [2], 339: [2] };
    const image = await openTiff(tiffOf(fields, halves, little));
    expect([image.length, image.width, image.type]).toEqual([4, 5, 'i2']);
    expect(await image.read(1, ALL)).toEqual(values);
    expect(await image.read(1, { y0: 1, x0: 2, y1: 3, x1: 4 })).toEqual(
      Int16Array.of(values[7], values[8], values[12], values[13]),
    );
  },
);

test('tiles of floats reach beyond the edge, and one that is not there is no data', async () => {
  const tile = (from: number) => {
    const values = Float32Array.from({ length: 9 }, (_, i) => from + i / 3);
    const out = new Uint8Array(36);
    predictFloats(new Uint8Array(values.buffer), 3, out);
    return out;
  };
  const fields = { ...SHAPE, 258: [32], 317: [3], 322: [3], 323: [3], 339: [3], 42113: '-9\0' };
  const blocks = [tile(0), tile(100), tile(200), new Uint8Array(0)];
  const image = await openTiff(tiffOf(fields, blocks, true, [324, 325]));
  const got = await image.read(1, ALL);
  const third = Math.fround(1 / 3);
  expect([got[0], got[1], got[3], got[15]]).toEqual([0, third, 100, 200]);
  expect([got[5], got[18], got[19]]).toEqual([1, -9, -9]); // second row of the first tile; the tile that is missing
  expect(image.noData).toBe(-9);
});

test('a raster of points has its corner half a pixel away', async () => {
  const keys = { 34735: [1, 1, 0, 2, 1025, 0, 1, 2, 3072, 0, 1, 32_719] };
  const place = { 33550: [80, 80, 0], 33922: [0, 0, 0, 540_040, 7_440_960, 0] };
  const fields = { ...SHAPE, 258: [8], 278: [4], ...keys, ...place };
  const image = await openTiff(tiffOf(fields, [new Uint8Array(20)], false));
  expect(image.place).toEqual({ xFirst: 540_000, yFirst: 7_441_000, xStep: 80, yStep: -80 });
  expect(image.epsg).toBe(32_719);
});

test.each([
  ['compression', { 259: [7] }, /compression 7/],
  ['kind of number', { 339: [6], 258: [64] }, /pixels of 64 bits \(complex/],
  ['size', { 256: [0] }, /0 pixels|4 x 0/],
  ['predictor', { 317: [9] }, /predictor 9/],
  ['rows of a strip that are missing', { 278: [2] }, /1 blocks of 2/],
])('an unusable %s is told', async (_, field, says) => {
  const fields = { ...SHAPE, 258: [8], 278: [4], ...field };
  const read = async () => (await openTiff(tiffOf(fields, [new Uint8Array(20)], true))).read(1, ALL);
  await expect(read()).rejects.toThrow(says);
});
