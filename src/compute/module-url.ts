/**
 * URL of the module `name` beside the calling one, with the caller's own extension: the same line works for sources
 * run as they are and for the compiled package.
 */
export function moduleUrl(importer: string, name: string): string {
  const extension = importer.slice(importer.lastIndexOf('.'));
  return new URL(`${name}${extension.replace(/[?#].*$/, '')}`, importer).href;
}
