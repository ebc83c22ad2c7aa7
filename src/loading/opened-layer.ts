import type { Box } from '../core/array.ts';

/** A layer whose pixels can be read. */
export interface OpenLayer {
  /** Its bytes come from a server: large reads cost less, and the next one may be asked for while this one is used. */
  readonly isFar?: boolean;
  /** @returns box rows one after the other; those of a near layer stand until the next read into the same memory */
  read(box: Box): Float32Array | Promise<Float32Array>;
  close(): void;
}
