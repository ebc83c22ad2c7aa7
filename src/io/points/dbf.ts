import { OptionError } from '../../core/errors.ts';
import { type Fit, putDecimal } from './decimal-text.ts';
import type { PointBlock, PointField } from './point-table.ts';

/** What the 16-bit length of the header leaves room for. */
const MOST_FIELDS = 2046;
/** What dBASE IV and programs that follow it take. */
export const USUAL_FIELDS = 255;
const DESCRIPTOR = 32;
const NAME = 10;
const BLANK = 0x20;
/** Points that are formatted together: their records stay in the cache while column after column is put into them. */
const TILE = 128;

/** Bytes of a record: a mark for deleted ones, then the fields. */
export function recordLength(fields: readonly PointField[]): number {
  return fields.reduce((sum, { width }) => sum + width, 1);
}

/**
 * Header of a dBASE III table.
 * @throws {OptionError} for more fields than its length can tell
 */
export function dbfHeader(fields: readonly PointField[], records: number, date: Date): Uint8Array {
  if (fields.length > MOST_FIELDS) {
    throw new OptionError(
      `A shapefile holds ${MOST_FIELDS} fields; ${fields.length} are needed.`,
      'Write GeoParquet instead: mintsar save_points FILE -o points.parquet.',
    );
  }
  const length = DESCRIPTOR * (fields.length + 1) + 1;
  const bytes = new Uint8Array(length);
  const view = new DataView(bytes.buffer);
  bytes.set([0x03, date.getUTCFullYear() - 1900, date.getUTCMonth() + 1, date.getUTCDate()]);
  view.setUint32(4, records, true);
  view.setUint16(8, length, true);
  view.setUint16(10, recordLength(fields), true);
  fields.forEach(({ name, kind, width, decimals = 0 }, i) => {
    const at = DESCRIPTOR * (i + 1);
    new TextEncoder().encodeInto(name, bytes.subarray(at, at + NAME));
    bytes[at + 11] = kind === 'text' ? 0x43 : 0x4e; // C, N
    bytes[at + 16] = width;
    bytes[at + 17] = decimals;
  });
  bytes[length - 1] = 0x0d;
  return bytes;
}

/** How many numbers of a field did not fit with all their decimals, or not at all. */
export type Misfits = Record<Exclude<Fit, 'whole'>, number>;

/**
 * Records of points, as text of fixed width; missing values are blank, which readers take for NULL.
 *
 * @param out gets `block.count` records of `recordLength(fields)` bytes
 * @param misfits of each field, counted up
 */
export function putRecords(
  out: Uint8Array,
  fields: readonly PointField[],
  { count, values }: PointBlock,
  misfits: readonly Misfits[],
): void {
  const length = recordLength(fields);
  for (let first = 0; first < count; first += TILE) {
    const end = Math.min(count, first + TILE);
    for (let i = first; i < end; i++) out[i * length] = BLANK;
    let offset = 1;
    for (let k = 0; k < fields.length; k++) {
      const { width, decimals = 0 } = fields[k];
      const column = values[k];
      if (isText(column)) {
        for (let i = first; i < end; i++) putText(out, i * length + offset, width, column[i]);
      } else {
        for (let i = first; i < end; i++) {
          const fit = putDecimal(out, i * length + offset, width, decimals, column[i]);
          if (fit !== 'whole') misfits[k][fit]++;
        }
      }
      offset += width;
    }
  }
}

function isText(column: PointBlock['values'][number]): column is readonly string[] {
  return Array.isArray(column);
}

function putText(out: Uint8Array, at: number, width: number, text: string): void {
  out.fill(BLANK, at, at + width);
  new TextEncoder().encodeInto(text, out.subarray(at, at + width));
}
