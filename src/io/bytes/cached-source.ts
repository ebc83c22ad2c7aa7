import { RunError } from '../../core/errors.ts';
import { assertInside, type ByteRange, type ByteSource, BytesWanted } from './byte-source.ts';
import type { SavedRanges } from './saved-ranges.ts';

/** How bytes are fetched and how much of them is kept. */
export interface FetchLimits {
  /** unit in which `read` fetches and keeps bytes */
  readonly pageBytes: number;
  /** ranges closer than this are fetched as one */
  readonly gapBytes: number;
  /** most bytes of one request */
  readonly requestBytes: number;
  /** requests under way at a time */
  readonly parallel: number;
  /** bytes kept between operations */
  readonly keptBytes: number;
  /** bytes that one operation may hold by `read` */
  readonly heldBytes: number;
}

export const FETCH_LIMITS: FetchLimits = {
  pageBytes: 32 << 10,
  gapBytes: 8 << 10,
  requestBytes: 8 << 20,
  parallel: 6,
  keptBytes: 32 << 20,
  heldBytes: 256 << 20,
};

/** Gets a range from where the file is; it never asks beyond the end. */
export type FetchRange = (range: ByteRange, signal?: AbortSignal) => Promise<Uint8Array>;

/** A file that is elsewhere: what was fetched for `read` is kept in pages, the least recently used go first. */
export class CachedSource implements ByteSource {
  readonly name: string;
  readonly size: number;
  readonly version: string | undefined;
  readonly traffic: { requests: number; bytes: number };
  private readonly get: FetchRange;
  private readonly limits: FetchLimits;
  private readonly saved: SavedRanges | undefined;
  private readonly pages = new Map<number, Uint8Array>();
  private readonly coming = new Map<number, Promise<unknown>>();
  private holds = 0;

  constructor(
    name: string,
    size: number,
    get: FetchRange,
    limits: Partial<FetchLimits> = {},
    traffic = { requests: 0, bytes: 0 },
    version?: string,
    saved?: SavedRanges,
  ) {
    this.saved = saved;
    this.name = name;
    this.size = size;
    this.version = version;
    this.get = get;
    this.limits = { ...FETCH_LIMITS, ...limits };
    this.traffic = traffic;
  }

  read(address: number, size: number): Uint8Array {
    assertInside(this, address, size);
    const known = this.saved?.read(address, size);
    if (known !== undefined) return known;
    if (!this.has({ start: address, end: address + size }))
      throw new BytesWanted(this, [{ start: address, end: address + size }]);
    const bytes = this.fromPages(address, size);
    this.saved?.note(address, bytes);
    return bytes;
  }

  private fromPages(address: number, size: number): Uint8Array {
    const { pageBytes } = this.limits;
    const offset = address % pageBytes;
    if (offset + size <= pageBytes)
      return this.page((address - offset) / pageBytes).subarray(offset, offset + size);
    const out = new Uint8Array(size);
    this.fill(out, address);
    return out;
  }

  readInto(out: Uint8Array, address: number): void {
    assertInside(this, address, out.byteLength);
    const known = this.saved?.read(address, out.byteLength);
    if (known !== undefined) {
      out.set(known);
      return;
    }
    const range = { start: address, end: address + out.byteLength };
    if (!this.has(range)) throw new BytesWanted(this, [range]);
    this.fill(out, address);
    this.saved?.note(address, out);
  }

  private fill(out: Uint8Array, address: number): void {
    const { pageBytes } = this.limits;
    const range = { start: address, end: address + out.byteLength };
    for (let at = address; at < range.end; ) {
      const k = Math.floor(at / pageBytes);
      const page = this.page(k);
      const part = page.subarray(at - k * pageBytes, Math.min(page.length, range.end - k * pageBytes));
      out.set(part, at - address);
      at += part.length;
    }
  }

  /** Put bytes that came by the way into the pages; they begin with the file. */
  adopt(bytes: Uint8Array): void {
    const { pageBytes } = this.limits;
    for (let k = 0; k * pageBytes < bytes.length; k++) {
      const end = Math.min(this.size, (k + 1) * pageBytes);
      if (end <= bytes.length) this.pages.set(k, bytes.subarray(k * pageBytes, end));
    }
  }

  async load(ranges: readonly ByteRange[], signal?: AbortSignal): Promise<Uint8Array[]> {
    for (const { start, end } of ranges) assertInside(this, start, end - start);
    const out: Uint8Array[] = new Array(ranges.length);
    const missing: { range: ByteRange; i: number }[] = [];
    ranges.forEach((range, i) => {
      if (this.has(range)) out[i] = this.read(range.start, range.end - range.start);
      else missing.push({ range, i });
    });
    missing.sort((a, b) => a.range.start - b.range.start);
    const groups = this.together(missing.map(({ range }) => range));
    let next = 0;
    const members = groups.map(({ count }) => {
      next += count;
      return missing.slice(next - count, next);
    });
    await this.inParallel(groups, async ({ start, end }, g) => {
      const bytes = await this.getWhole({ start, end }, signal);
      for (const { range, i } of members[g]) out[i] = bytes.subarray(range.start - start, range.end - start);
    });
    return out;
  }

  async fetch(ranges: readonly ByteRange[], signal?: AbortSignal): Promise<void> {
    const { pageBytes, heldBytes } = this.limits;
    const wanted = new Set<number>();
    const under: Promise<unknown>[] = [];
    for (const { start, end } of ranges) {
      assertInside(this, start, end - start);
      if (end - start + this.pages.size * pageBytes > heldBytes) throw this.tooMuch(end - start);
      for (let k = Math.floor(start / pageBytes); k * pageBytes < end; k++) {
        const coming = this.coming.get(k);
        if (coming !== undefined) under.push(coming);
        else if (!this.pages.has(k)) wanted.add(k);
      }
    }
    const pages = [...wanted].sort((a, b) => a - b);
    const groups = this.together(
      pages.map((k) => ({ start: k * pageBytes, end: Math.min(this.size, (k + 1) * pageBytes) })),
    );
    const work = this.inParallel(groups, async ({ start, end }) => {
      const bytes = await this.getWhole({ start, end }, signal);
      for (let at = start; at < end; at += pageBytes)
        this.pages.set(at / pageBytes, bytes.subarray(at - start, Math.min(end, at + pageBytes) - start));
    });
    for (const k of pages) this.coming.set(k, work);
    try {
      await Promise.all([work, ...under]);
    } finally {
      for (const k of pages) this.coming.delete(k);
      this.trim();
    }
  }

  require(ranges: readonly ByteRange[]): void {
    // Where the beginning was read before, so was as much of the rest as matters.
    const isKnown = ({ start }: ByteRange) => this.saved?.read(start, 1) !== undefined;
    const missing = ranges.filter((range) => !this.has(range) && !isKnown(range));
    if (missing.length > 0) throw new BytesWanted(this, missing);
  }

  hold(): () => void {
    this.holds++;
    let held = true;
    return () => {
      if (held) this.holds--;
      held = false;
      this.trim();
    };
  }

  close(): void {
    this.pages.clear();
  }

  /** A page that is here; it is the last to go now. */
  private page(k: number): Uint8Array {
    const page = this.pages.get(k)!;
    this.pages.delete(k);
    this.pages.set(k, page);
    return page;
  }

  private has({ start, end }: ByteRange): boolean {
    const { pageBytes } = this.limits;
    for (let k = Math.floor(start / pageBytes); k * pageBytes < end; k++)
      if (!this.pages.has(k)) return false;
    return true;
  }

  /** Ranges in order, those close to each other as one, with how many each stands for. */
  private together(ranges: readonly ByteRange[]): (ByteRange & { count: number })[] {
    const { gapBytes, requestBytes } = this.limits;
    const out: { start: number; end: number; count: number }[] = [];
    for (const { start, end } of ranges) {
      const last = out.at(-1);
      const joined = last && Math.max(last.end, end);
      if (last && start - last.end <= gapBytes && joined! - last.start <= requestBytes) {
        last.end = joined!;
        last.count++;
      } else out.push({ start, end, count: 1 });
    }
    return out;
  }

  private async inParallel<T>(
    items: readonly T[],
    work: (item: T, index: number) => Promise<void>,
  ): Promise<void> {
    let next = 0;
    let failed = false;
    const line = async () => {
      while (next < items.length && !failed) {
        const i = next++;
        try {
          await work(items[i], i);
        } catch (error) {
          failed = true;
          throw error;
        }
      }
    };
    await Promise.all(Array.from({ length: Math.min(this.limits.parallel, items.length) }, line));
  }

  /** A range in as many requests as it takes. */
  private async getWhole({ start, end }: ByteRange, signal?: AbortSignal): Promise<Uint8Array> {
    const { requestBytes } = this.limits;
    if (end - start <= requestBytes)
      return end === start ? new Uint8Array(0) : this.get({ start, end }, signal);
    const out = new Uint8Array(end - start);
    for (let at = start; at < end; at += requestBytes)
      out.set(await this.get({ start: at, end: Math.min(end, at + requestBytes) }, signal), at - start);
    return out;
  }

  private trim(): void {
    if (this.holds > 0) return;
    const most = Math.max(1, Math.floor(this.limits.keptBytes / this.limits.pageBytes));
    while (this.pages.size > most) this.pages.delete(this.pages.keys().next().value!);
  }

  private tooMuch(bytes: number): RunError {
    const megabytes = Math.round(this.limits.heldBytes / (1 << 20));
    return new RunError(
      `${this.name}: reading its structure needs more than ${megabytes} MB (${bytes} bytes more).`,
      'Copy the file to this machine and read it there.',
    );
  }
}
