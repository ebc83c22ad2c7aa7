import { slantFactors } from '../../core/atmosphere/slant-factors.ts';
import { cropGrid } from '../../core/geometry/map-grid.ts';
import { warpMap } from '../../core/geometry/resample/warp-map.ts';
import { displacementPerRadian } from '../../core/inversion/displacement-scale.ts';
import { LocalFile } from '../../io/bytes/local-file.ts';
import { readZenithDelay } from '../troposphere/gacos-files.ts';
import type { ZenithDelay } from '../troposphere/zenith-delay-kernel.ts';
import { writeEnviOutput } from './envi-output.ts';
import {
  blocksOf,
  type DifferenceJob,
  type ExtractArgs,
  type RasterReport,
  type ZenithJob,
} from './raster-job.ts';
import { rowKeeper, zeroMissing } from './result-rows.ts';

/** Bytes of a pixel: a raster, what is taken from it, and the factors. */
const PER_PIXEL = 24;

/**
 * Zenith delay of a date along the line of sight in the sense of its phase, -4 pi / lambda · delay / cos θ, rad. Where the area of
 * several files overlaps, the first one counts.
 */
export async function extractZenith(job: ZenithJob, args: ExtractArgs): Promise<RasterReport> {
  const delays: ZenithDelay[] = [];
  for (const [path] of job.zenith) delays.push(await readZenithDelay(path));
  const perMetre = 1 / -displacementPerRadian(job.wavelength);
  return writeRows(job.path, args, [job.incidence], ([incidence], part) => {
    const values = new Float32Array(part.length * part.width).fill(Number.NaN);
    for (const { raster, grid } of delays) {
      const own = warpMap(raster, grid!, part, 'bilinear');
      for (let i = 0; i < values.length; i++) if (Number.isNaN(values[i])) values[i] = own[i];
    }
    const slant = slantFactors(incidence);
    for (let i = 0; i < values.length; i++)
      values[i] = incidence[i] === 0 ? Number.NaN : values[i] * slant[i] * perMetre;
    return values;
  });
}

/** One raster less another; none where either has none. */
export function extractDifference(job: DifferenceJob, args: ExtractArgs): Promise<RasterReport> {
  return writeRows(job.path, args, [job.minuend, job.subtrahend], ([late, early]) => {
    for (let i = 0; i < late.length; i++)
      late[i] = late[i] === 0 || early[i] === 0 ? Number.NaN : late[i] - early[i];
    return late;
  });
}

type RowsOf = (read: readonly Float32Array[], part: ReturnType<typeof cropGrid>) => Float32Array;

/** Write a raster whose rows are made of those of rasters of the same grid. */
async function writeRows(
  path: string,
  args: ExtractArgs,
  from: readonly string[],
  rowsOf: RowsOf,
): Promise<RasterReport> {
  const { grid, crs } = args;
  const keep = rowKeeper(args);
  const files = from.map((name) => new LocalFile(name));
  let pixels = 0;
  try {
    await writeEnviOutput({ path, grid, crs, type: 'f4', noData: 0 }, async (put) => {
      for (const { y0, y1 } of blocksOf(args, PER_PIXEL)) {
        const read = files.map((file) => {
          const values = new Float32Array((y1 - y0) * grid.width);
          file.readInto(new Uint8Array(values.buffer), 4 * y0 * grid.width);
          return values;
        });
        const values = rowsOf(read, cropGrid(grid, { y0, x0: 0, y1, x1: grid.width }));
        keep(values, y0, Number.NaN);
        pixels += zeroMissing(values);
        put(values);
      }
    });
  } finally {
    for (const file of files) file.close();
  }
  return { pixels };
}
