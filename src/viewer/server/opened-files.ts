import { existsSync, readdirSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';
import { FileError, NotFoundError } from '../../core/errors.ts';

/** A file the server gives out: nothing else on the disk can be asked for. */
export interface OpenedFile {
  /** in the page and in links */
  readonly name: string;
  readonly path: string;
  /** of a Zarr store: its files, by their paths within it */
  readonly parts?: ReadonlyMap<string, string>;
}

/** Folders of a work directory that hold products. */
const FOLDERS = ['', 'inputs', 'geo', 'geo_geometry', 'avgSpatialCoh'];
const PRODUCT = /\.(h5|he5|hdf5|tiff?)$/i;
const MOST_FILES = 500;
/** Files of one Zarr store. */
const MOST_PARTS = 200_000;

/**
 * The files named on a command line; a folder stands for the products in it and in its `inputs` and `geo`.
 * @throws {NotFoundError} for what is not there @throws {FileError} for a folder without products
 */
export function openedFiles(targets: readonly string[]): OpenedFile[] {
  const paths = targets.flatMap((target) => {
    const path = resolve(target);
    if (!existsSync(path))
      throw new NotFoundError(`${target} does not exist.`, 'Check the name and the folder.');
    if (!statSync(path).isDirectory() || isStore(path)) return [path];
    const found = FOLDERS.flatMap((folder) => productsIn(join(path, folder)));
    if (found.length > 0) return found;
    throw new FileError(
      `${target} holds no products (.h5, .he5, .tif, .zarr), nor do its folders inputs and geo.`,
      'Name the work directory of smallbaselineApp, or files.',
    );
  });
  const unique = [...new Map(paths.map((path) => [realpathSync(path), path])).values()];
  if (unique.length > MOST_FILES)
    throw new FileError(
      `${unique.length} files are more than the ${MOST_FILES} one page opens.`,
      'Name fewer of them.',
    );
  const root = commonFolder(unique);
  return unique.map((path) => {
    const name = relative(root, path).split(sep).join('/');
    return { name, path, ...(statSync(path).isDirectory() && { parts: partsOf(path) }) };
  });
}

function productsIn(folder: string): string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder, { withFileTypes: true })
    .filter(({ name }) => !name.startsWith('.'))
    .filter((entry) => (entry.isDirectory() ? isStore(join(folder, entry.name)) : PRODUCT.test(entry.name)))
    .map((entry) => join(folder, entry.name))
    .filter((path) => existsSync(path))
    .sort();
}

/** A folder that is a Zarr store. */
function isStore(folder: string): boolean {
  return existsSync(join(folder, 'zarr.json'));
}

/** The files that are given out of a store: what is there now, and no link to elsewhere. */
function partsOf(store: string): Map<string, string> {
  const parts = new Map<string, string>();
  for (const entry of readdirSync(store, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile()) continue;
    const path = join(entry.parentPath ?? entry.path, entry.name);
    parts.set(relative(store, path).split(sep).join('/'), path);
    if (parts.size > MOST_PARTS)
      throw new FileError(
        `${store} has more than ${MOST_PARTS} files.`,
        'Write it with larger chunks: mintsar save_zarr.',
      );
  }
  return parts;
}

/** The files that an export takes: Zarr stores are what it writes. @throws {FileError} when there is none */
export function withoutStores(files: readonly OpenedFile[]): OpenedFile[] {
  const own = files.filter(({ parts }) => parts === undefined);
  if (own.length > 0) return own;
  throw new FileError(
    `${files[0]?.path} is a Zarr store, which any page reads as it is.`,
    'Copy the store, or name the file it was made from.',
  );
}

/** The deepest folder that holds all the files. */
function commonFolder(paths: readonly string[]): string {
  let root = dirname(paths[0]);
  const isBelow = (path: string) => !relative(root, path).startsWith('..');
  while (!paths.every(isBelow) && dirname(root) !== root) root = dirname(root);
  return root;
}

/** A title for the page: the folder they are in, or the one file. */
export function titleOf(files: readonly OpenedFile[]): string {
  if (files.length === 1) return basename(files[0].path);
  return basename(commonFolder(files.map(({ path }) => path))) || '/';
}
