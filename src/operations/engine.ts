import { engineOf, type RowWork } from '../compute/engine.ts';
import { FILE_KERNELS } from './file-kernels.ts';
import { KERNELS } from './kernels.ts';

/** The kernels, and HDF5 files for them. */
export const WORKSHOP = {
  kernels: { ...KERNELS, ...FILE_KERNELS },
  store: async () => (await import('../io/block-store.ts')).createStore(),
};

/** How operations run their kernels. */
export const { runBlocks, runPlanes, runItems } = engineOf(WORKSHOP);

/** Work of a kernel of rows, and its parts: for those who prepare it. */
export type WorkOf<Name extends keyof typeof KERNELS> = RowWork<typeof KERNELS, Name>;
export type ArgsOf<Name extends keyof typeof KERNELS> = WorkOf<Name>['args'];
export type InputsOf<Name extends keyof typeof KERNELS> = WorkOf<Name>['inputs'];
export type OutputsOf<Name extends keyof typeof KERNELS> = WorkOf<Name>['outputs'];
