import { assertArgument } from '../../core/arguments.ts';
import { FileError } from '../../core/errors.ts';
import type { ByteSource } from './byte-source.ts';
import { CachedSource, type FetchLimits } from './cached-source.ts';

/** A file that the user gave to a page (`File`), or any other `Blob`. */
export function blobSource(
  blob: Blob,
  name = (blob as { name?: string } | undefined)?.name ?? 'the file',
  limits: Partial<FetchLimits> = {},
): ByteSource {
  assertArgument('blobSource', 'blob', blob);
  const traffic = { requests: 0, bytes: 0 };
  const get = async ({ start, end }: { start: number; end: number }) => {
    traffic.requests++;
    try {
      const bytes = new Uint8Array(await blob.slice(start, end).arrayBuffer());
      if (bytes.length !== end - start) throw new Error(`${bytes.length} of ${end - start} bytes came`);
      traffic.bytes += bytes.length;
      return bytes;
    } catch (cause) {
      throw new FileError(
        `${name} cannot be read any more: it was changed or taken away since it was chosen.`,
        'Choose the file again.',
        { cause },
      );
    }
  };
  return new CachedSource(name, blob.size, get, limits, traffic);
}
