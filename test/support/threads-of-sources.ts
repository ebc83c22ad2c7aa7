import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import type { TestProject } from 'vitest/node';

declare module 'vitest' {
  interface ProvidedContext {
    /** path of the entry point of threads */
    thread: string;
  }
}

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Threads cannot load TypeScript in every Node: the modules they need are bundled from the sources as they are now,
 * before the tests and whenever files have changed. The bundle stands where packages are found.
 */
export default async function setup(project: TestProject): Promise<() => void> {
  const cache = `${ROOT}node_modules/.cache`;
  mkdirSync(cache, { recursive: true });
  const outdir = mkdtempSync(`${cache}/threads-`);
  const bundle = () =>
    build({
      absWorkingDir: ROOT,
      entryPoints: ['test/support/thread.ts'],
      outdir,
      outExtension: { '.js': '.mjs' },
      bundle: true,
      splitting: true,
      format: 'esm',
      platform: 'node',
      target: 'node20',
      packages: 'external',
      logLevel: 'warning',
    });
  await bundle();
  project.onTestsRerun(async () => {
    await bundle();
  });
  project.provide('thread', `${outdir}/thread.mjs`);
  return () => rmSync(outdir, { recursive: true, force: true });
}
