import { FileError, RunError } from '../../core/errors.ts';

/** Bytes from `start` up to, not including, `end`. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** What a source has moved so far. A local file counts nothing: its reads are calls of the system. */
export interface Traffic {
  /** requests sent, repeated ones included */
  readonly requests: number;
  /** bytes received */
  readonly bytes: number;
}

/**
 * Where the bytes of a file come from: a disk, memory, a `Blob`, a server. Code that understands a format reads with `read` and
 * `readInto` and is written once, without `await`; run inside `fetched` it works on every source:
 *
 *     const header = await fetched(source, () => parseHeader(source));
 *
 * A source that has its bytes at hand answers at once. One that has to fetch them throws `BytesWanted`, and `fetched` brings
 * them and runs the code again: such code must be free to repeat. Bulk data, whose ranges are known before, come by `load`, which
 * fetches exactly what is asked for and keeps none of it.
 */
export interface ByteSource {
  /** Path, address or name, for messages. */
  readonly name: string;
  readonly size: number;
  /** What tells it from any other version of it; absent where nobody knows, or where it is on this machine. */
  readonly version?: string;
  readonly traffic: Traffic;
  /** @throws {FileError} beyond the end @throws {BytesWanted} when they must be fetched first */
  read(address: number, size: number): Uint8Array;
  /** Fill `out`. Throws as `read` does. */
  readInto(out: Uint8Array, address: number): void;
  /** The bytes of each range, neighbours fetched together. */
  load(ranges: readonly ByteRange[], signal?: AbortSignal): Promise<Uint8Array[]>;
  /** Bring ranges within reach of `read`, with some bytes around them. Nothing to do where they are at hand. */
  fetch(ranges: readonly ByteRange[], signal?: AbortSignal): Promise<void>;
  /** Throw `BytesWanted` for all of the ranges that are not here: so they come in one go where `read` would ask one by one. */
  require(ranges: readonly ByteRange[]): void;
  /** Keep what was fetched until the function returned is called: nothing an operation has read may go while it runs. */
  hold(): () => void;
  /** A file named by this one, relative to its folder. Absent where other files are out of reach. */
  beside?(name: string): ByteSource;
  close(): void;
}

/** Bytes that a synchronous read needs and that are not here yet: `fetched` brings them. */
export class BytesWanted extends RunError {
  readonly source: ByteSource;
  readonly ranges: readonly ByteRange[];

  constructor(source: ByteSource, ranges: readonly ByteRange[]) {
    super(
      `${source.name} is not on this machine: its bytes have to be fetched before they can be read.`,
      'Read it with the functions that return a promise.',
    );
    this.source = source;
    this.ranges = ranges;
  }
}

/** Rounds of fetching that no file needs: more mean that its structure leads nowhere. */
const MAX_ROUNDS = 10_000;

/**
 * Run code that reads from sources synchronously; bytes that are not at hand are fetched and the code runs again. What it has
 * read stays until it is done, also of other files that it opened.
 */
export async function fetched<T>(
  source: ByteSource,
  use: () => T | Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const releases = new Map([[source, source.hold()]]);
  try {
    for (let round = 0; round < MAX_ROUNDS; round++) {
      try {
        return await use();
      } catch (error) {
        if (!(error instanceof BytesWanted)) throw error;
        if (!releases.has(error.source)) releases.set(error.source, error.source.hold());
        await error.source.fetch(error.ranges, signal);
      }
    }
  } finally {
    for (const release of releases.values()) release();
  }
  throw new FileError(
    `${source.name} cannot be read: its structure leads from place to place without an end.`,
    'The file is damaged; fetch or make it again.',
  );
}

/** @throws {FileError} when a range lies outside the file, as in one that was cut short */
export function assertInside(source: Pick<ByteSource, 'name' | 'size'>, address: number, size: number): void {
  if (address >= 0 && size >= 0 && address + size <= source.size) return;
  throw new FileError(
    `${source.name} is truncated: bytes ${address} to ${address + size} are needed and the file has ${source.size}.`,
    'The file was not written or copied to the end; make or copy it again.',
  );
}
