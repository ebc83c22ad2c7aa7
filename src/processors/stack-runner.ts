import type { Runner } from '../compute/job.ts';
import type { Values } from '../core/array.ts';
import type { BlockSink } from '../core/block-io.ts';
import { createStore } from '../io/block-store.ts';
import { ChunkWriter, type PackedChunk, type Packing } from '../io/hdf5/chunk-writer.ts';
import type { H5Type } from '../io/hdf5/types.ts';
import { type FileLayer, openLayer, ReadMemory } from './layer.ts';
import type { MultilookMethod } from './load-options.ts';
import { type Reduction, readBlocks, reducedSize, resized } from './read-blocks.ts';

/** A stack to be loaded, as every thread that takes part holds it: plain data. */
export interface StackWork {
  readonly reduction: Reduction;
  /** Bring each raster to this grid first. */
  readonly resizeTo?: { readonly length: number; readonly width: number };
  readonly datasets: readonly DatasetWork[];
}

export interface DatasetWork {
  readonly type: H5Type;
  readonly method: MultilookMethod;
  /** One per pair. */
  readonly layers: readonly FileLayer[];
  /** Where the threads write by themselves... */
  readonly sink?: BlockSink;
  /** ...or how they pack what the calling thread writes. */
  readonly packing?: Packing;
}

/** One raster: a dataset of a pair, both by their index. */
export interface RasterItem {
  readonly dataset: number;
  readonly pair: number;
}

/**
 * Loads rasters in the current thread: read, reduced, written. `run` returns the chunks of a dataset that is packed:
 * where they will stand in the file is known when those before them are there.
 */
export async function prepare(work: StackWork): Promise<Runner<RasterItem>> {
  const { reduction, resizeTo, datasets } = work;
  const { length, width } = reducedSize(reduction);
  const store = createStore();
  const memory = new ReadMemory();
  return {
    run({ dataset, pair }) {
      const { type, method, layers, sink, packing } = datasets[dataset];
      const layer = layers[pair];
      const chunks: PackedChunk[] = [];
      const packer = packing && new ChunkWriter(packing, (chunk) => chunks.push(ownBytes(chunk)));
      const file = openLayer(layer, memory);
      try {
        const source = resizeTo ? resized(file, layer, resizeTo, 'zero') : file;
        const countsPixels = layer.transforms.some(({ kind }) => kind === 'clearFilledPhase');
        readBlocks(
          source,
          reduction,
          method,
          (y0, values) => {
            const stored = valuesOfType(values, type, memory);
            const rows = values.length / width;
            if (sink !== undefined) {
              const block = { y0, y1: y0 + rows, width, numPixel: values.length };
              store.write(sink, pair, length, block, stored);
            }
            const bytes = new Uint8Array(stored.buffer, stored.byteOffset, stored.byteLength);
            packer?.write(bytes, { start: [pair, y0, 0], count: [1, rows, width] });
          },
          countsPixels,
        );
      } finally {
        file.close();
      }
      return chunks;
    },
    close: () => store.close(),
  };
}

/** The packer uses its memory again. */
function ownBytes(chunk: PackedChunk): PackedChunk {
  return { ...chunk, bytes: chunk.bytes.slice() };
}

/** Numbers as a dataset holds them; NaN is no label and no mask. @param memory where they may be put */
export function valuesOfType(values: Float32Array, type: H5Type, memory = new ReadMemory()): Values {
  const n = values.length;
  if (type === 'i2') {
    // Where the values themselves may stand: a label takes less room, so none is overwritten before its turn.
    const labels = new Int16Array(memory.forFile(2 * n), 0, n);
    for (let i = 0; i < n; i++) labels[i] = values[i];
    return labels;
  }
  if (type === 'bool') {
    const mask = new Uint8Array(n);
    for (let i = 0; i < n; i++) mask[i] = values[i] !== 0 && !Number.isNaN(values[i]) ? 1 : 0;
    return mask;
  }
  return values;
}
