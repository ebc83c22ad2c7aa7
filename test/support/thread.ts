import { serveTasks } from '../../src/compute/serve.ts';
import { createStore } from '../../src/io/block-store.ts';
import { LOADING_KERNELS } from '../../src/loading/kernels.ts';
import { FILE_KERNELS } from '../../src/operations/file-kernels.ts';
import { KERNELS } from '../../src/operations/kernels.ts';
import { TEST_KERNELS } from './test-engine.ts';

/* Entry point of the threads of tests: they know the kernels of tests too. */

serveTasks({
  kernels: { ...KERNELS, ...FILE_KERNELS, ...LOADING_KERNELS, ...TEST_KERNELS },
  store: async () => createStore(),
});
