import type { MapGrid } from '../../../core/geometry/map-grid.ts';
import type { Attributes } from '../../../io/hdf5/types.ts';

/**
 * What the page knows of a file without its values: plain data, made by a worker. Readers of other formats make the same
 * from what they find; everything above knows products and layers alone.
 */
export interface Product {
  /** its name in the page and in links: `geo/geo_velocity.h5` */
  readonly name: string;
  /** FILE_TYPE: velocity, timeseries, ifgramStack, geometry, mask, HDFEOS... */
  readonly fileType: string;
  readonly grid: Raster;
  readonly attributes: Attributes;
  readonly layers: readonly Layer[];
  /** sight in words and arrows, where the attributes tell it */
  readonly sight?: Sight;
  /** perpendicular baselines of the dates or pairs, m */
  readonly bperp?: readonly number[];
  /** pairs that take no part: 0 = left out */
  readonly kept?: readonly number[];
  /** pixels to one along the sides of the coarser copies that the file has of its rasters, ascending: 2, 4, ... */
  readonly levels?: readonly number[];
}

/** The pixels of a product: those of two products with the same `key` lie on each other. */
export interface Raster {
  readonly key: string;
  readonly length: number;
  readonly width: number;
  /** absent in radar coordinates */
  readonly map?: MapGrid;
  /** height over width of a pixel on the ground */
  readonly aspect: number;
  /** width of a pixel on the ground, m; undefined where nothing tells it */
  readonly pixelWidth?: number;
  /** where the first row lies at the bottom on the ground (ascending radar images) and the first column right */
  readonly flip: { readonly y: boolean; readonly x: boolean };
}

/** Direction of flight and of sight, degrees clockwise from north. */
export interface Sight {
  readonly heading: number;
  readonly look: number;
}

/** How values are meant: decides colours, limits, and whether another reference changes them. */
export type LayerKind =
  | 'displacement'
  | 'velocity'
  | 'phase'
  | 'coherence'
  | 'height'
  | 'length'
  | 'mask'
  | 'label'
  | 'deviation'
  | 'value';

/** One raster, or one for each date, pair or number. */
export interface Layer {
  /** product and dataset: `timeseries.h5:timeseries`; the name in links */
  readonly key: string;
  readonly product: string;
  readonly dataset: string;
  readonly kind: LayerKind;
  /** unit in the file, and the unit shown with the factor that leads to it */
  readonly unit: string;
  readonly shown: { readonly unit: string; readonly factor: number };
  /** one name for each plane: dates `20180104`, pairs `20180104_20180116`, or numbers; absent for a single raster */
  readonly slices?: readonly string[];
  readonly sliceKind?: 'date' | 'pair' | 'number';
  /** values are relative to a reference point and may be made so to another one */
  readonly isRelative: boolean;
  /** 0 stands for no data */
  readonly zeroIsEmpty: boolean;
  /** values that stand for no data, besides NaN */
  readonly noData?: number;
  /** values can be of one whole kind only */
  readonly isWhole: boolean;
  /** its rows lie one after the other in the file: some of them are read sooner than all */
  readonly hasPlainRows?: boolean;
  /** why it cannot be shown */
  readonly problem?: string;
  /** of a difference: what it is made of, the first less the second */
  readonly parts?: readonly [Layer, Layer];
}

/** A part of a raster in pixels, `step` pixels of the file to one of its own; the last ones may be cut. */
export interface Window {
  readonly y0: number;
  readonly x0: number;
  readonly y1: number;
  readonly x1: number;
  readonly step: number;
}

/** Values of a window, row by row; NaN where there is no value. */
export interface Patch {
  readonly window: Window;
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** What the values of a layer look like, from a sample of at most some 100 000. */
export interface Statistics {
  readonly min: number;
  readonly max: number;
  /** value below which a share of the sample lies: 101 of them, for 0 to 100 % */
  readonly percentiles: readonly number[];
}
