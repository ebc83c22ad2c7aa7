import { existsSync, lstatSync, mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { FileError } from '../../core/errors.ts';
import { makeFolder, writeError } from '../write-error.ts';
import { syncName } from './durable.ts';
import { ownerOf, ownToken, TOKEN } from './holder.ts';

/**
 * Make a folder whose files belong together: filled beside its final name, put in place when it is complete. When anything
 * fails, what stood there before stays.
 *
 * @param replaces whether a folder of this name is an older one of the same kind, which may go
 * @throws {FileError} when something else has the name
 */
export async function makeWholeFolder(
  path: string,
  replaces: (path: string) => boolean,
  fill: (folder: string) => Promise<void>,
): Promise<void> {
  assertReplaceable(path, replaces);
  makeFolder(dirname(path));
  clearDead(path);
  const beside = (kind: string) => join(dirname(path), `.${basename(path)}.${ownToken()}.${kind}`);
  const [partial, old] = [beside('partial'), beside('old')];
  try {
    rmSync(partial, { recursive: true, force: true });
    mkdirSync(partial);
    await fill(partial);
    assertReplaceable(path, replaces);
    if (existsSync(path)) renameSync(path, old);
    try {
      renameSync(partial, path);
    } catch (cause) {
      if (existsSync(old)) renameSync(old, path);
      throw cause;
    }
    syncName(path);
    rmSync(old, { recursive: true, force: true });
  } catch (cause) {
    rmSync(partial, { recursive: true, force: true });
    if ((cause as NodeJS.ErrnoException).code === undefined) throw cause;
    throw writeError(path, cause);
  }
}

function assertReplaceable(path: string, replaces: (path: string) => boolean): void {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined || (stat.isDirectory() && replaces(path))) return;
  throw new FileError(
    `${path} cannot be written: ${stat.isDirectory() ? 'the folder holds something else' : 'a file has this name'}.`,
    'Give another name for the output.',
  );
}

/** Take away what processes that are gone left under construction; what they had moved aside last is put back. */
function clearDead(path: string): void {
  const folder = dirname(path);
  const start = `.${basename(path)}.`;
  const pattern = new RegExp(`^(${TOKEN.source})\\.(partial|old)$`);
  for (const name of readdirSync(folder).filter((name) => name.startsWith(start))) {
    const match = pattern.exec(name.slice(start.length));
    if (match === null || ownerOf(match[1]) !== 'gone') continue;
    if (match[2] === 'old' && !existsSync(path)) renameSync(join(folder, name), path);
    else rmSync(join(folder, name), { recursive: true, force: true });
  }
}
