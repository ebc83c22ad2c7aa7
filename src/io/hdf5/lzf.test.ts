import { expect, test } from 'vitest';
import { createRandom } from '../../core/stats/random.ts';
import { Damage } from './fields.ts';
import { lzfCompress, lzfCompressPlain, lzfDecompress, lzfDecompressPlain } from './lzf.ts';

const random = createRandom(7);
const bytes = (n: number, valueAt: (i: number) => number) =>
  Uint8Array.from({ length: n }, (_, i) => valueAt(i));

test.each([
  ['one value', bytes(100_000, () => 3)],
  ['a short period', bytes(5000, (i) => i % 7)],
  ['words of text', new TextEncoder().encode('coherence incoherence coherence, '.repeat(9))],
  [
    'labels in patches',
    new Uint8Array(Int16Array.from({ length: 60_000 }, (_, i) => Math.floor(i / 777) % 3).buffer),
  ],
  ['copies of every length', bytes(40_000, (i) => (i % 300 < i / 130 ? 1 : Math.floor(256 * random())))],
  [
    'a repeat as far back as may be',
    bytes(8192 + 64, (i) => (i < 8192 ? ((i * 7919) >> 3) & 255 : ((i - 8192) * 7919) >> 3)),
  ],
])('%s comes back as it was, and shorter in between', (_, original) => {
  const packed = lzfCompress(original)!.slice(); // it stands until the next call
  expect(packed.length).toBeLessThan(original.length);
  expect(Buffer.compare(packed, lzfCompressPlain(original)!)).toBe(0);
  for (const unpack of [lzfDecompress, lzfDecompressPlain])
    expect(Buffer.compare(unpack(packed, original.length), original)).toBe(0);
});

test('noise, and what is too short to repeat, are not packed', () => {
  for (const pack of [lzfCompress, lzfCompressPlain]) {
    expect(pack(bytes(4096, () => Math.floor(256 * random())))).toBeUndefined();
    for (const n of [0, 1, 2, 3]) expect(pack(new Uint8Array(n))).toBeUndefined();
  }
});

test('the shortest copy and a run of one value have the published form', () => {
  // four literals (3), then a copy: length - 2 in the upper three bits, distance - 1 below
  expect(Array.from(lzfCompress(Uint8Array.of(1, 2, 3, 4, 1, 2, 3, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9))!)).toEqual([
    3,
    1,
    2,
    3,
    4,
    1 << 5,
    3,
    0,
    9,
    7 << 5,
    0,
    0,
  ]);
});

test('a stream that reaches back before its start, or says more than was packed, is refused', () => {
  for (const unpack of [lzfDecompress, lzfDecompressPlain]) {
    expect(() => unpack(Uint8Array.of(32, 5), 10)).toThrow(Damage);
    expect(() => unpack(Uint8Array.of(0, 1, 7 << 5, 200, 0), 10)).toThrow(Damage);
    expect(() => unpack(Uint8Array.of(9, 1), 10)).toThrow(Damage);
  }
});
