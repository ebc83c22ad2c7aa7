import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { RunError } from '../../core/errors.ts';

/** The built page: one HTML file with its script, its workers and its style inside. */
const BUILT = new URL(
  import.meta.url.replace(/\/(?:src|dist)\/(?!.*\/(?:src|dist)\/).*$/, '/dist/viewer/index.html'),
);
const HEAD_END = '</head>';

/** The page as it was built. @throws {RunError} when it was not */
export function readPage(): string {
  try {
    return readFileSync(BUILT, 'utf8');
  } catch (cause) {
    throw new RunError(
      'The page of the viewer is missing from this installation.',
      'Install mintsar again, or run npm run build in its source.',
      { cause },
    );
  }
}

/** The page with a note of where the list of its files is. */
export function pageWithList(page: string, url: string): string {
  return page.replace(HEAD_END, `<meta name="mintsar-files" content="${url}">${HEAD_END}`);
}

/** A policy under which the page reaches this server alone and runs its own scripts alone. */
export function policyOf(page: string): string {
  const hashes = [...page.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(
    ([, script]) => `'sha256-${createHash('sha256').update(script).digest('base64')}'`,
  );
  return [
    "default-src 'none'",
    // Compiled kernels are part of the page's own scripts.
    `script-src ${hashes.join(' ')} blob: 'wasm-unsafe-eval'`,
    'worker-src blob:',
    "style-src 'unsafe-inline'",
    'img-src data: blob:',
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
