import { FileError } from '../../core/errors.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import type { ElementType } from '../raster/element-type.ts';

/*
 * Reading the classic netCDF format: CDF-1, CDF-2 (64-bit offsets) and CDF-5 (64-bit data), see classic.ts. Everything in it is
 * believed only as far as the file goes.
 */

/** Bytes of a value, and how it is read, by the number of its type. */
const TYPES: Readonly<Record<number, { size: number; get: (view: DataView, at: number) => number }>> = {
  1: { size: 1, get: (view, at) => view.getInt8(at) },
  2: { size: 1, get: (view, at) => view.getUint8(at) },
  3: { size: 2, get: (view, at) => view.getInt16(at) },
  4: { size: 4, get: (view, at) => view.getInt32(at) },
  5: { size: 4, get: (view, at) => view.getFloat32(at) },
  6: { size: 8, get: (view, at) => view.getFloat64(at) },
  7: { size: 1, get: (view, at) => view.getUint8(at) },
  8: { size: 2, get: (view, at) => view.getUint16(at) },
  9: { size: 4, get: (view, at) => view.getUint32(at) },
  10: { size: 8, get: (view, at) => Number(view.getBigInt64(at)) },
  11: { size: 8, get: (view, at) => Number(view.getBigUint64(at)) },
};
const CHAR = 2;
const ELEMENTS: readonly ElementType[] = ['i1', 'u1', 'i2', 'i4', 'f4', 'f8', 'u1', 'u2', 'u4', 'i8', 'u8'];

/** A variable as found in a file. */
export interface NcFound {
  readonly shape: readonly number[];
  /** texts as they are, numbers printed; of several the first */
  readonly attributes: Readonly<Record<string, string>>;
  readonly type: ElementType;
  /**
   * Its values in the order of the file, as they are stored: without scale and offset.
   * @param first @param count which of them; all when left out
   */
  readonly read: (first?: number, count?: number) => Float64Array;
}

/** Whether a file begins as the classic format does. */
export function isClassicNetcdf(source: ByteSource): boolean {
  if (source.size < 8) return false;
  const [c, d, f, version] = source.read(0, 4);
  return c === 0x43 && d === 0x44 && f === 0x46 && (version === 1 || version === 2 || version === 5);
}

/** The variables of a file by name. @throws {FileError} when it is damaged */
export function readClassicNetcdf(source: ByteSource): ReadonlyMap<string, NcFound> {
  const head = new Head(source);
  head.skip(3);
  const version = head.number(1);
  head.wide = version === 5;
  const numRecord = head.count(true);
  const lengths = head.list(() => {
    head.name();
    return head.count();
  });
  head.attributes();
  const found = head.list(() => {
    const name = head.name();
    const dimensions = head.list(() => head.count(), false);
    const attributes = head.attributes();
    const type = head.type();
    head.count(true); // what it takes: known from its dimensions
    const address = head.number(version === 1 ? 4 : 8);
    const shape = dimensions.map((k) => {
      if (k >= lengths.length) throw head.damaged(`${name} has a dimension that is not there`);
      return lengths[k] === 0 ? numRecord : lengths[k];
    });
    const isRecord = dimensions.length > 0 && lengths[dimensions[0]] === 0;
    return { name, shape, attributes, type, address, isRecord };
  });
  const sizeOf = ({ shape, isRecord, type }: (typeof found)[number]) =>
    shape.slice(isRecord ? 1 : 0).reduce((n, length) => n * length, TYPES[type].size);
  const records = found.filter(({ isRecord }) => isRecord);
  const pad = (size: number) => 4 * Math.ceil(size / 4);
  const stride =
    records.length === 1 ? sizeOf(records[0]) : records.reduce((sum, one) => sum + pad(sizeOf(one)), 0);
  for (const one of found) {
    const end = one.address + sizeOf(one) + (one.isRecord ? Math.max(0, numRecord - 1) * stride : 0);
    const isEmpty = one.isRecord && numRecord === 0;
    if (!isEmpty && end > source.size && Number.isFinite(end))
      throw new FileError(
        `${source.name} is truncated: ${one.name} reaches to byte ${end} and the file has ${source.size}.`,
        'It was not written or copied to the end; make or copy it again.',
      );
  }
  return new Map(
    found.map((one) => {
      const { name, shape, attributes, type, address, isRecord } = one;
      const size = sizeOf(one);
      const { size: bytes, get } = TYPES[type];
      const readSome = (first: number, count: number) => {
        if (first < 0 || count < 0 || first + count > size / bytes || address + size > source.size)
          throw head.damaged(`${name} ends beyond it`);
        const stored = source.read(address + first * bytes, count * bytes);
        const view = new DataView(stored.buffer, stored.byteOffset, stored.byteLength);
        return Float64Array.from({ length: count }, (_, i) => get(view, i * bytes));
      };
      const read = (first?: number, count?: number) => {
        if (first !== undefined && count !== undefined && !isRecord) return readSome(first, count);
        const parts = isRecord ? numRecord : 1;
        if (address + (parts - 1) * stride + size > source.size || size * parts > source.size)
          throw head.damaged(`${name} ends beyond it`);
        const perPart = size / TYPES[type].size;
        const out = new Float64Array(perPart * parts);
        for (let part = 0; part < parts; part++) {
          const bytes = source.read(address + part * stride, size);
          const view = new DataView(bytes.buffer, bytes.byteOffset, size);
          for (let i = 0; i < perPart; i++)
            out[part * perPart + i] = TYPES[type].get(view, i * TYPES[type].size);
        }
        return first === undefined ? out : out.subarray(first, first + (count ?? 0));
      };
      return [name, { shape, attributes, type: ELEMENTS[type - 1], read }] as const;
    }),
  );
}

/** More entries than any list of a header has. */
const MOST_ENTRIES = 100_000;

/** What stands before the values, read from its start. */
class Head {
  /** counts of eight bytes */
  wide = false;
  private readonly source: ByteSource;
  private at = 0;

  constructor(source: ByteSource) {
    this.source = source;
  }

  damaged(what: string): FileError {
    return new FileError(`${this.source.name} is a damaged netCDF file: ${what}.`, 'Fetch or make it again.');
  }

  skip(size: number): void {
    this.at += size;
  }

  number(size: number): number {
    let value = 0;
    for (const byte of this.take(size)) value = value * 256 + byte;
    return value;
  }

  /** @param unlimited any number, such as the one that says that records are still being written */
  count(unlimited = false): number {
    const value = this.number(this.wide ? 8 : 4);
    if (unlimited || value <= Number.MAX_SAFE_INTEGER) return value;
    throw this.damaged(`it counts to ${value}`);
  }

  type(): number {
    const type = this.number(4);
    if (TYPES[type] === undefined) throw this.damaged(`it has values of type ${type}`);
    return type;
  }

  name(): string {
    const size = this.count();
    if (size > 1024) throw this.damaged('it has a name without end');
    const text = new TextDecoder().decode(this.take(size));
    this.skip(4 * Math.ceil(size / 4) - size);
    return text;
  }

  /** Entries behind their kind and number. @param hasKind false: only the number stands before them */
  list<T>(entry: () => T, hasKind = true): T[] {
    if (hasKind) this.skip(4);
    const count = this.count();
    if (count > MOST_ENTRIES) throw this.damaged(`it has a list of ${count} entries`);
    return Array.from({ length: count }, entry);
  }

  attributes(): Record<string, string> {
    const entries = this.list(() => {
      const name = this.name();
      const type = this.type();
      const count = this.count();
      const size = count * TYPES[type].size;
      const bytes = this.take(size);
      this.skip(4 * Math.ceil(size / 4) - size);
      if (type === CHAR) return [name, new TextDecoder().decode(bytes).replace(/\0+$/, '')];
      const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
      return [name, count === 0 ? '' : String(TYPES[type].get(view, 0))];
    });
    return Object.fromEntries(entries);
  }

  private take(size: number): Uint8Array {
    if (this.at + size > this.source.size) throw this.damaged('its header ends too early');
    const bytes = this.source.read(this.at, size);
    this.at += size;
    return bytes;
  }
}
