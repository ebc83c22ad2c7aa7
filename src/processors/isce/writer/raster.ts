import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Grid } from '../../../core/array.ts';
import { ShapeError } from '../../../core/errors.ts';
import { component, property, sheetText } from './sheet.ts';

/** ISCE-2's and GDAL's names of the element types written here. */
const TYPES = {
  FLOAT: { gdal: 'Float32', bytes: 4 },
  DOUBLE: { gdal: 'Float64', bytes: 8 },
  BYTE: { gdal: 'Byte', bytes: 1 },
} as const;

type Band = Grid | Grid<Float64Array> | Grid<Uint8Array>;

/** How an ISCE-2 image is laid out: line-interleaved bands, little-endian. */
export interface ImageLayout {
  readonly type: keyof typeof TYPES;
  readonly numBand: number;
  readonly length: number;
  readonly width: number;
  /** ISCE-2's hint for display: `unw`, `cor` or nothing */
  readonly imageType?: string;
  readonly description?: string;
}

/**
 * Write bands of one shape and type as an ISCE-2 image with its `.xml` and `.vrt` sheets.
 * @throws {ShapeError} when the bands differ
 */
export function writeImage(
  path: string,
  bands: readonly Band[],
  hints: Pick<ImageLayout, 'imageType' | 'description'> = {},
): void {
  const [first] = bands;
  const [length, width] = first.shape;
  if (
    bands.some(
      ({ shape, data }) => shape.join() !== first.shape.join() || data.constructor !== first.data.constructor,
    )
  ) {
    throw new ShapeError(`The bands of ${path} differ in shape or type.`);
  }
  const { data } = first;
  const type = data instanceof Float64Array ? 'DOUBLE' : data instanceof Uint8Array ? 'BYTE' : 'FLOAT';
  writeFileSync(path, interleaved(bands));
  writeImageSheets(path, { type, numBand: bands.length, length, width, ...hints });
}

/** The bytes of the bands, line by line: line 0 of every band, then line 1 ... */
function interleaved(bands: readonly Band[]): Uint8Array {
  const [length, width] = bands[0].shape;
  const sources = bands.map(({ data }) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength));
  if (sources.length === 1) return sources[0];
  const line = width * bands[0].data.BYTES_PER_ELEMENT;
  const out = new Uint8Array(length * line * bands.length);
  for (let y = 0; y < length; y++) {
    sources.forEach((source, b) => {
      out.set(source.subarray(y * line, (y + 1) * line), (y * bands.length + b) * line);
    });
  }
  return out;
}

/** Write `<path>.xml` and `<path>.vrt` alone: also for full-resolution images that are not kept. */
export function writeImageSheets(path: string, layout: ImageLayout): void {
  writeFileSync(`${path}.xml`, imageXml(basename(path), layout));
  writeFileSync(`${path}.vrt`, imageVrt(basename(path), layout));
}

function imageXml(
  name: string,
  { type, numBand, length, width, imageType, description }: ImageLayout,
): string {
  const coordinate = (key: string, size: number) =>
    component(key, 'isceobj.Image', 'createCoordinate', [
      property('delta', '1.0'),
      property('endingvalue', `${size}.0`),
      property('family', 'imagecoordinate'),
      property('name', 'imagecoordinate_name'),
      property('size', size),
      property('startingvalue', '0.0'),
    ]);
  return sheetText('imageFile', [
    property('ISCE_VERSION', 'simulated by mintsar'),
    property('access_mode', 'read'),
    property('byte_order', 'l'),
    coordinate('coordinate1', width),
    coordinate('coordinate2', length),
    property('data_type', type),
    ...(description ? [property('description', description)] : []),
    property('extra_file_name', `${name}.vrt`),
    property('family', 'image'),
    property('file_name', name),
    property('image_type', imageType ?? ''),
    property('length', length),
    property('name', 'image_name'),
    property('number_bands', numBand),
    property('scheme', 'BIL'),
    property('width', width),
    property('xmax', `${width}.0`),
    property('xmin', '0.0'),
  ]);
}

function imageVrt(name: string, { type, numBand, length, width }: ImageLayout): string {
  const { gdal, bytes } = TYPES[type];
  const bands = Array.from(
    { length: numBand },
    (_, b) => `    <VRTRasterBand dataType="${gdal}" band="${b + 1}" subClass="VRTRawRasterBand">
        <SourceFilename relativeToVRT="1">${name}</SourceFilename>
        <ByteOrder>LSB</ByteOrder>
        <ImageOffset>${b * width * bytes}</ImageOffset>
        <PixelOffset>${bytes}</PixelOffset>
        <LineOffset>${numBand * width * bytes}</LineOffset>
    </VRTRasterBand>
`,
  );
  return `<VRTDataset rasterXSize="${width}" rasterYSize="${length}">\n${bands.join('')}</VRTDataset>\n`;
}
