import { readFileSync } from 'node:fs';
import { packageUrl } from '../compute/package-url.ts';

/** Version of the package, read from its package.json: the one place where it stands. */
export function version(): string {
  const text = readFileSync(packageUrl('package.json'), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}
