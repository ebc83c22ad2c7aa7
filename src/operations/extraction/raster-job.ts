import type { Seam } from '../../core/unwrapping/stitch-frames.ts';
import type { ExtractArea } from '../../io/gunw/extraction-area.ts';
import type { GunwCube, GunwProduct, GunwRaster } from '../../io/gunw/gunw-product.ts';
import type { SharedArray } from '../../loading/shared-array.ts';

/** What all rasters of an extraction have in common. Plain data: any thread may take part. */
export interface ExtractArgs extends ExtractArea {
  /** 1 = keep, of the pixels of the result */
  readonly mask?: SharedArray;
  /** m, float32, of the pixels of the result */
  readonly heights?: SharedArray;
  /** set to 1 where any phase was found, of the pixels of the result */
  readonly found?: SharedArrayBuffer;
  /** bytes that a block of rows may take */
  readonly blockBytes: number;
}

/** A raster to be made, of frames from north to south. Paths are those of the files. */
export type RasterJob = PhaseJob | MosaicJob | MeanJob | CubeJob | IonosphereJob | ZenithJob | DifferenceJob;

/** Phase and components, stitched. */
export interface PhaseJob {
  readonly kind: 'phase';
  readonly path: string;
  readonly labels: string;
  readonly frames: readonly GunwProduct[];
  /** whether pixels of component 0 lose their phase */
  readonly dropsUnreliable: boolean;
}

/** Frames laid side by side: the first that has data counts. */
export interface MosaicJob {
  readonly kind: 'mosaic';
  readonly path: string;
  readonly layer: GunwRaster;
  readonly frames: readonly GunwProduct[];
}

/** The mean of mosaics over pairs, pixels without data left out. */
export interface MeanJob {
  readonly kind: 'mean';
  readonly path: string;
  readonly layer: GunwRaster;
  readonly pairs: readonly (readonly GunwProduct[])[];
}

/** A cube of a product. */
export interface FrameCube {
  readonly product: GunwProduct;
  readonly cube: GunwCube;
}

/** Cubes at the heights of the ground: of each term the first frame that reaches a pixel, all terms added up. */
export interface CubeJob {
  readonly kind: 'cube';
  readonly path: string;
  readonly terms: readonly { readonly factor: number; readonly frames: readonly FrameCube[] }[];
  /** two terms, east and north of the line of sight, become the angle from east, degrees */
  readonly isAzimuth?: boolean;
  /** whether pixels without any phase are left out */
  readonly isLimited?: boolean;
}

/** Ionosphere: a surface through all frames; of a single frame its own values. */
export interface IonosphereJob {
  readonly kind: 'ionosphere';
  readonly path: string;
  readonly frames: readonly GunwProduct[];
}

/** Zenith delay of a date along the line of sight. */
export interface ZenithJob {
  readonly kind: 'zenith';
  readonly path: string;
  /** rasters of the delay with their versions; where several have a value the first counts */
  readonly zenith: readonly (readonly [path: string, version: readonly number[]])[];
  /** raster of the incidence angle, degrees, 0 where there is none; on the grid of the result */
  readonly incidence: string;
  /** m */
  readonly wavelength: number;
}

/** A raster less another one on the grid of the result, 0 where there is none. */
export interface DifferenceJob {
  readonly kind: 'difference';
  readonly path: string;
  readonly minuend: string;
  readonly subtrahend: string;
  /** what both were made of, with versions */
  readonly zenith: readonly ZenithJob['zenith'][];
}

/** What is told of a raster that was made. */
export interface RasterReport {
  readonly seams?: readonly Seam[];
  /** frames that do not hang together with the first one */
  readonly apart?: readonly number[];
  /** pixels with data */
  readonly pixels: number;
}

/** Rows of the result that are made at a time. @param perPixel bytes that a pixel of the full map takes */
export function blocksOf(
  { full, grid, looks, blockBytes }: ExtractArgs,
  perPixel: number,
): { y0: number; y1: number }[] {
  const rows = Math.max(1, Math.floor(blockBytes / (perPixel * full.width * looks)));
  return Array.from({ length: Math.ceil(grid.length / rows) }, (_, k) => ({
    y0: k * rows,
    y1: Math.min(grid.length, (k + 1) * rows),
  }));
}
