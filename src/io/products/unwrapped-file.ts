import type { Grid } from '../../core/array.ts';
import { FileError } from '../../core/errors.ts';
import { requireText } from '../attributes/typed.ts';
import type { Attributes } from '../hdf5/types.ts';
import { knowConventions } from '../raster/convention.ts';
import { openRaster } from '../raster/local.ts';
import { formatRsc } from '../raster/rsc.ts';
import { writeWhole } from '../whole-file.ts';
import { ProductFacts } from './facts.ts';
import type { Product } from './product.ts';

/** One unwrapped interferogram in a binary file of its own (`.unw`): magnitude and phase, line by line. */
export interface UnwrappedFile extends Product {
  readonly magnitude: Grid;
  /** rad */
  readonly phase: Grid;
}

/** @throws {FileError} when the file does not have two bands */
export async function readUnwrapped(path: string): Promise<UnwrappedFile> {
  await knowConventions();
  const raster = openRaster(path);
  try {
    const { length, width, bands, attributes } = raster;
    if (bands !== 2) {
      throw new FileError(
        `${path} has ${bands} band(s) where magnitude and phase are expected.`,
        'Give a .unw file as ISCE-2 or ROI_PAC writes it.',
      );
    }
    const box = { y0: 0, x0: 0, y1: length, x1: width };
    const band = (n: number): Grid => ({
      data: Float32Array.from(raster.read(n, box)),
      shape: [length, width],
    });
    const datasets = new Map();
    return {
      path,
      attributes,
      facts: new ProductFacts(attributes),
      fileType: '.unw',
      length,
      width,
      datasets,
      magnitude: band(1),
      phase: band(2),
    };
  } finally {
    raster.close();
  }
}

/** Write magnitude and phase in lines that alternate, with a `.rsc` sheet. */
export function writeUnwrapped(path: string, attributes: Attributes, magnitude: Grid, phase: Grid): void {
  const [length, width] = phase.shape;
  const lines = new Float32Array(2 * length * width);
  for (let y = 0; y < length; y++) {
    lines.set(magnitude.data.subarray(y * width, (y + 1) * width), 2 * y * width);
    lines.set(phase.data.subarray(y * width, (y + 1) * width), (2 * y + 1) * width);
  }
  writeWhole(path, new Uint8Array(lines.buffer));
  const { BYTE_ORDER: _order, byte_order: _isceOrder, ...kept } = attributes; // always written little-endian
  const layout = { BANDS: '2', DATA_TYPE: 'float32', INTERLEAVE: 'BIL' };
  writeWhole(`${path}.rsc`, formatRsc({ NO_DATA_VALUE: 'none', ...kept, ...layout }));
}

/** The dates of an interferogram, YYMMDD or YYYYMMDD as its attributes have them. */
export function datesOfPair({ attributes }: Product): [first: string, second: string] {
  const dates = requireText(attributes, 'DATE12').split(/[-_]/);
  if (dates.length === 2) return [dates[0], dates[1]];
  throw new FileError(`DATE12 = ${attributes['DATE12']} is not a pair of dates.`, 'Write YYMMDD-YYMMDD.');
}
