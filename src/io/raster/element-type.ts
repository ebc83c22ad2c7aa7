import type { Values } from '../../core/array.ts';

/** Types of raster elements: signed, unsigned, floating and complex (two parts) with their size in bytes. */
export type ElementType =
  | 'i1'
  | 'u1'
  | 'i2'
  | 'u2'
  | 'i4'
  | 'u4'
  | 'i8'
  | 'u8'
  | 'f4'
  | 'f8'
  | 'ci4'
  | 'c8'
  | 'c16';

export const BYTES: Readonly<Record<ElementType, number>> = {
  i1: 1,
  u1: 1,
  i2: 2,
  u2: 2,
  i4: 4,
  u4: 4,
  i8: 8,
  u8: 8,
  f4: 4,
  f8: 8,
  ci4: 4,
  c8: 8,
  c16: 16,
};

/** Bytes of the unit that is swapped between byte orders: half an element when it is complex. */
export const SWAP_BYTES: Readonly<Record<ElementType, number>> = { ...BYTES, ci4: 2, c8: 4, c16: 8 };

const NAMES: Readonly<Record<string, ElementType>> = {
  byte: 'u1',
  uint8: 'u1',
  bool: 'u1',
  int8: 'i1',
  short: 'i2',
  int16: 'i2',
  uint16: 'u2',
  int: 'i4',
  int32: 'i4',
  long: 'i4',
  uint32: 'u4',
  int64: 'i8',
  uint64: 'u8',
  float: 'f4',
  float32: 'f4',
  real: 'f4',
  double: 'f8',
  float64: 'f8',
  cint16: 'ci4',
  scomplex: 'ci4',
  cfloat: 'c8',
  cfloat32: 'c8',
  complex: 'c8',
  complex64: 'c8',
  fcomplex: 'c8',
  cdouble: 'c16',
  cfloat64: 'c16',
  complex128: 'c16',
};

/** Element type of a name used by ISCE, GAMMA, GDAL or numpy (`FLOAT`, `CFloat32`, `float32`); undefined if unknown. */
export function elementType(name: string): ElementType | undefined {
  return NAMES[name.trim().toLowerCase()];
}

const NUMPY: Readonly<Record<ElementType, string>> = {
  i1: 'int8',
  u1: 'uint8',
  i2: 'int16',
  u2: 'uint16',
  i4: 'int32',
  u4: 'uint32',
  i8: 'int64',
  u8: 'uint64',
  f4: 'float32',
  f8: 'float64',
  ci4: 'complex32',
  c8: 'complex64',
  c16: 'complex128',
};

/** The name that attribute DATA_TYPE carries; types that are no elements of rasters, as `bool`, keep theirs. */
export function numpyName(type: string): string {
  return NUMPY[type as ElementType] ?? type;
}

export function isComplex(type: ElementType): boolean {
  return type === 'c8' || type === 'c16' || type === 'ci4';
}

/** How a complex element becomes one number. */
export type ComplexPart = 'phase' | 'magnitude' | 'real' | 'imag';

const ARRAYS = {
  i1: Int8Array,
  u1: Uint8Array,
  i2: Int16Array,
  u2: Uint16Array,
  i4: Int32Array,
  u4: Float64Array,
  i8: Float64Array,
  u8: Float64Array,
  f4: Float32Array,
  f8: Float64Array,
  ci4: Float32Array,
  c8: Float32Array,
  c16: Float64Array,
} as const;

/**
 * An array for `size` numbers read from elements of a type; 64-bit integers and complex parts become floats.
 * @param memory is used when it is large enough; whatever it holds stands in the array
 */
export function valuesFor(type: ElementType, size: number, memory?: ArrayBuffer): Values {
  const Kind = ARRAYS[type];
  return memory !== undefined && memory.byteLength >= size * Kind.BYTES_PER_ELEMENT
    ? new Kind(memory, 0, size)
    : new Kind(size);
}

/** Whether numbers in memory have the bytes they have in a little-endian file. */
export function isStoredAsIs(type: ElementType): boolean {
  return !isComplex(type) && type !== 'u4' && type !== 'i8' && type !== 'u8';
}
