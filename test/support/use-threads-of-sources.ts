import { pathToFileURL } from 'node:url';
import { inject } from 'vitest';
import { setThreadEntry } from '../../src/compute/pool.ts';

/* Before each file of tests. */

setThreadEntry(pathToFileURL(inject('thread')));
