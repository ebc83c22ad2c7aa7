import { stopIfAborted } from '../../compute/stop.ts';
import type { Values } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { withH5 } from '../../io/hdf5/file.ts';

export interface PixelSamples {
  readonly path: string;
  readonly dataset: string;
  /** planes wanted, in this order */
  readonly planes: readonly number[];
  /** raster indices of the pixels wanted */
  readonly pixels: Int32Array;
}

/** Reading over so many bytes in between is faster than a read of its own. */
const GAP_BYTES = 64 << 10;

/**
 * Values at chosen pixels of a stack, per plane. Only rows with such pixels are read: a few hundred pixels of a large
 * image take a small part of it.
 */
export async function readSamples(
  { path, dataset, planes, pixels }: PixelSamples,
  context: Context,
): Promise<Float32Array[]> {
  return withH5(path, async (file) => {
    const { shape, compression } = file.datasets.get(dataset)!;
    const width = shape[2];
    // Compressed rows are decoded many at a time: they are read at once.
    const gap = compression === 'none' ? Math.ceil(GAP_BYTES / (4 * width)) : Infinity;
    const stretches = rowStretches(pixels, width, gap);
    const memory = new Uint8Array(Math.max(0, ...stretches.map(({ y0, y1 }) => 8 * (y1 - y0) * width)));
    const samples: Float32Array[] = [];
    for (const k of planes) {
      const values = new Float32Array(pixels.length);
      for (const { y0, y1, places } of stretches) {
        const slab = { start: [k, y0, 0], count: [1, y1 - y0, width] };
        const rows = file.read(dataset, slab, memory) as Values;
        for (const place of places) values[place] = rows[pixels[place] - y0 * width];
      }
      context.progress('reading samples', samples.push(values), planes.length);
      await new Promise(setImmediate); // lets signals and progress through
      stopIfAborted(context);
    }
    return samples;
  });
}

/** Rows y0 ... y1 - 1 that are read in one piece, and which of the pixels lie in them. */
interface Stretch {
  readonly y0: number;
  y1: number;
  readonly places: number[];
}

function rowStretches(pixels: Int32Array, width: number, gap: number): Stretch[] {
  const stretches: Stretch[] = [];
  const ascending = Array.from(pixels, (_, place) => place).sort((a, b) => pixels[a] - pixels[b]);
  for (const place of ascending) {
    const y = Math.floor(pixels[place] / width);
    const last = stretches.at(-1);
    if (last !== undefined && y - last.y1 <= gap) {
      last.y1 = y + 1;
      last.places.push(place);
    } else stretches.push({ y0: y, y1: y + 1, places: [place] });
  }
  return stretches;
}
