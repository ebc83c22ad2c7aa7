import type { Attributes } from '../hdf5/types.ts';
import type { ByteFormat } from './convention.ts';
import { endingOf } from './file-set.ts';
import { rasterFileType } from './file-type.ts';

/** Content of a `.rsc` sheet; `skipped` lists lines that carry a key and no value. */
export interface RscSheet {
  readonly attributes: Attributes;
  readonly skipped: readonly string[];
}

/** Read a `.rsc` sheet: one `KEY value` per line, split at the first blanks, `#` starts a comment line. */
export function parseRsc(text: string): RscSheet {
  const attributes: Attributes = {};
  const skipped: string[] = [];
  for (const line of text.split(/\r?\n/)) {
    const content = line.trim();
    if (content === '' || content.startsWith('#')) continue;
    const blank = content.search(/\s/);
    if (blank < 0) skipped.push(content);
    else attributes[content.slice(0, blank)] = content.slice(blank).trim();
  }
  return { attributes, skipped };
}

/**
 * Text of a `.rsc` sheet: keys sorted and padded to the longest plus four blanks, FILE_LENGTH added as a copy of
 * LENGTH, grid corners and steps as the shortest decimal of their double.
 */
export function formatRsc(attributes: Attributes): string {
  const out: Attributes = { ...attributes };
  if (out.LENGTH !== undefined) out.FILE_LENGTH = out.LENGTH;
  for (const key of ['X_FIRST', 'X_STEP', 'Y_FIRST', 'Y_STEP']) {
    const value = Number(out[key]);
    if (out[key] !== undefined && Number.isFinite(value)) out[key] = plainDecimal(value);
  }
  const keys = Object.keys(out)
    .filter((key) => !/\s/.test(key) && out[key].trim() !== '')
    .sort();
  const width = Math.max(0, ...keys.map((key) => key.length)) + 4;
  return keys.map((key) => `${key.padEnd(width)}${out[key]}\n`).join('');
}

/** Shortest decimal that reads back as the same double, never with an exponent: 3.333e-4 becomes 0.0003333. */
export function plainDecimal(value: number): string {
  const text = String(value);
  const match = /^(-?)(\d)(?:\.(\d+))?e([+-]\d+)$/.exec(text);
  if (match === null) return text;
  const [, sign, first, rest = '', exponent] = match;
  const digits = first + rest;
  const point = 1 + Number(exponent);
  if (point <= 0) return `${sign}0.${'0'.repeat(-point)}${digits}`;
  return point >= digits.length
    ? `${sign}${digits.padEnd(point, '0')}`
    : `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
}

const TWO_LINES: ByteFormat = { bands: 2, type: 'f4', interleave: 'BIL' };
const COMPLEX: ByteFormat = { bands: 1, type: 'c8', interleave: 'BIL' };
const SHORTS: ByteFormat = { bands: 1, type: 'i2', interleave: 'BIL' };
const BYTES: ByteFormat = { bands: 1, type: 'u1', interleave: 'BIL' };

const FORMATS: Readonly<Record<string, ByteFormat>> = {
  '.unw': TWO_LINES,
  '.cor': TWO_LINES,
  '.hgt': TWO_LINES,
  '.msk': TWO_LINES,
  '.trans': TWO_LINES,
  '.int': COMPLEX,
  '.amp': COMPLEX,
  '.dem': SHORTS,
  '.wgs84': SHORTS,
  '.flg': BYTES,
  '.byt': BYTES,
};

/** How the bytes of a file lie that has a `.rsc` alone: by its extension, as ROI_PAC names its files. */
export function rscFormat(path: string): ByteFormat | undefined {
  return FORMATS[rasterFileType(path)] ?? FORMATS[endingOf(path)];
}
