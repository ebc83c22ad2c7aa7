import type { Box, Values } from '../../core/array.ts';
import type { ComplexPart, ElementType } from './element-type.ts';
import type { RawLayout } from './raw-band.ts';
import type { Vrt } from './vrt.ts';

/** An open raster file; bands count from 1. */
export interface Raster {
  readonly path: string;
  readonly length: number;
  readonly width: number;
  readonly bands: number;
  /** Element type of band 1. */
  readonly type: ElementType;
  /** What `openFormat` takes to open the file again; undefined for formats that describe themselves. */
  readonly format?: RasterFormat;
  /** The value that means no data in a band, if the file says so. */
  noData(band: number): number | undefined;
  /**
   * Pixels of a box, row by row, in the band's own type; complex elements as one of their parts (default phase).
   * @param memory where the values may be put, if it is large enough
   */
  read(band: number, box: Box, part?: ComplexPart, memory?: ArrayBuffer): Values;
  close(): void;
}

/** How the bytes of a raster lie, as plain data: what its sheets say, for those who open it again in other threads. */
export type RasterFormat =
  | { readonly kind: 'raw'; readonly layout: RawLayout }
  | {
      readonly kind: 'virtual';
      readonly sheet: string;
      readonly vrt: Vrt;
      /** Formats of the files that its bands show, by path, as far as they are known. */
      readonly sources?: Readonly<Record<string, RasterFormat>>;
    };
