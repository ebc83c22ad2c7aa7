import { createHash } from 'node:crypto';
import { existsSync, readFileSync, rmSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import { isAddress, publicAddress } from '../bytes/address.ts';
import { SavedRanges } from '../bytes/saved-ranges.ts';
import { writeWhole } from '../whole-file.ts';

/** Begins every file of an index; another number is another layout. */
const FORMAT = 'mintsar index 1';
const MOST_BYTES = 16 << 20;

/** What is saved of a file beside the bytes of its structure. */
interface Head {
  readonly format: string;
  readonly name: string;
  readonly version: string;
  /** by what they are: what was understood of the file */
  readonly facts: Readonly<Record<string, unknown>>;
  /** start and length */
  readonly ranges: readonly (readonly [number, number])[];
}

/**
 * A folder of what is known of files, one small file each: the bytes of their structure and what was understood of it. It may be
 * copied to others who read the same files. What is saved counts for the version of the file that it was read from.
 */
export class FileIndex {
  readonly folder: string;

  constructor(folder: string) {
    this.folder = folder;
  }

  /** @param place path, or address */
  open(place: string): IndexEntry {
    return new IndexEntry(this.pathOf(place), place);
  }

  private pathOf(place: string): string {
    const name = basename(publicAddress(place))
      .replace(/[^\w.-]/g, '_')
      .slice(0, 120);
    // Files of this machine go by their names and versions: so the folder may move.
    const key = isAddress(place) ? publicAddress(place) : basename(place);
    return join(this.folder, `${name}.${createHash('sha256').update(key).digest('hex').slice(0, 8)}`);
  }
}

/** What tells versions of a file on this machine apart: size and time of its last change. */
export function localVersion(path: string): string {
  const { size, mtimeMs } = statSync(path);
  return JSON.stringify([size, mtimeMs]);
}

/** What is saved of one file. */
class IndexEntry {
  private readonly path: string;
  private readonly place: string;
  private readonly head: Head | undefined;
  private readonly packed: Uint8Array | undefined;
  private own: SavedRanges | undefined;
  private readonly facts: Record<string, unknown>;
  private isChanged = false;

  constructor(path: string, place: string) {
    this.path = path;
    this.place = place;
    const found = readEntry(path, basename(publicAddress(place)));
    this.head = found?.head;
    this.packed = found?.packed;
    this.facts = { ...found?.head.facts };
  }

  /** of the file that was read */
  get version(): string | undefined {
    return this.own?.version ?? this.head?.version;
  }

  /** Bytes of the structure, for a source that reads on. */
  get ranges(): SavedRanges {
    if (this.own === undefined) {
      this.own = unpacked(this.head, this.packed);
      this.own.outdated = () => rmSync(this.path, { force: true });
    }
    return this.own;
  }

  /** What was understood of a version of the file. */
  fact(name: string, version: string | undefined = this.version): unknown {
    return version !== undefined && version === this.version ? this.facts[name] : undefined;
  }

  setFact(name: string, value: unknown, version: string): void {
    if (version !== this.version) {
      for (const key of Object.keys(this.facts)) delete this.facts[key];
      this.ranges.begin(version);
    }
    this.facts[name] = value;
    this.isChanged = true;
  }

  /** Write what is new. An index that cannot be written is gone without. */
  save(): void {
    const { version, own } = this;
    if (version === undefined || !(this.isChanged || own?.isGrown)) return;
    const pieces = this.ranges.merged();
    const head: Head = {
      format: FORMAT,
      name: basename(publicAddress(this.place)),
      version,
      facts: this.facts,
      ranges: pieces.map(({ start, bytes }) => [start, bytes.length]),
    };
    const packed = deflateRawSync(Buffer.concat(pieces.map(({ bytes }) => bytes)), { level: 1 });
    try {
      writeWhole(this.path, Buffer.concat([Buffer.from(`${JSON.stringify(head, keepNaN)}\n`), packed]), {
        sync: false,
      });
    } catch {
      // it is read again the next time
    }
  }
}

function readEntry(path: string, name: string): { head: Head; packed: Uint8Array } | undefined {
  if (!existsSync(path)) return undefined;
  try {
    if (statSync(path).size > MOST_BYTES) return undefined;
    const bytes = readFileSync(path);
    const end = bytes.indexOf(10);
    const head: Head = JSON.parse(bytes.toString('utf8', 0, end), reviveNaN);
    const isGood =
      head.format === FORMAT &&
      head.name === name &&
      typeof head.version === 'string' &&
      Array.isArray(JSON.parse(head.version)) &&
      Array.isArray(head.ranges);
    return isGood ? { head, packed: bytes.subarray(end + 1) } : undefined;
  } catch {
    return undefined; // damaged: as if it were not there
  }
}

function unpacked(head: Head | undefined, packed: Uint8Array | undefined): SavedRanges {
  if (head === undefined || packed === undefined) return new SavedRanges();
  try {
    const bytes = inflateRawSync(packed, { maxOutputLength: MOST_BYTES });
    let at = 0;
    const pieces = head.ranges.map(([start, length]) => {
      if (!(start >= 0 && length >= 0 && at + length <= bytes.length))
        throw new RangeError('not in the bytes');
      at += length;
      return { start, bytes: new Uint8Array(bytes.buffer, bytes.byteOffset + at - length, length) };
    });
    return new SavedRanges(head.version, pieces);
  } catch {
    return new SavedRanges(); // damaged: it is read anew
  }
}

/** JSON knows no NaN. */
const NAN = '\u0000NaN';
const keepNaN = (_: string, value: unknown) =>
  typeof value === 'number' && !Number.isFinite(value) ? NAN : value;
const reviveNaN = (_: string, value: unknown) => (value === NAN ? Number.NaN : value);
