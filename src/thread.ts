import './processors/raster-conventions.ts';
import './services/host-access.ts';
import { serveTasks } from './compute/serve.ts';
import { LOADING_KERNELS } from './loading/kernels.ts';
import { FILE_KERNELS } from './operations/file-kernels.ts';
import { KERNELS } from './operations/kernels.ts';

/* Entry point of a thread: it knows every kernel. */

serveTasks({
  kernels: { ...KERNELS, ...FILE_KERNELS, ...LOADING_KERNELS },
  store: async () => (await import('./io/block-store.ts')).createStore(),
});
