import type { ChunkLayout, IndexKind } from './chunk-index.ts';
import type { StoredType } from './datatype.ts';
import { Damage, Fields, Unsupported } from './fields.ts';
import { decodePipeline, type Filter, NO_FILTERS, type Pipeline } from './filters.ts';
import type { H5Bytes } from './h5-bytes.ts';
import { readLocalHeap } from './heaps.ts';
import { type Dataspace, MESSAGE, type Message } from './object-header.ts';

/* Where the bytes of a dataset are: layout, filters, fill value and external files (HDF5 file format, IV.A.2.e-l). */

/** A piece of another file that holds data. */
export interface ExternalPiece {
  readonly name: string;
  readonly offset: number;
  /** undefined = to the end of that file */
  readonly size: number | undefined;
}

export interface ChunkedStorage {
  readonly kind: 'chunked';
  readonly layout: ChunkLayout;
  readonly filters: readonly Filter[];
  /** chunks that reach over the edge of the dataset are stored without their filters */
  readonly plainEdges: boolean;
}

export type Storage =
  | { readonly kind: 'contiguous'; readonly address: number }
  | ChunkedStorage
  | { readonly kind: 'compact'; readonly bytes: Uint8Array }
  | { readonly kind: 'external'; readonly pieces: readonly ExternalPiece[] }
  /** never written: all of it is the fill value */
  | { readonly kind: 'empty' };

export interface StoredValues {
  readonly storage: Storage;
  readonly pipeline: Pipeline;
  /** bytes of an element that was never written; undefined = zeros */
  readonly fill: Uint8Array | undefined;
}

/** Bytes of a chunk that is taken apart in one piece of memory. */
export const MAX_CHUNK = 1 << 30;

/** Whether any rows of such a dataset can be read by themselves: chunks are pieces of one plane, whole rows, as they are. */
export function hasPlainRows({ layout: { chunkShape, shape }, filters }: ChunkedStorage): boolean {
  return (
    filters.length === 0 &&
    chunkShape.at(-1) === shape.at(-1) &&
    chunkShape.slice(0, -2).every((n) => n === 1)
  );
}

/** @throws {Damage} @throws {Unsupported} for a layout or filter that is not read, by name */
export function readStorage(
  file: H5Bytes,
  messages: readonly Message[],
  { shape, most }: Dataspace,
  type: StoredType,
): StoredValues {
  const find = (wanted: number) => messages.find((m) => m.type === wanted)?.data;
  const layout = find(MESSAGE.layout);
  if (layout === undefined) throw new Damage('a dataset does not say where its values are');
  const filters = find(MESSAGE.filters);
  const pipeline = filters === undefined ? NO_FILTERS : decodePipeline(filters);
  const external = find(MESSAGE.externalFiles);
  const bytes = shape.reduce((a, b) => a * b, type.size);
  let storage = readLayout(file, layout, shape, most, type.size, pipeline);
  if (external !== undefined) storage = { kind: 'external', pieces: readExternal(file, external) };
  else if (storage.kind === 'contiguous') file.assertInside(storage.address, bytes);
  else if (storage.kind === 'compact' && storage.bytes.length < bytes)
    throw new Damage(`${storage.bytes.length} bytes are stored where ${bytes} belong`);
  if (bytes === 0) storage = { kind: 'empty' };
  return {
    storage,
    pipeline,
    fill: readFill(find(MESSAGE.fillValue), find(MESSAGE.oldFillValue), type.size),
  };
}

function readLayout(
  file: H5Bytes,
  data: Uint8Array,
  shape: readonly number[],
  most: Dataspace['most'],
  elementSize: number,
  pipeline: Pipeline,
): Storage {
  const fields = new Fields(data);
  const version = fields.u8();
  if (version === 1 || version === 2) return readOldLayout(file, fields, shape, most, elementSize, pipeline);
  if (version !== 3 && version !== 4) throw new Unsupported(`data layout version ${version}`);
  const kind = fields.u8();
  if (kind === 0) return { kind: 'compact', bytes: fields.take(fields.u16()) };
  if (kind === 1) return contiguous(file.address(fields));
  if (kind === 3) throw new Unsupported('a virtual dataset (a view of datasets of other files)');
  if (kind !== 2) throw new Unsupported(`data layout class ${kind}`);
  if (version === 3) {
    const rank = fields.u8() - 1;
    const address = file.address(fields);
    const chunkShape = Array.from({ length: rank }, () => fields.u32());
    const layout = { kind: 'btree1' as const, address, chunkShape };
    return chunked(layout, fields.u32(), shape, most, elementSize, pipeline, false);
  }
  const flags = fields.u8();
  const rank = fields.u8() - 1;
  const size = fields.u8();
  const chunkShape = Array.from({ length: rank }, () => fields.count(size));
  const storedSize = fields.count(size);
  const { kind: index, ...rest } = readIndexKind(file, fields, flags);
  const layout = { kind: index, address: file.address(fields), chunkShape, ...rest };
  return chunked(layout, storedSize, shape, most, elementSize, pipeline, (flags & 1) !== 0);
}

function contiguous(address: number | undefined): Storage {
  return address === undefined ? { kind: 'empty' } : { kind: 'contiguous', address };
}

const INDEX_KINDS: readonly IndexKind[] = ['single', 'implicit', 'fixed-array', 'extensible-array', 'btree2'];
/** Bytes of creation parameters before the address, which the index itself repeats. */
const INDEX_PARAMETERS = { 'fixed-array': 1, 'extensible-array': 5, btree2: 6, implicit: 0 } as const;

function readIndexKind(
  file: H5Bytes,
  fields: Fields,
  flags: number,
): { kind: IndexKind; single?: ChunkLayout['single'] } {
  const number = fields.u8();
  const kind = INDEX_KINDS[number - 1];
  if (kind === undefined || kind === 'btree1') throw new Unsupported(`chunk index type ${number}`);
  if (kind !== 'single') {
    fields.skip(INDEX_PARAMETERS[kind]);
    return { kind };
  }
  return (flags & 2) === 0 ? { kind } : { kind, single: { size: file.length(fields), mask: fields.u32() } };
}

function readOldLayout(
  file: H5Bytes,
  fields: Fields,
  shape: readonly number[],
  most: Dataspace['most'],
  elementSize: number,
  pipeline: Pipeline,
): Storage {
  const rank = fields.u8();
  const kind = fields.u8();
  fields.skip(5);
  const address = kind === 0 ? undefined : file.address(fields);
  const extents = Array.from({ length: rank }, () => fields.u32());
  if (kind === 0) return { kind: 'compact', bytes: fields.take(fields.u32()) };
  if (kind === 1) return contiguous(address);
  if (kind !== 2) throw new Unsupported(`data layout class ${kind}`);
  const layout = { kind: 'btree1' as const, address, chunkShape: extents.slice(0, -1) };
  return chunked(layout, extents.at(-1)!, shape, most, elementSize, pipeline, false);
}

function chunked(
  layout: Pick<ChunkLayout, 'kind' | 'address' | 'chunkShape' | 'single'>,
  storedSize: number,
  shape: readonly number[],
  most: Dataspace['most'],
  elementSize: number,
  { filters }: Pipeline,
  plainEdges: boolean,
): Storage {
  const { chunkShape } = layout;
  if (chunkShape.length !== shape.length || storedSize !== elementSize || !chunkShape.every((n) => n >= 1))
    throw new Damage('the chunks of a dataset do not fit it');
  const chunkBytes = chunkShape.reduce((a, b) => a * b, elementSize);
  if (!(chunkBytes <= MAX_CHUNK)) throw new Unsupported(`chunks of ${chunkBytes} bytes`);
  const countsOf = (extents: readonly number[]) => extents.map((n, k) => Math.ceil(n / chunkShape[k]));
  return {
    kind: 'chunked',
    layout: {
      ...layout,
      shape,
      counts: countsOf(shape),
      mostCounts: most.map((n, k) => (n === undefined ? undefined : Math.ceil(n / chunkShape[k]))),
      chunkBytes,
      isFiltered: filters.length > 0,
    },
    filters,
    plainEdges,
  };
}

function readExternal(file: H5Bytes, data: Uint8Array): ExternalPiece[] {
  const fields = new Fields(data);
  const version = fields.u8();
  if (version !== 1) throw new Unsupported(`external files of version ${version}`);
  fields.skip(5);
  const count = fields.u16();
  const name = readLocalHeap(file, file.place(fields));
  return Array.from({ length: count }, () => ({
    name: name(file.length(fields)),
    offset: file.length(fields),
    size: fields.uint(file.lengthSize),
  }));
}

const UNDEFINED_FILL = 1;

function readFill(
  message: Uint8Array | undefined,
  old: Uint8Array | undefined,
  elementSize: number,
): Uint8Array | undefined {
  const value = message === undefined ? old && oldFill(old) : newFill(message);
  if (value === undefined || value.length === 0) return undefined;
  if (value.length !== elementSize) throw new Damage('a fill value does not fit its dataset');
  return value.some((byte) => byte !== 0) ? value : undefined;
}

function oldFill(data: Uint8Array): Uint8Array {
  const fields = new Fields(data);
  return fields.take(fields.u32());
}

function newFill(data: Uint8Array): Uint8Array | undefined {
  const fields = new Fields(data);
  const version = fields.u8();
  if (version === 1 || version === 2) {
    fields.skip(2); // when space is taken, when it is filled
    const isDefined = fields.u8();
    return version === 2 && isDefined === 0 ? undefined : fields.take(fields.u32());
  }
  if (version !== 3) throw new Unsupported(`fill value version ${version}`);
  const flags = fields.u8() >> 4;
  return (flags & 2) !== 0 && (flags & UNDEFINED_FILL) === 0 ? fields.take(fields.u32()) : undefined;
}
