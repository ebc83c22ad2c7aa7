import type { RasterSize } from '../array.ts';
import { MemoryLayout, SimdModule } from '../simd-module.ts';
import { type KeptSamples, NUM_CURVE, NUM_ROW_SUM, type RampRows, strideOf } from './ramp-rows.ts';
import { RAMP_ROWS_SIMD } from './ramp-rows-simd-code.ts';
import { scaledIndices } from './scaled-indices.ts';

/** Functions of assembly/ramp-rows.ts; arrays by their addresses. */
interface Exports {
  sumRows(
    raster: number,
    keep: number,
    u: number,
    to: number,
    length: number,
    width: number,
    stride: number,
    offset: number,
    step: number,
  ): void;
  subtractRows(
    raster: number,
    u: number,
    curves: number,
    length: number,
    width: number,
    ignoreZero: boolean,
  ): void;
}

const CODE = new SimdModule<Exports>(RAMP_ROWS_SIMD);

/** Bytes of linear memory; larger rasters go without vectors. */
const MOST_BYTES = 2 ** 31;

/** Whether this machine runs WebAssembly with 128-bit vectors, for a raster of that size. */
export function hasRampRowsSimd(size: RasterSize): boolean {
  return place(size).layout.end <= MOST_BYTES && CODE.isSupported();
}

/** The loops in WebAssembly with vector instructions (assembly/ramp-rows.ts): the bits of `plainRampRows`. */
export function simdRampRows(size: RasterSize): RampRows {
  const { length, width } = size;
  const stride = strideOf(width);
  const at = place(size);
  const { code, memory } = CODE.start(at.layout);
  const { buffer } = memory;
  const room = new Float32Array(buffer, at.raster, length * width);
  const keepRoom = new Int8Array(buffer, at.keep, length * stride);
  const sums = new Float64Array(buffer, at.sums, length * NUM_ROW_SUM);
  const curvesRoom = new Float64Array(buffer, at.curves, length * NUM_CURVE);
  new Float64Array(buffer, at.u, width).set(scaledIndices(width));
  const isThere = (raster: Float32Array) => raster.buffer === buffer && raster.byteOffset === at.raster;
  let placed: Int8Array | undefined;
  return {
    room,
    sum(raster: Float32Array, { keep, step }: KeptSamples) {
      if (!isThere(raster)) room.set(raster);
      if (keep !== placed) keepRoom.set(keep);
      placed = keep;
      code.sumRows(at.raster, at.keep, at.u, at.sums, length, width, stride, step >> 1, step);
      return sums;
    },
    subtract(raster, curves, ignoreZero) {
      if (!isThere(raster)) room.set(raster);
      curvesRoom.set(curves);
      code.subtractRows(at.raster, at.u, at.curves, length, width, ignoreZero);
      if (!isThere(raster)) raster.set(room);
    },
  };
}

function place({ length, width }: RasterSize) {
  const layout = new MemoryLayout();
  const stride = strideOf(width);
  return {
    layout,
    raster: layout.reserve(4 * (length * width + stride - width)), // the last row is read up to its stride
    keep: layout.reserve(length * stride),
    u: layout.reserve(8 * stride),
    sums: layout.reserve(8 * length * NUM_ROW_SUM),
    curves: layout.reserve(8 * length * NUM_CURVE),
  };
}
