import type { BlockSink, BlockSource } from '../core/block-io.ts';
import type { Context } from '../core/context.ts';
import type {
  ItemKernel,
  KernelPace,
  KernelTable,
  PlaneKernel,
  RowKernel,
  Workshop,
} from '../core/kernel.ts';
import { type CutWork, type DoContext, doWork } from './do-work.ts';
import { here } from './here.ts';

/* What callers see: work is asked for by the name of a kernel, and the table of kernels types everything else. */

// biome-ignore lint/suspicious/noExplicitAny: stands for whatever a row says
type Any = any;

type NamesOf<Table, Row> = {
  [Name in keyof Table]: Table[Name] extends Row ? Name : never;
}[keyof Table] &
  string;

/** Where the arrays of a kernel come from or go to: as many as it names, the optional ones as it needs them. */
type Each<Arrays, Place> = { readonly [Name in keyof Arrays]: Place };
type Outputs<Arrays> = object extends Arrays
  ? { readonly outputs?: Each<Arrays, BlockSink> }
  : { readonly outputs: Each<Arrays, BlockSink> };

interface Common<Name, Args, Inputs> {
  /** What is being done, for the progress bar: "inverting". */
  readonly label: string;
  readonly length: number;
  readonly width: number;
  readonly kernel: Name;
  readonly args: Args;
  /** Files by version, and all else that arguments too large to be gone through were made from. */
  readonly madeFrom?: unknown;
  readonly inputs: Each<Inputs, BlockSource>;
  /** Bytes the kernel itself needs per pixel, besides inputs and outputs. */
  readonly workspace?: number;
  /** Bytes to move that are worth a thread: starting one takes as long. As the row of the kernel has it when left out. */
  readonly bytesPerThread?: number;
}

export type RowWork<Table, Name extends keyof Table> =
  Table[Name] extends RowKernel<infer Args, infer In, infer Out>
    ? Common<Name, Args, In> & Outputs<Out>
    : never;

export type PlaneWork<Table, Name extends keyof Table> =
  Table[Name] extends PlaneKernel<infer Args, infer In, infer Out, Any>
    ? Common<Name, Args, In> &
        Outputs<Out> & {
          /** Which planes, as indices along the first axis of inputs and outputs alike. */
          readonly planes: readonly number[];
        }
    : never;

type SummaryOf<Row> = Row extends PlaneKernel<Any, Any, Any, infer Summary> ? Summary : never;

/** Work of a kernel that reads and writes by itself. */
export type ItemWork<Table, Name extends keyof Table> =
  Table[Name] extends ItemKernel<infer Args, infer Item, infer Result>
    ? Omit<CutWork<Item>, 'job' | 'collect'> & {
        readonly kernel: Name;
        args(share: Parameters<CutWork<Item>['job']>[0]): Args;
        collect(item: Item, result: Result): unknown;
      }
    : never;

export interface Engine<Table extends KernelTable> {
  /**
   * Run a kernel over the whole image, block of rows by block of rows: the mechanism behind every per-pixel and per-date
   * step. Blocks are read, computed and written within the memory budget, in this thread, in several, or wherever the
   * executor of the context has it done; the result has the same bits for any number of threads and any block size. A
   * run that is killed goes on from its finished blocks when it is started again on the same inputs.
   * @returns the kernel's row sums in row order, [length] entries or none
   */
  runBlocks<Name extends NamesOf<Table, RowKernel<Any, Any, Any>>>(
    work: RowWork<Table, Name>,
    context: Context,
  ): Promise<Float64Array[]>;
  /**
   * Run a kernel over whole planes, one interferogram or date at a time: for work that no row block can do alone. A
   * dataset with a single raster is read once and given with every plane. When every input names a `halo`, planes are cut into
   * bands of rows, which come with so many rows around them. All else is as in `runBlocks`.
   * @returns the kernel's summaries in the order of `planes`, for planes that are cut one of each band
   */
  runPlanes<Name extends NamesOf<Table, PlaneKernel<Any, Any, Any, Any>>>(
    work: PlaneWork<Table, Name>,
    context: Context,
  ): Promise<SummaryOf<Table[Name]>[]>;
  /** Run a kernel that reads and writes by itself over items of any kind. */
  runItems<Name extends NamesOf<Table, ItemKernel<Any, Any, Any>>>(
    work: ItemWork<Table, Name>,
    context: DoContext,
  ): Promise<void>;
}

const ROW_BYTES_PER_THREAD = 32 << 20;
const PLANE_BYTES_PER_THREAD = 16 << 20;

/** The engine over a table of kernels, and files as its store reaches them. */
export function engineOf<const Table extends KernelTable>(
  workshop: Workshop & { readonly kernels: Table },
): Engine<Table> {
  /** A kernel and its data as executors get them: checked where the work was called for. */
  const run = (
    {
      label,
      kernel,
      args,
      madeFrom,
      length,
      width,
      inputs,
      outputs = {},
      planes,
      workspace = 0,
      ...rest
    }: Any,
    context: Context,
  ): Promise<unknown[]> => {
    const extent = planes === undefined ? { y0: 0, y1: length } : { planes };
    const usual = planes === undefined ? ROW_BYTES_PER_THREAD : PLANE_BYTES_PER_THREAD;
    const job = { kernel, args, madeFrom, data: { length, width, inputs, outputs } };
    const bytesPerThread =
      rest.bytesPerThread ?? (workshop.kernels[kernel] as KernelPace).bytesPerThread ?? usual;
    return (context.executor ?? here).run(
      { label, job, extent, workspace, bytesPerThread },
      workshop,
      context,
    );
  };
  return {
    runBlocks: (work, context) => run(work, context) as Promise<Float64Array[]>,
    runPlanes: (work, context) => run(work, context) as Promise<Any[]>,
    async runItems({ kernel, args, ...cut }: Any, context) {
      await doWork({ ...cut, job: (share) => ({ kernel, args: args(share) }) }, workshop, context);
    },
  };
}
