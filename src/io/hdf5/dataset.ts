import { FileError } from '../../core/errors.ts';
import type { ByteRange, ByteSource } from '../bytes/byte-source.ts';
import { fetched } from '../bytes/byte-source.ts';
import { type BoxCopy, boxCopyTo } from './box-copy.ts';
import { type ChunkIndex, type FoundChunk, linear, placeOf, product, readChunkIndex } from './chunk-index.ts';
import { Damage } from './fields.ts';
import { decompress, type Filter } from './filters.ts';
import type { H5Bytes } from './h5-bytes.ts';
import { letGo } from './kept-chunks.ts';
import { copyBox, forEachRun } from './slab.ts';
import { type ChunkedStorage, type ExternalPiece, hasPlainRows, type StoredValues } from './storage.ts';
import type { Slab, StoredChunk } from './types.ts';

/** What is fetched at a time: bounds the memory beside the result. */
const BATCH_BYTES = 16 << 20;
const BATCH_RANGES = 4096;
/** Bytes of a chunk without filters that are read as fast as one more piece of it is found: near by, and where each piece may be a request. */
const NEAR_PIECE_BYTES = 16 << 10;
const FAR_PIECE_BYTES = 256 << 10;

/** A range of a source and where its bytes belong. */
interface Piece {
  readonly source: ByteSource;
  readonly range: ByteRange;
  /** Takes the bytes; memory that is used again afterwards will do. */
  readonly put: (bytes: Uint8Array) => void;
  /** memory that takes them as they are */
  readonly into?: Uint8Array;
}

/** The pieces in which a dataset stands in its file. */
export interface StoredPieces {
  readonly chunkShape: readonly number[];
  readonly filters: readonly Filter[];
  readonly chunks: readonly StoredChunk[];
}

/** Reads the raw bytes of windows of one dataset, from near and far by the same code. */
export class DatasetBytes {
  private readonly file: H5Bytes;
  private readonly shape: readonly number[];
  private readonly size: number;
  private readonly values: StoredValues;
  private readonly openBeside: (name: string) => ByteSource;
  private readonly kept = new Map<number, Uint8Array>();
  private index: ChunkIndex | undefined;

  /** @param size bytes of an element */
  constructor(
    file: H5Bytes,
    shape: readonly number[],
    size: number,
    values: StoredValues,
    openBeside: (name: string) => ByteSource,
  ) {
    this.file = file;
    this.shape = shape;
    this.size = size;
    this.values = values;
    this.openBeside = openBeside;
  }

  /** Learn where its chunks are. */
  locate(): void {
    const { storage } = this.values;
    if (storage.kind === 'chunked') this.index ??= readChunkIndex(this.file, storage.layout);
  }

  /** Fill `out` with a window, its elements in row-major order. */
  readInto(out: Uint8Array, window: Slab): void {
    const { storage } = this.values;
    if (storage.kind === 'contiguous') {
      const { source, base } = this.file;
      const { size } = this;
      const start = base + storage.address;
      forEachRun(this.shape, window, (from, to, n) => {
        source.readInto(out.subarray(to * size, (to + n) * size), start + from * size);
      });
      return;
    }
    const copy = boxCopyTo(out);
    for (const { source, range, put, into } of this.plan(out, window, copy, NEAR_PIECE_BYTES)) {
      if (into !== undefined) {
        source.readInto(into, range.start);
        continue;
      }
      const room = copy.room(range.end - range.start);
      source.readInto(room, range.start);
      put(room);
    }
  }

  /** The same where bytes have to be fetched first. */
  async loadInto(out: Uint8Array, window: Slab, signal?: AbortSignal): Promise<void> {
    const plan = () => this.plan(out, window, boxCopyTo(out), FAR_PIECE_BYTES);
    const pieces = await fetched(this.file.source, plan, signal);
    let batch: Piece[] = [];
    let bytes = 0;
    const flush = async () => {
      for (const source of new Set(batch.map((piece) => piece.source))) {
        const own = batch.filter((piece) => piece.source === source);
        const loaded = await source.load(
          own.map(({ range }) => range),
          signal,
        );
        own.forEach(({ put }, i) => {
          put(loaded[i]);
        });
      }
      batch = [];
      bytes = 0;
    };
    for (const piece of pieces) {
      const size = piece.range.end - piece.range.start;
      if (batch.length > 0 && (bytes + size > BATCH_BYTES || batch.length >= BATCH_RANGES)) await flush();
      batch.push(piece);
      bytes += size;
    }
    if (batch.length > 0) await flush();
  }

  /** The chunks that are there, in the order of their places; of values in one piece, a chunk for every plane. */
  stored(): StoredPieces | undefined {
    const { storage } = this.values;
    if (storage.kind === 'contiguous') {
      const leading = this.shape.slice(0, -2);
      const size = this.shape.slice(-2).reduce((a, b) => a * b, this.size);
      const chunks = Array.from({ length: leading.reduce((a, b) => a * b, 1) }, (_, k) => ({
        offset: [...placeOf(k, leading), 0, 0],
        mask: 0,
        address: storage.address + k * size,
        size,
      }));
      return { chunkShape: [...leading.map(() => 1), ...this.shape.slice(-2)], filters: [], chunks };
    }
    if (storage.kind !== 'chunked') return undefined;
    const { layout, filters } = storage;
    this.index ??= readChunkIndex(this.file, layout);
    const chunks = [...this.index]
      .sort(([a], [b]) => a - b)
      .map(([number, chunk]) => ({
        offset: placeOf(number, layout.counts).map((p, k) => p * layout.chunkShape[k]),
        ...chunk,
      }));
    return { chunkShape: layout.chunkShape, filters, chunks };
  }

  /** What must be read for a window; parts that need nothing (fill values, chunks at hand) are filled at once. */
  private plan(out: Uint8Array, window: Slab, copy: BoxCopy, pieceBytes: number): Piece[] {
    const { storage } = this.values;
    if (storage.kind === 'empty') this.fill(out);
    else if (storage.kind === 'compact') {
      const { size } = this;
      forEachRun(this.shape, window, (from, to, n) => {
        out.set(storage.bytes.subarray(from * size, (from + n) * size), to * size);
      });
    } else if (storage.kind === 'contiguous') return this.planContiguous(out, window, storage.address);
    else if (storage.kind === 'external') return this.planExternal(out, window, storage.pieces);
    else return this.planChunks(out, window, storage, copy, pieceBytes);
    return [];
  }

  private planContiguous(out: Uint8Array, window: Slab, address: number): Piece[] {
    const pieces: Piece[] = [];
    forEachRun(this.shape, window, (from, to, n) => {
      this.planRun(pieces, address + from * this.size, out, to, n);
    });
    return pieces;
  }

  /** Elements that stand in the file as they are wanted. A long run may well come in parts: no more memory is taken than a batch. */
  private planRun(pieces: Piece[], address: number, out: Uint8Array, to: number, n: number): void {
    const { source, base } = this.file;
    const bytes = n * this.size;
    for (let done = 0; done < bytes; done += BATCH_BYTES) {
      const part = Math.min(bytes - done, BATCH_BYTES);
      const start = base + address + done;
      const into = out.subarray(to * this.size + done, to * this.size + done + part);
      pieces.push({ source, range: { start, end: start + part }, put: (raw) => into.set(raw), into });
    }
  }

  private outside(name: string): ByteSource {
    try {
      return this.openBeside(name);
    } catch (error) {
      if (!(error instanceof FileError)) throw error;
      throw new Damage(`its values are in another file, and ${error.message.replace(/\.$/, '')}`);
    }
  }

  private planExternal(out: Uint8Array, window: Slab, files: readonly ExternalPiece[]): Piece[] {
    const pieces: Piece[] = [];
    const { size } = this;
    forEachRun(this.shape, window, (from, to, n) => {
      let at = from * size;
      const end = at + n * size;
      let first = 0; // of the file in the dataset's bytes
      for (const { name, offset, size: bytes } of files) {
        const last = bytes === undefined ? Infinity : first + bytes;
        if (at < last && at < end) {
          const stop = Math.min(end, last);
          const start = offset + at - first;
          const place = to * size + at - from * size;
          const source = this.outside(name);
          if (start + stop - at > source.size)
            throw new Damage(`external storage ${name} is too short: it has ${source.size} bytes`);
          pieces.push({ source, range: { start, end: start + stop - at }, put: (b) => out.set(b, place) });
          at = stop;
        }
        first = last;
      }
      if (at < end) throw new Damage('its external storage is smaller than the dataset');
    });
    return pieces;
  }

  private planChunks(
    out: Uint8Array,
    window: Slab,
    storage: ChunkedStorage,
    copy: BoxCopy,
    pieceBytes: number,
  ): Piece[] {
    const { layout } = storage;
    this.index ??= readChunkIndex(this.file, layout);
    const { chunkShape, counts } = layout;
    const { start, count } = window;
    const direct = this.planPlanes(out, window, storage);
    if (direct !== undefined) return direct;
    const pieces: Piece[] = [];
    if (count.some((n) => n === 0)) return pieces;
    const first = start.map((s, k) => Math.floor(s / chunkShape[k]));
    const last = start.map((s, k) => Math.floor((s + count[k] - 1) / chunkShape[k]));
    const wanted = first.reduce((total, f, k) => total * (last[k] - f + 1), 1);
    if (this.index.size < wanted) {
      // Most was never written: better look at what was.
      this.fill(out);
      for (const number of [...this.index.keys()].sort((a, b) => a - b)) {
        const place = placeOf(number, counts);
        if (place.every((p, k) => p >= first[k] && p <= last[k]))
          this.planChunk(pieces, out, window, storage, copy, place, number, pieceBytes);
      }
      return pieces;
    }
    const place = [...first];
    for (;;) {
      const number = place.reduce((total, p, k) => total * counts[k] + p, 0);
      this.planChunk(pieces, out, window, storage, copy, place, number, pieceBytes);
      let k = place.length - 1;
      for (; k >= 0; k--) {
        if (++place[k] <= last[k]) break;
        place[k] = first[k];
      }
      if (k < 0) return pieces;
    }
  }

  /** Rows of images each of which is a chunk that stands as it is: as of a contiguous dataset, with no look at single chunks. */
  private planPlanes(out: Uint8Array, { start, count }: Slab, storage: ChunkedStorage): Piece[] | undefined {
    const { chunkShape, chunkBytes } = storage.layout;
    const [, length, width] = this.shape;
    if (this.shape.length !== 3 || !hasPlainRows(storage) || chunkShape[1] !== length || count[2] !== width)
      return undefined;
    const pieces: Piece[] = [];
    const numPixel = count[1] * width;
    for (let k = 0; k < count[0]; k++) {
      const found = this.index!.get(start[0] + k);
      if (found?.size !== chunkBytes) return undefined;
      this.file.assertInside(found.address, found.size);
      this.planRun(pieces, found.address + start[1] * width * this.size, out, k * numPixel, numPixel);
    }
    return pieces;
  }

  private planChunk(
    pieces: Piece[],
    out: Uint8Array,
    { start, count }: Slab,
    storage: ChunkedStorage,
    { rows }: BoxCopy,
    place: readonly number[],
    number: number,
    pieceBytes: number,
  ): void {
    const { chunkShape, chunkBytes } = storage.layout;
    const offset = place.map((p, k) => p * chunkShape[k]);
    const from = offset.map((o, k) => Math.max(o, start[k]));
    const part = offset.map((o, k) => Math.min(o + chunkShape[k], start[k] + count[k]) - from[k]);
    const inChunk = from.map((f, k) => f - offset[k]);
    const inWindow = from.map((f, k) => f - start[k]);
    const copy = (bytes: Uint8Array) =>
      copyBox(bytes, chunkShape, inChunk, out, count, inWindow, part, this.size, rows);
    const known = this.kept.get(number);
    const found = known === undefined ? this.index!.get(number) : undefined;
    if (known !== undefined) copy(known);
    else if (found === undefined) this.fillBox(out, count, inWindow, part);
    else {
      this.file.assertInside(found.address, found.size);
      const { source, base } = this.file;
      const isEdge = offset.some((o, k) => o + chunkShape[k] > this.shape[k]);
      if (found.size === chunkBytes && hasPlainRows(storage) && count.at(-1) === chunkShape.at(-1)) {
        const at = inChunk.at(-2)! * chunkShape.at(-1)! * this.size;
        this.planRun(pieces, found.address + at, out, linear(inWindow, count), product(part));
        return;
      }
      const isPlain = storage.filters.length === 0 || (isEdge && storage.plainEdges);
      if (isPlain && found.size === chunkBytes) {
        const runs = runsOf(chunkShape, inChunk, part);
        if (runs.count * (runs.elements * this.size + pieceBytes) < chunkBytes) {
          const start = base + found.address;
          runs.forEach((at, lead) => {
            const put = (bytes: Uint8Array) => {
              const to = inWindow.map((w, k) => w + (lead[k] ?? 0));
              copyBox(bytes, runs.shape, ZEROS, out, count, to, runs.shape, this.size, rows);
            };
            const first = start + at * this.size;
            pieces.push({ source, range: { start: first, end: first + runs.elements * this.size }, put });
          });
          return;
        }
      }
      const range = { start: base + found.address, end: base + found.address + found.size };
      const isUsedUp = part.every((n, k) => n === Math.min(chunkShape[k], this.shape[k] - offset[k]));
      const put = (raw: Uint8Array) => copy(this.decode(raw, found, number, storage, isEdge, isUsedUp));
      pieces.push({ source, range, put });
    }
  }

  private decode(
    raw: Uint8Array,
    chunk: FoundChunk,
    number: number,
    { layout, filters, plainEdges }: ChunkedStorage,
    isEdge: boolean,
    isUsedUp: boolean,
  ): Uint8Array {
    const { chunkBytes } = layout;
    const known = isEdge && plainEdges ? [] : filters;
    let bytes = decompress(raw, known, chunk.mask, chunkBytes);
    if (bytes.buffer === raw.buffer) {
      if (isUsedUp) return bytes; // cheap to read again
      bytes = bytes.slice();
    }
    this.kept.set(number, bytes);
    letGo(this.file, this.kept, number, bytes.length);
    return bytes;
  }

  private fill(out: Uint8Array): void {
    const { fill } = this.values;
    if (fill === undefined) out.fill(0);
    else for (let at = 0; at < out.length; at += fill.length) out.set(fill, at);
  }

  private fillBox(
    out: Uint8Array,
    shape: readonly number[],
    start: readonly number[],
    count: readonly number[],
  ): void {
    forEachRun(shape, { start, count }, (at, _, n) => {
      this.fill(out.subarray(at * this.size, (at + n) * this.size));
    });
  }
}

/** HDF5 has no datasets of more axes. */
const ZEROS = new Array<number>(32).fill(0);

/** The pieces in which a part of a chunk lies: their extent, how many there are, and where each begins. */
function runsOf(chunkShape: readonly number[], start: readonly number[], count: readonly number[]) {
  const rank = count.length;
  let axis = rank - 1;
  while (axis > 0 && count[axis] === chunkShape[axis]) axis--;
  const shape = count.map((n, k) => (k < axis ? 1 : n));
  const total = (of: readonly number[]) => of.reduce((a, b) => a * b, 1);
  return {
    shape,
    elements: total(shape),
    count: total(count) / total(shape),
    /** @param visit first element in the chunk, and the place of the run along the axes before those it spans */
    forEach(visit: (at: number, lead: readonly number[]) => void) {
      const lead = new Array<number>(axis).fill(0);
      for (;;) {
        visit(
          start.reduce((at, s, k) => at * chunkShape[k] + s + (lead[k] ?? 0), 0),
          [...lead],
        );
        let k = axis - 1;
        for (; k >= 0 && ++lead[k] === count[k]; k--) lead[k] = 0;
        if (k < 0) return;
      }
    },
  };
}
