import type { Box, Values } from '../core/array.ts';
import type { ComplexPart } from '../io/raster/element-type.ts';
import type { ByteOrder } from '../io/raster/envi-header.ts';
import { formatOfBand, openFormat, openRaster } from '../io/raster/local.ts';
import type { RasterFormat } from '../io/raster/open-raster.ts';
import { applyTransform, type PixelTransform } from './pixel-transforms.ts';

/**
 * A raster layer that is known and not yet read: where it is, its size, and how to get at its pixels.
 * Values come as float32 with no-data and signs already as the stack wants them.
 */
export type Layer = FileLayer | ComputedLayer;

interface LayerSize {
  /** What to call the layer in messages: its path, or how it is computed. */
  readonly label: string;
  readonly length: number;
  readonly width: number;
}

/** A band of a raster file. Plain data: any thread can open it. */
export interface FileLayer extends LayerSize {
  readonly path: string;
  /** Counts from 1. */
  readonly band: number;
  readonly part?: ComplexPart;
  readonly transforms: readonly PixelTransform[];
  /** How its bytes lie; found in its sheets at every opening when left out. */
  readonly format?: RasterFormat;
  /** Byte order where the sheets name none (default big). */
  readonly silentOrder?: ByteOrder;
}

/** A layer computed from others of the same grid, e.g. incidence angle from height. */
export interface ComputedLayer extends LayerSize {
  readonly inputs: readonly Layer[];
  readonly compute: (box: Box, values: readonly Float32Array[]) => Float32Array;
}

export interface FileLayerOptions {
  readonly band?: number;
  readonly part?: ComplexPart;
  readonly transforms?: readonly PixelTransform[];
  readonly silentOrder?: ByteOrder;
  /** Size and format, when known from elsewhere; otherwise the file is opened once to learn them. */
  readonly known?: { readonly length: number; readonly width: number; readonly format?: RasterFormat };
}

/** A band of a raster file as a layer. */
export function fileLayer(path: string, options: FileLayerOptions = {}): FileLayer {
  const { band = 1, part, transforms = [], silentOrder } = options;
  const { length, width, format } = options.known ?? sizeOf(path, silentOrder);
  const place = format === undefined ? { band } : formatOfBand(format, band);
  return { label: path, length, width, path, part, transforms, silentOrder, ...place };
}

function sizeOf(path: string, silentOrder?: ByteOrder): Pick<FileLayer, 'length' | 'width' | 'format'> {
  const raster = openRaster(path, silentOrder);
  raster.close();
  return raster;
}

export function computedLayer(
  label: string,
  [length, width]: readonly [length: number, width: number],
  inputs: readonly Layer[],
  compute: ComputedLayer['compute'],
): ComputedLayer {
  return { label, length, width, inputs, compute };
}

export interface OpenLayer {
  /** @returns box rows one after the other; they stand until the next read into the same memory */
  read(box: Box): Float32Array;
  close(): void;
}

/** Memory for reading, used again and again: fresh memory costs as much time as reading does. */
export class ReadMemory {
  private file = new ArrayBuffer(0);
  private float32 = new ArrayBuffer(0);

  /** For values in the type of a file. */
  forFile(bytes: number): ArrayBuffer {
    if (this.file.byteLength < bytes) this.file = new ArrayBuffer(bytes);
    return this.file;
  }

  asFloat32(values: Values): Float32Array {
    if (values instanceof Float32Array) return values;
    if (this.float32.byteLength < 4 * values.length) this.float32 = new ArrayBuffer(4 * values.length);
    const out = new Float32Array(this.float32, 0, values.length);
    out.set(values);
    return out;
  }
}

/** @param memory to be shared by layers that are read one after the other */
export function openLayer(layer: Layer, memory = new ReadMemory()): OpenLayer {
  return 'compute' in layer ? openComputed(layer) : openFile(layer, memory);
}

/** Of the types that a file may have, the largest. */
const MOST_BYTES = 8;

function openFile(layer: FileLayer, memory: ReadMemory): OpenLayer {
  const { path, band, part, transforms, format, silentOrder } = layer;
  const raster = format === undefined ? openRaster(path, silentOrder) : openFormat(path, format);
  const facts = {
    type: raster.type,
    get noData() {
      return raster.noData(band);
    },
  };
  return {
    read(box) {
      const bytes = MOST_BYTES * (box.y1 - box.y0) * (box.x1 - box.x0);
      const values = memory.asFloat32(raster.read(band, box, part, memory.forFile(bytes)));
      for (const transform of transforms) applyTransform(values, transform, facts);
      return values;
    },
    close: () => raster.close(),
  };
}

function openComputed({ inputs, compute }: ComputedLayer): OpenLayer {
  const opened = inputs.map((layer) => openLayer(layer));
  return {
    read: (box) =>
      compute(
        box,
        opened.map((layer) => layer.read(box)),
      ),
    close() {
      for (const layer of opened) layer.close();
    },
  };
}
