import { fetched } from '../bytes/byte-source.ts';
import { openUrl } from '../bytes/http-source.ts';
import { type H5FileReader, openH5Source } from '../hdf5/reader.ts';

/** An HDF5 product on a server, its structure read. @throws as `openUrl` does */
export async function openFarProduct(address: string): Promise<H5FileReader> {
  return openH5Source(await openUrl(address));
}

/** Run `use` with the open file: bytes that it reads are brought, and it runs again, so it must be free to repeat. */
export async function withFarProduct<T>(
  address: string,
  use: (file: H5FileReader) => T | Promise<T>,
): Promise<T> {
  const file = await openFarProduct(address);
  try {
    return await fetched(file.source, () => use(file));
  } finally {
    file.close();
  }
}
