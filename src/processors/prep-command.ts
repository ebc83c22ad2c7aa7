import { basename } from 'node:path';
import type { CommandContext } from '../flags/command-context.ts';
import { type Kind, word } from '../flags/kind.ts';
import type { LoadContext } from '../loading/load-stack.ts';

/* What the commands that load one kind of products have in common. */

/** Files, or patterns that find them: expanded when the stack is described. */
export const pattern: Kind<string> = { ...word, metavar: 'PATTERN' };
export const file: Kind<string> = { ...word, metavar: 'FILE' };
export const folder: Kind<string> = { ...word, metavar: 'FOLDER' };

/** How loading speaks, and what it may take, in a command. */
export function loadingBy(context: CommandContext): Omit<LoadContext, 'outDir'> {
  const { log, workers, maxMemory, signal } = context;
  return {
    info: log.info,
    warn: log.warn,
    progress: (path, done, total) => context.progress(`loading ${basename(path)}`, done, total),
    workers,
    maxMemory,
    signal,
  };
}
