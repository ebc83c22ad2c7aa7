import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { FileError } from '../../core/errors.ts';
import { isAddress } from '../../io/bytes/address.ts';
import type { ByteSource } from '../../io/bytes/byte-source.ts';
import { FileIndex, localVersion } from '../../io/files/file-index.ts';
import type { GunwProduct } from '../../io/gunw/gunw-product.ts';
import { readGunwProduct } from '../../io/gunw/read-gunw.ts';
import { openH5Source } from '../../io/hdf5/reader.ts';
import { expandPattern } from '../../loading/glob.ts';
import { type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { forEachFile, readFarHeader } from '../far-header.ts';

/** A product, and what its coarse cube says of the baseline. */
export interface FoundProduct {
  readonly product: GunwProduct;
  /** m, mean over the cube, of the later less the earlier date; NaN when it has none */
  readonly bperp: number;
}

/** Folder of the work directory in which headers and chunks of products are noted. */
export function indexFolder(workDir: string): string {
  return join(workDir, '.mintsar', 'gunw-index');
}

type Entry = ReturnType<FileIndex['open']>;

/** What is saved of a product; another number is another content. */
const FACT = 'gunw 1';
const MOST_LIST = 64 << 20;

/**
 * Headers of the products of a stack: files, addresses, or text lists of them. What was read before comes from the index of the
 * work directory, as long as the products are the same.
 *
 * @throws {FileError} when one is no GUNW product  @throws {RunError} when a server cannot be reached
 */
export async function findProducts(options: LoadOptions): Promise<FoundProduct[]> {
  const index = new FileIndex(indexFolder(options.workDir));
  return forEachFile(productPaths(options), (path) => headerOf(path, index));
}

/** Files and addresses of products, those of text lists among them. @throws {OptionError} {FileError} when there are none */
export function productPaths(options: LoadOptions): string[] {
  return [...new Set(requiredFilesOf(options, 'unwFile').flatMap((path) => listed(path, options.workDir)))];
}

function listed(path: string, workDir: string): string[] {
  if (isAddress(path) || !/\.txt$/i.test(path)) return [path];
  const text = readFileSync(path, 'utf8');
  const lines = text.length > MOST_LIST ? [] : text.split(/\r?\n/).map((line) => line.trim());
  const places = lines.filter((line) => line !== '' && !line.startsWith('#'));
  if (places.length === 0)
    throw new FileError(`${path} lists no products.`, 'Write one address or file name a line.');
  return places.flatMap((place) => {
    if (isAddress(place)) return [place];
    const beside = resolve(dirname(path), place);
    const files = existsSync(beside) ? [beside] : expandPattern(place, workDir);
    if (files.length > 0) return files;
    throw new FileError(
      `${path} lists ${place}, which is not there.`,
      'Correct the list, or fetch the product.',
    );
  });
}

async function headerOf(path: string, index: FileIndex): Promise<FoundProduct> {
  const entry = index.open(path);
  const version = isAddress(path) ? entry.version : localVersion(path);
  const known = savedHeader(entry, version, path);
  return known ?? (isAddress(path) ? farHeader(path, entry) : nearHeader(path, entry, version!));
}

/** What the index says of the version, if that is a header. */
function savedHeader(entry: Entry, version: string | undefined, path: string): FoundProduct | undefined {
  const saved = entry.fact(FACT, version) as Partial<FoundProduct> | undefined;
  const { product, bperp } = saved ?? {};
  if (typeof product?.late !== 'string' || typeof product.rasters !== 'object' || typeof bperp !== 'number')
    return undefined;
  return { product: placed(product, path, version), bperp };
}

/** The product as it stands here: an index may come from elsewhere. */
function placed(product: GunwProduct, path: string, version: string | undefined): GunwProduct {
  return { ...product, path, ...(isAddress(path) && { fileVersion: version }) };
}

async function nearHeader(path: string, entry: Entry, version: string): Promise<FoundProduct> {
  const product = await readGunwProduct(path);
  const { openLocal } = await import('../../io/hdf5/local.ts');
  const file = openLocal(path);
  try {
    const { perpendicularBaseline: cube } = product.geometry;
    const bperp = cube === undefined ? Number.NaN : meanOf(file.read(cube.datasets[0]) as Float64Array);
    const found = { product, bperp };
    entry.setFact(FACT, found, version);
    entry.save();
    return found;
  } finally {
    file.close();
  }
}

function farHeader(path: string, entry: Entry): Promise<FoundProduct> {
  const read = async (source: ByteSource): Promise<FoundProduct> => {
    const product = await readGunwProduct(path, source);
    const file = await openH5Source(source);
    const { phase, ...others } = datasetsOf(product);
    await file.locate([phase, ...Object.values(others).filter((name) => name !== undefined)]);
    const { perpendicularBaseline: cube } = product.geometry;
    const bperp =
      cube === undefined ? Number.NaN : meanOf((await file.load(cube.datasets[0])) as Float64Array);
    return { product: placed(product, path, source.version), bperp };
  };
  return readFarHeader(path, entry, read, (found, version) => entry.setFact(FACT, found, version));
}

/** Datasets of the pixels that a stack is made of. */
export function datasetsOf({ rasters, mask, path }: GunwProduct) {
  if (rasters.unwrappedPhase === undefined)
    throw new FileError(`${path} has no unwrapped phase.`, 'Download the product again.');
  return {
    phase: rasters.unwrappedPhase,
    labels: rasters.connectedComponents,
    coherence: rasters.coherence,
    ionosphere: rasters.ionosphere,
    mask,
  };
}

function meanOf(values: ArrayLike<number>): number {
  let [sum, count] = [0, 0];
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k])) continue;
    sum += values[k];
    count++;
  }
  return sum / count;
}
