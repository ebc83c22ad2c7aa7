import { FileError } from '../../core/errors.ts';
import type { Attributes } from '../hdf5/types.ts';
import { type ElementType, elementType, numpyName } from './element-type.ts';
import { child, childrenNamed, parseXml, type XmlElement } from './xml.ts';

/** Pixels of a source file shown as pixels of the band; sizes differ when the source is resampled. */
export interface VrtRect {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly length: number;
}

export interface VrtSource {
  readonly file: string;
  readonly band: number;
  readonly from?: VrtRect;
  readonly to?: VrtRect;
  /** Applied as value * scale + offset (ComplexSource). */
  readonly scale: number;
  readonly shift: number;
  /** Source value that leaves the band as it is. */
  readonly noData?: number;
}

/** A band whose bytes are described in the VRT itself. */
export interface VrtRaw {
  readonly file: string;
  readonly offset: number;
  readonly pixelStride: number;
  readonly lineStride: number;
  readonly littleEndian: boolean;
}

export interface VrtBand {
  readonly type: ElementType;
  readonly noData?: number;
  readonly sources: readonly VrtSource[];
  readonly raw?: VrtRaw;
  /** Metadata items by domain; the default domain is ''. */
  readonly metadata: Readonly<Record<string, Attributes>>;
}

export interface Vrt {
  readonly length: number;
  readonly width: number;
  readonly bands: readonly VrtBand[];
  /** x corner, x step, row rotation, y corner, column rotation, y step */
  readonly geoTransform?: readonly number[];
  readonly srs?: string;
  readonly metadata: Readonly<Record<string, Attributes>>;
}

/** Read a GDAL virtual raster: raw bands and bands put together from simple or complex sources. */
export function parseVrt(text: string, label: string): Vrt {
  const root = parseXml(text, label);
  const width = Number(root.attributes['rasterXSize']);
  const length = Number(root.attributes['rasterYSize']);
  if (root.name !== 'VRTDataset' || !isCount(width) || !isCount(length)) {
    throw new FileError(
      `${label} is not a VRT with a raster size.`,
      'Expected <VRTDataset rasterXSize=...>.',
    );
  }
  const transform = child(root, 'GeoTransform')?.text.split(',').map(Number);
  if (transform !== undefined && (transform.length !== 6 || transform.some((v) => !Number.isFinite(v)))) {
    throw new FileError(`${label}: GeoTransform does not hold six numbers.`);
  }
  return {
    length,
    width,
    bands: childrenNamed(root, 'VRTRasterBand').map((band) => vrtBand(band, label)),
    geoTransform: transform,
    srs: child(root, 'SRS')?.text,
    metadata: metadataOf(root),
  };
}

/** Whole and at least 1. */
function isCount(value: number): boolean {
  return Number.isSafeInteger(value) && value > 0;
}

function vrtBand(band: XmlElement, label: string): VrtBand {
  const typeName = band.attributes['dataType'] ?? 'Byte';
  const type = elementType(typeName);
  if (type === undefined) throw new FileError(`${label}: band type ${typeName} is not supported.`);
  const noDataText = child(band, 'NoDataValue')?.text;
  const sources = band.children
    .filter((c) => ['SimpleSource', 'ComplexSource', 'AveragedSource'].includes(c.name))
    .map((source) => vrtSource(source, label));
  const raw = band.attributes['subClass'] === 'VRTRawRasterBand' ? vrtRaw(band, type, label) : undefined;
  const noData = noDataText === undefined ? undefined : Number(noDataText);
  return { type, noData, sources, raw, metadata: metadataOf(band) };
}

function vrtSource(source: XmlElement, label: string): VrtSource {
  const file = child(source, 'SourceFilename');
  const number = (name: string, fallback: number) =>
    numberIn(child(source, name)?.text, name, label) ?? fallback;
  const band = number('SourceBand', 1);
  if (!isCount(band)) throw notNumber(label, 'SourceBand', String(band));
  const noData = child(source, 'NODATA')?.text;
  return {
    file: file?.text ?? '',
    band,
    from: rect(child(source, 'SrcRect'), label),
    to: rect(child(source, 'DstRect'), label),
    scale: number('ScaleRatio', 1),
    shift: number('ScaleOffset', 0),
    noData: noData === undefined ? undefined : Number(noData),
  };
}

function rect(element: XmlElement | undefined, label: string): VrtRect | undefined {
  if (element === undefined) return undefined;
  const [x, y, width, length] = ['xOff', 'yOff', 'xSize', 'ySize'].map((key) => {
    const value = numberIn(element.attributes[key], key, label);
    if (value === undefined) throw notNumber(label, key, '');
    return value;
  });
  return { x, y, width, length };
}

/** @throws {FileError} when there is a text that is no number */
function numberIn(text: string | undefined, what: string, label: string): number | undefined {
  if (text === undefined) return undefined;
  const value = Number(text);
  if (!Number.isFinite(value) || text.trim() === '') throw notNumber(label, what, text);
  return value;
}

function notNumber(label: string, what: string, text: string): FileError {
  return new FileError(
    `${label}: ${what} is '${text}', which cannot be.`,
    'Correct the VRT, or make it again.',
  );
}

function vrtRaw(band: XmlElement, type: ElementType, label: string): VrtRaw {
  const file = child(band, 'SourceFilename');
  const number = (name: string) => numberIn(child(band, name)?.text, name, label) ?? 0;
  return {
    file: file?.text ?? '',
    offset: number('ImageOffset'),
    pixelStride: number('PixelOffset'),
    lineStride: number('LineOffset'),
    littleEndian: (child(band, 'ByteOrder')?.text ?? 'LSB').toUpperCase() !== 'MSB' || type === 'u1',
  };
}

function metadataOf(element: XmlElement): Record<string, Attributes> {
  const out: Record<string, Attributes> = {};
  for (const block of childrenNamed(element, 'Metadata')) {
    const domain = block.attributes['domain'] ?? '';
    out[domain] ??= {};
    for (const item of childrenNamed(block, 'MDI')) out[domain][item.attributes['key'] ?? ''] = item.text;
  }
  return out;
}

/** Standard attributes of a virtual raster: size, bands, type, grid with its outer corner, zone and code of the map. */
export function vrtAttributes(vrt: Vrt): Attributes {
  const first = vrt.bands[0];
  const out: Attributes = {
    LENGTH: String(vrt.length),
    WIDTH: String(vrt.width),
    BANDS: String(vrt.bands.length),
    INTERLEAVE: 'BSQ',
    DATA_TYPE: numpyName(first?.type ?? 'f4'),
  };
  const shared = vrt.metadata['IMAGE_STRUCTURE']?.INTERLEAVE;
  if (shared === 'PIXEL') out.INTERLEAVE = 'BIP';
  else if (shared === 'LINE') out.INTERLEAVE = 'BIL';
  else if (first?.raw !== undefined && vrt.bands.length > 1) {
    out.INTERLEAVE =
      first.raw.pixelStride > first.raw.lineStride / vrt.width / vrt.bands.length ? 'BIP' : 'BIL';
  }
  if (first?.noData !== undefined) out.NO_DATA_VALUE = String(first.noData);
  return { ...out, ...gridAttributes(vrt.geoTransform, vrt.srs) };
}

/** Grid attributes of a GDAL geotransform and the well-known text of its map. */
function gridAttributes(transform: readonly number[] | undefined, srs = ''): Attributes {
  if (transform === undefined) return {};
  const [x, dx, , y, , dy] = transform;
  const projected = /PROJCS|PROJCRS/.test(srs);
  const degrees = !projected && Math.abs(dx) < 1;
  const utm = /UTM zone\s*(\w+)/i.exec(srs);
  const codes = [...srs.matchAll(/AUTHORITY\["EPSG","(\d+)"\]/g)];
  const out: Attributes = {
    X_FIRST: String(degrees && x > 180 ? x - 360 : x),
    Y_FIRST: String(y),
    X_STEP: String(Math.abs(dx)),
    Y_STEP: String(-Math.abs(dy)),
    X_UNIT: utm === null && degrees ? 'degrees' : 'meters',
    Y_UNIT: utm === null && degrees ? 'degrees' : 'meters',
  };
  if (utm !== null) out.UTM_ZONE = utm[1];
  const code = codes.at(-1)?.[1];
  if (code !== undefined) out.EPSG = code;
  return out;
}
