import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import Blosc from 'numcodecs/blosc';
import type { Values } from '../../core/array.ts';
import type { H5Type } from '../hdf5/types.ts';
import { valuesToBytes } from '../hdf5/values.ts';
import { writeError } from '../write-error.ts';
import { bloscSettings, chunkKey, type ZarrFormat, type ZarrPacking } from './metadata.ts';

const codecs = {
  zstd: Blosc.fromConfig({ id: 'blosc', ...bloscSettings('zstd') }),
  lz4: Blosc.fromConfig({ id: 'blosc', ...bloscSettings('lz4') }),
};

/** Chunks of the last dimensions of an array. */
export interface Slab {
  readonly values: Values;
  /** of the slab: as many as the array has dimensions */
  readonly shape: readonly number[];
  /** of its first chunk, counted in chunks */
  readonly firstChunk: readonly number[];
}

/**
 * Write the chunks of a part of an array that begins where a chunk does. What a chunk has beyond the end of the array is
 * filled with 0 (NaN for fractions), as the format wants it.
 * @param folder of the array
 */
export async function writeChunks(
  folder: string,
  slab: Slab,
  chunks: readonly number[],
  type: H5Type,
  format: ZarrFormat,
  packing: ZarrPacking = 'zstd',
): Promise<void> {
  const counts = slab.shape.map((n, d) => Math.ceil(n / chunks[d]));
  const total = counts.reduce((product, n) => product * n, 1);
  for (let k = 0; k < total; k++) {
    const index = indexOf(k, counts);
    const bytes = await codecs[packing].encode(valuesToBytes(chunkValues(slab, chunks, index, type), type));
    const path = join(
      folder,
      chunkKey(
        index.map((i, d) => slab.firstChunk[d] + i),
        format,
      ),
    );
    try {
      mkdirSync(dirname(path), { recursive: true });
      writeFileSync(path, bytes);
    } catch (cause) {
      throw writeError(path, cause);
    }
  }
}

function indexOf(k: number, counts: readonly number[]): number[] {
  const index: number[] = [];
  let rest = k;
  for (let d = counts.length - 1; d >= 0; d--) {
    index[d] = rest % counts[d];
    rest = Math.floor(rest / counts[d]);
  }
  return index;
}

function chunkValues(
  { values, shape }: Slab,
  chunks: readonly number[],
  index: readonly number[],
  type: H5Type,
): Values {
  const size = chunks.reduce((product, n) => product * n, 1);
  const out = new (values.constructor as new (n: number) => Values)(size);
  if (type.startsWith('f')) out.fill(Number.NaN);
  const first = index.map((i, d) => i * chunks[d]);
  const count = shape.map((n, d) => Math.min(chunks[d], n - first[d]));
  const last = shape.length - 1;
  const rows = count.slice(0, last).reduce((product, n) => product * n, 1);
  for (let row = 0; row < rows; row++) {
    const at = indexOf(row, count.slice(0, last));
    let [from, to] = [0, 0];
    for (let d = 0; d < last; d++) {
      from = (from + first[d] + at[d]) * shape[d + 1];
      to = (to + at[d]) * chunks[d + 1];
    }
    from += first[last] ?? 0;
    out.set(values.subarray(from, from + (count[last] ?? 1)), to);
  }
  return out;
}
