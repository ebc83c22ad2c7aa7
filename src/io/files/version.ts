import { readFileSync } from 'node:fs';

let known: string | undefined;

/** Version of mintsar, read from its package.json: the one place where it stands. */
export function version(): string {
  // The folder of the package lies above src/ or dist/, however deep the module ends up in the build.
  const file = new URL(import.meta.url.replace(/\/(?:src|dist)\/(?!.*\/(?:src|dist)\/).*$/, '/package.json'));
  known ??= (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
  return known;
}
