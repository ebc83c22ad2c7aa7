import { ofItems } from '../core/kernel.ts';

/** Kernels of operations that read and write files by themselves, for what no block of rows can do: see kernels.ts. */
export const FILE_KERNELS = {
  makeZarrChunks: ofItems(() => import('./exports/zarr-chunks-kernel.ts')),
  extractRaster: ofItems(() => import('./extraction/extract-kernel.ts')),
  packPlanes: ofItems(() => import('./mapping/pack-planes-kernel.ts')),
  makeCogTiles: ofItems(() => import('./exports/cog-tiles-kernel.ts')),
};
