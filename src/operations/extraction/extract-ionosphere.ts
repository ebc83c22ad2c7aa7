import { type HeightCube, sampleCube } from '../../core/geometry/height-cube.ts';
import { cropGrid, pixelCenter } from '../../core/geometry/map-grid.ts';
import { mapTransform } from '../../core/geometry/map-transform.ts';
import { levelledSurface, type SurfaceSample, surfaceAt } from '../../core/geometry/quadratic-surface.ts';
import type { GunwProduct } from '../../io/gunw/gunw-product.ts';
import { writeEnviOutput } from './envi-output.ts';
import { extractMosaic } from './extract-mosaic.ts';
import { FrameReader } from './frame-reader.ts';
import type { ProductFiles } from './product-files.ts';
import type { ExtractArgs, IonosphereJob, RasterReport } from './raster-job.ts';
import { readCube } from './read-cube.ts';
import { rowKeeper, zeroMissing } from './result-rows.ts';

const ROWS = 256;
/** Pixels of a fine ionosphere of which one is taken for the surface, along each side. */
const COARSE = 10;

/** Ionosphere of a pair: of one frame its own values, of several a quadratic surface through all, brought to one level. */
export async function extractIonosphere(
  job: IonosphereJob,
  args: ExtractArgs,
  files: ProductFiles,
): Promise<RasterReport> {
  const [first] = job.frames;
  if (job.frames.length === 1 && first.rasters.ionosphere !== undefined)
    return extractMosaic({ ...job, kind: 'mosaic', layer: 'ionosphere' }, args, files);
  const { grid, crs } = args;
  const rows =
    job.frames.length === 1
      ? await ownRows(first, args, files)
      : surfaceRows(await Promise.all(job.frames.map((frame) => samplesOf(frame, args, files))), args);
  const keep = rowKeeper(args);
  let pixels = 0;
  await writeEnviOutput({ path: job.path, grid, crs, type: 'f4', noData: 0 }, async (put) => {
    for (let y0 = 0; y0 < grid.length; y0 += ROWS) {
      const values = rows(y0, Math.min(grid.length, y0 + ROWS));
      keep(values, y0, Number.NaN);
      pixels += zeroMissing(values);
      put(values);
    }
  });
  return { pixels };
}

type Rows = (y0: number, y1: number) => Float32Array;

async function ownRows(product: GunwProduct, { grid }: ExtractArgs, files: ProductFiles): Promise<Rows> {
  const cube = await readCube(product, product.ionosphere!, files);
  return (y0, y1) => {
    const part = cropGrid(grid, { y0, x0: 0, y1, x1: grid.width });
    const values = sampleCube(cube, part, new Float32Array(part.length * part.width));
    if (product.sign < 0) for (let i = 0; i < values.length; i++) values[i] = -values[i];
    return values;
  };
}

function surfaceRows(frames: readonly (readonly SurfaceSample[])[], { grid }: ExtractArgs): Rows {
  // Nodes of two frames are the same where they are next to each other.
  const surface = levelledSurface(frames, COARSE * Math.max(Math.abs(grid.yStep), grid.xStep));
  return (y0, y1) => {
    const values = new Float32Array((y1 - y0) * grid.width);
    for (let y = y0, i = 0; y < y1; y++)
      for (let x = 0; x < grid.width; x++, i++) {
        const [my, mx] = pixelCenter(grid, y, x);
        values[i] = surfaceAt(surface, my, mx);
      }
    return values;
  };
}

async function samplesOf(
  product: GunwProduct,
  args: ExtractArgs,
  files: ProductFiles,
): Promise<SurfaceSample[]> {
  if (product.ionosphere !== undefined) {
    const place = mapTransform({ utmZone: product.grid.utmZone }, args.grid);
    return nodesOf(await readCube(product, product.ionosphere, files), product.sign).map(
      ({ y, x, value }) => {
        const [my, mx] = place(y, x);
        return { y: my, x: mx, value };
      },
    );
  }
  const { full, crs } = args;
  const reader = new FrameReader(product, full, crs.epsg, files);
  const samples: SurfaceSample[] = [];
  const [x0, x1] = [Math.max(0, reader.box.x0), Math.min(full.width, reader.box.x1)];
  for (let y = Math.max(0, reader.box.y0); y < Math.min(full.length, reader.box.y1) && x1 > x0; y += COARSE) {
    const values = await reader.read('ionosphere', { y0: y, x0, y1: y + 1, x1 });
    for (let x = x0; x < x1 && values !== undefined; x += COARSE) {
      const [my, mx] = pixelCenter(full, y, x);
      if (values[x - x0] - values[x - x0] === 0) samples.push({ y: my, x: mx, value: values[x - x0] });
    }
  }
  return samples;
}

function nodesOf({ values, ys, xs }: HeightCube, sign: number): SurfaceSample[] {
  const nodes: SurfaceSample[] = [];
  for (let r = 0, i = 0; r < ys.length; r++)
    for (let c = 0; c < xs.length; c++, i++)
      if (values[i] - values[i] === 0 && values[i] !== 0)
        nodes.push({ y: ys[r], x: xs[c], value: sign * values[i] });
  return nodes;
}
