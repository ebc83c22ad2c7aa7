import { basename } from 'node:path';
import type { Box } from '../core/array.ts';
import type { ElementType } from '../io/raster/element-type.ts';
import type { SharedArray } from './shared-array.ts';

/** What becomes of values after reading, e.g. another sign or no-data value. Plain data: any thread can apply it. */
export type PixelTransform =
  | { readonly kind: 'scale'; readonly factor: number; readonly offset?: number }
  | { readonly kind: 'replace'; readonly from: number; readonly to: number }
  | { readonly kind: 'replaceNoData'; readonly to: number }
  | { readonly kind: 'keepWhere'; readonly mask: SharedArray; readonly width: number }
  | {
      readonly kind:
        | 'negate'
        | 'squareRoot'
        | 'wrapDegrees'
        | 'invertBits'
        | 'toBoolean'
        | 'clearFilledPhase';
    };

/** What a transform may want to know of the file. */
export interface RasterFacts {
  readonly type: ElementType;
  readonly noData: number | undefined;
}

/** Values times a factor, plus an offset. */
export function scale(factor: number, offset = 0): PixelTransform {
  return { kind: 'scale', factor, offset };
}

/** Angles within [-180, 180) degrees. */
export const wrapDegrees: PixelTransform = { kind: 'wrapDegrees' };

export const negate: PixelTransform = { kind: 'negate' };

/** `from` becomes `to`; NaN as `from` finds NaN. */
export function replaceValue(from: number, to: number): PixelTransform {
  return { kind: 'replace', from, to };
}

/** The file's own no-data value becomes `to`. */
export function replaceNoData(to: number): PixelTransform {
  return { kind: 'replaceNoData', to };
}

/**
 * Pixels outside of a mask become NaN.
 * @param mask uint8, 0 = outside, of the whole raster
 * @param width of the raster
 */
export function keepWhere(mask: SharedArray, width: number): PixelTransform {
  return { kind: 'keepWhere', mask, width };
}

export const squareRoot: PixelTransform = { kind: 'squareRoot' };

/** A water body mask has all bits set over water: its complement is non-zero over land. */
export const invertBits: PixelTransform = { kind: 'invertBits' };

/** Everything but 0 becomes 1. */
export const toBoolean: PixelTransform = { kind: 'toBoolean' };

/** Phases of exactly ±π in more than 100 pixels are fill values of the wrapped interferogram. */
export const clearFilledPhase: PixelTransform = { kind: 'clearFilledPhase' };

/** Change values in place. @param box where they lie in the raster; a row of its own when left out */
export function applyTransform(
  values: Float32Array,
  transform: PixelTransform,
  facts: RasterFacts,
  box: Box = { y0: 0, x0: 0, y1: 1, x1: values.length },
): void {
  switch (transform.kind) {
    case 'scale': {
      const { factor, offset = 0 } = transform;
      for (let i = 0; i < values.length; i++) values[i] = values[i] * factor + offset;
      return;
    }
    case 'wrapDegrees':
      for (let i = 0; i < values.length; i++) values[i] -= 360 * Math.floor((values[i] + 180) / 360);
      return;
    case 'replace':
      replace(values, transform.from, transform.to);
      return;
    case 'replaceNoData': {
      const { noData } = facts;
      if (noData !== undefined && !Number.isNaN(noData)) replace(values, noData, transform.to);
      return;
    }
    case 'keepWhere': {
      const mask = new Uint8Array(transform.mask.memory);
      const width = box.x1 - box.x0;
      for (let i = 0; i < values.length; i++) {
        const at = (box.y0 + Math.floor(i / width)) * transform.width + box.x0 + (i % width);
        if (mask[at] === 0) values[i] = Number.NaN;
      }
      return;
    }
    case 'negate':
      for (let i = 0; i < values.length; i++) values[i] = -values[i];
      return;
    case 'squareRoot':
      for (let i = 0; i < values.length; i++) values[i] = Math.sqrt(values[i]);
      return;
    case 'invertBits': {
      const { type } = facts;
      const water = type.startsWith('u') ? 2 ** (8 * Number(type.slice(1))) - 1 : -1;
      for (let i = 0; i < values.length; i++) values[i] = values[i] === water ? 0 : 1;
      return;
    }
    case 'toBoolean':
      for (let i = 0; i < values.length; i++) values[i] = values[i] === 0 ? 0 : 1;
      return;
    case 'clearFilledPhase':
      clearFill(values, Math.fround(Math.PI));
      clearFill(values, -Math.fround(Math.PI));
  }
}

function replace(values: Float32Array, from: number, to: number): void {
  const wanted = Math.fround(from);
  const findsNaN = Number.isNaN(from);
  for (let i = 0; i < values.length; i++) {
    if (values[i] === wanted || (findsNaN && Number.isNaN(values[i]))) values[i] = to;
  }
}

function clearFill(values: Float32Array, fill: number): void {
  let count = 0;
  for (let i = 0; i < values.length; i++) if (values[i] === fill) count++;
  if (count > 100) replace(values, fill, 0);
}

/** Masks named `waterBody*` or ending in `.wbd` mark water instead of land. */
export function isWaterBody(path: string): boolean {
  return basename(path).startsWith('waterBody') || path.endsWith('.wbd');
}
