import { FileError } from '../../core/errors.ts';
import { GunwFile as ProductFile } from '../../io/gunw/gunw-file.ts';
import { type DispProduct, PRODUCT_KIND } from './product.ts';

/** Rows that are read at once: those of a chunk. */
const ROWS = 256;
/** Share of the products that recommend a pixel which is kept, as in OPERA's own tools. */
const RELIABLE_SHARE = 0.9;

/**
 * Pixels that nearly all products recommend: land, with a connected component, and coherent or like their neighbours.
 * @returns uint8 on shared memory, 1 = keep; undefined when a product has no recommended mask
 * @throws {FileError} when no pixel is left
 */
export function reliablePixels(products: readonly DispProduct[]): Uint8Array | undefined {
  if (!products.every(({ datasets }) => datasets.has('recommended_mask'))) return undefined;
  const { length, width } = products[0].grid;
  const count = new Uint16Array(length * width);
  for (const { path } of products) {
    const file = new ProductFile(path, PRODUCT_KIND);
    try {
      for (let y0 = 0; y0 < length; y0 += ROWS) {
        const rows = Math.min(ROWS, length - y0);
        const slab = { start: [y0, 0], count: [rows, width] };
        const good = file.file.read('recommended_mask', slab) as Uint8Array;
        const at = y0 * width;
        for (let i = 0; i < good.length; i++) if (good[i] === 1) count[at + i]++;
      }
    } finally {
      file.close();
    }
  }
  const least = Math.ceil(RELIABLE_SHARE * products.length);
  const keep = new Uint8Array(new SharedArrayBuffer(count.length));
  for (let i = 0; i < keep.length; i++) keep[i] = count[i] >= least ? 1 : 0;
  if (keep.includes(1)) return keep;
  throw new FileError(
    `No pixel is recommended in ${least} of the ${products.length} products (recommended_mask).`,
    'Leave out dates of poor quality, or cut the products to an area on land.',
  );
}
