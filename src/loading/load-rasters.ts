import { engineOf } from '../compute/engine.ts';
import { fileVersion, WorkJournal } from '../compute/work-journal.ts';
import { createStore, sinkOf } from '../io/block-store.ts';
import { isAddress } from '../io/bytes/address.ts';
import type { H5Writer, StoredChunk } from '../io/hdf5/types.ts';
import { areaKey, type StackSums } from '../io/products/stack-sums.ts';
import { LOADING_KERNELS } from './kernels.ts';
import { placesOf } from './layer.ts';
import type { DatasetWork, RasterItem, StackWork } from './raster-kernel.ts';
import {
  mergeSlots,
  type PlaneSums,
  SUM_BYTES,
  type SumRole,
  type SumsWork,
  sumsAreExact,
} from './raster-sums.ts';
import { reducedSize } from './read-blocks.ts';
import { oddRasters, type SeenRaster, VALUE_LIMITS } from './value-range.ts';

/** What loading may use of the machine, and how it can be stopped. */
export interface LoadThreads {
  /** default 1 */
  readonly workers?: number;
  /** bytes, default 4 GB */
  readonly maxMemory?: number;
  /** Bytes of pixels that are worth a thread: starting one takes as long. */
  readonly bytesPerThread?: number;
  readonly signal?: { readonly aborted: boolean };
  readonly info?: (message: string) => void;
  readonly warn?: (message: string) => void;
}

/** A dataset to fill: its name in the file, and its rasters. */
export interface DatasetToFill extends Pick<DatasetWork, 'type' | 'method' | 'layers'> {
  readonly name: string;
}

/** How the rasters are brought to the size of the file. */
export type RasterSize = Pick<StackWork, 'reduction' | 'resizeTo'>;

const { runItems } = engineOf({ kernels: LOADING_KERNELS, store: async () => createStore() });
const WORKSPACE = 8 << 20;
/** Two blocks of rows, what is fetched at a time, decoded chunks, and what is kept of files. */
const FAR_WORKSPACE = 128 << 20;
const ROLES: Readonly<Record<string, SumRole>> = {
  coherence: 'coherence',
  connectComponent: 'component',
  unwrapPhase: 'phase',
};

/**
 * Fill datasets of a file with the rasters of their layers, which threads share: each reads its raw files and writes
 * into the file under construction by itself. Packed chunks are stored by this thread, in the order of the rasters, so
 * that the file is the same for any number of threads. A run that is killed goes on from its finished rasters.
 *
 * @param wanted sums to form on the way, of coherence on land too; none when left out
 * @returns the sums, unless they would take too much memory or some rasters were finished before
 */
export async function loadRasters(
  datasets: readonly DatasetToFill[],
  { reduction, resizeTo }: RasterSize,
  writer: H5Writer,
  { workers = 1, maxMemory = 4 * 2 ** 30, bytesPerThread = 16 << 20, signal, info, warn }: LoadThreads,
  progress: (done: number, total: number) => void,
  wanted?: { readonly land?: Uint8Array },
): Promise<StackSums | undefined> {
  const isFar = datasets.some(({ layers }) =>
    layers.some((layer) => placesOf(layer).some(({ path }) => isAddress(path))),
  );
  const items = itemsOf(datasets, isFar);
  const journal = loadJournal(datasets, { reduction, resizeTo }, writer);
  let done = 0;
  for (const item of items) {
    const known = journal.lookUp(item);
    if (known === undefined) continue;
    for (const chunk of known.result as readonly StoredChunk[])
      writer.adoptChunk(datasets[item.dataset].name, chunk);
    done++;
  }
  const [coarse] = datasets[0].layers;
  const wholeRasters = resizeTo ? 4 * (coarse.length * coarse.width + resizeTo.length * resizeTo.width) : 0;
  const { length, width } = reducedSize(reduction);
  const numPixel = length * width;
  const planes: (PlaneSums | undefined)[][] = datasets.map(() => []);
  const seen: SeenRaster[][] = datasets.map(() => []);
  let sums: SumsWork | undefined;
  await runItems(
    {
      label: writer.path,
      unit: 'rasters',
      sizeOf: () => 1,
      items,
      journal,
      size: {
        bytes: 4 * coarse.length * coarse.width * items.length,
        bytesPerItem: (isFar ? FAR_WORKSPACE : WORKSPACE) + wholeRasters,
        bytesPerThread: isFar ? 0 : bytesPerThread, // threads that wait for a server cost nothing
      },
      kernel: 'loadRasters',
      args({ threads, isResumed }) {
        const fits = threads * SUM_BYTES * numPixel <= maxMemory / 4;
        sums =
          wanted === undefined || !fits || isResumed
            ? undefined
            : {
                width,
                slots: Array.from({ length: threads }, () => new SharedArrayBuffer(SUM_BYTES * numPixel)),
                taken: new Int32Array(new SharedArrayBuffer(4)),
                land: wanted.land?.length === numPixel ? wanted.land : undefined,
              };
        return { reduction, resizeTo, datasets: datasetWork(datasets, writer), sums };
      },
      collect({ dataset, pair }, { sums, range, chunks }) {
        planes[dataset].push(sums);
        if (range !== undefined) seen[dataset].push({ label: datasets[dataset].layers[pair].label, range });
        progress(++done, items.length);
        return chunks.map((chunk) => writer.writeChunk(datasets[dataset].name, chunk));
      },
    },
    { workers, maxMemory, signal, log: { info: info ?? (() => {}) }, progress: () => {} },
  );
  for (const [k, { name }] of datasets.entries())
    for (const warning of oddRasters(name, seen[k])) warn?.(warning);
  return sums && stackSums(datasets, planes, sums, { length, width });
}

/** Dataset by dataset as they stand in the file, or pair by pair where a thread has a file open for all its datasets. */
function itemsOf(datasets: readonly DatasetToFill[], byPair: boolean): RasterItem[] {
  const items = datasets.flatMap(({ layers }, dataset) => layers.map((_, pair) => ({ dataset, pair })));
  return byPair ? items.sort((a, b) => a.pair - b.pair) : items;
}

function datasetWork(datasets: readonly DatasetToFill[], writer: H5Writer): DatasetWork[] {
  return datasets.map(({ name, type, method, layers }) => {
    const packing = writer.packing(name);
    const sink = packing ? undefined : sinkOf(writer, name, layers.length, type);
    return { type, method, layers, sink, packing, role: ROLES[name], isChecked: name in VALUE_LIMITS };
  });
}

/** Finished rasters with their chunks in the file. All that goes into the values matters: raw files by size and time. */
function loadJournal(
  datasets: readonly DatasetToFill[],
  size: RasterSize,
  writer: H5Writer,
): WorkJournal<RasterItem> {
  const paths = new Set(
    datasets.flatMap(({ layers }) =>
      layers.flatMap(placesOf).flatMap(({ path, version }) => (version === undefined ? path : [])),
    ),
  );
  const files = [...paths].map((path) => fileVersion(path)); // of those on servers the layer tells the version
  return new WorkJournal(
    [writer.journal],
    [datasets, size, files],
    ({ dataset, pair }) => `${dataset}:${pair}`,
  );
}

function stackSums(
  datasets: readonly DatasetToFill[],
  planes: readonly (readonly (PlaneSums | undefined)[])[],
  { slots, land }: SumsWork,
  size: { readonly length: number; readonly width: number },
): StackSums {
  const total = mergeSlots(slots);
  const numIfgram = datasets[0].layers.length;
  const has = (name: string) => datasets.some((dataset) => dataset.name === name);
  const coherence = planes.flat().filter((plane) => plane !== undefined);
  const least = coherence.reduce((a, plane) => Math.min(a, plane.least), Infinity);
  const most = coherence.reduce((a, plane) => Math.max(a, plane.most), 0);
  const areas = new Map<string, Float64Array>();
  if (has('coherence')) {
    areas.set(areaKey(), Float64Array.from(coherence.flatMap((plane) => plane.all)));
    if (land !== undefined)
      areas.set(areaKey(land), Float64Array.from(coherence.flatMap((plane) => plane.land)));
  }
  return {
    numIfgram,
    ...size,
    range: { least, most },
    coherence: has('coherence') && sumsAreExact(numIfgram, least, most) ? total.coherence : undefined,
    componentGaps: has('connectComponent') ? total.componentGaps : undefined,
    phaseGaps: has('unwrapPhase') ? total.phaseGaps : undefined,
    areas,
  };
}
