import { expect, test } from 'vitest';
import { lendableBytes } from '../../core/simd-module.ts';
import { boxCopyTo } from './box-copy.ts';
import { copyBox } from './slab.ts';

const shapes: [string, number[], number[]][] = [
  ['short rows', [3, 5, 7], [4, 6, 40]],
  ['long rows', [2, 3, 150], [2, 4, 200]],
  ['whole rows', [4, 5, 6], [9, 5, 6]],
  ['four axes', [2, 3, 4, 5], [3, 4, 6, 11]],
  ['one axis', [9], [30]],
];

for (const [name, chunk, whole] of shapes) {
  for (const size of [1, 2, 4, 8]) {
    test(`vectors copy what plain TypeScript copies: ${name}, ${size} bytes a value`, () => {
      const bytes = (shape: readonly number[]) => shape.reduce((a, b) => a * b, size);
      const from = Uint8Array.from({ length: bytes(chunk) }, (_, i) => 1 + (i % 251));
      const start = chunk.map(() => 0);
      const place = chunk.map((n, k) => Math.min(1, whole[k] - n));
      const part = chunk.map((n, k) => (k === chunk.length - 1 && n > 4 ? n - 1 : n)); // over the edge
      const expected = new Uint8Array(bytes(whole));
      for (let i = 0; i < bytes(chunk) / size; i++) {
        const at = indices(i, chunk);
        if (at.some((a, k) => a >= part[k])) continue;
        const to = at.reduce((sum, a, k) => sum * whole[k] + a + place[k], 0);
        expected.set(from.subarray(i * size, (i + 1) * size), to * size);
      }
      const plain = new Uint8Array(bytes(whole));
      const fast = lendableBytes(bytes(whole))!;
      const near = boxCopyTo(fast).room(from.length);
      near.set(from);
      for (const [source, out] of [
        [from, plain],
        [near, fast],
        [from, fast.fill(0)],
      ]) {
        copyBox(source, chunk, start, out, whole, place, part, size, boxCopyTo(out).rows);
        expect(Buffer.compare(out, expected)).toBe(0);
      }
    });
  }
}

function indices(i: number, shape: readonly number[]): number[] {
  const at: number[] = [];
  for (const n of [...shape].reverse()) {
    at.unshift(i % n);
    i = Math.floor(i / n);
  }
  return at;
}
