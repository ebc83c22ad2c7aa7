import { basename } from 'node:path';
import type { Box, Values } from '../core/array.ts';
import type { ComplexPart, ElementType } from '../io/raster/element-type.ts';
import { openRaster, type Raster } from '../io/raster/raster.ts';

/**
 * A raster layer that is known and not yet read: where it is, its size, and how to get at its pixels.
 * Values come as float32 with no-data and signs already as the stack wants them.
 */
export interface Layer {
  /** What to call the layer in messages: its path, or how it is computed. */
  readonly label: string;
  readonly length: number;
  readonly width: number;
  open(): OpenLayer;
}

export interface OpenLayer {
  /** @returns box rows one after the other */
  read(box: Box): Float32Array;
  close(): void;
}

/** Changes values in place after reading, e.g. a sign or a no-data value. */
export type PixelTransform = (values: Float32Array, raster: RasterFacts) => void;

/** What a transform may want to know of the file. */
export interface RasterFacts {
  readonly type: ElementType;
  readonly noData: number | undefined;
}

export interface FileLayerOptions {
  /** Counts from 1. */
  readonly band?: number;
  readonly part?: ComplexPart;
  readonly transforms?: readonly PixelTransform[];
  /** Opens the file when its own sheets are not enough (default `openRaster`). */
  readonly open?: () => Raster;
  /** Size, when known from elsewhere; otherwise the file is opened once to learn it. */
  readonly size?: readonly [length: number, width: number];
}

/** A band of a raster file as a layer. */
export function fileLayer(path: string, options: FileLayerOptions = {}): Layer {
  const { band = 1, part, transforms = [], open = () => openRaster(path) } = options;
  const [length, width] = options.size ?? sizeOf(open);
  return {
    label: path,
    length,
    width,
    open() {
      const raster = open();
      const facts = { type: raster.type, noData: raster.noData(band) };
      return {
        read(box) {
          const values = toFloat32(raster.read(band, box, part));
          for (const transform of transforms) transform(values, facts);
          return values;
        },
        close: () => raster.close(),
      };
    },
  };
}

function sizeOf(open: () => Raster): [number, number] {
  const raster = open();
  try {
    return [raster.length, raster.width];
  } finally {
    raster.close();
  }
}

function toFloat32(values: Values): Float32Array {
  return values instanceof Float32Array ? values : Float32Array.from(values);
}

/** A layer computed from others of the same grid, e.g. incidence angle from height. */
export function computedLayer(
  label: string,
  size: readonly [length: number, width: number],
  inputs: readonly Layer[],
  compute: (box: Box, values: readonly Float32Array[]) => Float32Array,
): Layer {
  return {
    label,
    length: size[0],
    width: size[1],
    open() {
      const opened = inputs.map((layer) => layer.open());
      return {
        read: (box) =>
          compute(
            box,
            opened.map((layer) => layer.read(box)),
          ),
        close: () => {
          for (const layer of opened) layer.close();
        },
      };
    },
  };
}

export const negate: PixelTransform = (values) => {
  for (let i = 0; i < values.length; i++) values[i] = -values[i];
};

/** `from` becomes `to`; NaN as `from` finds NaN. */
export function replaceValue(from: number, to: number): PixelTransform {
  const wanted = Math.fround(from);
  const findsNaN = Number.isNaN(from);
  return (values) => {
    for (let i = 0; i < values.length; i++) {
      if (values[i] === wanted || (findsNaN && Number.isNaN(values[i]))) values[i] = to;
    }
  };
}

/** The file's own no-data value becomes `to`. */
export function replaceNoData(to: number): PixelTransform {
  return (values, { noData }) => {
    if (noData !== undefined && !Number.isNaN(noData)) replaceValue(noData, to)(values, {} as RasterFacts);
  };
}

export const squareRoot: PixelTransform = (values) => {
  for (let i = 0; i < values.length; i++) values[i] = Math.sqrt(values[i]);
};

/** A water body mask has all bits set over water: its complement is non-zero over land. */
export const invertBits: PixelTransform = (values, { type }) => {
  const water = type.startsWith('u') ? 2 ** (8 * Number(type.slice(1))) - 1 : -1;
  for (let i = 0; i < values.length; i++) values[i] = values[i] === water ? 0 : 1;
};

/** Phases of exactly ±π in more than 100 pixels are fill values of the wrapped interferogram. */
export const clearFilledPhase: PixelTransform = (values) => {
  const pi = Math.fround(Math.PI);
  for (const fill of [pi, -pi]) {
    let count = 0;
    for (let i = 0; i < values.length; i++) if (values[i] === fill) count++;
    if (count > 100) replaceValue(fill, 0)(values, {} as RasterFacts);
  }
};

/** Masks named `waterBody*` or ending in `.wbd` mark water instead of land. */
export function isWaterBody(path: string): boolean {
  return basename(path).startsWith('waterBody') || path.endsWith('.wbd');
}
