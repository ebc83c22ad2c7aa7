import { FileError } from '../../core/errors.ts';
import { type HeightCube, sampleCube } from '../../core/geometry/height-cube.ts';
import { cropGrid, type MapGrid } from '../../core/geometry/map-grid.ts';
import { mapTransform } from '../../core/geometry/map-transform.ts';
import { writeEnviOutput } from './envi-output.ts';
import type { ProductFiles } from './product-files.ts';
import type { CubeJob, ExtractArgs, RasterReport } from './raster-job.ts';
import { readCube } from './read-cube.ts';
import { rowKeeper, zeroMissing } from './result-rows.ts';

/** Rows that are interpolated at a time. */
const ROWS = 256;

/** A cube and the map it is on. */
interface PlacedCube {
  readonly cube: HeightCube;
  readonly zone: string | undefined;
}

/** Cubes at the heights of the ground, cut and written. @throws {FileError} when frames have other height levels */
export async function extractCube(
  job: CubeJob,
  args: ExtractArgs,
  files: ProductFiles,
): Promise<RasterReport> {
  const { grid, crs } = args;
  const heights = args.heights && new Float32Array(args.heights.memory);
  const terms: { factor: number; cubes: PlacedCube[] }[] = [];
  for (const { factor, frames } of job.terms) {
    const cubes: PlacedCube[] = [];
    for (const { product, cube } of frames) {
      const own = await readCube(product, cube, files);
      const [first] = cubes;
      if (first !== undefined && Array.from(own.heights).join() !== Array.from(first.cube.heights).join())
        throw new FileError(
          `${product.path}: ${cube.datasets[0]} has other height levels than ${frames[0].product.path}.`,
          'Leave out products of another version.',
        );
      cubes.push({ cube: own, zone: product.grid.utmZone });
    }
    terms.push({ factor, cubes });
  }
  const found = job.isLimited && args.found ? new Uint8Array(args.found) : undefined;
  const keep = rowKeeper(args);
  let pixels = 0;
  await writeEnviOutput({ path: job.path, grid, crs, type: 'f4', noData: 0 }, async (put) => {
    for (let y0 = 0; y0 < grid.length; y0 += ROWS) {
      const y1 = Math.min(grid.length, y0 + ROWS);
      const part = cropGrid(grid, { y0, x0: 0, y1, x1: grid.width });
      const ground =
        heights?.subarray(y0 * grid.width, y1 * grid.width) ?? new Float32Array((y1 - y0) * grid.width);
      const sampled = terms.map(({ cubes }) => sampleFrames(cubes, part, ground));
      const values = job.isAzimuth ? azimuth(sampled) : weightedSum(sampled, terms);
      if (found !== undefined)
        for (let i = 0, at = y0 * grid.width; i < values.length; i++)
          if (found[at + i] === 0) values[i] = Number.NaN;
      keep(values, y0, Number.NaN);
      pixels += zeroMissing(values);
      put(values);
    }
  });
  return { pixels };
}

/** Of the first frame that reaches a pixel. */
function sampleFrames(cubes: readonly PlacedCube[], part: MapGrid, ground: Float32Array): Float32Array {
  let out: Float32Array | undefined;
  for (const { cube, zone } of cubes) {
    if (out !== undefined && !out.some(Number.isNaN)) break;
    const own =
      zone === part.utmZone ? sampleCube(cube, part, ground) : sampleElsewhere(cube, zone, part, ground);
    if (out === undefined) out = own;
    else for (let i = 0; i < out.length; i++) if (Number.isNaN(out[i])) out[i] = own[i];
  }
  return out ?? new Float32Array(ground.length).fill(Number.NaN);
}

/** Rows and columns between which places on another map are taken to be linear. */
const STRIDE = 16;

/** A cube whose axes are those of another map: pixels one by one, at places that are exact at every so many. */
function sampleElsewhere(
  cube: HeightCube,
  zone: string | undefined,
  part: MapGrid,
  ground: Float32Array,
): Float32Array {
  const { xs, ys } = cube;
  const own = { xFirst: xs[0], yFirst: ys[0], xStep: 1, yStep: -1, length: 1, width: 1, utmZone: zone };
  const place = mapTransform(part, own);
  const out = new Float32Array(ground.length);
  const pixel = { length: 1, width: 1, xStep: 1, yStep: -1 };
  const height = new Float32Array(1);
  const { width } = part;
  const at = (y: number, x: number) =>
    place(part.yFirst + (y + 0.5) * part.yStep, part.xFirst + (x + 0.5) * part.xStep);
  for (let y = 0; y < part.length; y++)
    for (let x0 = 0; x0 < width; x0 += STRIDE) {
      const n = Math.min(STRIDE, width - x0);
      const [a, b] = [at(y, x0), at(y, x0 + n)];
      for (let k = 0; k < n; k++) {
        const i = y * width + x0 + k;
        const [my, mx] = [0, 1].map((d) => a[d] + ((b[d] - a[d]) * k) / n);
        height[0] = ground[i];
        out[i] = sampleCube(cube, { ...pixel, yFirst: my + 0.5, xFirst: mx - 0.5 }, height)[0];
      }
    }
  return out;
}

function weightedSum(
  sampled: readonly Float32Array[],
  terms: readonly { readonly factor: number }[],
): Float32Array {
  if (terms.length === 1 && terms[0].factor === 1) return sampled[0];
  return sampled[0].map((_, i) => sampled.reduce((sum, values, k) => sum + terms[k].factor * values[i], 0));
}

/** Angle of the line of sight from the ground to the satellite, degrees from east, anticlockwise, 0 to 360. */
function azimuth([east, north]: readonly Float32Array[]): Float32Array {
  return east.map((e, i) => ((Math.atan2(north[i], e) * 180) / Math.PI + 360) % 360);
}
