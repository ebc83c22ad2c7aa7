import { fastest, MemoryLayout, SimdModule } from '../simd-module.ts';
import type { DelayField } from './delay-field.ts';
import { FIELD_DELAY_SIMD } from './field-delay-simd-code.ts';

/** Pixels whose delay is asked for: arrays [size] to be filled, and the loop over them. */
export interface DelayPixels {
  readonly size: number;
  /** m */
  readonly height: Float64Array;
  /** delay over zenith delay, with its sign */
  readonly slant: Float64Array;
  /** number of the node south-west of each */
  readonly cell: Int32Array;
  /** from that node north and east, in steps of the grid */
  readonly north: Float32Array;
  readonly east: Float32Array;

  /** Delay of the first `out.length` pixels in a field of that grid, m. Heights beyond its pieces go on with the outermost. */
  delays(field: DelayField, out: Float32Array): void;
}

interface Exports {
  delays(
    height: number,
    slant: number,
    cell: number,
    north: number,
    east: number,
    to: number,
    count: number,
    coefficients: number,
    above: number,
    layer: number,
    last: number,
    bottom: number,
    perMetre: number,
  ): void;
}

const CODE = new SimdModule<Exports>(FIELD_DELAY_SIMD);

/** Bytes of linear memory; what needs more goes without vectors. */
const MOST_BYTES = 2 ** 31;

/**
 * Room for pixels, with the loop as fast as this machine has it.
 *
 * @param size pixels @param numCoefficient of the largest field
 */
export function delayPixels(size: number, numCoefficient: number): DelayPixels {
  return fastest(
    40 * size + 8 * numCoefficient < MOST_BYTES && CODE.isSupported(),
    () => simdDelayPixels(size, numCoefficient),
    () => plainDelayPixels(size),
  );
}

/** In WebAssembly with vector instructions (assembly/field-delay.ts): the bits of `plainDelayPixels`. */
export function simdDelayPixels(size: number, numCoefficient: number): DelayPixels {
  const layout = new MemoryLayout();
  const [height, slant] = [layout.reserve(8 * size), layout.reserve(8 * size)];
  const [cell, north, east, to] = [4, 4, 4, 4].map((bytes) => layout.reserve(bytes * size));
  const coefficients = layout.reserve(8 * numCoefficient);
  const {
    code,
    memory: { buffer },
  } = CODE.start(layout);
  const [room, result] = [
    new Float64Array(buffer, coefficients, numCoefficient),
    new Float32Array(buffer, to, size),
  ];
  return {
    size,
    height: new Float64Array(buffer, height, size),
    slant: new Float64Array(buffer, slant, size),
    cell: new Int32Array(buffer, cell, size),
    north: new Float32Array(buffer, north, size),
    east: new Float32Array(buffer, east, size),
    delays({ columns, rows, bottom, step, coefficients: values }, out) {
      room.set(values);
      const layer = rows * columns;
      const last = values.length / (4 * layer) - 1;
      code.delays(
        height,
        slant,
        cell,
        north,
        east,
        to,
        out.length,
        coefficients,
        32 * columns,
        layer,
        last,
        bottom,
        1 / step,
      );
      out.set(result.subarray(0, out.length));
    },
  };
}

/** In plain TypeScript: for machines without vector instructions, and the judge of the vector kernel. */
export function plainDelayPixels(size: number): DelayPixels {
  const [height, slant] = [new Float64Array(size), new Float64Array(size)];
  const [north, east] = [new Float32Array(size), new Float32Array(size)];
  const cell = new Int32Array(size);
  return {
    size,
    height,
    slant,
    cell,
    north,
    east,
    delays({ columns, rows, bottom, step, coefficients: c }, out) {
      const layer = rows * columns;
      const last = c.length / (4 * layer) - 1;
      const [perMetre, above] = [1 / step, 4 * columns];
      for (let i = 0; i < out.length; i++) {
        const t0 = (height[i] - bottom) * perMetre;
        const piece = Math.trunc(Math.max(0, Math.min(last, t0)));
        const t = t0 - piece;
        const a = 4 * (piece * layer + cell[i]);
        const b = a + above;
        const y = north[i];
        const x = east[i];
        const w11 = y * x;
        const w10 = y - w11;
        const w01 = x - w11;
        const w00 = 1 - y - w01;
        const c0 = w00 * c[a] + w01 * c[a + 4] + (w10 * c[b] + w11 * c[b + 4]);
        const c1 = w00 * c[a + 1] + w01 * c[a + 5] + (w10 * c[b + 1] + w11 * c[b + 5]);
        const c2 = w00 * c[a + 2] + w01 * c[a + 6] + (w10 * c[b + 2] + w11 * c[b + 6]);
        const c3 = w00 * c[a + 3] + w01 * c[a + 7] + (w10 * c[b + 3] + w11 * c[b + 7]);
        const zenith = c0 + t * t * c2 + t * (c1 + t * t * c3);
        out[i] = zenith * slant[i];
      }
    },
  };
}
