import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';
import { valuesToBytes } from '../../io/hdf5/values.ts';
import { type Companions, exportedValues, type ValueRules } from './value-rules.ts';

export interface ExportArgs extends ValueRules {
  /** most significant byte first */
  readonly bigEndian?: boolean;
  /** every row stands twice, as in two bands that are interleaved by line; the sink has values of twice the bytes */
  readonly rowsTwice?: boolean;
  /** tell the least and greatest value of every row as its sums; infinite where a row has none */
  readonly tellsRange?: boolean;
}

export interface ExportInputs extends Companions {
  /** [planes, numPixel] */
  readonly values: Values;
}

/** Rasters to their values and bytes in another format. */
export default function exportRowsKernel(
  args: ExportArgs,
): BlockFunction<ExportInputs, { readonly values: Values }> {
  return ({ values, ...companions }, { width }) => {
    const out = exportedValues(values, args, companions);
    const told = args.tellsRange ? { rowSums: rangeOfRows(out, width) } : {};
    if (args.rowsTwice) return { ...told, outputs: { values: twice(out, width) } };
    if (!args.bigEndian) return { ...told, outputs: { values: out } };
    const bytes = valuesToBytes(out, args.type);
    swapBytes(bytes, bytes.length / out.length);
    return { ...told, outputs: { values: viewOf(bytes, bytes.length / out.length) } };
  };
}

function rangeOfRows(values: Values, width: number): [lows: Float64Array, highs: Float64Array] {
  const rows = values.length / width;
  const lows = new Float64Array(rows).fill(Infinity);
  const highs = new Float64Array(rows).fill(-Infinity);
  for (let row = 0, i = 0; row < rows; row++) {
    let [low, high] = [Infinity, -Infinity];
    for (let x = 0; x < width; x++, i++) {
      const value = values[i]; // comparisons with NaN are false
      if (value < low) low = value;
      if (value > high) high = value;
    }
    lows[row] = low;
    highs[row] = high;
  }
  return [lows, highs];
}

/** Each row of float32 twice, as values of eight bytes. */
function twice(values: Values, width: number): Float64Array {
  const out = new Float32Array(2 * values.length);
  for (let from = 0; from < values.length; from += width) {
    const row = values.subarray(from, from + width);
    out.set(row, 2 * from);
    out.set(row, 2 * from + width);
  }
  return new Float64Array(out.buffer);
}

function swapBytes(bytes: Uint8Array, width: number): void {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  if (width === 2) buffer.swap16();
  else if (width === 4) buffer.swap32();
  else if (width === 8) buffer.swap64();
}

/** Bytes as values of their width: no number is touched on the way into the file. */
function viewOf({ buffer, byteOffset, length }: Uint8Array, width: number): Values {
  if (width === 1) return new Uint8Array(buffer, byteOffset, length);
  if (width === 2) return new Uint16Array(buffer, byteOffset, length / 2);
  if (width === 4) return new Uint32Array(buffer, byteOffset, length / 4);
  return new Float64Array(buffer, byteOffset, length / 8);
}
