import type { Values } from '../core/array.ts';
import type { BlockSink } from '../core/block-io.ts';
import type { Runner } from '../core/kernel.ts';
import type { MultilookMethod } from '../core/terrain/multilook.ts';
import { createStore } from '../io/block-store.ts';
import { ChunkWriter } from '../io/hdf5/chunk-writer.ts';
import type { H5Type, PackedChunk, Packing } from '../io/hdf5/types.ts';
import { FarFiles } from './far-files.ts';
import { type FileLayer, transformsOf } from './layer.ts';
import { openLayer, ReadMemory } from './open-layer.ts';
import { rasterRows } from './raster-rows.ts';
import { type PlaneSums, RasterSums, type SumRole, type SumsWork } from './raster-sums.ts';
import { type Reduction, readBlocks, reducedSize, resized } from './read-blocks.ts';
import { RangeCount, type ValueRange } from './value-range.ts';

/** A stack to be loaded, as every thread that takes part holds it: plain data. */
export interface StackWork {
  readonly reduction: Reduction;
  /** Bring each raster to this grid first. */
  readonly resizeTo?: { readonly length: number; readonly width: number };
  readonly datasets: readonly DatasetWork[];
  /** Sums to form on the way. */
  readonly sums?: SumsWork;
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
  /** What it is to the sums, if it has a part in them. */
  readonly role?: SumRole;
  /** Whether to tell what its rasters hold. */
  readonly isChecked: boolean;
}

/** What comes of a raster besides what is written. */
export interface LoadedRaster {
  /** Chunks of a dataset that is packed: where they will stand is known when those before them are there. */
  readonly chunks: readonly PackedChunk[];
  /** Of a raster of coherence. */
  readonly sums?: PlaneSums;
  /** What it holds, where there are limits to that. */
  readonly range?: ValueRange;
}

/** One raster: a dataset of a pair, both by their index. */
export interface RasterItem {
  readonly dataset: number;
  readonly pair: number;
}

/** Loads rasters in the current thread: read, reduced, added to sums, written. */
export default function rasterKernel(work: StackWork): Runner<RasterItem, LoadedRaster> {
  const { reduction, resizeTo, datasets } = work;
  const { length, width } = reducedSize(reduction);
  const whole: Reduction = { box: { y0: 0, x0: 0, y1: length, x1: width }, ystep: 1, xstep: 1 };
  const store = createStore();
  const memory = new ReadMemory();
  const files = new FarFiles();
  const sums = work.sums && new RasterSums(work.sums);
  const rowsOf = rasterRows();
  const storedRows = (values: Float32Array, type: H5Type, role: SumRole | undefined) => {
    if (type === 'i2') {
      const { labels, gaps } = rowsOf.labels(values);
      return { stored: labels, gaps };
    }
    const isCounted = sums !== undefined && (role === 'phase' || role === 'component');
    const gaps = isCounted ? rowsOf.gaps(values) : [];
    return { stored: valuesOfType(values, type), gaps };
  };
  return {
    async run({ dataset, pair }): Promise<LoadedRaster> {
      const { type, method, layers, sink, packing, role, isChecked } = datasets[dataset];
      const layer = layers[pair];
      const chunks: PackedChunk[] = [];
      const packer = packing && new ChunkWriter(packing, (chunk) => chunks.push(ownBytes(chunk)));
      // Where sums are formed, they tell it too.
      const count = isChecked && (sums === undefined || role === undefined) ? new RangeCount() : undefined;
      const file = await openLayer(layer, memory, files);
      try {
        const { isLoaded = false } = layer;
        const source = resizeTo && !isLoaded ? await resized(file, layer, resizeTo, 'zero') : file;
        const countsPixels = transformsOf(layer).some(({ kind }) => kind === 'clearFilledPhase');
        await readBlocks(
          source,
          isLoaded ? whole : reduction,
          method,
          (y0, values) => {
            const { stored, gaps } = storedRows(values, type, role);
            const rows = values.length / width;
            if (role !== undefined) sums?.add(role, y0, stored, gaps);
            count?.add(stored as Float32Array);
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
      const plane = role === 'coherence' ? sums?.endPlane() : undefined;
      const range = count ?? plane?.range ?? (role === 'phase' ? sums?.endPhase() : undefined);
      return { chunks, sums: plane, range };
    },
    close: () => store.close(),
  };
}

/** The packer uses its memory again. */
function ownBytes(chunk: PackedChunk): PackedChunk {
  return { ...chunk, bytes: chunk.bytes.slice() };
}

/** Numbers as a dataset holds them; NaN is no label and no mask. */
export function valuesOfType(values: Float32Array, type: H5Type): Values {
  if (type === 'i2') {
    const labels = new Int16Array(values.length);
    labels.set(values);
    return labels;
  }
  if (type === 'bool') {
    const n = values.length;
    const mask = new Uint8Array(n);
    for (let i = 0; i < n; i++) mask[i] = values[i] !== 0 && !Number.isNaN(values[i]) ? 1 : 0;
    return mask;
  }
  return values;
}
