import type { Worker } from 'node:worker_threads';
import { roomForThreads } from './address-space.ts';
import { threadUrl } from './thread-url.ts';

/* The threads beside the calling one: started when first needed, kept for the work that follows. */

const threads: Worker[] = [];
let entry = threadUrl();

/** Start threads from another module, which calls `serveTasks`: one that knows other kernels, or that stands elsewhere. */
export function setThreadEntry(url: URL): void {
  entry = url;
}

/**
 * `count` threads, or as many as there is room for. They start while the caller goes on, and do not keep the process
 * alive by themselves.
 */
export function helperThreads(count: number): readonly Worker[] {
  const most = threads.length < count ? threads.length + roomForThreads() : count;
  while (threads.length < Math.min(count, most)) threads.push(startThread());
  return threads.slice(0, count);
}

/** End all threads; nothing happens when there are none. */
export async function closePool(): Promise<void> {
  await Promise.all(threads.splice(0).map((thread) => thread.terminate()));
}

function startThread(): Worker {
  // A library of GeoTIFFs brings workers of its own, and takes a thread without data for a broken one of them.
  const thread = new (process.getBuiltinModule('node:worker_threads').Worker)(entry, { workerData: {} });
  thread.setMaxListeners(0);
  thread.unref();
  thread.on('exit', () => {
    const at = threads.indexOf(thread);
    if (at >= 0) threads.splice(at, 1);
  });
  return thread;
}
