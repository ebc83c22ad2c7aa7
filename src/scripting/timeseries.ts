import type { NdArray } from '../core/array.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { describeCube } from '../io/products/displacement-cube.ts';
import { withProduct } from '../io/products/open-product.ts';
import type { Place } from '../io/products/place.ts';
import { type Pixel, referencePixel } from '../io/products/reference-pixel.ts';
import {
  type PointSeries,
  type PointSeriesOptions,
  readTimeseriesPoint,
} from '../operations/timeseries/point-series.ts';
import { type CallOptions, pathIn } from './call.ts';
import { notOpen } from './not-open.ts';
import { type ReadOptions, read } from './read.ts';

/** What is known of a time series once it is open. */
interface Opened {
  readonly dates: readonly string[];
  readonly bperp: Float32Array | undefined;
  readonly attributes: Attributes;
  readonly length: number;
  readonly width: number;
  readonly reference: Pixel | undefined;
}

/**
 * A time series of displacement, or an archive in HDF-EOS5.
 *
 *     const series = await new Timeseries('timeseries.h5').open();
 *     series.dateList; series.metadata;
 *     const { data } = await series.read({ dates: ['20180104', '20180116'] });
 *     const { values } = await series.point({ lat: 36.42, lon: 25.43 }, { unit: 'cm' });
 */
export class Timeseries {
  readonly path: string;
  private opened: Opened | undefined;

  constructor(path: string, options: Pick<CallOptions, 'cwd'> = {}) {
    this.path = pathIn(options, path);
  }

  /** Read what is known without its rasters. @throws {FileError} for a file of another type */
  async open(): Promise<this> {
    this.opened = await withProduct(this.path, (file) => {
      const { product, dates } = describeCube(file);
      const bperp = [...file.datasets.keys()].find((name) => /(?:^|\/)bperp$/.test(name));
      return {
        dates,
        bperp: bperp === undefined ? undefined : Float32Array.from(file.read(bperp) as Float32Array),
        attributes: product.attributes,
        length: product.length,
        width: product.width,
        reference: referencePixel(product),
      };
    });
    return this;
  }

  /** Acquisitions, YYYYMMDD[THHMM]. */
  get dateList(): readonly string[] {
    return this.facts.dates;
  }

  get numDate(): number {
    return this.facts.dates.length;
  }

  /** Perpendicular baseline per date, m; undefined when the file has none. */
  get pbase(): Float32Array | undefined {
    return this.facts.bperp;
  }

  get metadata(): Attributes {
    return this.facts.attributes;
  }

  get length(): number {
    return this.facts.length;
  }

  get width(): number {
    return this.facts.width;
  }

  /** Pixel to which the displacement is relative. */
  get refPixel(): Pixel | undefined {
    return this.facts.reference;
  }

  /** Date at which the displacement is 0. */
  get refDate(): string {
    return this.metadata['REF_DATE'] ?? this.dateList[0];
  }

  /** The same as `dateList`, opening the file when it is not. */
  async getDateList(): Promise<readonly string[]> {
    if (this.opened === undefined) await this.open();
    return this.dateList;
  }

  /**
   * Displacement [numDate, length, width], m; of some dates or a part of the image.
   * @throws {FileError} when there is no such date  @throws {OptionError} for a box outside
   */
  async read(
    options: Pick<ReadOptions, 'box' | 'xstep' | 'ystep'> & { readonly dates?: readonly string[] } = {},
  ): Promise<NdArray<readonly number[], Float32Array>> {
    const { dates, ...part } = options;
    return (await read(this.path, { ...part, dataset: dates ?? this.dateList })).data;
  }

  /** Displacement of a pixel, a place or a window around it. @throws {MintsarError} see `readTimeseriesPoint` */
  point(where: Pixel | Place, options: PointSeriesOptions = {}): Promise<PointSeries> {
    return readTimeseriesPoint(this.path, where, options);
  }

  private get facts(): Opened {
    return this.opened ?? notOpen(this.path);
  }
}
