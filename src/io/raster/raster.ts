import type { Box } from '../../core/array.ts';
import { FileError, NotFoundError, ShapeError, UnsupportedError } from '../../core/errors.ts';
import type { Attributes } from '../hdf5/types.ts';
import { type ByteOrder, parseEnviHeader } from './envi-header.ts';
import { endingOf, type FileSet } from './file-set.ts';
import { layoutByConvention, rawLayout } from './layout.ts';
import type { Raster, RasterFormat } from './open-raster.ts';
import { parseAuxXml } from './pam.ts';
import { type OpenRawBand, openRawBand, type RawLayout, rawBands } from './raw-band.ts';
import { completeSheet, readRasterAttributes, readSheet, sidecarOf } from './sidecar.ts';
import { parseVrt } from './vrt.ts';
import { openSource, openVrt, vrtSourcePath } from './vrt-raster.ts';

/** A raster together with what the sheets beside it say. */
export interface RasterWithAttributes extends Raster {
  readonly attributes: Attributes;
}

/**
 * Open a raster: a VRT, or a raw binary file with its sheets beside it.
 * @param silentOrder byte order of a file whose ENVI header names none; sources of a VRT are little-endian then, as to
 * GDAL, which defines what a VRT means
 * @throws {FileError} missing, truncated or undescribed file
 */
export function openRaster(
  files: FileSet,
  path: string,
  silentOrder: ByteOrder = 'big',
): RasterWithAttributes {
  let attributes: Attributes | undefined;
  return {
    ...openBands(files, path, 0, silentOrder),
    get attributes() {
      attributes ??= readRasterAttributes(files, path);
      return attributes;
    },
  };
}

/** Open a file whose sheets have been read before. */
export function openFormat(files: FileSet, path: string, format: RasterFormat, depth = 0): Raster {
  return format.kind === 'virtual'
    ? openVrtFile(files, path, format.sheet, depth, format)
    : rawRaster(files, path, format.layout, () => noDataBeside(files, path));
}

/**
 * A format that holds all that is needed to read one band: of a virtual raster this band alone, with the formats of the files
 * that it shows, so that no sheet is read again.
 * @returns the format, and where the band is in it
 * @throws {FileError} naming a file that is missing or cannot be read
 */
export function formatOfBand(
  files: FileSet,
  format: RasterFormat,
  band: number,
): { format: RasterFormat; band: number } {
  if (format.kind === 'raw' || format.vrt.bands[band - 1] === undefined) return { format, band };
  const vrt = { ...format.vrt, bands: [format.vrt.bands[band - 1]] };
  return { format: withSources(files, { ...format, vrt }, 0), band: 1 };
}

function withSources(files: FileSet, format: RasterFormat, depth: number): RasterFormat {
  if (format.kind === 'raw') return format;
  const { sheet, vrt } = format;
  const sources: Record<string, RasterFormat> = {};
  for (const source of vrt.bands.flatMap((band) => band.sources)) {
    const file = vrtSourcePath(sheet, source.file);
    if (file in sources) continue;
    const raster = openSource(sheet, file, () => openBands(files, file, depth + 1, 'little'));
    raster.close();
    if (raster.format !== undefined) sources[file] = withSources(files, raster.format, depth + 1);
  }
  return { ...format, sources };
}

/** Open a raw binary file whose layout is known from elsewhere, e.g. GAMMA's parameter files. */
export function openRaw(files: FileSet, path: string, layout: RawLayout): Raster {
  return rawRaster(files, path, layout, () => undefined);
}

const MAX_NESTED = 8;

/** Open a VRT or raw file for reading only; `depth` guards against virtual rasters that contain themselves. */
function openBands(files: FileSet, path: string, depth: number, silentOrder: ByteOrder): Raster {
  if (depth > MAX_NESTED) {
    throw new FileError(
      `${path}: virtual rasters are nested more than ${MAX_NESTED} deep.`,
      'Is there a loop?',
    );
  }
  mustExist(files, path);
  const extension = endingOf(path).toLowerCase();
  if (extension === '.vrt') return openVrtFile(files, path, path, depth);
  const isNamedSo = /^\.(?:tiff?|grd|nc|cos)$/.test(extension);
  if (isNamedSo && (sidecarOf(files, path, 'rsc') === undefined || hasOwnFormat(files, path))) {
    throw new UnsupportedError(
      `${path}: format ${extension} cannot be read here.`,
      'Load it with its processor (mintsar load_data), or convert it to ENVI or VRT.',
    );
  }
  return openDescribed(files, path, depth, silentOrder);
}

/** How files begin that are no raw binary ones, whatever sheet lies beside them: TIFF, BigTIFF, netCDF and HDF5. */
const BEGINNINGS = ['II*\0', 'MM\0*', 'II+\0', 'MM\0+', 'CDF', '\x89HDF'];

function hasOwnFormat(files: FileSet, path: string): boolean {
  const source = files.open(path);
  try {
    const first = String.fromCharCode(...source.read(0, Math.min(4, source.size)));
    return BEGINNINGS.some((beginning) => first.startsWith(beginning));
  } finally {
    source.close();
  }
}

function openDescribed(files: FileSet, path: string, depth: number, silentOrder: ByteOrder): Raster {
  const noData = () => noDataBeside(files, path);
  const described = completeSheet(files, path);
  if (described !== undefined) return rawRaster(files, path, rawLayout(path, described), noData);
  const hdr = sidecarOf(files, path, 'hdr');
  if (hdr !== undefined) {
    const { layout } = parseEnviHeader(readSheet(files, hdr), hdr, true, silentOrder);
    return rawRaster(files, path, layout, noData);
  }
  const vrt = sidecarOf(files, path, 'vrt');
  if (vrt !== undefined) {
    const parsed = parseVrt(readSheet(files, vrt), vrt);
    // A VRT that only points back to this file describes nothing about its bytes.
    if (parsed.bands.some((band) => band.raw !== undefined))
      return openVrtFile(files, path, vrt, depth, { vrt: parsed });
  }
  return rawRaster(files, path, layoutByConvention(path, readRasterAttributes(files, path)), noData);
}

function openVrtFile(
  files: FileSet,
  path: string,
  sheet: string,
  depth: number,
  known: Partial<Pick<RasterFormat & { kind: 'virtual' }, 'vrt' | 'sources'>> = {},
): Raster {
  const { vrt = parseVrt(readSheet(files, sheet), sheet), sources } = known;
  return openVrt(files, path, sheet, vrt, (source) => {
    const format = sources?.[source];
    return format === undefined
      ? openBands(files, source, depth + 1, 'little')
      : openFormat(files, source, format, depth + 1);
  });
}

function noDataBeside(files: FileSet, path: string): number | undefined {
  const aux = sidecarOf(files, path, 'aux.xml');
  const fromAux = aux === undefined ? undefined : parseAuxXml(readSheet(files, aux), aux).noData;
  if (fromAux !== undefined) return fromAux;
  const hdr = sidecarOf(files, path, 'hdr');
  const fromHdr = hdr === undefined ? undefined : parseEnviHeader(readSheet(files, hdr), hdr).noData;
  if (fromHdr !== undefined) return fromHdr;
  const vrt = sidecarOf(files, path, 'vrt');
  return vrt === undefined ? undefined : parseVrt(readSheet(files, vrt), vrt).bands[0]?.noData;
}

function rawRaster(
  files: FileSet,
  path: string,
  layout: RawLayout,
  noData: (band: number) => number | undefined,
): Raster {
  const bands = rawBands(path, layout);
  const open = new Map<number, OpenRawBand>();
  const bandAt = (band: number): OpenRawBand => {
    let opened = open.get(band);
    if (opened === undefined) {
      if (bands[band - 1] === undefined)
        throw new FileError(`${path} has ${bands.length} band(s), not ${band}.`, 'Check the file type.');
      opened = openRawBand(files, bands[band - 1], layout.length, layout.width);
      open.set(band, opened);
    }
    return opened;
  };
  bandAt(layout.bands); // the last band shows at once whether the file is whole
  return {
    path,
    length: layout.length,
    width: layout.width,
    bands: layout.bands,
    type: layout.type,
    format: { kind: 'raw', layout },
    noData,
    read(band, box, part, memory) {
      assertInside(path, box, layout.length, layout.width);
      return bandAt(band).read(box, part, memory);
    },
    close() {
      for (const opened of open.values()) opened.close();
      open.clear();
    },
  };
}

/** @throws {ShapeError} when a box reaches beyond a raster */
function assertInside(path: string, box: Box, length: number, width: number): void {
  if (box.y0 < 0 || box.x0 < 0 || box.y1 > length || box.x1 > width) {
    throw new ShapeError(
      `${path}: rows ${box.y0}:${box.y1}, columns ${box.x0}:${box.x1} reach beyond ${length} x ${width} pixels.`,
    );
  }
}

function mustExist(files: FileSet, path: string): void {
  if (!files.has(path)) throw new NotFoundError(`${path} does not exist.`, 'Check the path.');
}
