import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { Box, Grid } from '../../core/array.ts';
import { FileError, OptionError, ShapeError } from '../../core/errors.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { describeProduct, mainDataset, type Product } from '../../io/products/product.ts';
import type { Timeseries } from '../../io/products/timeseries.ts';
import { readPixels } from '../figures/pixels.ts';
import { readDrawnMask } from '../figures/place.ts';
import { pixelPlaces } from './google-earth-places.ts';

/** Files that a series is drawn with. */
export interface SceneFiles {
  /** by default those beside the series, with what stands before `timeseries` in its name */
  readonly velocity?: string;
  readonly temporalCoherence?: string;
  readonly mask?: string;
  /** for a series in radar coordinates; searched for when left out */
  readonly geometry?: string;
}

/** What is drawn of a series: all rasters on its grid. */
export interface SeriesScene {
  readonly series: Timeseries;
  readonly latitude: (y: number, x: number) => number;
  readonly longitude: (y: number, x: number) => number;
  /** m/year [length, width], NaN where the mask hides it */
  readonly velocity: Grid;
  /** m/year, 0 where unknown; undefined when the file has none */
  readonly velocityStd: Grid | undefined;
  readonly temporalCoherence: Grid;
  /** displacement of a window, m [date, rows, columns] */
  read(box: Box): Float32Array;
}

/** All pixels of a product. */
export const wholeOf = ({ length, width }: Product): Box => ({ y0: 0, y1: length, x0: 0, x1: width });

/** Read what a series is drawn with. @throws like `saveSeriesKmz` */
export async function readScene(
  reader: H5Reader,
  series: Timeseries,
  request: SceneFiles,
): Promise<SeriesScene> {
  const beside = (own: string | undefined, name: string, flag: string) =>
    own ?? fileBeside(series.path, name, flag);
  const velocityFile = beside(request.velocity, 'velocity.h5', '--vel');
  const coherenceFile = beside(request.temporalCoherence, 'temporalCoherence.h5', '--tcoh');
  const maskFile = beside(request.mask, 'maskTempCoh.h5', '--mask');
  const sampling = { box: wholeOf(series), step: 1 };
  const { data: keep } = await readDrawnMask(maskFile, series, sampling);
  const velocity = await readLike(velocityFile, series);
  const speed = velocity.grid;
  for (let i = 0; i < speed.data.length; i++) if (keep[i] === 0) speed.data[i] = Number.NaN;
  const places = await pixelPlaces(series, request.geometry);
  return {
    series,
    ...places,
    velocity: speed,
    velocityStd: velocity.std,
    temporalCoherence: (await readLike(coherenceFile, series)).grid,
    read: ({ y0, y1, x0, x1 }) =>
      reader.read('timeseries', {
        start: [0, y0, x0],
        count: [series.dates.length, y1 - y0, x1 - x0],
      }) as Float32Array,
  };
}

/** @throws {FileError} when it is not there */
function fileBeside(series: string, name: string, flag: string): string {
  const [prefix] = basename(series).split('timeseries');
  const path = join(dirname(series), `${prefix}${name}`);
  if (existsSync(path)) return path;
  throw new FileError(
    `${path} is not there: points are coloured, chosen and described with it.`,
    `Name the file with ${flag}.`,
  );
}

async function readLike(path: string, series: Product): Promise<{ grid: Grid; std: Grid | undefined }> {
  return withProduct(path, (file) => {
    const product = describeProduct(file);
    if (product.length !== series.length || product.width !== series.width) {
      throw new ShapeError(
        `${path} has ${product.length} x ${product.width} pixels, ${series.path} has ${series.length} x ${series.width}.`,
        'Give files of the same grid.',
      );
    }
    const sampling = { box: wholeOf(series), step: 1 };
    const main = mainDataset(product);
    if (file.datasets.get(main)!.shape.length !== 2) {
      throw new OptionError(`${path} holds a stack, not one raster.`, 'Give a file such as velocity.h5.');
    }
    const std = file.datasets.has(`${main}Std`)
      ? readPixels(file, `${main}Std`, undefined, sampling)
      : undefined;
    return { grid: readPixels(file, main, undefined, sampling), std };
  });
}
