import { defineConfig } from 'vitest/config';
import { LongestFirst } from './test/support/longest-first.ts';
import { FLAGS_FOR_TESTS } from './test/support/node-flags.ts';

export default defineConfig({
  test: {
    include: ['src/**/*.test.ts', 'test/**/*.test.ts', 'fuzz/**/*.test.ts'],
    globalSetup: ['test/support/temporary-folder.ts', 'test/support/threads-of-sources.ts'],
    setupFiles: ['test/support/use-threads-of-sources.ts'],
    testTimeout: 120_000,
    hookTimeout: 120_000,
    env: { MINTSAR_SYNC: 'no' }, // killed runs lose nothing that was written; only a power failure would
    pool: 'forks',
    maxWorkers: 2,
    execArgv: FLAGS_FOR_TESTS,
    isolate: false, // to start a process and to load mintsar for each file would take as long as the tests do
    sequence: { sequencer: LongestFirst },
  },
});
