import type { Box } from '../core/array.ts';
import { FileError } from '../core/errors.ts';
import type { MapGrid } from '../core/geometry/map-grid.ts';
import type { FrameShift } from '../core/unwrapping/stitch-frames.ts';
import { isAddress, publicAddress } from '../io/bytes/address.ts';
import { LocalFile } from '../io/bytes/local-file.ts';
import type { TiffImage } from '../io/geotiff/tiff-image.ts';
import { openH5Now } from '../io/hdf5/reader.ts';
import type { DatasetInfo, H5Reader } from '../io/hdf5/types.ts';
import type { NetcdfGrid } from '../io/netcdf/netcdf-grid.ts';
import type { ComplexPart } from '../io/raster/element-type.ts';
import type { ByteOrder } from '../io/raster/envi-header.ts';
import { formatOfBand, openRaster } from '../io/raster/local.ts';
import type { RasterFormat } from '../io/raster/open-raster.ts';
import type { PixelTransform } from './pixel-transforms.ts';
import type { SharedArray } from './shared-array.ts';

/**
 * A raster layer that is known and not yet read: where it is (here or on a server), its size, and how to get at its pixels.
 * Values come as float32 with no-data and signs already as the stack wants them.
 */
export type Layer = FileLayer | ComputedLayer;

interface LayerSize {
  /** What to call the layer in messages: its path, or how it is computed. */
  readonly label: string;
  readonly length: number;
  readonly width: number;
}

/** Where the pixels of a layer are. */
export type LayerSource =
  | BandSource
  | DatasetSource
  | TiffSource
  | NetcdfSource
  | CubeSource
  | SurfaceSource
  | ConstantSource
  | PlacedSource
  | WarpedSource
  | FramesSource;

/** Where a file is: on this machine, or on a server. */
export interface Place {
  /** a path, or an http(s) address */
  readonly path: string;
  /** of a file on a server: what was seen of it, so that no other version is taken for it */
  readonly version?: string;
  /** of a file on a server: folder in which its structure is saved, see `FileIndex` */
  readonly index?: string;
}

/** A band of a raster file; on a server with its format. */
export interface BandSource extends Place {
  readonly kind: 'band';
  /** Counts from 1. */
  readonly band: number;
  readonly part?: ComplexPart;
  /** How its bytes lie; found in its sheets at every opening when left out. */
  readonly format?: RasterFormat;
  /** Byte order where the sheets name none (default big). */
  readonly silentOrder?: ByteOrder;
}

/** A dataset of an HDF5 file: of two dimensions, or a plane of one of three. */
export interface DatasetSource extends Place {
  readonly kind: 'dataset';
  /** Path from the root of the file. */
  readonly dataset: string;
  readonly plane?: number;
  /** Where the first pixel of the layer lies in it; at its first one when left out. */
  readonly origin?: readonly [y: number, x: number];
}

/** Datasets of an HDF5 file that tell the axes of a cube. */
export interface CubeAxes {
  /** absent where there are no heights */
  readonly height?: string;
  readonly y: string;
  readonly x: string;
}

/** Coarse cubes of an HDF5 file, added up. */
export interface CubeOfFile extends Place {
  readonly datasets: readonly string[];
  /** those that are subtracted */
  readonly minus?: readonly string[];
  readonly axes: CubeAxes;
}

/** Coarse cubes, interpolated to the heights of pixels of a map. */
export interface CubeSource extends CubeOfFile {
  readonly kind: 'cube';
  readonly grid: MapGrid;
  /** float32, m, [grid.length, grid.width]; left out for rasters without heights */
  readonly heights?: SharedArray;
}

/** A surface of second order through coarse rasters of several files, on the pixels of a map. */
export interface SurfaceSource extends Place {
  readonly kind: 'surface';
  readonly rasters: readonly CubeOfFile[];
  readonly grid: MapGrid;
}

/** One value everywhere, for a dataset that a file should have and does not. */
export interface ConstantSource extends Place {
  readonly kind: 'constant';
  readonly value: number;
}

/** A layer that lies at another place of a larger or smaller raster; NaN where it does not reach. */
export interface PlacedSource extends Place {
  readonly kind: 'placed';
  readonly layer: FileLayer;
  /** of its first pixel */
  readonly y0: number;
  readonly x0: number;
}

/** A layer of one map interpolated to the pixels of another; NaN where it does not reach. */
export interface WarpedSource extends Place {
  readonly kind: 'warped';
  readonly layer: FileLayer;
  readonly from: MapGrid;
  readonly grid: MapGrid;
  readonly method: WarpMethod;
}

/** Layers of several frames, all on one grid and NaN where a frame does not reach, as one layer. */
export interface FramesSource extends Place {
  readonly kind: 'frames';
  /**
   * How they become one: unwrapped phase, component numbers or wrapped phase as their shifts say, or the value of the first frame
   * that has one.
   */
  readonly what: 'phase' | 'labels' | 'wrapped' | 'first';
  readonly frames: readonly FileLayer[];
  /** Component numbers of the frames, of a phase. */
  readonly labels?: readonly FileLayer[];
  /** One per frame, once they have been measured. */
  readonly shifts?: readonly FrameShift[];
}

/** How values that lie between pixels are found: see `openWarped`. */
export type WarpMethod = 'nearest' | 'bilinear' | 'positive' | 'phase' | 'wrapped' | 'degrees';

/** A band of a GeoTIFF. */
export interface TiffSource extends Place {
  readonly kind: 'tiff';
  /** Counts from 1. */
  readonly band: number;
}

/** The grid of a netCDF file. */
export interface NetcdfSource extends Place {
  readonly kind: 'netcdf';
}

/** A layer that a file holds. Plain data: any thread can open it. */
export interface FileLayer extends LayerSize {
  readonly source: LayerSource;
  /** Of a stack that was loaded before: subset, looks and grid are those of the file to write. */
  readonly isLoaded?: boolean;
  readonly transforms: readonly PixelTransform[];
}

/** A layer computed from others of the same grid, e.g. incidence angle from height. */
export interface ComputedLayer extends LayerSize {
  readonly inputs: readonly Layer[];
  readonly compute: (box: Box, values: readonly Float32Array[]) => Float32Array | Promise<Float32Array>;
}

export interface FileLayerOptions {
  readonly band?: number;
  readonly part?: ComplexPart;
  readonly transforms?: readonly PixelTransform[];
  readonly silentOrder?: ByteOrder;
  /** Size and format, when known from elsewhere, as for files on a server; otherwise the file is opened once to learn them. */
  readonly known?: { readonly length: number; readonly width: number; readonly format?: RasterFormat };
}

/** A band of a raster file as a layer. @param path also an http(s) address, when size and format are known */
export function fileLayer(path: string, options: FileLayerOptions = {}): FileLayer {
  const { band = 1, part, transforms = [], silentOrder } = options;
  const { length, width, format } = options.known ?? sizeOf(path, silentOrder);
  const place = format === undefined || isAddress(path) ? { band, format } : formatOfBand(format, band);
  const source = { kind: 'band', path, part, silentOrder, ...place } as const;
  return { label: isAddress(path) ? publicAddress(path) : path, length, width, source, transforms };
}

/**
 * A dataset of an HDF5 file as a layer.
 * @throws {FileError} when there is no such dataset of numbers, or it has other dimensions
 */
export function datasetLayer(path: string, dataset: string, options: DatasetLayerOptions = {}): FileLayer {
  const file = openH5Now(new LocalFile(path));
  try {
    return layerOfDataset(file, { path }, dataset, options);
  } finally {
    file.close();
  }
}

export interface DatasetLayerOptions {
  /** of a dataset of three dimensions */
  readonly plane?: number;
  readonly transforms?: readonly PixelTransform[];
}

/** A dataset of an open HDF5 file as a layer: see `datasetLayer`. @param place where threads find the file */
export function layerOfDataset(
  file: H5Reader,
  place: Place,
  dataset: string,
  { plane, transforms = [] }: DatasetLayerOptions = {},
): FileLayer {
  const { shape } = infoOf(file, dataset);
  if (shape.length !== (plane === undefined ? 2 : 3) || !((plane ?? 0) < (shape.at(-3) ?? 1))) {
    throw new FileError(
      `${file.path}: ${dataset} has the shape ${shape.join(' x ')}, not that of ${plane === undefined ? 'an image' : `images of which there is number ${plane}`}.`,
      'Check which dataset is meant with mintsar info.',
    );
  }
  const [length, width] = shape.slice(-2);
  const source = { kind: 'dataset', ...place, dataset, plane } as const;
  return { label: `${file.path}:${dataset}`, length, width, source, transforms };
}

/** A band of a GeoTIFF that has been opened before as a layer. @throws {FileError} when there is no such band */
export function tiffLayer(
  { path, length, width, bands }: Pick<TiffImage, 'path' | 'length' | 'width' | 'bands'>,
  {
    band = 1,
    transforms = [],
  }: { readonly band?: number; readonly transforms?: readonly PixelTransform[] } = {},
): FileLayer {
  if (band > bands) throw new FileError(`${path} has ${bands} band(s), not ${band}.`, 'Check the file.');
  return { label: path, length, width, source: { kind: 'tiff', path, band }, transforms };
}

/** The grid of a netCDF file that has been opened before as a layer. */
export function netcdfLayer(
  { path, length, width }: Pick<NetcdfGrid, 'path' | 'length' | 'width'>,
  transforms: readonly PixelTransform[] = [],
): FileLayer {
  return { label: path, length, width, source: { kind: 'netcdf', path }, transforms };
}

/** What is known of a dataset of numbers. @throws {FileError} when there is none of that name */
export function infoOf(file: H5Reader, dataset: string): DatasetInfo {
  const info = file.datasets.get(dataset);
  if (info !== undefined && !info.type.startsWith('S')) return info;
  throw new FileError(
    `${file.path} has no dataset of numbers ${dataset}.`,
    'Check what it holds with mintsar info.',
  );
}

type BandFacts = Pick<BandSource, 'format'> & { readonly length: number; readonly width: number };

function sizeOf(path: string, silentOrder?: ByteOrder): BandFacts {
  const raster = openRaster(path, silentOrder);
  raster.close();
  return raster;
}

export function computedLayer(
  label: string,
  [length, width]: readonly [length: number, width: number],
  inputs: readonly Layer[],
  compute: ComputedLayer['compute'],
): ComputedLayer {
  return { label, length, width, inputs, compute };
}

/** Layers that a layer is made of. */
function partsOf({ source }: FileLayer): readonly FileLayer[] {
  if (source.kind === 'placed' || source.kind === 'warped') return [source.layer];
  return source.kind === 'frames' ? [...source.frames, ...(source.labels ?? [])] : [];
}

/** The files that a layer is read from. */
export function placesOf(layer: FileLayer): Place[] {
  if (layer.source.kind === 'surface') return [...layer.source.rasters];
  const parts = partsOf(layer);
  return parts.length === 0 ? [layer.source] : parts.flatMap(placesOf);
}

/** Everything that becomes of values of a layer, of the layers it is made of too. */
export function transformsOf(layer: FileLayer): PixelTransform[] {
  return [...partsOf(layer).flatMap(transformsOf), ...layer.transforms];
}
