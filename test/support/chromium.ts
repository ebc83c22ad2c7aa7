import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { type Browser, chromium } from 'playwright-core';

/**
 * A browser of the system to run tests in; undefined where there is none. First Chromium without its windows: it draws
 * pages with the same code, in three fifths of the time.
 */
const executablePath = [
  '/usr/bin/chromium-headless-shell',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
].find(existsSync);

if (executablePath === undefined) {
  if (process.env['CI'] === 'true')
    throw new Error('chromium is missing: what must run in a browser has to be tried in one.');
  process.stderr.write(
    'SKIPPING the tests in a browser: install chromium-headless-shell or chromium to run them.\n',
  );
}

/** Whether tests that need a browser can run: `test.runIf(hasChromium)`. */
export const hasChromium = executablePath !== undefined;

export function launchChromium(): Promise<Browser> {
  return chromium.launch({ executablePath, args: ['--no-sandbox', '--disable-gpu'] });
}

/** A module and all it imports, as one script for a page. @throws when it needs anything of Node */
export async function bundleForPage(module: string): Promise<Uint8Array> {
  const entry = fileURLToPath(new URL(module, import.meta.url));
  const { outputFiles } = await build({
    entryPoints: [entry],
    bundle: true,
    write: false,
    format: 'esm',
    platform: 'browser',
    target: 'es2023',
  });
  return outputFiles[0].contents;
}
