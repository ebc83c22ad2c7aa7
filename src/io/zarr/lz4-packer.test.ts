import Blosc from 'numcodecs/blosc';
import { expect, test } from 'vitest';
import type { Values } from '../../core/array.ts';
import { valuesToBytes } from '../hdf5/values.ts';
import { unpackBlosc } from './blosc.ts';
import { bloscPacker } from './blosc-packer.ts';
import { lz4Packer } from './lz4-packer.ts';

const blosc = Blosc.fromConfig({ id: 'blosc' });
const room = 4 << 20;
const packer = lz4Packer(room, room);
const noise = (n: number, seed = 1) => {
  let state = seed;
  return Float32Array.from({ length: n }, () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return 0.01 * (state / 2 ** 32 - 0.5);
  });
};
const omits = { omitsEmpty: true };

test.each<[string, Values, 'f4' | 'f8' | 'i2' | 'u1', number[]]>([
  ['noise', noise(300 * 400), 'f4', [300, 400]],
  ['noise of doubles', Float64Array.from(noise(300 * 401)), 'f8', [300, 401]],
  [
    'what changes slowly',
    Float32Array.from({ length: 512 * 512 }, (_, i) => Math.floor(i / 7000)),
    'f4',
    [512, 512],
  ],
  ['labels', Int16Array.from({ length: 500 * 300 }, (_, i) => (i % 300 > 150 ? 7 : -2)), 'i2', [500, 300]],
  [
    'a mask',
    Uint8Array.from({ length: 700 * 300 }, (_, i) => Number((i * i) % 1013 > 400)),
    'u1',
    [700, 300],
  ],
  ['text that repeats far away', Uint8Array.from(noise(65_600), (v) => 1e4 * v + 50), 'u1', [164, 400]],
  ['a few values', noise(6), 'f4', [2, 3]],
  ['one value', noise(1), 'f4', [1]],
])('%s unpack to the bytes they were, here and elsewhere', async (_, values, type, shape) => {
  const slab = { values, shape, firstChunk: shape.map(() => 0) };
  const packed = (await packer.pack(slab, slab.firstChunk, { chunks: shape, type, ...omits }))!.slice();
  const bytes = valuesToBytes(values, type);
  expect(Buffer.from(await unpackBlosc(packed)).equals(bytes)).toBe(true);
  expect(Buffer.from(await blosc.decode(packed)).equals(bytes)).toBe(true);
  expect(packed.length).toBeLessThan(bytes.length + 100);
});

test('chunks are cut from a stack as the library packs them, edges are filled, and chunks of nothing left out', async () => {
  const shape = [3, 40, 70];
  const values = noise(3 * 40 * 70);
  for (let i = 0; i < values.length; i++) if (i % 70 >= 64) values[i] = Number.NaN;
  const slab = { values, shape, firstChunk: [0, 0, 0] };
  const kind = { chunks: [3, 16, 32], type: 'f4' as const, ...omits };
  const library = bloscPacker('lz4');
  for (let y = 0; y < 3; y++) {
    for (let x = 0; x < 3; x++) {
      const [own, other] = [
        await packer.pack(slab, [0, y, x], kind),
        await library.pack(slab, [0, y, x], kind),
      ];
      expect(own === undefined).toBe(x === 2);
      if (own === undefined || other === undefined) expect(other).toBe(own);
      else expect(Buffer.compare(await unpackBlosc(own.slice()), await unpackBlosc(other))).toBe(0);
    }
  }
  const kept = await packer.pack(slab, [0, 0, 2], { ...kind, omitsEmpty: false });
  expect(new Float32Array((await unpackBlosc(kept!.slice())).buffer)).toEqual(
    new Float32Array(1536).fill(Number.NaN),
  );
});

test('what repeats is packed', async () => {
  const values = new Float32Array(512 * 512).fill(0.25);
  const slab = { values, shape: [512, 512], firstChunk: [0, 0] };
  const packed = await packer.pack(slab, [0, 0], { chunks: [512, 512], type: 'f4', ...omits });
  expect(packed!.length).toBeLessThan(6000);
});
