import { readBits } from './bits.ts';
import { damaged } from './section.ts';

/** Values put where the bits of a bitmap are set; NaN elsewhere. Without a bitmap they stay as they are. */
export function spread(
  file: string,
  values: Float64Array,
  bitmap: Uint8Array | undefined,
  count: number,
): Float64Array {
  if (bitmap === undefined) {
    if (values.length < count) throw damaged(file, `it holds ${values.length} of ${count} values`);
    return values;
  }
  if (bitmap.length * 8 < count) throw damaged(file, 'its bitmap is too short');
  const out = readBits(bitmap, 0, 1, count);
  let next = 0;
  for (let i = 0; i < count; i++) out[i] = out[i] === 0 ? Number.NaN : (values[next++] ?? Number.NaN);
  if (next > values.length) throw damaged(file, `it holds ${values.length} of ${next} values`);
  return out;
}

/** How many values are there. */
export function countSet(bitmap: Uint8Array | undefined, count: number): number {
  if (bitmap === undefined) return count;
  let sum = 0;
  const bits = readBits(bitmap, 0, 1, Math.min(count, bitmap.length * 8));
  for (const bit of bits) sum += bit;
  return sum;
}
