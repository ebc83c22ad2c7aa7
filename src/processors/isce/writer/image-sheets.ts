import { UnsupportedError } from '../../../core/errors.ts';
import { type ElementType, numpyName } from '../../../io/raster/element-type.ts';
import { type RawLayout, rawBands } from '../../../io/raster/raw-band.ts';
import { component, property, sheetText } from './sheet.ts';

/** ISCE-2's and GDAL's names of element types. */
const TYPES: Partial<Record<ElementType, readonly [isce: string, gdal: string]>> = {
  u1: ['BYTE', 'Byte'],
  i2: ['SHORT', 'Int16'],
  i4: ['INT', 'Int32'],
  f4: ['FLOAT', 'Float32'],
  f8: ['DOUBLE', 'Float64'],
  c8: ['CFLOAT', 'CFloat32'],
};

/** What a sheet may tell besides the layout of the bytes. */
export interface ImageHints {
  /** Who wrote it. */
  readonly version: string;
  /** ISCE-2's hint for display: `unw`, `cor` or nothing */
  readonly imageType?: string;
  readonly description?: string;
  /** Centre of the first pixel, and step, of a map: degrees or metres. */
  readonly x?: { readonly first: number; readonly step: number };
  readonly y?: { readonly first: number; readonly step: number };
}

/** ISCE-2's `.xml` of a raster. @throws {UnsupportedError} for values of a type that ISCE-2 does not know */
export function imageXml(name: string, layout: RawLayout, hints: ImageHints): string {
  const { type, bands, length, width, interleave, littleEndian } = layout;
  const { x = { first: 0, step: 1 }, y = { first: 0, step: 1 }, imageType, description } = hints;
  const coordinate = (key: string, size: number, { first, step }: { first: number; step: number }) =>
    component(key, 'isceobj.Image', 'createCoordinate', [
      property('delta', decimal(step)),
      property('endingvalue', decimal(first + size * step)),
      property('family', 'imagecoordinate'),
      property('name', 'imagecoordinate_name'),
      property('size', size),
      property('startingvalue', decimal(first)),
    ]);
  return sheetText('imageFile', [
    property('ISCE_VERSION', hints.version),
    property('access_mode', 'read'),
    property('byte_order', littleEndian ? 'l' : 'b'),
    coordinate('coordinate1', width, x),
    coordinate('coordinate2', length, y),
    property('data_type', namesOf(type)[0]),
    ...(description ? [property('description', description)] : []),
    property('extra_file_name', `${name}.vrt`),
    property('family', 'image'),
    property('file_name', name),
    property('image_type', imageType ?? ''),
    property('length', length),
    property('name', 'image_name'),
    property('number_bands', bands),
    property('scheme', interleave),
    property('width', width),
    property('xmax', decimal(x.first + width * x.step)),
    property('xmin', decimal(x.first)),
  ]);
}

/** GDAL's `.vrt` of the same raster. @throws {UnsupportedError} as `imageXml` */
export function imageVrt(name: string, layout: RawLayout): string {
  const { length, width, type, littleEndian } = layout;
  const bands = rawBands(name, layout).map(
    (
      { offset, pixelStride, lineStride },
      b,
    ) => `    <VRTRasterBand dataType="${namesOf(type)[1]}" band="${b + 1}" subClass="VRTRawRasterBand">
        <SourceFilename relativeToVRT="1">${name}</SourceFilename>
        <ByteOrder>${littleEndian ? 'LSB' : 'MSB'}</ByteOrder>
        <ImageOffset>${offset}</ImageOffset>
        <PixelOffset>${pixelStride}</PixelOffset>
        <LineOffset>${lineStride}</LineOffset>
    </VRTRasterBand>
`,
  );
  return `<VRTDataset rasterXSize="${width}" rasterYSize="${length}">\n${bands.join('')}</VRTDataset>\n`;
}

function namesOf(type: ElementType): readonly [isce: string, gdal: string] {
  const names = TYPES[type];
  if (names !== undefined) return names;
  throw new UnsupportedError(
    `ISCE-2 has no name for values of type ${numpyName(type)}.`,
    `It knows ${Object.keys(TYPES)
      .map((known) => numpyName(known as ElementType))
      .join(', ')}.`,
  );
}

/** As Python writes a float: `1.0`. */
function decimal(value: number): string {
  return Number.isInteger(value) ? `${value}.0` : String(value);
}
