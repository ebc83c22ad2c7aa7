import type { InvertKernelArgs } from '../../../operations/inversion/invert-network-kernel.ts';
import type { Window } from './product.ts';

/** Rows of a map to invert: what the kernel of `ifgram_inversion` is told, and where its values are. */
export interface InvertRows {
  /** changes with whatever else changes but the rows: kernels are kept for the next rows */
  readonly run: string;
  readonly observed: string;
  readonly quality?: string;
  readonly mask?: string;
  /** planes of the stack that take part */
  readonly kept: readonly number[];
  /** rasters of other files, of which zeros are left out */
  readonly sceneMasks: readonly { readonly product: string; readonly dataset: string }[];
  /** the whole map; rows and the reference pixel count in its own pixels */
  readonly window: Window;
  readonly rows: readonly [from: number, to: number];
  readonly args: InvertKernelArgs;
  readonly dates: readonly string[];
  /** time of day of the acquisitions, s */
  readonly seconds: number;
}

/** Results of some rows. */
export interface InvertedRows {
  /** [numDate, numPixel] m */
  readonly timeseries: Float32Array<ArrayBuffer>;
  /** [numPixel] m/year; absent where the dates are too few for a line */
  readonly velocity?: Float32Array<ArrayBuffer>;
  readonly temporalCoherence: Float32Array<ArrayBuffer>;
  readonly numInvIfgram: Float32Array<ArrayBuffer>;
}
