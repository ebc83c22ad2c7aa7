import { typeSize } from '../hdf5/datatype.ts';
import { imageFields, pixelFields, type TiffRaster } from './fields.ts';
import { directorySize, encodeDirectory, encodeHeader, type Field, headerSize } from './ifd.ts';

const STRIP_BYTES = 8 << 10;

/**
 * A GeoTIFF whose values lie row by row without compression, so that any number of threads can fill them in.
 * @returns what stands before the values, where these begin, and the bytes of the whole file
 */
export function plainTiff(raster: TiffRaster): { head: Uint8Array; address: number; size: number } {
  const { length, width } = raster.grid;
  const rowBytes = width * typeSize(raster.type);
  const rowsPerStrip = Math.max(1, Math.min(length, Math.floor(STRIP_BYTES / rowBytes)));
  const numStrip = Math.ceil(length / rowsPerStrip);
  const kind = { isBig: length * rowBytes + 24 * numStrip + 65_536 >= 2 ** 32 };
  const fieldsAt = (address: number): Field[] => [
    ...pixelFields(raster, length, width),
    ...imageFields(raster),
    { tag: 259, type: 'short', values: [1] },
    {
      tag: 273,
      type: 'long8',
      values: Array.from({ length: numStrip }, (_, k) => address + k * rowsPerStrip * rowBytes),
    },
    { tag: 278, type: 'long', values: [rowsPerStrip] },
    {
      tag: 279,
      type: 'long8',
      values: Array.from(
        { length: numStrip },
        (_, k) => Math.min(rowsPerStrip, length - k * rowsPerStrip) * rowBytes,
      ),
    },
  ];
  const at = headerSize(kind);
  const address = 16 * Math.ceil((at + directorySize(fieldsAt(0), kind)) / 16);
  const head = new Uint8Array(address);
  head.set(encodeHeader(kind, at));
  head.set(encodeDirectory(fieldsAt(address), kind, at, 0), at);
  return { head, address, size: address + length * rowBytes };
}
