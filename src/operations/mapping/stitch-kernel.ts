import type { Box, RasterSize, Values } from '../../core/array.ts';
import type { BlockFunction, RowBlock } from '../../core/block.ts';

/** A file of a mosaic and where it lies. */
export interface StitchPart {
  /** of the mosaic, in its pixels; may reach beyond it */
  readonly window: Box;
  readonly size: RasterSize;
  /** taken from the values, one for each plane */
  readonly offsets: Float64Array;
  /** value that is no data, besides NaN */
  readonly noData?: number;
}

export interface StitchArgs {
  /** in the order in which they are laid: later ones lie on top */
  readonly parts: readonly StitchPart[];
  readonly planes: number;
  /** what stands where no file has data */
  readonly fill: number;
  /** whole numbers and masks: 0 is no data */
  readonly isWhole: boolean;
}

/** Rasters of the files; and of geometry their incidence angles, where 0 is no data of any raster. */
export interface StitchInputs {
  readonly [part: `part${number}` | `known${number}`]: Values;
}

/** The value of each pixel of a block in one plane of a file, NaN where it has none. */
function layer(
  { window, size, offsets, noData }: StitchPart,
  values: Values,
  known: Values | undefined,
  isWhole: boolean,
): (plane: number, block: RowBlock, put: (pixel: number, value: number) => void) => void {
  const x0 = Math.max(0, window.x0);
  const columns = Math.max(0, Math.min(size.width, window.x1) - x0);
  return (plane, { y0, y1, width }, put) => {
    const first = Math.max(0, window.y0 + y0);
    const rows = Math.max(0, Math.min(size.length, window.y0 + y1) - first);
    const offset = offsets[plane] ?? 0;
    for (let r = 0; r < rows; r++) {
      let at = (first + r - window.y0 - y0) * width + x0 - window.x0;
      const row = (plane * rows + r) * columns;
      for (let c = 0; c < columns; c++, at++) {
        const value = values[row + c];
        if (!Number.isFinite(value) || value === noData || (isWhole && value === 0)) continue;
        if (known !== undefined && known[r * columns + c] === 0) continue;
        put(at, value - offset);
      }
    }
  };
}

function layersOf({ parts, isWhole }: StitchArgs, inputs: StitchInputs) {
  return parts.map((part, i) => layer(part, inputs[`part${i}`], inputs[`known${i}`], isWhole));
}

/** A mosaic: the first file, and what later ones have on top of it. */
export default function stitchKernel(
  args: StitchArgs,
): BlockFunction<StitchInputs, { readonly mosaic: Values }> {
  const { planes, fill } = args;
  return (inputs, block) => {
    const { numPixel } = block;
    const Kind = inputs.part0.constructor as new (n: number) => Values;
    const mosaic = new Kind(planes * numPixel).fill(fill);
    for (const put of layersOf(args, inputs))
      for (let k = 0; k < planes; k++) {
        const plane = mosaic.subarray(k * numPixel, (k + 1) * numPixel);
        put(k, block, (pixel, value) => {
          plane[pixel] = value;
        });
      }
    return { outputs: { mosaic } };
  };
}

/**
 * How much the last file is above the mosaic of those before it, row by row.
 * @returns the kernel's row sums: of every plane the sum of differences and the number of pixels with both
 */
export function overlapSums(args: StitchArgs): BlockFunction<StitchInputs> {
  const { planes } = args;
  return (inputs, block) => {
    const { numPixel, width, y0, y1 } = block;
    const layers = layersOf(args, inputs);
    const last = layers.pop()!;
    const rowSums = Array.from({ length: y1 - y0 }, () => new Float64Array(2 * planes));
    const below = new Float64Array(numPixel);
    for (let k = 0; k < planes; k++) {
      below.fill(Number.NaN);
      for (const put of layers)
        put(k, block, (pixel, value) => {
          below[pixel] = value;
        });
      last(k, block, (pixel, value) => {
        if (Number.isNaN(below[pixel])) return;
        const sums = rowSums[Math.floor(pixel / width)];
        sums[2 * k] += value - below[pixel];
        sums[2 * k + 1]++;
      });
    }
    return { rowSums };
  };
}
