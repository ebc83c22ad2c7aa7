import { engineOf, type RowWork } from '../compute/engine.ts';
import { KERNELS } from './kernels.ts';

/** How operations run their kernels, on HDF5 files. */
export const { runBlocks, runPlanes } = engineOf({
  kernels: KERNELS,
  store: async () => (await import('../io/block-store.ts')).createStore(),
});

/** Datasets as a kernel of rows wants them: for those who prepare its work. */
export type InputsOf<Name extends keyof typeof KERNELS> = RowWork<typeof KERNELS, Name>['inputs'];
export type OutputsOf<Name extends keyof typeof KERNELS> = RowWork<typeof KERNELS, Name>['outputs'];
