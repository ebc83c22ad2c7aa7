import type { Values } from '../../core/array.ts';

/** Root and dataset attributes as MintPy writes them: text. */
export type Attributes = Record<string, string>;

/** HDF-EOS5 alone keeps native numbers: whole numbers are written as 64-bit integers unless wrapped as `{ float }`; `{ float32 }` is single precision. */
export type NativeAttributes = Record<
  string,
  string | number | boolean | { readonly float: number } | { readonly float32: number }
>;

/**
 * Types of values: numbers by kind and bytes, `c8` and `c16` complex, `bool` h5py's FALSE/TRUE enumeration, `S8` a
 * fixed-length string, `str` text of any length.
 */
export type H5Type =
  | 'f4'
  | 'f8'
  | 'i1'
  | 'u1'
  | 'i2'
  | 'u2'
  | 'i4'
  | 'u4'
  | 'i8'
  | 'u8'
  | 'c8'
  | 'c16'
  | 'bool'
  | 'str'
  | `S${number}`;

export type Compression = 'none' | 'gzip' | 'lzf';

/** A chunk as it stands in the file; `mask` has a bit for every filter that was left out. */
export interface PackedBytes {
  readonly bytes: Uint8Array;
  readonly mask: number;
}

/** How a compressed dataset, or what is written of it, is cut and packed. Plain data: any thread may do it. */
export interface Packing {
  readonly shape: readonly number[];
  readonly elementSize: number;
  readonly compression: Exclude<Compression, 'none'>;
}

/** A chunk ready to be stored: its first element, and its bytes. */
export interface PackedChunk extends PackedBytes {
  readonly offset: readonly number[];
}

/** What is needed to lay a dataset out. */
export interface DatasetSpec {
  /** Path from the root, e.g. `timeseries` or `HDFEOS/GRIDS/timeseries/observation/displacement`. */
  readonly name: string;
  readonly type: H5Type;
  readonly shape: readonly number[];
  readonly attributes?: NativeAttributes;
  readonly compression?: Compression;
  /**
   * Of a dataset of three dimensions that an edit puts together anew: for every plane the number of the plane of the dataset of
   * this name that stays there, its bytes untouched, or undefined for one that is written. A writer counts these alone.
   */
  readonly planes?: readonly (number | undefined)[];
  /** The planes that `planes` numbers, each in chunks of this file, when they are not those of the dataset of this name. */
  readonly planeChunks?: readonly (readonly StoredChunk[])[];
}

/** A dataset as found in a file. */
export interface DatasetInfo {
  readonly name: string;
  /** what its values are read as: `f4` also for two-byte floats, whatever the order of bytes in the file */
  readonly type: H5Type;
  readonly shape: readonly number[];
  readonly attributes: Attributes;
  readonly compression: Compression;
  /** numpy's name of the type in the file: `float32`, `>f4`, `float16`, `complex64`, `bool`, `|S8`... */
  readonly stored?: string;
  /** why its values cannot be read (storage or filter) although their type could be */
  readonly problem?: string;
}

/** Something in a file that has a name but no values to read. */
export interface OtherMember {
  readonly name: string;
  /** numpy's name of a datatype that is not read (opaque, compound...); absent when it is not known */
  readonly stored?: string;
  readonly shape?: readonly number[];
  readonly attributes: Attributes;
  /** why it cannot be read, and what to do about it */
  readonly problem: string;
  readonly remedy?: string;
}

/** A hyperslab: first index and extent per axis. */
export interface Slab {
  readonly start: readonly number[];
  readonly count: readonly number[];
}

/**
 * Numbers come as the typed array of the element type (bool as Uint8Array 0/1, i8 and u8 as Float64Array), complex ones as pairs of
 * real and imaginary part, strings as text.
 */
export type H5Values = Values | string[];

/** A chunk of a compressed dataset as it stands in the file. */
export interface StoredChunk {
  readonly offset: readonly number[];
  /** bit i set = filter i was skipped */
  readonly mask: number;
  /** first byte in the file, and how many */
  readonly address: number;
  readonly size: number;
}

/** Everything about a new file but its values. */
export interface H5Layout {
  readonly attributes: NativeAttributes;
  readonly datasets: readonly DatasetSpec[];
}

/** An open file for reading. */
export interface H5Reader {
  /** path, address or name */
  readonly path: string;
  /** set where the file is no HDF5 but a raster with sheets beside it */
  readonly isRaw?: boolean;
  /** Root attributes as text: bytes decoded, numbers printed. */
  readonly attributes: Attributes;
  /** Every dataset, by path from the root, alphabetical. */
  readonly datasets: ReadonlyMap<string, DatasetInfo>;
  /** Members without values that could be read: why, by path. They do not stand in the way of the datasets. */
  readonly others: ReadonlyMap<string, OtherMember>;
  /**
   * Values of a file on this machine or in memory.
   * @param memory where the values may be put, if it is large enough: fresh memory for large reads costs as much time
   *   as reading. A reader is free to return an array of its own.
   * @throws {FileError} naming the file and dataset when it is not there or cannot be decoded
   */
  read(name: string, slab?: Slab, memory?: Uint8Array): H5Values;
  /** The same from anywhere: what the slab needs is fetched first, and no more than that. */
  load(name: string, slab?: Slab, signal?: AbortSignal): Promise<H5Values>;
  /** First byte in the file of a dataset that lies there in one piece. */
  address(name: string): number | undefined;
  /** Extent of the pieces in which a dataset is stored, undefined when any rows of it can be read by themselves. */
  chunkShape(name: string): readonly number[] | undefined;
  close(): void;
}

/**
 * A file being written: laid out in full beside its final name, filled in any order, and renamed into place by
 * `commit`. A crash or `abort` leaves what stood under the final name untouched.
 */
export interface H5Writer {
  readonly path: string;
  /** The file that holds the bytes until `commit`. */
  readonly partialPath: string;
  /** File beside it that may note what is finished: gone after `commit`, and when what is there cannot be gone on with. */
  readonly journal: string;
  /** Set when datasets are added to a file: tells what it holds until `commit`. */
  readonly addedTo?: string;
  /** First byte of an uncompressed dataset in `partialPath`, for threads that write by themselves. */
  address(name: string): number | undefined;
  /** How a compressed dataset is packed, for threads that do it by themselves; undefined for any other. */
  packing(name: string): Packing | undefined;
  /** Store a chunk that was packed elsewhere. Chunks stand in the file in the order of these calls. */
  writeChunk(name: string, chunk: PackedChunk): StoredChunk;
  /** Take over a chunk that an earlier run has stored, before any other is. */
  adoptChunk(name: string, chunk: StoredChunk): void;
  write(name: string, values: H5Values, slab?: Slab): void;
  commit(): void;
  /** @param keep leave what is written, out of readers' sight, if notes tell another run what of it is finished */
  abort(options?: { readonly keep?: boolean }): void;
}
