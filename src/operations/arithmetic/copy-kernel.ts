import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';

export interface Raster {
  readonly values: Values;
}

/** Values as they are. */
export default function copyKernel(): BlockFunction<Raster, Raster> {
  return ({ values }) => ({ outputs: { values } });
}
