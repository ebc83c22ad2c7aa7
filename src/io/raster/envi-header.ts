import { FileError } from '../../core/errors.ts';
import { withStandardKeys } from '../attributes/alias.ts';
import type { Attributes } from '../hdf5/types.ts';
import { type ElementType, numpyName } from './element-type.ts';
import { interleaveNamed, type RawLayout } from './raw-band.ts';

const TYPES: Readonly<Record<number, ElementType>> = {
  1: 'u1',
  2: 'i2',
  3: 'i4',
  4: 'f4',
  5: 'f8',
  6: 'c8',
  9: 'c16',
  12: 'u2',
  13: 'u4',
  14: 'i8',
  15: 'u8',
};

export type ByteOrder = 'little' | 'big';

/** An ENVI `.hdr`: how the bytes lie, the no-data value, and the attributes it stands for. */
export interface EnviHeader {
  readonly layout: RawLayout;
  readonly noData?: number;
  readonly attributes: Attributes;
}

/**
 * Read an ENVI header. A missing `byte order` means `silentOrder`: big-endian, as SNAP writes, unless GDAL is to be
 * followed, which takes little-endian; `map info` gives the corner of its reference pixel, here taken as the first
 * pixel's centre when `cornerIsCentre`, else as its outer corner.
 * @throws {FileError} when samples, lines or the data type are missing or unknown
 */
export function parseEnviHeader(
  text: string,
  label: string,
  cornerIsCentre = true,
  silentOrder: ByteOrder = 'big',
): EnviHeader {
  const fields = enviFields(text);
  const integer = (key: string, { least = 0, fallback }: { least?: number; fallback?: number } = {}) => {
    const text = fields.get(key);
    const value = text === undefined ? fallback : text === '' ? Number.NaN : Number(text);
    if (value === undefined || !Number.isInteger(value) || value < least) {
      throw new FileError(
        `${label}: '${key}' is ${text === undefined ? 'missing' : `'${text}'`}.`,
        `The ENVI header needs a whole number there, ${least} or more.`,
      );
    }
    return value;
  };
  const type = TYPES[integer('data type')];
  if (type === undefined)
    throw new FileError(`${label}: data type ${fields.get('data type')} is not supported.`);
  const byteOrder = fields.get('byte order');
  const interleave = interleaveNamed(fields.get('interleave') ?? 'bsq');
  if (interleave === undefined)
    throw new FileError(
      `${label}: interleave '${fields.get('interleave')}' is unknown.`,
      'Expected bsq, bil or bip.',
    );
  const layout: RawLayout = {
    length: integer('lines', { least: 1 }),
    width: integer('samples', { least: 1 }),
    bands: integer('bands', { least: 1, fallback: 1 }),
    type,
    littleEndian: byteOrder === undefined ? silentOrder === 'little' : byteOrder === '0',
    interleave,
    headerBytes: integer('header offset', { fallback: 0 }),
  };
  const attributes: Attributes = {};
  for (const [key, value] of fields) attributes[key] = value;
  Object.assign(attributes, {
    LENGTH: String(layout.length),
    WIDTH: String(layout.width),
    BANDS: String(layout.bands),
    INTERLEAVE: interleave,
    DATA_TYPE: numpyName(type),
    BYTE_ORDER: layout.littleEndian ? 'little-endian' : 'big-endian',
    ...gridOf(fields.get('map info'), cornerIsCentre),
  });
  const ignore = fields.get('data ignore value');
  const noData = ignore === undefined ? undefined : Number(ignore);
  if (ignore !== undefined) attributes.NO_DATA_VALUE = ignore;
  return { layout, noData, attributes: withStandardKeys(attributes) };
}

/** `key = value` pairs; a value in braces may run over several lines. Keys in lower case. */
function enviFields(text: string): Map<string, string> {
  const fields = new Map<string, string>();
  const lines = text.split(/\r?\n/);
  for (let i = 0; i < lines.length; i++) {
    const equals = lines[i].indexOf('=');
    if (equals < 0) continue;
    const key = lines[i].slice(0, equals).trim().toLowerCase();
    let value = lines[i].slice(equals + 1).trim();
    if (value.startsWith('{')) {
      while (!value.includes('}') && i + 1 < lines.length) value += lines[++i];
      value = value.slice(1, value.includes('}') ? value.lastIndexOf('}') : undefined).trim();
    }
    fields.set(key, value);
  }
  return fields;
}

function gridOf(mapInfo: string | undefined, cornerIsCentre: boolean): Attributes {
  if (mapInfo === undefined) return {};
  const parts = mapInfo.split(',').map((part) => part.trim());
  const [x, y, dx, dy] = parts.slice(3, 7).map(Number);
  if (!(Math.abs(dx) > 1e-7 && Math.abs(dx) < 1) || !Number.isFinite(x) || !Number.isFinite(y)) return {};
  const shift = cornerIsCentre ? 0.5 : 0;
  const xStep = Math.abs(dx);
  const yStep = -Math.abs(dy);
  return {
    X_STEP: String(xStep),
    Y_STEP: String(yStep),
    X_FIRST: String(x - shift * xStep),
    Y_FIRST: String(y - shift * yStep),
    X_UNIT: 'degrees',
    Y_UNIT: 'degrees',
  };
}
