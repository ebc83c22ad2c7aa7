/**
 * URL of the module `name` beside the calling one, with the caller's own extension: the same line works for sources
 * run as they are and for the compiled package.
 */
export function moduleUrl(importer: string, name: string): string {
  const extension = importer.slice(importer.lastIndexOf('.'));
  return new URL(`${name}${extension.replace(/[?#].*$/, '')}`, importer).href;
}

/**
 * Where a module stands once compiled. Threads cannot load TypeScript: when the sources run as they are (in tests),
 * their threads run the build.
 */
export function compiledUrl(url: string): string {
  return url.endsWith('.ts') ? url.replace(/\/src\/(?!.*\/src\/)/, '/dist/').replace(/\.ts$/, '.js') : url;
}
