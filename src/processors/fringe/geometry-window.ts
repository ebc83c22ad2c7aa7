import { dirname } from 'node:path';
import type { Box } from '../../core/array.ts';
import { FileError, MetadataError } from '../../core/errors.ts';
import { openRaster, readSheet } from '../../io/raster/local.ts';
import { parseVrt } from '../../io/raster/vrt.ts';
import { vrtSourcePath } from '../../io/raster/vrt-raster.ts';
import { type FileLayer, fileLayer } from '../../loading/layer.ts';
import type { PixelTransform } from '../../loading/pixel-transforms.ts';

/** The part of the images of ISCE-2 that FRInGE has worked on. */
export interface FringeWindow {
  /** of the whole images */
  readonly full: { readonly length: number; readonly width: number };
  readonly box: Box;
}

/**
 * The window that a virtual raster of the geometry folder shows; a raster of another kind is the whole.
 * @throws {FileError} when it cannot be read, or is put together from several files
 */
export function windowOf(path: string): FringeWindow {
  const own = openRaster(path);
  own.close();
  const whole = {
    full: { length: own.length, width: own.width },
    box: { y0: 0, x0: 0, y1: own.length, x1: own.width },
  };
  if (!path.endsWith('.vrt')) return whole;
  const [band] = parseVrt(readSheet(path), path).bands;
  if (band === undefined || band.sources.length === 0) return whole;
  if (band.sources.length > 1)
    throw new FileError(
      `${path} is put together from ${band.sources.length} files.`,
      'Expected a window of one raster, as FRInGE writes it.',
    );
  const [{ file, from }] = band.sources;
  if (from === undefined) return whole;
  const source = openRaster(vrtSourcePath(path, file));
  source.close();
  const [y0, x0] = [from.y, from.x].map(Math.round);
  return {
    full: { length: source.length, width: source.width },
    box: { y0, x0, y1: y0 + own.length, x1: x0 + own.width },
  };
}

/** Folder of the raster that a virtual one shows. */
export function sourceFolder(path: string): string | undefined {
  const file = parseVrt(readSheet(path), path).bands[0]?.sources[0]?.file;
  return file === undefined ? undefined : dirname(vrtSourcePath(path, file));
}

/**
 * A band of a geometry raster on the pixels of the interferograms: of a whole image the window, and where these have been
 * multilooked, the pixel in the middle of each of theirs.
 * @throws {MetadataError} when its size is neither that of the window nor that of the whole image
 */
export function geometryBand(
  path: string,
  { full, box }: FringeWindow,
  size: { readonly length: number; readonly width: number },
  { band, transforms }: { readonly band: number; readonly transforms: readonly PixelTransform[] },
): FileLayer {
  const raster = openRaster(path);
  raster.close();
  const { length, width } = raster;
  const is = (other: { readonly length: number; readonly width: number }) =>
    length === other.length && width === other.width;
  if (is(size)) return fileLayer(path, { known: raster, band, transforms });
  const cut = { length: box.y1 - box.y0, width: box.x1 - box.x0 };
  const start = is(cut) ? { y: 0, x: 0 } : is(full) ? { y: box.y0, x: box.x0 } : undefined;
  const looks = looksBetween(cut, size);
  if (start === undefined || looks === undefined)
    throw new MetadataError(
      `${path} has ${length} x ${width} pixels, the interferograms have ${size.length} x ${size.width}${is(cut) ? '' : ` of a window of ${cut.length} x ${cut.width}`}.`,
      'All geometry must be of one size, or of the size of the images that FRInGE has cut.',
    );
  const from = { ...start, length: size.length * looks.y, width: size.width * looks.x };
  const source = { file: path, band, from, to: { y: 0, x: 0, ...size }, scale: 1, shift: 0 };
  const vrt = { ...size, bands: [{ type: raster.type, sources: [source], metadata: {} }], metadata: {} };
  const format = { kind: 'virtual', sheet: path, vrt } as const;
  return fileLayer(path, { known: { ...size, format }, band: 1, transforms });
}

/** Looks by which one size becomes another; undefined where no whole numbers do. */
export function looksBetween(
  cut: { readonly length: number; readonly width: number },
  size: { readonly length: number; readonly width: number },
): { readonly y: number; readonly x: number } | undefined {
  const [y, x] = [Math.floor(cut.length / size.length), Math.floor(cut.width / size.width)];
  const fits = y >= 1 && x >= 1 && Math.floor(cut.length / y) === size.length;
  return fits && Math.floor(cut.width / x) === size.width ? { y, x } : undefined;
}
