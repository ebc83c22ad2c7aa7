import type { Box } from '../../core/array.ts';
import { lanczosLooks, lanczosReach } from '../../core/geometry/resample/integer-looks.ts';
import type { GunwProduct, GunwRaster } from '../../io/gunw/gunw-product.ts';
import { writeEnviOutput } from './envi-output.ts';
import { FrameReader } from './frame-reader.ts';
import type { ProductFiles } from './product-files.ts';
import { blocksOf, type ExtractArgs, type MeanJob, type MosaicJob, type RasterReport } from './raster-job.ts';
import { rowKeeper, zeroMissing } from './result-rows.ts';

/** Bytes of a pixel: frames and the mosaic. */
const PER_PIXEL = 24;

/** Frames of a pair laid side by side, cut, reduced, written. */
export function extractMosaic(job: MosaicJob, args: ExtractArgs, files: ProductFiles): Promise<RasterReport> {
  const mosaic = mosaicOf(job.frames, job.layer, args, files);
  return writeRows(job.path, args, mosaic);
}

/** The mean of a layer over pairs. */
export function extractMean(job: MeanJob, args: ExtractArgs, files: ProductFiles): Promise<RasterReport> {
  const pairs = job.pairs.map((frames) => mosaicOf(frames, job.layer, args, files));
  return writeRows(job.path, args, async (window) => {
    const size = (window.y1 - window.y0) * (window.x1 - window.x0);
    const sums = new Float64Array(size);
    const counts = new Uint32Array(size);
    for (const pair of pairs) {
      const values = await pair(window);
      for (let i = 0; i < size; i++) {
        if (!(values[i] > 0)) continue;
        sums[i] += values[i];
        counts[i]++;
      }
    }
    return Float32Array.from(sums, (sum, i) => (counts[i] === 0 ? Number.NaN : sum / counts[i]));
  });
}

type ReadWindow = (window: Box) => Promise<Float32Array>;

function mosaicOf(
  frames: readonly GunwProduct[],
  layer: GunwRaster,
  { full, crs }: ExtractArgs,
  files: ProductFiles,
): ReadWindow {
  const readers = frames.map((frame) => new FrameReader(frame, full, crs.epsg, files));
  return async (window) => {
    let out: Float32Array | undefined;
    for (const reader of readers) {
      if (!reader.meets(window)) continue;
      const own = await reader.read(layer, window);
      if (own === undefined) continue;
      if (out === undefined) out = own;
      // 0 is what products have outside of their data.
      else for (let i = 0; i < out.length; i++) if (!(out[i] !== 0 && out[i] - out[i] === 0)) out[i] = own[i];
    }
    return out ?? new Float32Array((window.y1 - window.y0) * (window.x1 - window.x0)).fill(Number.NaN);
  };
}

async function writeRows(path: string, args: ExtractArgs, read: ReadWindow): Promise<RasterReport> {
  const { full, grid, crs, looks } = args;
  const keep = rowKeeper(args);
  const reach = looks > 1 ? lanczosReach(looks) : 0;
  let pixels = 0;
  await writeEnviOutput({ path, grid, crs, type: 'f4', noData: 0 }, async (put) => {
    for (const { y0, y1 } of blocksOf(args, PER_PIXEL)) {
      const first = Math.max(0, y0 * looks - reach);
      const window = { y0: first, x0: 0, y1: Math.min(full.length, y1 * looks + reach), x1: full.width };
      const values = await read(window);
      if (looks > 1) for (let i = 0; i < values.length; i++) if (values[i] === 0) values[i] = Number.NaN;
      const rows = looks > 1 ? lanczosLooks(values, first, full.width, { y0, y1 }, looks) : values;
      keep(rows, y0, Number.NaN);
      pixels += zeroMissing(rows);
      put(rows);
    }
  });
  return { pixels };
}
