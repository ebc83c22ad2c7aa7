import { fileURLToPath } from 'node:url';
import type { Piscina } from 'piscina';
import { compiledUrl, moduleUrl } from './module-url.ts';

/* The one pool of threads of the process, made when first needed. */

let pool: { readonly size: number; readonly threads: Promise<Piscina> } | undefined;

/** The pool with `size` threads; a pool of another size is closed first. */
export async function threadPool(size: number): Promise<Piscina> {
  if (pool?.size !== size) {
    await closePool();
    pool = { size, threads: open(size) };
  }
  return pool!.threads;
}

/** End all threads; nothing happens when there are none. */
export async function closePool(): Promise<void> {
  const old = pool;
  pool = undefined;
  await (await old?.threads)?.destroy();
}

async function open(size: number): Promise<Piscina> {
  const { Piscina } = await import('piscina');
  return new Piscina({
    filename: fileURLToPath(compiledUrl(moduleUrl(import.meta.url, './worker'))),
    minThreads: size,
    maxThreads: size,
    concurrentTasksPerWorker: 1,
  });
}
