import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import type { ArchiveSource, ArchiveWriter } from './archive-writer.ts';

/** Kinds of files in the upper bits of what Unix programs write of an entry. */
const KIND = 0o170000;
const [LINK, FILE, FOLDER] = [0o120000, 0o100000, 0o040000];

/** Read a zip by its central directory; the checksum of every file is compared. */
export async function readZip({ path, size, progress }: ArchiveSource, writer: ArchiveWriter): Promise<void> {
  const zip = await openPromise(path, {
    autoClose: false,
    lazyEntries: true,
    decodeStrings: true,
    validateEntrySizes: true,
  });
  try {
    let done = 0;
    for await (const entry of zip.eachEntry()) {
      assertPlain(entry, writer);
      if (entry.fileName.endsWith('/')) writer.addFolder(entry.fileName);
      else await writer.addFile(entry.fileName, contentOf(zip, entry));
      done += entry.compressedSize;
      progress?.(Math.min(done, size), size);
    }
  } finally {
    zip.close();
  }
}

function assertPlain(entry: Entry, writer: ArchiveWriter): void {
  const { fileName, externalFileAttributes } = entry;
  const isUnix = entry.versionMadeBy >> 8 === 3;
  const kind = isUnix ? (externalFileAttributes >>> 16) & KIND : 0;
  if (kind === LINK) throw writer.refuse(fileName, 'is a link');
  if (kind !== 0 && kind !== FILE && kind !== FOLDER) throw writer.refuse(fileName, 'is no file');
  if (entry.isEncrypted()) throw writer.refuse(fileName, 'is encrypted');
}

async function* contentOf(zip: ZipFile, entry: Entry): AsyncIterable<Uint8Array> {
  let sum = 0;
  for await (const chunk of await zip.openReadStreamPromise(entry)) {
    sum = crc32(chunk as Buffer, sum);
    yield chunk as Buffer;
  }
  if (sum !== entry.crc32) throw new Error(`the checksum of ${entry.fileName} is another one`);
}
