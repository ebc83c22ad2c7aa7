import { existsSync } from 'node:fs';
import { extname } from 'node:path';
import type { Box } from '../../core/array.ts';
import { FileError, ShapeError, UnsupportedError } from '../../core/errors.ts';
import type { Attributes } from '../hdf5/types.ts';
import { type ByteOrder, parseEnviHeader } from './envi-header.ts';
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
export function openRaster(path: string, silentOrder: ByteOrder = 'big'): RasterWithAttributes {
  let attributes: Attributes | undefined;
  return {
    ...openBands(path, 0, silentOrder),
    get attributes() {
      attributes ??= readRasterAttributes(path);
      return attributes;
    },
  };
}

/** Open a file whose sheets have been read before. */
export function openFormat(path: string, format: RasterFormat, depth = 0): Raster {
  return format.kind === 'virtual'
    ? openVrtFile(path, format.sheet, depth, format)
    : rawRaster(path, format.layout, () => noDataBeside(path));
}

/**
 * A format that holds all that is needed to read one band: of a virtual raster this band alone, with the formats of the files
 * that it shows, so that no sheet is read again.
 * @returns the format, and where the band is in it
 * @throws {FileError} naming a file that is missing or cannot be read
 */
export function formatOfBand(format: RasterFormat, band: number): { format: RasterFormat; band: number } {
  if (format.kind === 'raw' || format.vrt.bands[band - 1] === undefined) return { format, band };
  const vrt = { ...format.vrt, bands: [format.vrt.bands[band - 1]] };
  return { format: withSources({ ...format, vrt }, 0), band: 1 };
}

function withSources(format: RasterFormat, depth: number): RasterFormat {
  if (format.kind === 'raw') return format;
  const { sheet, vrt } = format;
  const sources: Record<string, RasterFormat> = {};
  for (const source of vrt.bands.flatMap((band) => band.sources)) {
    const file = vrtSourcePath(sheet, source.file, source.relative);
    if (file in sources) continue;
    const raster = openSource(sheet, file, () => openBands(file, depth + 1, 'little'));
    raster.close();
    if (raster.format !== undefined) sources[file] = withSources(raster.format, depth + 1);
  }
  return { ...format, sources };
}

/** Open a raw binary file whose layout is known from elsewhere, e.g. GAMMA's parameter files. */
export function openRaw(path: string, layout: RawLayout): Raster {
  return rawRaster(path, layout, () => undefined);
}

const MAX_NESTED = 8;

/** Open a VRT or raw file for reading only; `depth` guards against virtual rasters that contain themselves. */
function openBands(path: string, depth: number, silentOrder: ByteOrder): Raster {
  if (depth > MAX_NESTED) {
    throw new FileError(
      `${path}: virtual rasters are nested more than ${MAX_NESTED} deep.`,
      'Is there a loop?',
    );
  }
  mustExist(path);
  const extension = extname(path).toLowerCase();
  if (extension === '.vrt') return openVrtFile(path, path, depth);
  if (/^\.(?:tiff?|grd|nc|cos)$/.test(extension) && sidecarOf(path, 'rsc') === undefined) {
    throw new UnsupportedError(
      `${path}: format ${extension} cannot be read here.`,
      'Convert it to ENVI or VRT.',
    );
  }
  return openDescribed(path, depth, silentOrder);
}

function openDescribed(path: string, depth: number, silentOrder: ByteOrder): Raster {
  const noData = () => noDataBeside(path);
  const described = completeSheet(path);
  if (described !== undefined) return rawRaster(path, rawLayout(path, described), noData);
  const hdr = sidecarOf(path, 'hdr');
  if (hdr !== undefined) {
    const { layout } = parseEnviHeader(readSheet(hdr), hdr, true, silentOrder);
    return rawRaster(path, layout, noData);
  }
  const vrt = sidecarOf(path, 'vrt');
  if (vrt !== undefined) {
    const parsed = parseVrt(readSheet(vrt), vrt);
    // A VRT that only points back to this file describes nothing about its bytes.
    if (parsed.bands.some((band) => band.raw !== undefined))
      return openVrtFile(path, vrt, depth, { vrt: parsed });
  }
  return rawRaster(path, layoutByConvention(path, readRasterAttributes(path)), noData);
}

function openVrtFile(
  path: string,
  sheet: string,
  depth: number,
  known: Partial<Pick<RasterFormat & { kind: 'virtual' }, 'vrt' | 'sources'>> = {},
): Raster {
  const { vrt = parseVrt(readSheet(sheet), sheet), sources } = known;
  return openVrt(path, sheet, vrt, (source) => {
    const format = sources?.[source];
    return format === undefined
      ? openBands(source, depth + 1, 'little')
      : openFormat(source, format, depth + 1);
  });
}

function noDataBeside(path: string): number | undefined {
  const aux = sidecarOf(path, 'aux.xml');
  const fromAux = aux === undefined ? undefined : parseAuxXml(readSheet(aux), aux).noData;
  if (fromAux !== undefined) return fromAux;
  const hdr = sidecarOf(path, 'hdr');
  const fromHdr = hdr === undefined ? undefined : parseEnviHeader(readSheet(hdr), hdr).noData;
  if (fromHdr !== undefined) return fromHdr;
  const vrt = sidecarOf(path, 'vrt');
  return vrt === undefined ? undefined : parseVrt(readSheet(vrt), vrt).bands[0]?.noData;
}

function rawRaster(path: string, layout: RawLayout, noData: (band: number) => number | undefined): Raster {
  const bands = rawBands(path, layout);
  const open = new Map<number, OpenRawBand>();
  const bandAt = (band: number): OpenRawBand => {
    let opened = open.get(band);
    if (opened === undefined) {
      if (bands[band - 1] === undefined)
        throw new FileError(`${path} has ${bands.length} band(s), not ${band}.`, 'Check the file type.');
      opened = openRawBand(bands[band - 1], layout.length, layout.width);
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

function mustExist(path: string): void {
  if (!existsSync(path)) throw new FileError(`${path} does not exist.`, 'Check the path.');
}
