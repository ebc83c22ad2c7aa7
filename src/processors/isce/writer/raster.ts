import { writeFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { Grid } from '../../../core/array.ts';
import { ShapeError } from '../../../core/errors.ts';
import type { RawLayout } from '../../../io/raster/raw-band.ts';
import { imageVrt, imageXml } from './image-sheets.ts';

type Band = Grid | Grid<Float64Array> | Grid<Uint8Array>;

/** How an ISCE-2 image is laid out: line-interleaved bands, little-endian. */
export interface ImageLayout {
  readonly type: 'f4' | 'f8' | 'u1';
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
  const type = data instanceof Float64Array ? 'f8' : data instanceof Uint8Array ? 'u1' : 'f4';
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
export function writeImageSheets(
  path: string,
  { type, numBand, length, width, ...hints }: ImageLayout,
): void {
  const layout: RawLayout = {
    length,
    width,
    bands: numBand,
    type,
    interleave: 'BIL',
    littleEndian: true,
    headerBytes: 0,
  };
  writeFileSync(
    `${path}.xml`,
    imageXml(basename(path), layout, { version: 'simulated by mintsar', ...hints }),
  );
  writeFileSync(`${path}.vrt`, imageVrt(basename(path), layout));
}
