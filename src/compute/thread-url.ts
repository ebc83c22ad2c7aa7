/** Where the modules are: src/ or dist/. Modules of the build are chunks in folders of another depth. */
const ROOT = import.meta.url.replace(/^(.*\/(?:src|dist)\/).*$/, '$1');

/** Entry point of a thread. */
export function threadUrl(): URL {
  return new URL(import.meta.url.endsWith('.ts') ? 'thread.ts' : 'thread.js', ROOT);
}
