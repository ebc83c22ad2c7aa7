import { fileURLToPath, pathToFileURL } from 'node:url';
import { inject } from 'vitest';
import { setThreadEntry } from '../../src/compute/pool.ts';

/* Before each file of tests. */

setThreadEntry(pathToFileURL(inject('thread')));
process.chdir(fileURLToPath(new URL('../..', import.meta.url))); // files share a process: one may have left it elsewhere
