import { createHash } from 'node:crypto';
import { createReadStream, existsSync, statfsSync } from 'node:fs';
import { basename, join } from 'node:path';
import { byteText } from '../../core/byte-text.ts';
import { FileError, RunError } from '../../core/errors.ts';
import type { Fetch } from '../../io/bytes/fetch.ts';
import { openH5 } from '../../io/hdf5/local.ts';
import { makeFolder } from '../../io/write-error.ts';
import type { FoundLogin } from '../credentials.ts';
import { earthdataSession } from '../earthdata-session.ts';
import { fetchAll, type Outcome } from '../fetch-all.ts';
import { fetchFile } from '../fetch-file.ts';
import type { Service, ServiceContext } from '../service.ts';
import { type Checksum, fileName, type GunwProduct } from './gunw-product.ts';
import type { GunwArchive } from './search-gunw.ts';

/** Larger than any product. */
const MOST_BYTES = 64 * 2 ** 30;

export interface GunwFolder {
  readonly folder: string;
  readonly login: FoundLogin;
  /** files that are under way at the same time */
  readonly atOnce: number;
  readonly archive: GunwArchive;
}

/** A file of the folder, and whether it came now. */
export interface GunwFile {
  readonly path: string;
  readonly isNew: boolean;
}

/**
 * Fetch products into a folder, several at a time, each failing alone. Whole files that are there stay; one that was cut off is
 * gone on with, or fetched anew when the archive has another by now; none counts before its digest is that of the archive.
 *
 * @returns by the names of the files
 * @throws {RunError} when the disk has too little room
 */
export async function fetchGunw(
  products: readonly GunwProduct[],
  { folder, login, atOnce, archive }: GunwFolder,
  context: ServiceContext,
): Promise<Outcome<string, GunwFile>[]> {
  const byName = new Map(products.map((product) => [fileName(product), product]));
  const kept = new Set<string>();
  for (const name of byName.keys()) if (await isWhole(join(folder, name), context)) kept.add(name);
  const wanted = [...byName].filter(([name]) => !kept.has(name)).map(([, product]) => product);
  const bytes = new Bytes(wanted, context);
  assertRoom(folder, bytes.total);
  const { logins, domains } = archive;
  const session = earthdataSession({ logins, login, domains, fetch: context.fetch });
  const one = async (name: string): Promise<GunwFile> => {
    const path = join(folder, name);
    const isNew = !kept.has(name);
    if (isNew) await fetchOne(byName.get(name)!, path, { session, bytes }, context);
    return { path, isNew };
  };
  return fetchAll(undefined, [...byName.keys()], one, context, atOnce);
}

/** @throws {RunError} before a disk is filled for nothing */
function assertRoom(folder: string, needed: number): void {
  makeFolder(folder);
  const { bavail, bsize } = statfsSync(folder);
  if (needed <= bavail * bsize) return;
  throw new RunError(
    `The products need ${byteText(needed)}, and ${folder} has room for ${byteText(bavail * bsize)}.`,
    'Free space, or name a folder on another disk with --workdir.',
  );
}

async function fetchOne(
  product: GunwProduct,
  path: string,
  { session, bytes }: { readonly session: Fetch; readonly bytes: Bytes },
  context: ServiceContext,
): Promise<void> {
  const { url, checksum } = product;
  const service: Service = { name: new URL(url).host, address: new URL(url).origin };
  const started = Date.now();
  let size = 0;
  const arrived = (count: number) => {
    size = count;
    bytes.arrived(product, count);
  };
  const verify = async (file: string) => {
    await assertWhole(file);
    if (checksum !== undefined) await assertDigest(file, checksum);
  };
  const request = { service, url, path, anew: true, maxBytes: MOST_BYTES, verify, arrived };
  await fetchFile(request, { ...context, fetch: session });
  bytes.complete(product);
  const seconds = Math.max(0.001, (Date.now() - started) / 1000);
  context.log.info(`${basename(path)}: ${byteText(size)}, ${byteText(size / seconds)}/s`);
}

/** Bytes of all files together, for the progress; products of unknown size count as the others do on average. */
class Bytes {
  private readonly here = new Map<GunwProduct, number>();
  private readonly sizes: Map<GunwProduct, number>;
  private readonly context: ServiceContext;

  constructor(products: readonly GunwProduct[], context: ServiceContext) {
    const known = products.flatMap(({ size }) => (size === undefined ? [] : [size]));
    const usual = known.length > 0 ? known.reduce((sum, size) => sum + size, 0) / known.length : 50e6;
    this.sizes = new Map(products.map((product) => [product, product.size ?? usual]));
    this.context = context;
  }

  get total(): number {
    return sum(this.sizes.values());
  }

  arrived(product: GunwProduct, count: number): void {
    this.here.set(product, count);
    this.tell();
  }

  complete(product: GunwProduct): void {
    this.sizes.set(product, this.here.get(product) ?? 0);
    this.tell();
  }

  private tell(): void {
    this.context.progress('download', sum(this.here.values()), this.total, 'bytes');
  }
}

function sum(values: Iterable<number>): number {
  let total = 0;
  for (const value of values) total += value;
  return total;
}

async function isWhole(path: string, { log }: ServiceContext): Promise<boolean> {
  if (!existsSync(path)) return false;
  try {
    await assertWhole(path);
    return true;
  } catch (error) {
    if (!(error instanceof FileError)) throw error;
    log.warn(`${path} is not whole, it is fetched anew: ${error.message}`);
    return false;
  }
}

/** @throws {FileError} when it is no HDF5 file, or ends before what it refers to */
async function assertWhole(path: string): Promise<void> {
  (await openH5(path)).close();
}

/** @throws {FileError} when the file has another digest */
async function assertDigest(path: string, { algorithm, digest }: Checksum): Promise<void> {
  const hash = createHash(algorithm);
  for await (const chunk of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(chunk);
  const found = hash.digest('hex');
  if (found === digest) return;
  throw new FileError(
    `${path} has the ${algorithm} ${found}, the archive's file has ${digest}.`,
    'Fetch it again.',
  );
}
