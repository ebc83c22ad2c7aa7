import { FileError } from '../../core/errors.ts';
import { isAddress } from '../bytes/address.ts';
import { type ByteSource, fetched } from '../bytes/byte-source.ts';
import { LocalFile } from '../bytes/local-file.ts';
import { openH5Source } from '../hdf5/reader.ts';
import { GunwFile } from './gunw-file.ts';
import type { GunwProduct } from './gunw-product.ts';
import { isNisarGunw, readNisarProduct } from './nisar-gunw.ts';
import { isSentinelGunw, readSentinelProduct } from './sentinel-product.ts';

/**
 * Header of a GUNW product of Sentinel-1 (versions 2 and 3), ALOS-2 or NISAR from wherever its bytes are. No pixel is read.
 *
 * @param source is closed where it is a file on this machine; one on a server stays as the caller has it
 * @param path of the file, or its address
 * @throws {FileError} when it is no GUNW product, or damaged @throws {MetadataError} for values that cannot be meant
 */
export async function readGunwProduct(path: string, source?: ByteSource): Promise<GunwProduct> {
  const bytes = source ?? openHere(path);
  try {
    const file = new GunwFile(await openH5Source(bytes));
    const header = await fetched(bytes, () => headerOf(file, path));
    return { path, ...(bytes.version === undefined ? {} : { fileVersion: bytes.version }), ...header };
  } finally {
    if (source === undefined) bytes.close();
  }
}

function openHere(path: string): ByteSource {
  if (!isAddress(path)) return new LocalFile(path);
  throw new FileError(`${path} is not on this machine.`, 'Open it as a file on a server.');
}

function headerOf(file: GunwFile, path: string): Omit<GunwProduct, 'path' | 'fileVersion'> {
  const name = path
    .replace(/[?#].*$/s, '')
    .replace(/^.*\//, '')
    .replace(/\.(nc|h5)$/i, '');
  if (isSentinelGunw(file)) return readSentinelProduct(file, name);
  if (isNisarGunw(file)) return readNisarProduct(file, name);
  throw new FileError(
    `${file.path} holds no GUNW layers.`,
    'Expected a Sentinel-1 GUNW product (.nc) or a NISAR L2 GUNW product (.h5); download it again if it is one.',
  );
}
