import { FileError, MintsarError } from '../core/errors.ts';
import { publicAddress } from '../io/bytes/address.ts';
import type { ByteSource } from '../io/bytes/byte-source.ts';
import { openUrl } from '../io/bytes/http-source.ts';
import type { FileIndex } from '../io/files/file-index.ts';

type Entry = ReturnType<FileIndex['open']>;

/** Products whose headers are read at the same time: far ones answer slowly. */
const AT_ONCE = 24;
/** Pages in which far headers come: fewer rounds are worth some bytes. */
const PAGE_BYTES = 64 << 10;

/** Do the same for many files, some at a time. @returns in their order @throws what the first one threw */
export async function forEachFile<I, T>(items: readonly I[], work: (item: I) => Promise<T>): Promise<T[]> {
  const found = new Array<T>(items.length);
  let next = 0;
  let failed: unknown;
  const worker = async () => {
    while (next < items.length && failed === undefined) {
      const k = next++;
      try {
        found[k] = await work(items[k]);
      } catch (error) {
        failed ??= error;
      }
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  if (failed !== undefined) throw failed;
  return found;
}

/**
 * Read what is wanted of the structure of a product on a server, and note it in an index.
 * @param note what was understood is told to the index, too
 * @throws {FileError} for what cannot be read as a product, and what `openUrl` throws
 */
export async function readFarHeader<T>(
  address: string,
  entry: Entry,
  read: (source: ByteSource) => Promise<T>,
  note: (found: T, version: string) => void = () => {},
): Promise<T> {
  const source = await openUrl(address, { saved: entry.ranges, limits: { pageBytes: PAGE_BYTES } });
  try {
    const found = await read(source);
    if (entry.version !== undefined && source.version === entry.version) {
      note(found, entry.version);
      entry.save();
    }
    return found;
  } catch (error) {
    if (error instanceof MintsarError || !(error instanceof TypeError || error instanceof RangeError))
      throw error;
    throw new FileError(`${publicAddress(address)} cannot be read as a GUNW product.`, 'Check the file.', {
      cause: error,
    });
  } finally {
    source.close();
  }
}
