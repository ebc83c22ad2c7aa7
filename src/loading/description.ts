import type { Box } from '../core/array.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { STACK_DATASETS } from '../io/products/stack-datasets.ts';
import type { CommonGrid } from './grids/common-grid.ts';
import type { FileLayer, Layer } from './layer.ts';

/** Observations of a pair, in the order they are written. */
export const OBSERVATIONS = STACK_DATASETS.filter(
  (name): name is StackDataset => name !== 'refPhase' && !name.startsWith('unwrapPhase_'),
);

export type StackDataset = Exclude<(typeof STACK_DATASETS)[number], 'refPhase' | `unwrapPhase_${string}`>;

/** Layers of a geometry file, in the order they are written. */
export const GEOMETRY_DATASETS = [
  'height',
  'latitude',
  'longitude',
  'rangeCoord',
  'azimuthCoord',
  'incidenceAngle',
  'azimuthAngle',
  'slantRangeDistance',
  'shadowMask',
  'waterMask',
] as const;

export type GeometryDataset = (typeof GEOMETRY_DATASETS)[number];

/** One interferogram: its dates (YYYYMMDD, earlier first), perpendicular baseline and layers. */
export interface PairDescription {
  readonly date1: string;
  readonly date2: string;
  /** Metres, at the first and last line. */
  readonly bperpTop: number;
  readonly bperpBottom: number;
  readonly layers: Partial<Record<StackDataset, FileLayer>>;
  /** Frames that the pair is put together of. */
  readonly frames?: PairFrames;
}

/** Frames of one interferogram, on a grid that holds all of them. */
export interface PairFrames {
  /** What tells them apart: names of the processor, or parts of their paths. */
  readonly names: readonly string[];
  /** the file of each */
  readonly paths: readonly string[];
  /** Unwrapped phase of each, NaN where the frame does not reach. */
  readonly phases: readonly FileLayer[];
  /** Their component numbers; each is one component when left out. */
  readonly labels?: readonly FileLayer[];
}

export interface PairStack {
  /** Sorted by dates; all of one size. */
  readonly pairs: readonly PairDescription[];
  /** Datasets that every pair has. */
  readonly datasets: readonly StackDataset[];
  readonly length: number;
  readonly width: number;
  /** Attributes of the file to write: those of the first pair. */
  readonly attributes: Attributes;
  /** The grid that all layers were brought to, where they were not on one: geometry has to follow. */
  readonly grid?: CommonGrid;
  /** What was done to bring them there, one line each. */
  readonly plan?: readonly string[];
  /** Resize each plane to this grid (coarse ionosphere); absent when the sizes agree. */
  readonly resizeTo?: { readonly length: number; readonly width: number };
  /** Pairs that were left out for their size, each with its size. */
  readonly ofOtherSize?: readonly string[];
  /** Labels as float32 with NaN where there are none; int16 with 0 when left out. */
  readonly hasFloatLabels?: boolean;
}

export interface GeometryDescription {
  readonly layers: Partial<Record<GeometryDataset, Layer>>;
  readonly length: number;
  readonly width: number;
  readonly attributes: Attributes;
  /** Perpendicular baseline grids per date, coarser than the image. */
  readonly bperp?: { readonly dates: readonly string[]; readonly layers: readonly Layer[] };
}

/** Everything a processor's product folder offers, in memory, with headers read and pixels not. */
export interface StackDescription {
  readonly ifgrams?: PairStack;
  readonly ionosphere?: PairStack;
  readonly offsets?: PairStack;
  /** Delay of the troposphere per pair, rad, that comes with the products. */
  readonly troposphere?: PairStack;
  /** Solid Earth tides per pair, rad, that come with the products. */
  readonly tides?: PairStack;
  readonly geometry: { readonly radar?: GeometryDescription; readonly geo?: GeometryDescription };
  /** Window that lies in every file where their sizes differ: read where no other one is asked for. */
  readonly box?: Box;
  /** The mask of the products, for the work directory: `waterMask.h5`. */
  readonly waterMask?: GeometryDescription;
  /** Everything has been cut to the area of mintpy.subset.lalo. */
  readonly isCut?: boolean;
  /** What was left out or guessed, one sentence each. */
  readonly warnings: readonly string[];
}
