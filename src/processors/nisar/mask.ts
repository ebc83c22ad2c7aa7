import type { Box } from '../../core/array.ts';
import { GunwFile } from '../../io/gunw/gunw-file.ts';
import type { NisarProduct } from '../../io/gunw/nisar-product.ts';

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
export function keepValid(keep: Uint8Array, product: NisarProduct, box: Box): void {
  const width = box.x1 - box.x0;
  const { mask, layers, path } = product;
  const file = new GunwFile(path);
  try {
    const fill = Number(
      file.file.datasets.get(`${layers}/unwrappedPhase`)?.attributes['_FillValue'] ?? Number.NaN,
    );
    for (let y0 = box.y0; y0 < box.y1; y0 += ROWS) {
      const rows = Math.min(ROWS, box.y1 - y0);
      const slab = { start: [y0, box.x0], count: [rows, width] };
      const at = (y0 - box.y0) * width;
      if (mask === undefined) {
        const phase = file.file.read(`${layers}/unwrappedPhase`, slab) as Float32Array;
        for (let i = 0; i < phase.length; i++)
          if (!Number.isFinite(phase[i]) || phase[i] === fill) keep[at + i] = 0;
      } else {
        const words = file.file.read(mask, slab) as Uint32Array;
        for (let i = 0; i < words.length; i++) keep[at + i] &= VALID_LAND[words[i] & 255];
      }
    }
  } finally {
    file.close();
  }
}
