import { FileError } from '../../core/errors.ts';
import type { ByteSource } from '../bytes/byte-source.ts';
import { readEdition1 } from './edition1.ts';
import { readEdition2 } from './edition2.ts';
import type { GribField } from './field.ts';
import { damaged, notRead } from './section.ts';

/** Bytes between two messages that are looked through for the next one. */
const GAP = 4096;

/** Whether a file begins as GRIB does. */
function isGrib(source: ByteSource): boolean {
  return source.size >= 8 && text(source.read(0, 4)) === 'GRIB';
}

/**
 * The fields of a GRIB file of either edition. Values are unpacked when they are asked for.
 * @throws {FileError} for other files, and damaged ones
 */
export function readGrib(source: ByteSource): GribField[] {
  if (!isGrib(source)) {
    const isPage = source.size > 0 && /^\s*</.test(text(source.read(0, Math.min(64, source.size))));
    throw new FileError(
      `${source.name} is no GRIB file${isPage ? ': it holds a web page' : ''}.`,
      'Remove it, so that it is fetched again.',
    );
  }
  const fields: GribField[] = [];
  const file = new AheadReader(source);
  for (let at = 0; at < source.size; ) {
    const start = nextMessage(file, at);
    if (start === undefined) break;
    const { edition, size } = messageAt(file, start);
    const bytes = file.read(start, size);
    if (text(bytes.subarray(size - 4)) !== '7777') throw damaged(source.name, 'a message of it has no end');
    fields.push(
      ...(edition === 1
        ? [readEdition1(bytes, start, source.name)]
        : readEdition2(bytes, start, source.name)),
    );
    at = start + size;
  }
  return fields;
}

/** Bytes read from a file at once: messages are small, and are read one after the other. */
const AHEAD = 1 << 20;

/** Reads a file in large pieces. What is handed out stays as it is. */
class AheadReader {
  readonly name: string;
  readonly size: number;
  private readonly source: ByteSource;
  private start = 0;
  private piece: Uint8Array = new Uint8Array(0);

  constructor(source: ByteSource) {
    this.source = source;
    [this.name, this.size] = [source.name, source.size];
  }

  read(address: number, size: number): Uint8Array {
    if (address < this.start || address + size > this.start + this.piece.length) {
      this.piece = this.source.read(address, Math.max(size, Math.min(AHEAD, this.size - address)));
      this.start = address;
    }
    return this.piece.subarray(address - this.start, address - this.start + size);
  }
}

function messageAt(source: AheadReader, at: number): { edition: number; size: number } {
  const head = source.read(at, Math.min(16, source.size - at));
  const edition = head[7];
  if (edition !== 1 && edition !== 2) throw notRead(source.name, `GRIB edition ${edition}`);
  if (edition === 1 && (head[4] & 0x80) !== 0)
    throw notRead(source.name, 'messages of more than 8 MB in edition 1');
  const start = edition === 1 ? 4 : 8;
  let size = 0;
  for (const byte of head.subarray(start, start === 4 ? 7 : 16)) size = size * 256 + byte;
  if (size < 12 || at + size > source.size)
    throw damaged(
      source.name,
      `it was cut: a message of ${size} bytes begins at ${at}, and the file has ${source.size}`,
    );
  return { edition, size };
}

/** Where the next message begins; padding may stand between two. */
function nextMessage(source: AheadReader, from: number): number | undefined {
  const size = Math.min(GAP, source.size - from);
  const bytes = source.read(from, size);
  for (let k = 0; k + 4 <= size; k++) {
    if (bytes[k] === 0x47 && text(bytes.subarray(k, k + 4)) === 'GRIB') return from + k;
  }
  if (size < GAP) return undefined;
  throw damaged(source.name, `what follows byte ${from} is no message`);
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes);
}
