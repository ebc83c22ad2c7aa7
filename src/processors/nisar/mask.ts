import type { Box } from '../../core/array.ts';
import { FileError } from '../../core/errors.ts';
import { isAddress } from '../../io/bytes/address.ts';
import { GunwFile } from '../../io/gunw/gunw-file.ts';
import type { NisarProduct } from '../../io/gunw/nisar-product.ts';
import type { Slab } from '../../io/hdf5/types.ts';
import { FarFiles } from '../../loading/far-files.ts';
import { forEachFile } from '../far-header.ts';
import { rasterOnGrid } from '../map-raster.ts';
import type { CommonGrid, PlacedProduct } from './common-grid.ts';

/** Rows that are read at once. */
const ROWS = 512;

/** Whether a pixel is valid land, by the low byte of its mask. */
const VALID_LAND = Uint8Array.from({ length: 256 }, (_, m) => {
  const [water, reference, secondary] = [Math.floor(m / 100), Math.floor(m / 10) % 10, m % 10];
  return m !== 255 && water !== 1 && reference > 0 && secondary > 0 ? 1 : 0;
});

/**
 * Leave of a mask (1 = keep) the pixels that are valid land in a product. Its mask has three decimal digits in the low byte:
 * water, sub-swath of the reference and of the secondary, 0 for none; 255 is no data. Above the low byte, which is all there is
 * before specification 1.5, stand flags that do not matter here. Before 1.2 the digits meant something else: there all pixels with
 * a phase are kept.
 */
async function keepValid(keep: Uint8Array, product: NisarProduct, box: Box, files: FarFiles): Promise<void> {
  const width = box.x1 - box.x0;
  const { mask, layers, path, fileVersion, index } = product;
  const isFar = isAddress(path);
  const file = isFar ? await files.openH5(path, fileVersion, index) : new GunwFile(path).file;
  const read = async (name: string, slab: Slab) => (isFar ? file.load(name, slab) : file.read(name, slab));
  try {
    const fill = Number(
      file.datasets.get(`${layers}/unwrappedPhase`)?.attributes['_FillValue'] ?? Number.NaN,
    );
    for (let y0 = box.y0; y0 < box.y1; y0 += ROWS) {
      const rows = Math.min(ROWS, box.y1 - y0);
      const slab = { start: [y0, box.x0], count: [rows, width] };
      const at = (y0 - box.y0) * width;
      if (mask === undefined) {
        const phase = (await read(`${layers}/unwrappedPhase`, slab)) as Float32Array;
        for (let i = 0; i < phase.length; i++)
          if (!Number.isFinite(phase[i]) || phase[i] === fill) keep[at + i] = 0;
      } else {
        const words = (await read(mask, slab)) as Uint32Array;
        for (let i = 0; i < words.length; i++) keep[at + i] &= VALID_LAND[words[i] & 255];
      }
    }
  } finally {
    if (!isFar) file.close();
  }
}

/**
 * Pixels that are valid land in all pairs, uint8, 1 = keep: in one of its frames at least where a pair has several.
 * @param external a raster, above 0 on land
 * @throws {FileError} when no pixel is left
 */
export async function commonMask(
  { grid, pairs, products }: CommonGrid,
  external: string | undefined,
): Promise<Uint8Array> {
  const n = grid.length * grid.width;
  const keep = new Uint8Array(new SharedArrayBuffer(n)).fill(1);
  const files = new FarFiles();
  // Far ones answer slowly: some are asked at the same time.
  await forEachFile(pairs, async (frames) => {
    const [{ product, box }] = frames;
    if (frames.length === 1) return keepValid(keep, product, box, files);
    const any = new Uint8Array(n);
    for (const frame of frames) await addValid(any, frame, grid, files);
    for (let p = 0; p < n; p++) keep[p] &= any[p];
  });
  if (external !== undefined) {
    const land = await rasterOnGrid(external, grid, products[0].product.epsg, 'nearest');
    for (let p = 0; p < keep.length; p++) if (!(land[p] > 0)) keep[p] = 0;
  }
  if (keep.includes(1)) return keep;
  throw new FileError(
    `No pixel is valid land in all ${products.length} products${external === undefined ? '' : ` and in ${external}`}.`,
    'Leave out products that do not cover the area.',
  );
}

/** Add to a mask (1 = keep) what is valid in a frame, of which the grid is no more than a part. */
async function addValid(
  any: Uint8Array,
  { product, box }: PlacedProduct,
  grid: CommonGrid['grid'],
  files: FarFiles,
): Promise<void> {
  const { length, width } = product.grid;
  const own = {
    y0: Math.max(0, box.y0),
    x0: Math.max(0, box.x0),
    y1: Math.min(length, box.y1),
    x1: Math.min(width, box.x1),
  };
  if (own.y1 <= own.y0 || own.x1 <= own.x0) return;
  const columns = own.x1 - own.x0;
  const valid = new Uint8Array((own.y1 - own.y0) * columns).fill(1);
  await keepValid(valid, product, own, files);
  for (let i = 0; i < valid.length; i++) {
    const y = own.y0 - box.y0 + Math.floor(i / columns);
    any[y * grid.width + own.x0 - box.x0 + (i % columns)] |= valid[i];
  }
}
