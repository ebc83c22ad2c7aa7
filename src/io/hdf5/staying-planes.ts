import { FileError } from '../../core/errors.ts';
import { chunkShapeOf } from './chunk-writer.ts';
import { typeSize } from './datatype.ts';
import { decodePipeline, encodePipeline, type Filter, NO_FILTERS } from './filters.ts';
import type { H5FileReader } from './reader.ts';
import { MAX_CHUNK } from './storage.ts';
import type { DatasetSpec, StoredChunk } from './types.ts';

/** Extent of the chunks of a dataset that is put together of planes: those that are packed as ever, else one for each plane. */
export function planeChunkShape({ type, shape, compression = 'none' }: DatasetSpec): readonly number[] {
  return compression === 'none'
    ? [1, ...shape.slice(1)]
    : chunkShapeOf({ shape, elementSize: typeSize(type) });
}

/**
 * The planes of a dataset in a file, each as the chunks it has there, for a dataset of the same name that is put together of
 * some of them and new ones.
 * @returns a text that says why their bytes cannot stay, when they cannot
 */
export function stayingPlanes(file: H5FileReader, spec: DatasetSpec): readonly StoredChunk[][] | string {
  const { name, type, shape, compression = 'none' } = spec;
  const found = file.datasets.get(name);
  const stored = file.storedPieces(name);
  if (found === undefined || stored === undefined) return `it has no dataset ${name} of its own`;
  if (
    shape.length !== 3 ||
    found.shape.length !== 3 ||
    !found.shape.slice(1).every((n, k) => n === shape[k + 1])
  )
    return `${name} has images of ${found.shape.slice(1).join(' x ')}, not ${shape.slice(1).join(' x ')}`;
  if (found.type !== type || !isPlain(found.stored))
    return `${name} is of type ${found.stored ?? found.type}`;
  const chunkShape = planeChunkShape(spec);
  const chunkBytes = chunkShape.reduce((a, b) => a * b, typeSize(type));
  if (!(chunkBytes < MAX_CHUNK)) return `an image of ${name} is too large to stand by itself`;
  const filters =
    compression === 'none'
      ? NO_FILTERS.filters
      : decodePipeline(encodePipeline(compression, typeSize(type), chunkBytes)).filters;
  const isCutAlike = chunkShape.every((n, k) => n === stored.chunkShape[k]);
  if (!isCutAlike || !haveSameFilters(filters, stored.filters))
    return `${name} is cut into pieces of another shape (${stored.chunkShape.join(' x ')}) or packed otherwise`;
  const perPlane = Math.ceil(shape[1] / chunkShape[1]);
  const planes: StoredChunk[][] = Array.from({ length: found.shape[0] }, () => []);
  for (const chunk of stored.chunks) planes[chunk.offset[0]].push(chunk);
  return planes.every((chunks) => chunks.length === perPlane)
    ? planes
    : `${name} has images that were never written`;
}

/** @throws {FileError} when they cannot stay */
export function planesOf(file: H5FileReader, spec: DatasetSpec): readonly StoredChunk[][] {
  const planes = stayingPlanes(file, spec);
  if (typeof planes === 'string')
    throw new FileError(`${file.path} cannot be added to: ${planes}.`, 'Write it anew.');
  return planes;
}

/** Stored as it would be written here: numbers of the lowest byte first. */
function isPlain(stored = ''): boolean {
  return !stored.startsWith('>');
}

function haveSameFilters(a: readonly Filter[], b: readonly Filter[]): boolean {
  return (
    a.length === b.length && a.every(({ id, unit }, k) => id === b[k].id && (id !== 2 || unit === b[k].unit))
  );
}
