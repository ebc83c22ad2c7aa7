import type { RowBlock } from '../core/block.ts';
import type { Context, Executor } from '../core/context.ts';
import type { Work } from '../core/job.ts';
import type { Workshop } from '../core/kernel.ts';
import { type CutWork, doWork } from './do-work.ts';
import type { PlanePart } from './plane-runner.ts';
import { rowBlocks, rowsPerBand, rowsPerBlock } from './row-blocks.ts';
import { jobJournal } from './work-journal.ts';

/** Work is done in this process, as soon as it is asked for: by this thread and as many others as are worth it. */
export const here: Executor = {
  async run(work, workshop, context) {
    const need = await measure(work, workshop);
    if ('planes' in work.extent)
      return doWork(cutInPlanes(work, work.extent.planes, need, context), workshop, context);
    const sums = await doWork(cutInRows(work, work.extent, need, context), workshop, context);
    return (sums as (Float64Array[] | undefined)[]).flatMap((rows) => rows ?? []);
  },
};

/** The memory that work takes. */
export interface Need {
  /** of one plane of each input and output, or of all their planes */
  readonly perPixel: number;
  /** rows that are decoded together */
  readonly chunkRows: number;
  /** rows above and below that are read along with those computed; undefined for work that needs a whole plane */
  readonly halo: number | undefined;
  /** all inputs lie as they are on this machine: reading them is no more than moving them */
  readonly isCopied: boolean;
  /** inputs of which a thread reads the same whatever it works on, bytes */
  readonly fixed: number;
}

export async function measure({ job, workspace, extent }: Work, workshop: Workshop): Promise<Need> {
  const store = await workshop.store();
  const { inputs, outputs, width } = job.data;
  const planesOf = ({ planes }: { readonly planes: number }) => ('planes' in extent ? 1 : planes);
  try {
    let perPixel = workspace;
    let chunkRows = 1;
    let fixed = 0;
    let isCopied = true;
    for (const source of Object.values(inputs)) {
      const open = await store.open(source);
      const bytes = planesOf(open) * open.bytesPerValue;
      const { window, rowsPerRow = 1 } = source;
      const perRow = window === undefined ? rowsPerRow : (rowsPerRow * (window.x1 - window.x0)) / width;
      if (source.rows === undefined) perPixel += bytes * perRow;
      else fixed += bytes * width * (source.rows.y1 - source.rows.y0);
      chunkRows = Math.max(chunkRows, open.chunkRows);
      isCopied &&= open.isCopied;
    }
    for (const sink of Object.values(outputs)) perPixel += planesOf(sink) * sink.bytesPerValue;
    const halos = Object.values(inputs).map(({ halo }) => halo ?? Number.NaN);
    const halo = Math.max(...halos); // NaN when one is left out
    return {
      perPixel: Math.max(1, perPixel),
      chunkRows,
      halo: halo >= 0 ? halo : undefined,
      isCopied,
      fixed,
    };
  } finally {
    store.close();
  }
}

/** Bytes to move that are worth a thread: fewer where they have to be decoded or brought. */
function worthOfThread({ bytesPerThread }: Work, { isCopied }: Need): number {
  return isCopied ? bytesPerThread : Math.min(bytesPerThread, 16 << 20);
}

/** Whole planes, or bands of rows of planes where the work says how far it looks around a row. */
function cutInPlanes(
  work: Work,
  planes: readonly number[],
  need: Need,
  { maxMemory, workers }: Pick<Context, 'maxMemory' | 'workers'>,
): CutWork<PlanePart> {
  const { length, width } = work.job.data;
  const { perPixel, chunkRows, halo, fixed } = need;
  const bytesPerThread = worthOfThread(work, need);
  const bytes = (perPixel * length * width + fixed) * planes.length;
  const worth = Math.max(1, Math.min(workers, Math.floor(bytes / bytesPerThread)));
  const rows =
    halo === undefined
      ? length
      : rowsPerBand(length, width * perPixel, halo, Math.max(1, maxMemory / worth - fixed), chunkRows);
  const items = planes.flatMap((k) => rowBlocks(0, length, width, rows).map((band) => ({ k, ...band })));
  return {
    label: work.label,
    unit: rows < length ? 'rows' : 'planes',
    sizeOf: ({ y0, y1 }) => (rows < length ? y1 - y0 : 1),
    items,
    size: {
      bytes,
      bytesPerItem: perPixel * Math.min(length, rows + 2 * (halo ?? 0)) * width + fixed,
      bytesPerThread,
    },
    journal: jobJournal(work.job, ({ k, y0, y1 }) => (y1 - y0 === length ? `${k}` : `${k}:${y0}-${y1}`)),
    job: () => work.job,
  };
}

/** Blocks of rows as large as the memory budget lets all threads have. */
function cutInRows(
  work: Work,
  { y0, y1 }: { readonly y0: number; readonly y1: number },
  need: Need,
  { maxMemory, workers }: Pick<Context, 'maxMemory' | 'workers'>,
): CutWork<RowBlock> {
  const { width } = work.job.data;
  const { perPixel, chunkRows, fixed } = need;
  const bytesPerThread = worthOfThread(work, need);
  const bytes = perPixel * (y1 - y0) * width;
  const worth = Math.max(1, Math.min(workers, Math.floor(bytes / bytesPerThread)));
  const rows = rowsPerBlock(
    y1 - y0,
    width,
    perPixel,
    Math.max(1, maxMemory - worth * fixed),
    worth,
    chunkRows,
  );
  return {
    label: work.label,
    unit: 'rows',
    sizeOf: (block) => block.y1 - block.y0,
    items: rowBlocks(y0, y1, width, rows, worth, chunkRows),
    size: { bytes, bytesPerItem: perPixel * width * rows + fixed, bytesPerThread },
    journal: jobJournal(work.job, (block) => `${block.y0}-${block.y1}`),
    job: () => work.job,
  };
}
