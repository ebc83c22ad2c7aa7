import { chmodSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

/** User `nobody`: without rights to what belongs to others. */
const NOBODY = 65534;

/**
 * Run with the rights of an ordinary user, whom permissions stop: the superuser of a container would pass them all.
 * @param folder made reachable for this user, with the folders above it
 */
export async function asOrdinaryUser<T>(folder: string, run: () => Promise<T> | T): Promise<T> {
  if (process.geteuid?.() !== 0) return run();
  for (let path = folder; path !== '/' && path !== dirname(path); path = dirname(path)) {
    if (path === '/tmp') break;
    chmodSync(path, statSync(path).mode | 0o555);
  }
  process.seteuid?.(NOBODY);
  try {
    return await run();
  } finally {
    process.seteuid?.(0);
  }
}
