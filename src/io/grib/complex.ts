import { bytesOf, readBits, signedMagnitude } from './bits.ts';
import { integrate } from './second-order.ts';
import { damaged, type GribSection, notRead } from './section.ts';

/**
 * Complex packing of edition 2, with or without differences between neighbours (templates 5.2 and 5.3): groups with a
 * reference, a width and a length each. Whole numbers [count], before reference value and scale; NaN where one is missing.
 */
export function complexValues(
  packing: GribSection,
  data: GribSection,
  count: number,
  file: string,
): Float64Array {
  const missing = packing.u(23);
  const numGroup = packing.u(32, 4);
  if (numGroup > count || (numGroup < 1 && count > 0) || missing > 2)
    throw damaged(file, `it has ${numGroup} groups of ${count} values`);
  const bytes = data.from(6);
  let at = 0;
  const numbers = (n: number, width: number): Float64Array => {
    if (width > 32 || at + bytesOf(n, width) > bytes.length) throw damaged(file, 'its groups end too early');
    const out = readBits(bytes.subarray(at), 0, width, n);
    at += bytesOf(n, width);
    return out;
  };
  const order = packing.u(10, 2) === 3 ? packing.u(48) : 0;
  if (order > 2) throw notRead(file, `differences of order ${order}`);
  let start: Float64Array | undefined;
  if (order > 0) {
    const width = 8 * packing.u(49);
    start = numbers(order + 1, width);
    start[order] = signedMagnitude(start[order], width);
  }
  const references = numbers(numGroup, packing.u(20));
  const widths = numbers(numGroup, packing.u(37));
  const lengths = numbers(numGroup, packing.u(47));
  const [shortest, increment, last] = [packing.u(38, 4), packing.u(42), packing.u(43, 4)];
  const out = new Float64Array(count);
  let [next, bit] = [0, 0];
  const rest = bytes.subarray(at);
  for (let g = 0; g < numGroup; g++) {
    const width = widths[g] + packing.u(36);
    const length = g === numGroup - 1 ? last : shortest + lengths[g] * increment;
    if (next + length > count || width > 32 || bit + length * width > rest.length * 8)
      throw damaged(file, 'its groups do not fit the grid');
    readGroup(
      rest,
      { bit, width, length, next, reference: references[g], referenceBits: packing.u(20) },
      missing,
      out,
    );
    bit += length * width;
    next += length;
  }
  if (next !== count) throw damaged(file, `it holds ${next} of ${count} values`);
  if (start === undefined) return out;
  if (missing === 0) integrate(out, start, order);
  else integratePresent(out, start, order);
  return out;
}

interface Group {
  readonly bit: number;
  readonly width: number;
  readonly length: number;
  readonly next: number;
  readonly reference: number;
  readonly referenceBits: number;
}

/** Numbers of a group; its highest ones stand for what is missing, and in a group of one value its reference does. */
function readGroup(
  bytes: Uint8Array,
  { bit, width, length, next, reference, referenceBits }: Group,
  missing: number,
  out: Float64Array,
): void {
  const limit = (bits: number) => 2 ** bits - missing;
  if (width === 0) {
    out.fill(missing > 0 && reference >= limit(referenceBits) ? Number.NaN : reference, next, next + length);
    return;
  }
  readBits(bytes, bit, width, length, out, next);
  for (let i = next; i < next + length; i++)
    out[i] = missing > 0 && out[i] >= limit(width) ? Number.NaN : out[i] + reference;
}

/** Differences are those between values that are there. */
function integratePresent(values: Float64Array, start: Float64Array, order: number): void {
  const places = [...values.keys()].filter((i) => !Number.isNaN(values[i]));
  const present = Float64Array.from(places, (i) => values[i]);
  integrate(present, start, order);
  places.forEach((i, k) => {
    values[i] = present[k];
  });
}
