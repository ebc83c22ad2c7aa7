import type { ByteRange } from './byte-source.ts';

/** Bytes that are kept of one file: its structure, not its values. */
const MOST_BYTES = 4 << 20;

/**
 * What code has read of a file's structure, to be saved and used the next time. Only what was really read is kept, not the pages
 * that it came in.
 */
export class SavedRanges {
  /** whether something was noted that was not there at the start */
  isGrown = false;
  /** called when the server has another version of the file */
  outdated: (() => void) | undefined;
  /** what tells the file from any other version of it, see `ByteSource` */
  version: string | undefined;
  /** by where they begin, without overlaps */
  private pieces: { readonly start: number; readonly bytes: Uint8Array }[] = [];
  private fresh = new Map<number, Uint8Array>();
  private bytes = 0;

  constructor(
    version?: string,
    pieces: readonly { readonly start: number; readonly bytes: Uint8Array }[] = [],
  ) {
    this.version = version;
    this.pieces = [...pieces];
    this.bytes = pieces.reduce((sum, piece) => sum + piece.bytes.length, 0);
  }

  /** Forget what was of another version. */
  begin(version: string): void {
    if (version === this.version) return;
    this.version = version;
    this.pieces = [];
    this.fresh.clear();
    this.bytes = 0;
  }

  /** Bytes that were saved; undefined when some of them were not. */
  read(address: number, size: number): Uint8Array | undefined {
    let [low, high] = [0, this.pieces.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.pieces[middle].start <= address) low = middle + 1;
      else high = middle;
    }
    const piece = this.pieces[low - 1];
    if (piece === undefined || address + size > piece.start + piece.bytes.length) return undefined;
    return piece.bytes.subarray(address - piece.start, address - piece.start + size);
  }

  note(address: number, bytes: Uint8Array): void {
    const known = this.fresh.get(address);
    if ((known?.length ?? -1) >= bytes.length || this.bytes + bytes.length > MOST_BYTES) return;
    this.bytes += bytes.length - (known?.length ?? 0);
    this.fresh.set(address, bytes.slice());
    this.isGrown = true;
  }

  /** All that is known, in order, pieces that touch as one. */
  merged(): { readonly start: number; readonly bytes: Uint8Array }[] {
    const all = [...this.pieces, ...[...this.fresh].map(([start, bytes]) => ({ start, bytes }))];
    all.sort((a, b) => a.start - b.start || b.bytes.length - a.bytes.length);
    const runs: (ByteRange & { members: typeof all })[] = [];
    for (const piece of all) {
      const end = piece.start + piece.bytes.length;
      const last = runs.at(-1);
      if (last !== undefined && piece.start <= last.end)
        runs[runs.length - 1] = { ...last, end: Math.max(last.end, end), members: [...last.members, piece] };
      else runs.push({ start: piece.start, end, members: [piece] });
    }
    return runs.map(({ start, end, members }) => {
      const bytes = new Uint8Array(end - start);
      for (const member of members) bytes.set(member.bytes, member.start - start);
      return { start, bytes };
    });
  }
}
