import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { RunError } from '../../core/errors.ts';

/** The built page: one HTML file with its script, its workers and its style inside, and a part that few need. */
const BUILT = new URL(import.meta.url.replace(/\/(?:src|dist)\/(?!.*\/(?:src|dist)\/).*$/, '/dist/viewer/'));
const HEAD_END = '</head>';

/** The page as it was built. */
export interface BuiltPage {
  readonly html: string;
  /** script that writes films: `film.js` beside the page */
  readonly film: string;
}

/** @throws {RunError} when the page was not built */
export function readPage(folder = BUILT): BuiltPage {
  try {
    const [html, film] = ['index.html', 'film.js'].map((name) => readFileSync(new URL(name, folder), 'utf8'));
    return { html, film };
  } catch (cause) {
    throw new RunError(
      'The page of the viewer is missing from this installation.',
      'Install mintsar again, or run npm run build in its source.',
      { cause },
    );
  }
}

/** The page with a note of where the list of its files is. */
export function pageWithList(html: string, url: string): string {
  return html.replace(HEAD_END, `<meta name="mintsar-files" content="${url}">${HEAD_END}`);
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
    // The decoder of Zstandard reads itself from an address that holds its bytes.
    "connect-src 'self' data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; ');
}
