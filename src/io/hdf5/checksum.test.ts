import { expect, test } from 'vitest';
import { assertChecksum, fletcher32, lookup3 } from './checksum.ts';
import { encodeText } from './fields.ts';

test('lookup3 gives the values that its author published', () => {
  expect(lookup3(new Uint8Array(0))).toBe(0xdeadbeef);
  expect(lookup3(encodeText('Four score and seven years ago'))).toBe(0x17770551);
});

test('Fletcher sums count big-endian words modulo 65535, and an odd byte as half a word', () => {
  expect(fletcher32(Uint8Array.of(0, 1, 0, 2))).toBe(((1 + 3) << 16) | 3);
  expect(fletcher32(Uint8Array.of(0xff, 0xff, 0, 1))).toBe((1 << 16) | 1);
  expect(fletcher32(Uint8Array.of(0, 1, 2))).toBe(((1 + 0x201) << 16) | 0x201);
});

test('a block with another checksum than its own is refused', () => {
  const block = Uint8Array.of(1, 2, 3, 0, 0, 0, 0);
  new DataView(block.buffer).setUint32(3, lookup3(block.subarray(0, 3)), true);
  expect(() => assertChecksum(block, 'a block')).not.toThrow();
  block[0] ^= 1;
  expect(() => assertChecksum(block, 'a block')).toThrow('the checksum of a block does not fit');
});
