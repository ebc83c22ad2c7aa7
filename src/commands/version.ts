import { readFileSync } from 'node:fs';

/** Version of the package, read from its package.json: the one place where it stands. */
export function version(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
