import { engineOf } from '../../src/compute/engine.ts';
import { ofPlanes, ofRows } from '../../src/core/kernel.ts';
import { createStore } from '../../src/io/block-store.ts';

/** Kernels that show what the engine does. */
export const TEST_KERNELS = {
  addOne: ofRows(() => import('./add-one-kernel.ts')),
  room: ofPlanes(() => import('./room-plane-kernel.ts')),
  shared: ofPlanes(() => import('./shared-plane-kernel.ts')),
  shift: ofPlanes(() => import('./shift-plane-kernel.ts')),
};

export const TEST_WORKSHOP = { kernels: TEST_KERNELS, store: async () => createStore() };

export const { runBlocks, runPlanes } = engineOf(TEST_WORKSHOP);
