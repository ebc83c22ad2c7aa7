import type { Values } from '../../core/array.ts';
import { inflate } from '../hdf5/deflate.ts';
import { BYTES, type ElementType } from '../raster/element-type.ts';
import { swapBytes } from '../raster/raw-band.ts';
import { restoreFloats, restoreWholeNumbers } from './predictor.ts';

/** How a block is packed: by itself, as a zlib stream, or by a function that unpacks it. */
export type Codec = 'none' | 'deflate' | ((bytes: Uint8Array) => Uint8Array);

/** What a block (tile or strip) of a TIFF holds. */
export interface BlockLayout {
  readonly width: number;
  /** values of a pixel that stand side by side */
  readonly samples: number;
  readonly type: ElementType;
  readonly littleEndian: boolean;
  /** 1 none, 2 differences of neighbours, 3 those of the bytes of floats */
  readonly predictor: number;
  readonly codec: Codec;
}

/**
 * Values of a block, [rows, width, samples].
 * @throws {Error} when it holds fewer, or its predictor is none
 */
export function decodeBlock(packed: Uint8Array, rows: number, layout: BlockLayout): Values {
  const { width, samples, type, littleEndian, predictor, codec } = layout;
  const size = BYTES[type];
  const n = rows * width * samples;
  let bytes = codec === 'none' ? packed : codec === 'deflate' ? inflate(packed, n * size) : codec(packed);
  if (bytes.length < n * size) throw new Error(`a block ends after ${bytes.length} of ${n * size} bytes`);
  bytes = aligned(bytes.subarray(0, n * size), codec === 'none');
  if (predictor === 3) {
    if (!type.startsWith('f')) throw new Error('predictor 3 is for floating numbers alone');
    restoreFloats(bytes, width * samples, samples, size); // comes out in this machine's order
    return viewOf(bytes, type);
  }
  if (!littleEndian) swapBytes(bytes, size);
  const values = viewOf(bytes, type);
  if (predictor === 2) {
    if (type === 'f8') throw new Error('predictor 2 is not for doubles');
    restoreWholeNumbers(type === 'f4' ? viewOf(bytes, 'u4') : values, width, samples);
  } else if (predictor !== 1) throw new Error(`predictor ${predictor} is not known`);
  return values;
}

/** Bytes that begin where values of eight bytes may, and that may be changed. */
function aligned(bytes: Uint8Array, isShared: boolean): Uint8Array {
  return isShared || bytes.byteOffset % 8 !== 0 ? bytes.slice() : bytes;
}

function viewOf({ buffer, byteOffset, byteLength }: Uint8Array, type: ElementType): Values {
  const Kind = {
    u1: Uint8Array,
    i1: Int8Array,
    u2: Uint16Array,
    i2: Int16Array,
    u4: Uint32Array,
    i4: Int32Array,
    f4: Float32Array,
    f8: Float64Array,
  }[type as 'u1'];
  return new Kind(buffer as ArrayBuffer, byteOffset, byteLength / BYTES[type]);
}
