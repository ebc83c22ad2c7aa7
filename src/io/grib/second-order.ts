import { bytesOf, readBits, signedMagnitude } from './bits.ts';
import type { GribGrid } from './field.ts';
import { damaged, type GribSection, notRead } from './section.ts';

/*
 * Second-order packing of edition 1: groups of values, each a first-order value and its own differences from it, of a width
 * of its own. Three ways say where groups begin: one to a row, a bitmap, or lengths (the extension that ECMWF uses, where
 * the values may also be differences of first, second or third order between neighbours, and every other row backwards).
 */

const MATRIX = 0x40;
const BITMAP = 0x20;
const DIFFERENT_WIDTHS = 0x10;
const LENGTHS = 0x08;
const ALTERNATE_ROWS = 0x04;

interface Groups {
  readonly widths: ArrayLike<number>;
  readonly lengths: ArrayLike<number>;
}

/** Whole numbers [count], before reference value and scale. @param isFull no value of the grid is missing */
export function secondOrderValues(
  data: GribSection,
  grid: GribGrid,
  count: number,
  isFull: boolean,
  file: string,
): Float64Array {
  const flags = data.u(14);
  if ((flags & MATRIX) !== 0) throw notRead(file, 'a matrix of values at every point');
  const order = (flags & LENGTHS) === 0 ? 0 : flags & 3;
  const numGroup = data.u(17, 2) + 65536 * data.u(21);
  if (numGroup < 1 || numGroup > count) throw damaged(file, `it has ${numGroup} groups of ${count} values`);
  const [groups, differences] =
    (flags & LENGTHS) !== 0
      ? extendedGroups(data, numGroup, order)
      : [plainGroups(data, { flags, numGroup, grid, count, isFull, file }), undefined];
  const out = new Float64Array(count);
  readGroups(data, groups, out, order, file);
  if (differences !== undefined) integrate(out, differences, order);
  if ((flags & ALTERNATE_ROWS) !== 0) {
    if (!isFull) throw notRead(file, 'rows in alternate directions with a bitmap');
    for (let y = 1; y < grid.rows; y += 2) out.subarray(y * grid.columns, (y + 1) * grid.columns).reverse();
  }
  return out;
}

/** Groups with their lengths, and what the differences begin with. */
function extendedGroups(
  data: GribSection,
  numGroup: number,
  order: number,
): [Groups, Float64Array | undefined] {
  const [widthOfWidths, widthOfLengths] = [data.u(22), data.u(23)];
  let octet = 26;
  let differences: Float64Array | undefined;
  if (order > 0) {
    const width = data.u(26);
    const size = bytesOf(order + 1, width);
    data.assertHolds(27, size);
    differences = readBits(data.from(27), 0, Math.min(width, 32), order + 1);
    differences[order] = signedMagnitude(differences[order], width);
    octet = 27 + size;
  }
  const numbers = (at: number, width: number) => {
    data.assertHolds(at, bytesOf(numGroup, width));
    return readBits(data.from(at), 0, Math.min(width, 32), numGroup);
  };
  const lengths = numbers(data.u(24, 2), widthOfLengths);
  return [{ widths: numbers(octet, widthOfWidths), lengths }, differences];
}

function plainGroups(
  data: GribSection,
  of: {
    flags: number;
    numGroup: number;
    grid: GribGrid;
    count: number;
    isFull: boolean;
    file: string;
  },
): Groups {
  const { flags, numGroup, grid, count, isFull, file } = of;
  const isConstant = (flags & DIFFERENT_WIDTHS) === 0;
  const numWidth = isConstant ? 1 : numGroup;
  data.assertHolds(22, numWidth);
  const widths = isConstant ? new Uint8Array(numGroup).fill(data.u(22)) : data.from(22).subarray(0, numGroup);
  if ((flags & BITMAP) === 0) {
    const inner = (grid.scanning & 0x20) === 0 ? grid.columns : grid.rows;
    if (!isFull || numGroup * inner !== count) throw notRead(file, 'rows of different lengths');
    return { widths, lengths: new Uint16Array(numGroup).fill(inner) };
  }
  data.assertHolds(22 + numWidth, bytesOf(count, 1));
  const begins = readBits(data.from(22 + numWidth), 0, 1, count);
  const lengths = new Float64Array(numGroup);
  let group = -1;
  for (let i = 0; i < count; i++) {
    if (begins[i] === 1 || i === 0) group++;
    if (group < numGroup) lengths[group]++;
  }
  return { widths, lengths };
}

/** First-order and second-order values behind the first `skip` values. */
function readGroups(
  data: GribSection,
  { widths, lengths }: Groups,
  out: Float64Array,
  skip: number,
  file: string,
): void {
  const [width, firstOrder, secondOrder] = [data.u(11), data.u(12, 2), data.u(15, 2)];
  data.assertHolds(firstOrder, bytesOf(lengths.length, width));
  if (width > 32) throw damaged(file, `its values have ${width} bits`);
  const first = readBits(data.from(firstOrder), 0, width, lengths.length);
  const second = data.from(secondOrder);
  let [at, bit] = [skip, 0];
  for (let g = 0; g < lengths.length; g++) {
    const [count, bits] = [lengths[g], widths[g]];
    if (at + count > out.length || bits > 32 || bit + count * bits > second.length * 8)
      throw damaged(file, 'its groups do not fit the grid');
    if (bits === 0) out.fill(0, at, at + count);
    else readBits(second, bit, bits, count, out, at);
    for (let i = 0; i < count; i++) out[at + i] += first[g];
    bit += count * bits;
    at += count;
  }
  if (at !== out.length) throw damaged(file, `it holds ${at} of ${out.length} values`);
}

/** Values from their differences, in place; `start` has the first values and what was subtracted from every difference. */
export function integrate(values: Float64Array, start: Float64Array, order: number): void {
  const bias = start[order];
  for (let i = 0; i < order; i++) values[i] = start[i];
  for (let i = order; i < values.length; i++) {
    let value = values[i] + bias;
    if (order === 1) value += values[i - 1];
    else if (order === 2) value += 2 * values[i - 1] - values[i - 2];
    else value += 3 * values[i - 1] - 3 * values[i - 2] + values[i - 3];
    values[i] = value;
  }
}
