import type { BlockFunction } from './block.ts';
import type { BlockStore } from './block-io.ts';
import type { PlaneFunction } from './plane.ts';

/*
 * Kernels by name. A row says how the work of a kernel is cut and where its module is; the module is loaded when it is
 * needed, in whatever thread that is. A default export takes the arguments that all pieces of the work share, prepares
 * what follows from them (factorisations, tables), and returns the function that runs on each piece. Arguments must be
 * cloneable: every thread gets them anew.
 */

/** Does pieces of work, one after the other: made once per thread. */
export interface Runner<Item, Result> {
  /** A promise where the piece has to wait for something, such as bytes of a server. */
  run(item: Item): Result | Promise<Result>;
  close(): void;
}

type Module<T> = () => Promise<{ readonly default: T }>;

/** What a kernel does to what it moves. */
export interface KernelPace {
  /** Bytes to move that are worth a thread: starting one takes as long. */
  readonly bytesPerThread?: number;
}

/** Starting a thread takes as long as one needs to read so many bytes, do next to nothing with them and write them. */
export const JUST_MOVING: KernelPace = { bytesPerThread: 160 << 20 };

/** A kernel that runs on blocks of rows. */
export interface RowKernel<Args, Inputs extends object, Outputs extends object> extends KernelPace {
  readonly cut: 'rows';
  readonly load: Module<(args: Args) => BlockFunction<Inputs, Outputs>>;
}

/** A kernel that runs on whole planes. */
export interface PlaneKernel<Args, Inputs extends object, Outputs extends object, Summary>
  extends KernelPace {
  readonly cut: 'planes';
  readonly load: Module<(args: Args) => PlaneFunction<Inputs, Outputs, Summary>>;
}

/** A kernel that reads and writes by itself. */
export interface ItemKernel<Args, Item, Result> {
  readonly cut: 'items';
  readonly load: Module<(args: Args) => Runner<Item, Result> | Promise<Runner<Item, Result>>>;
}

// biome-ignore lint/suspicious/noExplicitAny: stands for whatever a row says
type Any = any;
export type AnyKernel =
  | RowKernel<Any, Any, Any>
  | PlaneKernel<Any, Any, Any, Any>
  | ItemKernel<Any, Any, Any>;

export type KernelTable = Readonly<Record<string, AnyKernel>>;

/** A row of the table for a kernel that runs on blocks of rows. */
export function ofRows<Args, Inputs extends object, Outputs extends object>(
  load: RowKernel<Args, Inputs, Outputs>['load'],
  pace: KernelPace = {},
): RowKernel<Args, Inputs, Outputs> {
  return { cut: 'rows', load, ...pace };
}

/** A row of the table for a kernel that runs on whole planes. */
export function ofPlanes<Args, Inputs extends object, Outputs extends object, Summary>(
  load: PlaneKernel<Args, Inputs, Outputs, Summary>['load'],
  pace: KernelPace = {},
): PlaneKernel<Args, Inputs, Outputs, Summary> {
  return { cut: 'planes', load, ...pace };
}

/** A row of the table for a kernel that reads and writes by itself. */
export function ofItems<Args, Item, Result>(
  load: ItemKernel<Args, Item, Result>['load'],
): ItemKernel<Args, Item, Result> {
  return { cut: 'items', load };
}

/** What a thread needs to take part in any work: the kernels, and how they reach files. */
export interface Workshop {
  readonly kernels: KernelTable;
  readonly store: () => Promise<BlockStore>;
}
