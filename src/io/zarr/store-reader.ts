import type { Values } from '../../core/array.ts';
import { FileError } from '../../core/errors.ts';
import type { Slab } from '../hdf5/types.ts';
import { unpackBlosc } from './blosc.ts';
import { type GetFile, type ShardLayout, ShardReader, shardLayout } from './shard-reader.ts';

export type { FilePart, GetFile } from './shard-reader.ts';

/** JSON of attributes. */
export type ZarrWords = Readonly<Record<string, unknown>>;

/** An array of a store, as its metadata tell. */
export interface ZarrArrayInfo {
  readonly path: string;
  readonly shape: readonly number[];
  readonly chunks: readonly number[];
  /** name of the type in the format: `float32` */
  readonly type: string;
  readonly dimensions: readonly string[];
  readonly attributes: ZarrWords;
  readonly fill: number;
  readonly separator: string;
  readonly codecs: readonly Codec[];
  /** how chunks share files, where they do */
  readonly shards?: ShardLayout;
}

interface Codec {
  readonly name: string;
  readonly configuration?: ZarrWords;
}

const ARRAYS: Readonly<Record<string, new (bytes: ArrayBuffer) => Values>> = {
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
  int16: Int16Array,
  uint16: Uint16Array,
  int32: Int32Array,
  uint32: Uint32Array,
  float32: Float32Array,
  float64: Float64Array,
};
/** Chunks that stay unpacked for the next question, bytes. */
const KEPT_BYTES = 24 << 20;
/** Chunks under way at a time. */
const PARALLEL = 6;
/** Files of many chunks whose index is kept. */
const KEPT_SHARDS = 256;
/** Bytes by which a chunk may become larger than twice its size when it is packed. */
const PACKED_MORE = 4096;
/** Values of a chunk that are believed. */
const MOST_VALUES = 1 << 26;

/**
 * A Zarr store of version 3 for reading: groups whose root lists all nodes below it (consolidated metadata). Chunks are fetched
 * as they are needed, the last ones are kept.
 */
export class ZarrStore {
  readonly name: string;
  readonly attributes: ZarrWords;
  readonly arrays: ReadonlyMap<string, ZarrArrayInfo>;
  private readonly get: GetFile;
  private readonly kept = new Map<
    string,
    { readonly values: Promise<Values | undefined>; readonly size: number }
  >();
  private keptBytes = 0;
  private readonly shards = new Map<string, ShardReader>();

  private constructor(
    name: string,
    get: GetFile,
    attributes: ZarrWords,
    arrays: ReadonlyMap<string, ZarrArrayInfo>,
  ) {
    this.name = name;
    this.get = get;
    this.attributes = attributes;
    this.arrays = arrays;
  }

  /** @throws {FileError} when there is no such store, or none that lists its arrays */
  static async open(name: string, get: GetFile): Promise<ZarrStore> {
    const bytes = await get('zarr.json');
    if (bytes === undefined)
      throw new FileError(
        `${name} is no Zarr store of version 3: it has no zarr.json.`,
        'Make it with save_zarr, which writes version 3.',
      );
    const root = parsed(name, bytes);
    const nodes = (root['consolidated_metadata'] as { metadata?: Record<string, ZarrWords> } | undefined)
      ?.metadata;
    if (root['zarr_format'] !== 3 || nodes === undefined)
      throw new FileError(
        `${name} is a Zarr store that does not list its arrays (consolidated metadata of version 3).`,
        'Consolidate it (zarr.consolidate_metadata), or write it with save_zarr.',
      );
    const arrays = new Map<string, ZarrArrayInfo>();
    for (const [path, node] of Object.entries(nodes)) {
      const info = node['node_type'] === 'array' ? infoOf(path, node) : undefined;
      if (info !== undefined) arrays.set(path, info);
    }
    return new ZarrStore(name, get, (root['attributes'] ?? {}) as ZarrWords, arrays);
  }

  /** Values of a part of an array. @throws {FileError} when a chunk is damaged or packed in another way */
  async read(path: string, slab?: Slab): Promise<Values> {
    const info = this.arrays.get(path);
    if (info === undefined) throw new FileError(`${this.name} has no array ${path}.`);
    const { shape, chunks } = info;
    const { start, count } = slab ?? { start: shape.map(() => 0), count: shape };
    const out = new (ARRAYS[info.type] as unknown as new (n: number) => Values)(product(count));
    if (out.length === 0) return out;
    const first = start.map((from, d) => Math.floor(from / chunks[d]));
    const numbers = start.map((from, d) => Math.floor((from + count[d] - 1) / chunks[d]) - first[d] + 1);
    const total = product(numbers);
    let next = 0;
    const line = async (): Promise<void> => {
      while (next < total) {
        const index = unravel(next++, numbers).map((k, d) => first[d] + k);
        const values = await this.chunk(info, index);
        place(out, { start, count }, values, info, index);
      }
    };
    await Promise.all(Array.from({ length: Math.min(PARALLEL, total) }, line));
    return out;
  }

  private chunk(info: ZarrArrayInfo, index: readonly number[]): Promise<Values | undefined> {
    const key = `${info.path}/${['c', ...index].join(info.separator)}`;
    const known = this.kept.get(key);
    if (known !== undefined) {
      this.kept.delete(key);
      this.kept.set(key, known);
      return known.values;
    }
    const { BYTES_PER_ELEMENT } = ARRAYS[info.type] as unknown as { BYTES_PER_ELEMENT: number };
    const size = product(info.chunks) * BYTES_PER_ELEMENT;
    const values = this.packed(info, index, size).then(
      (bytes) => bytes && unpack(this.name, info, bytes, size),
    );
    this.kept.set(key, { values, size });
    this.keptBytes += size;
    values.catch(() => this.forget(key));
    for (const oldest of this.kept.keys()) {
      if (this.keptBytes <= KEPT_BYTES || oldest === key) break;
      this.forget(oldest);
    }
    return values;
  }

  /** @param size of the chunk when it is unpacked */
  private async packed(
    { path, separator, shards }: ZarrArrayInfo,
    index: readonly number[],
    size: number,
  ): Promise<Uint8Array | undefined> {
    const pathOf = (place: readonly number[]) => `${path}/${['c', ...place].join(separator)}`;
    if (shards === undefined) return this.get(pathOf(index));
    const { sides } = shards;
    const file = pathOf(index.map((i, d) => Math.floor(i / sides[d])));
    const shard = this.shards.get(file) ?? new ShardReader(this.name, file, shards, this.get);
    this.shards.delete(file);
    this.shards.set(file, shard);
    for (const oldest of this.shards.keys()) {
      if (this.shards.size <= KEPT_SHARDS) break;
      this.shards.delete(oldest);
    }
    try {
      return await shard.chunk(
        index.map((i, d) => i % sides[d]),
        2 * size + PACKED_MORE,
      );
    } catch (cause) {
      if (this.shards.get(file) === shard) this.shards.delete(file); // the next one may have more luck
      throw cause;
    }
  }

  private forget(key: string): void {
    this.keptBytes -= this.kept.get(key)?.size ?? 0;
    this.kept.delete(key);
  }
}

function parsed(name: string, bytes: Uint8Array): ZarrWords {
  try {
    return JSON.parse(new TextDecoder().decode(bytes)) as ZarrWords;
  } catch (cause) {
    throw new FileError(`${name}: its zarr.json is damaged.`, 'Copy or make the store again.', { cause });
  }
}

/** undefined for arrays of types or with chunks that are not read. */
function infoOf(path: string, node: ZarrWords): ZarrArrayInfo | undefined {
  const grid = node['chunk_grid'] as { configuration?: { chunk_shape?: number[] } } | undefined;
  const files = grid?.configuration?.chunk_shape;
  const outer = (node['codecs'] as Codec[] | undefined) ?? [];
  const sharding =
    outer.length === 1 && outer[0].name === 'sharding_indexed' ? outer[0].configuration : undefined;
  const chunks = sharding === undefined ? files : (sharding['chunk_shape'] as number[] | undefined);
  const shape = node['shape'] as number[];
  const type = String(node['data_type']);
  const isSize = (n: unknown) => Number.isSafeInteger(n) && (n as number) >= 0;
  if (!(type in ARRAYS) || !Array.isArray(shape) || !Array.isArray(chunks)) return undefined;
  if (shape.length !== chunks.length || !shape.every(isSize) || !chunks.every((n) => isSize(n) && n > 0))
    return undefined;
  if (product(chunks) > MOST_VALUES) return undefined;
  const shards =
    sharding && files?.length === chunks.length ? shardLayout(sharding, files, chunks) : undefined;
  if (sharding !== undefined && shards === undefined) return undefined;
  const encoding = node['chunk_key_encoding'] as
    | { name?: string; configuration?: { separator?: string } }
    | undefined;
  if (encoding?.name !== undefined && encoding.name !== 'default') return undefined;
  return {
    path,
    shape,
    chunks,
    type,
    dimensions: (node['dimension_names'] as string[] | undefined) ?? [],
    attributes: (node['attributes'] ?? {}) as ZarrWords,
    fill: node['fill_value'] === 'NaN' ? Number.NaN : Number(node['fill_value'] ?? 0),
    separator: encoding?.configuration?.separator ?? '/',
    codecs: sharding === undefined ? outer : ((sharding['codecs'] as Codec[] | undefined) ?? []),
    ...(shards && { shards }),
  };
}

async function unpack(
  name: string,
  { codecs, path, type }: ZarrArrayInfo,
  bytes: Uint8Array,
  size: number,
): Promise<Values> {
  let plain = bytes;
  for (const { name: codec, configuration } of [...codecs].reverse()) {
    if (codec === 'blosc') plain = await unpackBlosc(plain);
    else if (codec === 'gzip') plain = await gunzip(plain);
    else if (codec !== 'bytes' || (configuration?.['endian'] ?? 'little') !== 'little')
      throw new FileError(
        `${name}/${path} is packed in a way that is not read here (${codec}).`,
        'Write it with the codecs blosc or gzip.',
      );
  }
  if (plain.length !== size)
    throw new FileError(
      `A chunk of ${name}/${path} is damaged: it has ${plain.length} bytes, not ${size}.`,
      'Copy or make the store again.',
    );
  return new ARRAYS[type](plain.slice().buffer);
}

async function gunzip(bytes: Uint8Array): Promise<Uint8Array> {
  const stream = new Blob([bytes.slice()]).stream().pipeThrough(new DecompressionStream('gzip'));
  return new Uint8Array(await new Response(stream).arrayBuffer());
}

/** Copy what a chunk has of a slab, or fill values where the store has no such chunk. */
function place(
  out: Values,
  { start, count }: Slab,
  values: Values | undefined,
  { chunks, fill }: ZarrArrayInfo,
  index: readonly number[],
): void {
  const low = start.map((from, d) => Math.max(from, index[d] * chunks[d]));
  const high = start.map((from, d) => Math.min(from + count[d], (index[d] + 1) * chunks[d]));
  const size = high.map((to, d) => to - low[d]);
  const last = size.length - 1;
  const wide = last < 0 ? 1 : size[last];
  const rows = product(size.slice(0, Math.max(0, last)));
  for (let row = 0; row < rows; row++) {
    const at = unravel(row, size.slice(0, Math.max(0, last)));
    let [from, to] = [0, 0];
    for (let d = 0; d <= last; d++) {
      const step = d === last ? 0 : at[d];
      from = from * chunks[d] + (low[d] + step - index[d] * chunks[d]);
      to = to * count[d] + (low[d] + step - start[d]);
    }
    if (values === undefined) out.fill(fill, to, to + wide);
    else out.set(values.subarray(from, from + wide), to);
  }
}

function unravel(k: number, counts: readonly number[]): number[] {
  const index: number[] = [];
  let rest = k;
  for (let d = counts.length - 1; d >= 0; d--) {
    index[d] = rest % counts[d];
    rest = Math.floor(rest / counts[d]);
  }
  return index;
}

function product(numbers: readonly number[]): number {
  return numbers.reduce((all, n) => all * n, 1);
}
