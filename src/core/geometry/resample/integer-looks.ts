import type { RowBlock } from '../../block.ts';

/** Lobes of the kernel on either side, in pixels of the result. */
const LOBES = 3;

/** Rows around a block that {@link lanczosLooks} looks at, in rows of the source. */
export function lanczosReach(looks: number): number {
  return LOBES * looks;
}

/**
 * A raster reduced by a whole factor with the Lanczos kernel of three lobes, stretched to the pixels of the result (Duchon 1979,
 * doi:10.1175/1520-0450(1979)018<1016:LFIOAT>2.0.CO;2): what GDAL makes of `-r lanczos`. Pixels without data do not count; a pixel of
 * the result has data where the source has some in its middle.
 *
 * @param source rows of the raster from `first` on, [n, width], NaN = no data
 * @param first row of the raster that stands first in `source`
 * @param width columns of the raster, a multiple of `looks`
 * @param rows of the result that are made
 * @param looks source pixels to one, along each side
 * @returns [rows.y1 - rows.y0, width / looks]
 */
export function lanczosLooks(
  source: Float32Array,
  first: number,
  width: number,
  rows: Pick<RowBlock, 'y0' | 'y1'>,
  looks: number,
): Float32Array {
  const length = source.length / width;
  const outWidth = Math.floor(width / looks);
  const weights = Float64Array.from({ length: 2 * LOBES * looks }, (_, k) =>
    lanczos((k + 0.5) / looks - LOBES),
  );
  const reach = LOBES * looks;
  const out = new Float32Array((rows.y1 - rows.y0) * outWidth).fill(Number.NaN);
  const sums = new Float64Array(width);
  const totals = new Float64Array(width);
  for (let y = rows.y0; y < rows.y1; y++) {
    // Around the middle of the window: an even number of rows on either side, whatever the looks.
    const start = Math.round((y + 0.5) * looks) - reach - first;
    const shift = (looks % 2) / 2;
    sums.fill(0);
    totals.fill(0);
    for (let k = 0; k < 2 * reach; k++) {
      const row = start + k;
      if (row < 0 || row >= length) continue;
      const weight = shift === 0 ? weights[k] : lanczos((k + 0.5 + shift) / looks - LOBES);
      for (let x = 0, i = row * width; x < width; x++, i++) {
        const value = source[i];
        if (Number.isNaN(value)) continue;
        sums[x] += weight * value;
        totals[x] += weight;
      }
    }
    const middle = (y * looks + (looks >> 1) - first) * width;
    for (let x = 0; x < outWidth; x++) {
      const centre = x * looks + (looks >> 1);
      if (Number.isNaN(source[middle + centre])) continue;
      const from = Math.round((x + 0.5) * looks) - reach;
      let [sum, total] = [0, 0];
      for (let k = 0; k < 2 * reach; k++) {
        const column = from + k;
        if (column < 0 || column >= width) continue;
        const weight = shift === 0 ? weights[k] : lanczos((k + 0.5 + shift) / looks - LOBES);
        sum += weight * sums[column];
        total += weight * totals[column];
      }
      if (Math.abs(total) > 1e-9) out[(y - rows.y0) * outWidth + x] = sum / total;
    }
  }
  return out;
}

function lanczos(t: number): number {
  if (t === 0) return 1;
  if (Math.abs(t) >= LOBES) return 0;
  const a = Math.PI * t;
  return (LOBES * Math.sin(a) * Math.sin(a / LOBES)) / (a * a);
}

/**
 * Phase reduced by a whole factor within the most frequent component of every window: the mean of its pixels, so that phases of
 * components that are whole cycles apart are not averaged.
 *
 * @param phase [length, width], rad, NaN = no data; length and width are multiples of `looks`
 * @param labels components of the same pixels; below 0 is no data
 * @param width columns
 * @param looks source pixels to one, along each side
 * @returns [length / looks, width / looks] each: NaN and -1 where there is no data
 */
export function rankedLooks(
  phase: Float32Array,
  labels: ArrayLike<number>,
  width: number,
  looks: number,
): { phase: Float32Array; labels: Int32Array } {
  const outWidth = Math.floor(width / looks);
  const outLength = Math.floor(phase.length / width / looks);
  const means = new Float32Array(outLength * outWidth).fill(Number.NaN);
  const found = new Int32Array(outLength * outWidth).fill(-1);
  const counts = new Map<number, { count: number; sum: number }>();
  for (let y = 0, o = 0; y < outLength; y++)
    for (let x = 0; x < outWidth; x++, o++) {
      counts.clear();
      for (let r = 0; r < looks; r++)
        for (let i = (y * looks + r) * width + x * looks, end = i + looks; i < end; i++) {
          if (Number.isNaN(phase[i]) || labels[i] < 0) continue;
          const own = counts.get(labels[i]) ?? { count: 0, sum: 0 };
          own.count++;
          own.sum += phase[i];
          counts.set(labels[i], own);
        }
      let most = 0;
      for (const [label, { count, sum }] of counts) {
        if (count < most || (count === most && label > found[o])) continue;
        most = count;
        means[o] = sum / count;
        found[o] = label;
      }
    }
  return { phase: means, labels: found };
}

/**
 * Labels reduced by a whole factor: that of the pixel in the middle of each window.
 *
 * @param labels [length, width], multiples of `looks`
 * @param width columns
 * @param looks source pixels to one, along each side
 * @returns [length / looks, width / looks]
 */
export function middleLooks<A extends Int32Array | Float32Array>(labels: A, width: number, looks: number): A {
  const outWidth = Math.floor(width / looks);
  const outLength = Math.floor(labels.length / width / looks);
  const out = labels.slice(0, outLength * outWidth) as A;
  const half = looks >> 1;
  for (let y = 0, o = 0; y < outLength; y++)
    for (let x = 0; x < outWidth; x++, o++) out[o] = labels[(y * looks + half) * width + x * looks + half];
  return out;
}
