const ROOT = import.meta.url.replace(/^(.*\/(?:src|dist)\/).*$/, '$1');
const EXTENSION = import.meta.url.endsWith('.ts') ? 'ts' : 'js';

/**
 * URL of a module that is loaded by its name, not by an import: threads load what they run. The same name works for
 * sources run as they are and for the built package, where such modules stay files of their own.
 *
 * @param name path below src/ without extension: `steps/network/temporal-average-kernel`
 */
export function moduleUrl(name: string): string {
  return `${ROOT}${name}.${EXTENSION}`;
}

/** URL of a file of the package, such as package.json. */
export function packageUrl(name: string): URL {
  return new URL(`../${name}`, ROOT);
}

/**
 * Where a module stands once built. Threads cannot load TypeScript: when the sources run as they are (in tests), their
 * threads run the build.
 */
export function builtUrl(url: string): string {
  return url.endsWith('.ts') ? url.replace(/\/src\/(?!.*\/src\/)/, '/dist/').replace(/\.ts$/, '.js') : url;
}

/** The URL at which this thread can load a module that another thread has named. */
export function loadable(url: string): string {
  return import.meta.url.endsWith('.ts') ? url : builtUrl(url);
}
