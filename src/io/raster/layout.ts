import { extname } from 'node:path';
import { MetadataError } from '../../core/errors.ts';
import type { Attributes } from '../hdf5/types.ts';
import { type ElementType, elementType } from './element-type.ts';
import type { Interleave, RawLayout } from './raw-band.ts';
import { rasterFileType } from './sidecar.ts';

interface Format {
  readonly bands: number;
  readonly type: ElementType;
  readonly interleave: Interleave;
}

const ONE_FLOAT: Format = { bands: 1, type: 'f4', interleave: 'BIL' };
const TWO_LINES: Format = { bands: 2, type: 'f4', interleave: 'BIL' };

const ROIPAC: Readonly<Record<string, Format>> = {
  '.unw': TWO_LINES,
  '.cor': TWO_LINES,
  '.hgt': TWO_LINES,
  '.msk': TWO_LINES,
  '.trans': TWO_LINES,
  '.int': { bands: 1, type: 'c8', interleave: 'BIL' },
  '.amp': { bands: 1, type: 'c8', interleave: 'BIL' },
  '.dem': { bands: 1, type: 'i2', interleave: 'BIL' },
  '.wgs84': { bands: 1, type: 'i2', interleave: 'BIL' },
  '.flg': { bands: 1, type: 'u1', interleave: 'BIL' },
  '.byt': { bands: 1, type: 'u1', interleave: 'BIL' },
};

const PIXEL_PAIRS: Format = { bands: 2, type: 'f4', interleave: 'BIP' };

/** GAMMA lookup tables: range and azimuth of each map pixel, interleaved by pixel. */
export function isGammaLookup(path: string): boolean {
  return /(?:to_rdc|2_rdc|2rdc)$/i.test(path);
}

function gammaFormat(path: string): Format & { littleEndian: boolean } {
  if (isGammaLookup(path)) return { ...PIXEL_PAIRS, littleEndian: false };
  const lower = path.toLowerCase();
  const type: ElementType =
    lower.endsWith('.int') || lower.endsWith('.diff')
      ? 'c8'
      : /\.r?slc$/.test(lower)
        ? 'ci4'
        : lower.endsWith('.conncomp')
          ? 'u1'
          : 'f4';
  return { ...ONE_FLOAT, type, littleEndian: /\.r?mli$/.test(lower) };
}

/**
 * How the bytes of a raw file lie when no sheet says it in full: by the processor's conventions for the extension,
 * DATA_TYPE, BANDS, INTERLEAVE and BYTE_ORDER of the attributes taking precedence where the convention is silent.
 * @throws {MetadataError} when LENGTH or WIDTH is missing or not a positive whole number
 */
export function layoutByConvention(path: string, attributes: Attributes, processor: string): RawLayout {
  const size = (key: 'LENGTH' | 'WIDTH'): number => {
    const value = Number(attributes[key]);
    if (!Number.isInteger(value) || value <= 0) {
      throw new MetadataError(
        `${path}: ${key} is ${attributes[key] ?? 'missing'}.`,
        `Give the number of ${key === 'LENGTH' ? 'lines' : 'samples'} in the metadata beside the file.`,
      );
    }
    return value;
  };
  const shape = { length: size('LENGTH'), width: size('WIDTH'), headerBytes: 0 };
  const littleEndian = !/^(?:b|1|msb)/i.test(attributes.BYTE_ORDER ?? attributes.byte_order ?? 'l');
  if (processor === 'gamma') return { ...shape, ...gammaFormat(path) };
  const known = processor === 'roipac' ? (ROIPAC[rasterFileType(path)] ?? ROIPAC[extname(path)]) : undefined;
  if (known !== undefined) return { ...shape, ...known, littleEndian };
  const type = elementType(attributes.DATA_TYPE ?? 'float32');
  if (type === undefined)
    throw new MetadataError(`${path}: DATA_TYPE ${attributes.DATA_TYPE} is unknown.`, 'Use e.g. float32.');
  const interleave = (attributes.INTERLEAVE ?? 'BIL').toUpperCase() as Interleave;
  return { ...shape, bands: Number(attributes.BANDS ?? 1), type, interleave, littleEndian };
}
