import type { Values } from '../../core/array.ts';
import type { H5Type } from '../../io/hdf5/types.ts';

/** What happens to the values of a raster on their way into another format, in this order. */
export interface ValueRules {
  /** what they become */
  readonly type: H5Type;
  /** 0 is no data */
  readonly zeroIsNoData?: boolean;
  /** subtracted: the value at a reference pixel */
  readonly offset?: number;
  /** 0 stays 0: no data of interferograms */
  readonly keepsZero?: boolean;
  /** multiplied by, one after the other, in float32 as MintPy does */
  readonly factors?: readonly number[];
}

/** Rasters of the same pixels that have a say in them. */
export interface Companions {
  /** subtracted: the date that another one is relative to */
  readonly minus?: Values;
  /** 0 and NaN = no data here */
  readonly mask?: Values;
  /** more of them */
  readonly [other: `mask${number}`]: Values;
}

/** Type of the result when nothing is to be done but what a mask asks for: whole numbers have no place for NaN. */
export function exportedType(own: H5Type, blanks: boolean): H5Type {
  if (own === 'bool') return blanks ? 'f4' : 'u1';
  if (own === 'i8' || own === 'u8') return 'f8';
  const isWhole = own.startsWith('i') || own.startsWith('u');
  if (!isWhole || !blanks) return own;
  return own.endsWith('4') ? 'f8' : 'f4';
}

/**
 * Values as they are exported; NaN = no data. Whole numbers that nothing happens to come back as they are.
 * @param values one or several planes [numPixel], which may be replaced
 */
export function exportedValues(values: Values, rules: ValueRules, companions: Companions = {}): Values {
  const { minus, ...others } = companions;
  const mask = commonMask(Object.values(others).filter((one) => one !== undefined));
  const { zeroIsNoData = false, keepsZero = false, offset = 0, factors = [] } = rules;
  const isPlain = minus === undefined && mask === undefined && !zeroIsNoData && offset === 0;
  if (isPlain && factors.length === 0) return values;
  const out = rules.type === 'f8' ? Float64Array.from(values) : floats(values);
  const scales = factors.map(Math.fround);
  for (let i = 0; i < out.length; i++) {
    let value = out[i];
    if ((zeroIsNoData && value === 0) || (mask !== undefined && (mask[i] === 0 || Number.isNaN(mask[i])))) {
      out[i] = Number.NaN;
      continue;
    }
    if (minus !== undefined) value = Math.fround(value - minus[i]);
    if (offset !== 0 && !(keepsZero && value === 0)) value = Math.fround(value - offset);
    for (let k = 0; k < scales.length; k++) value = Math.fround(value * scales[k]);
    out[i] = value;
  }
  return out;
}

function floats(values: Values): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

/** 1 where none of the masks is 0 or without data. */
function commonMask(masks: readonly Values[]): Values | undefined {
  if (masks.length < 2) return masks[0];
  const out = new Uint8Array(masks[0].length);
  for (let i = 0; i < out.length; i++)
    out[i] = masks.every((mask) => mask[i] !== 0 && !Number.isNaN(mask[i])) ? 1 : 0;
  return out;
}
