import type { Attributes } from '../io/hdf5/types.ts';
import type { PairDescription, StackDataset } from './description.ts';
import type { Placing } from './grids/common-grid.ts';

/** What a processor knows of one primary file. */
export interface PairHeader {
  /** As written by the processor: YYMMDD, YYYYMMDD, with or without time. */
  readonly date1: string;
  readonly date2: string;
  readonly bperpTop: number;
  readonly bperpBottom: number;
  /** Asked for only where they count: those of the first pair become the stack's. */
  readonly attributes: Attributes;
  /** What the processor calls the frame or burst that the file is of. */
  readonly frame?: string;
}

/** A product of a pair: what its header says, and where its layers lie. */
export interface PairEntry {
  readonly path: string;
  readonly header: PairHeader;
  readonly pair: PairDescription;
  readonly placings: Partial<Record<StackDataset, Placing>>;
}
