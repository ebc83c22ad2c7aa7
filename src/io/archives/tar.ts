import { createReadStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { createTarDecoder } from 'modern-tar';
import type { ArchiveSource, ArchiveWriter } from './archive-writer.ts';

/** Read a tar, or one that is packed with gzip, from its beginning to its end. */
export async function readTar(
  { path, size, progress }: ArchiveSource,
  kind: 'tar' | 'tar.gz',
  writer: ArchiveWriter,
): Promise<void> {
  let done = 0;
  const counted = new Transform({
    transform(chunk: Uint8Array, _, next) {
      done += chunk.length;
      next(null, chunk);
    },
  });
  const file = createReadStream(path, { highWaterMark: 1 << 20 });
  const bytes = kind === 'tar' ? file.pipe(counted) : file.pipe(counted).pipe(createGunzip());
  file.on('error', (error) => bytes.destroy(error));
  if (kind === 'tar.gz') counted.on('error', (error) => bytes.destroy(error));
  let isEmpty = true;
  try {
    const entries = (Readable.toWeb(bytes) as unknown as ReadableStream<Uint8Array>).pipeThrough(
      createTarDecoder({ strict: true }),
    );
    for await (const { header, body } of entries as unknown as AsyncIterable<TarEntry>) {
      isEmpty = false;
      const { name, type = 'file' } = header;
      if (type === 'directory') {
        writer.addFolder(name);
        await body.cancel();
      } else if (type === 'file') await writer.addFile(name, exactly(body, header.size));
      else throw writer.refuse(name, `is a ${type}`);
      progress?.(done, size);
    }
    if (isEmpty) throw new Error('it holds no files');
  } finally {
    file.destroy();
    bytes.destroy();
  }
}

interface TarEntry {
  readonly header: { readonly name: string; readonly size: number; readonly type?: string };
  readonly body: AsyncIterable<Uint8Array> & { cancel(): Promise<void> };
}

async function* exactly(body: AsyncIterable<Uint8Array>, size: number): AsyncIterable<Uint8Array> {
  let count = 0;
  for await (const chunk of body) {
    count += chunk.length;
    yield chunk;
  }
  if (count !== size) throw new Error(`it ends after ${count} of ${size} bytes of a file`);
}
