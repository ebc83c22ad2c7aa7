import type { Box, Values } from '../../core/array.ts';
import { FileError } from '../../core/errors.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import {
  BYTES,
  type ComplexPart,
  type ElementType,
  isComplex,
  isStoredAsIs,
  SWAP_BYTES,
  valuesFor,
} from './element-type.ts';
import type { FileSet } from './file-set.ts';

/**
 * One band in a raw binary file. Element (y, x) begins at `offset + y * lineStride + x * pixelStride`, which covers
 * band-sequential, line-interleaved and pixel-interleaved files and the raw bands of a VRT.
 */
export interface RawBand {
  readonly path: string;
  readonly type: ElementType;
  readonly littleEndian: boolean;
  readonly offset: number;
  readonly pixelStride: number;
  readonly lineStride: number;
}

export type Interleave = 'BSQ' | 'BIL' | 'BIP';

/** The interleaving of that name in any case, if it is one. */
export function interleaveNamed(name: string): Interleave | undefined {
  return (['BSQ', 'BIL', 'BIP'] as const).find((known) => known === name.trim().toUpperCase());
}

/** More bands than any product has: what asks for more is damaged. */
const MOST_BANDS = 65_536;

export interface RawLayout {
  readonly length: number;
  readonly width: number;
  readonly bands: number;
  readonly type: ElementType;
  readonly littleEndian: boolean;
  readonly interleave: Interleave;
  readonly headerBytes: number;
}

/**
 * Bands of a raw binary file with one of the three usual interleavings.
 * @throws {FileError} when the number of bands is none
 */
export function rawBands(path: string, layout: RawLayout): RawBand[] {
  const { length, width, bands, type, littleEndian, interleave, headerBytes } = layout;
  if (!(Number.isInteger(bands) && bands >= 1 && bands <= MOST_BANDS))
    throw new FileError(
      `${path}: its metadata say ${bands} bands.`,
      'Correct the number of bands in the sheet beside it.',
    );
  const size = BYTES[type];
  const stride = {
    BSQ: { band: length * width * size, line: width * size, pixel: size },
    BIL: { band: width * size, line: width * size * bands, pixel: size },
    BIP: { band: size, line: width * size * bands, pixel: size * bands },
  }[interleave];
  return Array.from({ length: bands }, (_, b) => ({
    path,
    type,
    littleEndian,
    offset: headerBytes + b * stride.band,
    pixelStride: stride.pixel,
    lineStride: stride.line,
  }));
}

/** Bytes a file must have to hold the band. */
export function bytesNeeded(band: RawBand, length: number, width: number): number {
  return band.offset + (length - 1) * band.lineStride + (width - 1) * band.pixelStride + BYTES[band.type];
}

/** What is read at once: enough for the disk, and still in cache when it is decoded. */
const CHUNK_BYTES = 1024 * 1024;

/** An open raw band. */
export interface OpenRawBand {
  /** @param memory where the values may be put, if it is large enough */
  read(box: Box, part?: ComplexPart, memory?: ArrayBuffer): Values;
  close(): void;
}

/**
 * Open a band after checking that the file is long enough.
 * @throws {FileError} when the file is missing or truncated, naming expected and actual bytes
 */
export function openRawBand(files: FileSet, band: RawBand, length: number, width: number): OpenRawBand {
  const source = files.open(band.path);
  const actual = source.size;
  const needed = bytesNeeded(band, length, width);
  if (actual < needed) {
    source.close();
    throw new FileError(
      `${band.path} is truncated: ${length} x ${width} pixels need ${needed} bytes, the file has ${actual}.`,
      'Copy or process the file again, or correct its metadata.',
    );
  }
  return {
    read: (box, part = 'phase', memory) => readBox(source, band, box, part, memory),
    close: () => source.close(),
  };
}

/** Read whole rows at once when the box takes most of them, otherwise row by row: never much beyond the box. */
function readBox(
  source: ByteSource,
  band: RawBand,
  box: Box,
  part: ComplexPart,
  memory?: ArrayBuffer,
): Values {
  const rows = box.y1 - box.y0;
  const cols = box.x1 - box.x0;
  const out = valuesFor(band.type, rows * cols, memory);
  if (rows <= 0 || cols <= 0) return out;
  const { lineStride } = band;
  const size = BYTES[band.type];
  const start = band.offset + box.y0 * lineStride + box.x0 * band.pixelStride;
  const isPlain = isStoredAsIs(band.type) && band.pixelStride === size;
  const outBytes = new Uint8Array(out.buffer, out.byteOffset, out.byteLength);
  if (isPlain && cols * size === lineStride) source.readInto(outBytes, start);
  else {
    const span = (cols - 1) * band.pixelStride + size;
    const together = span * 2 >= lineStride ? Math.max(1, Math.floor(CHUNK_BYTES / lineStride)) : 1;
    const buffer = scratch((Math.min(together, rows) - 1) * lineStride + span);
    if (together === 1) {
      // Where they have to be fetched: all at once, not one after the other.
      const first = (y: number) => start + y * lineStride;
      source.require(Array.from({ length: rows }, (_, y) => ({ start: first(y), end: first(y) + span })));
    } else source.require([{ start, end: start + (rows - 1) * lineStride + span }]);
    for (let y = 0; y < rows; y += together) {
      const n = Math.min(together, rows - y);
      source.readInto(buffer.subarray(0, (n - 1) * lineStride + span), start + y * lineStride);
      for (let r = 0; r < n; r++) {
        const row = buffer.subarray(r * lineStride, r * lineStride + span);
        if (isPlain) outBytes.set(row, (y + r) * span);
        else decodeRow(row, band, cols, out, (y + r) * cols, part);
      }
    }
  }
  if (isPlain && !band.littleEndian) swapBytes(outBytes, SWAP_BYTES[band.type]);
  return out;
}

let kept = new Uint8Array(0);

/** Bytes that begin on an aligned address; the same ones every time, as fresh memory costs more than reading does. */
function scratch(bytes: number): Uint8Array {
  if (kept.length < bytes) kept = new Uint8Array(Math.max(bytes, CHUNK_BYTES));
  return kept;
}

function decodeRow(
  row: Uint8Array,
  band: RawBand,
  cols: number,
  out: Values,
  at: number,
  part: ComplexPart,
): void {
  const size = BYTES[band.type];
  let bytes = row;
  if (band.pixelStride !== size) {
    bytes = new Uint8Array(cols * size);
    for (let x = 0, to = 0; x < cols; x++)
      for (let b = 0, from = x * band.pixelStride; b < size; b++) bytes[to++] = row[from + b];
  } else if (row.byteOffset % Math.min(8, size) !== 0) {
    bytes = row.slice(); // typed views need aligned starts
  }
  if (!band.littleEndian) swapBytes(bytes, SWAP_BYTES[band.type]);
  if (isComplex(band.type)) decodeComplex(bytes, band.type, cols, out, at, part);
  else out.set(view(bytes, band.type, cols) as never, at);
}

/** Turn the bytes of each unit around; `bytes` begin where a unit of that size may. */
export function swapBytes({ buffer, byteOffset, byteLength }: Uint8Array, unit: number): void {
  if (unit === 2) {
    const units = new Uint16Array(buffer, byteOffset, byteLength / 2);
    for (let i = 0; i < units.length; i++) units[i] = (units[i] << 8) | (units[i] >>> 8);
  } else if (unit >= 4) {
    const units = new Uint32Array(buffer, byteOffset, byteLength / 4);
    for (let i = 0; i < units.length; i++) units[i] = turned(units[i]);
    if (unit === 4) return;
    for (let i = 0; i + 1 < units.length; i += 2) {
      const first = units[i];
      units[i] = units[i + 1];
      units[i + 1] = first;
    }
  }
}

function turned(v: number): number {
  return (v << 24) | ((v & 0xff00) << 8) | ((v >>> 8) & 0xff00) | (v >>> 24);
}

function view(bytes: Uint8Array, type: ElementType, n: number): ArrayLike<number> {
  const { buffer, byteOffset } = bytes;
  switch (type) {
    case 'i1':
      return new Int8Array(buffer, byteOffset, n);
    case 'u1':
      return new Uint8Array(buffer, byteOffset, n);
    case 'i2':
    case 'ci4':
      return new Int16Array(buffer, byteOffset, type === 'ci4' ? 2 * n : n);
    case 'u2':
      return new Uint16Array(buffer, byteOffset, n);
    case 'i4':
      return new Int32Array(buffer, byteOffset, n);
    case 'u4':
      return new Uint32Array(buffer, byteOffset, n);
    case 'i8':
      return Float64Array.from(new BigInt64Array(buffer, byteOffset, n), Number);
    case 'u8':
      return Float64Array.from(new BigUint64Array(buffer, byteOffset, n), Number);
    case 'f4':
    case 'c8':
      return new Float32Array(buffer, byteOffset, type === 'c8' ? 2 * n : n);
    case 'f8':
    case 'c16':
      return new Float64Array(buffer, byteOffset, type === 'c16' ? 2 * n : n);
  }
}

function decodeComplex(
  bytes: Uint8Array,
  type: ElementType,
  n: number,
  out: Values,
  at: number,
  part: ComplexPart,
): void {
  const pairs = view(bytes, type, n);
  for (let i = 0; i < n; i++) {
    const re = pairs[2 * i];
    const im = pairs[2 * i + 1];
    out[at + i] =
      part === 'phase'
        ? Math.atan2(im, re)
        : part === 'magnitude'
          ? Math.hypot(re, im)
          : part === 'real'
            ? re
            : im;
  }
}
