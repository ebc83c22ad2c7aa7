import { ofItems } from '../core/kernel.ts';

/** The kernels of the loader: see operations/kernels.ts. */
export const LOADING_KERNELS = {
  loadRasters: ofItems(() => import('./raster-kernel.ts')),
  measureSeams: ofItems(() => import('./frames/seams-kernel.ts')),
};
