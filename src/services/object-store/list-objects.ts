import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FileError } from '../../core/errors.ts';
import { fetchFile } from '../fetch-file.ts';
import type { ServiceContext } from '../service.ts';
import { AnswerError, NotThereError, OfflineError } from '../service-errors.ts';
import { type Bucket, parseListing, type StoredObject } from './bucket.ts';

/** Objects of one prefix that are listed at most. */
const MOST_OBJECTS = 200_000;
const MOST_PAGE_BYTES = 16 << 20;

/**
 * Keys of a bucket that begin with a prefix; marks of folders, which hold nothing, are left out.
 * @throws {NotThereError} when there is none @throws {AnswerError} when there are more than can be meant
 */
export async function listObjects(
  bucket: Bucket,
  prefix: string,
  context: ServiceContext,
): Promise<StoredObject[]> {
  const folder = mkdtempSync(join(tmpdir(), 'mintsar-list-'));
  const objects: StoredObject[] = [];
  try {
    let token: string | undefined;
    for (let page = 0; ; page++) {
      const url = bucket.listUrl(prefix, token);
      const path = join(folder, `${page}.xml`);
      const read = (file: string) => parseListing(readFileSync(file, 'utf8'), 'its list of keys');
      await fetchFile(
        {
          service: bucket.service,
          url,
          path,
          maxBytes: MOST_PAGE_BYTES,
          verify(file) {
            if (!/<ListBucketResult[\s>]/.test(readFileSync(file, 'utf8').slice(0, 2000)))
              throw new FileError('it is no list of keys.', '');
            read(file);
          },
          sign: (address, headers) => bucket.sign(address, headers),
        },
        context,
      );
      const listing = read(path);
      objects.push(...listing.objects.filter(({ key }) => !key.endsWith('/')));
      if (objects.length > MOST_OBJECTS)
        throw new AnswerError(
          `${bucket.service.name} has more than ${MOST_OBJECTS} objects below ${prefix || 'its root'}.`,
          'Name a longer prefix.',
        );
      const isLast = listing.next === undefined || listing.next === token;
      token = listing.next;
      if (isLast) break;
    }
  } catch (error) {
    // The list is kept nowhere: it cannot be put there either.
    if (!(error instanceof OfflineError)) throw error;
    throw new OfflineError(error.message, 'Run again with a connection, or check the address (--endpoint).');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
  if (objects.length === 0)
    throw new NotThereError(
      `${bucket.service.name} has no object below ${prefix || 'its root'}.`,
      'Check the prefix; it is spelled as the keys are.',
    );
  return objects;
}
