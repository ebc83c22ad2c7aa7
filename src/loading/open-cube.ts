import type { Box } from '../core/array.ts';
import { type HeightCube, sampleCube } from '../core/geometry/height-cube.ts';
import { cropGrid, pixelCenter } from '../core/geometry/map-grid.ts';
import { levelledSurface, type SurfaceSample, surfaceAt } from '../core/geometry/quadratic-surface.ts';
import { isAddress } from '../io/bytes/address.ts';
import { LocalFile } from '../io/bytes/local-file.ts';
import { readHeightCube } from '../io/gunw/height-cubes.ts';
import { openH5Now } from '../io/hdf5/reader.ts';
import type { FarFiles } from './far-files.ts';
import type { CubeOfFile, CubeSource, SurfaceSource } from './layer.ts';
import type { OpenLayer } from './opened-layer.ts';

async function readCube(
  { path, version, index, datasets, minus, axes }: CubeOfFile,
  isDegrees: boolean,
  files: FarFiles,
): Promise<HeightCube> {
  const isFar = isAddress(path);
  const file = isFar ? await files.openH5(path, version, index) : openH5Now(new LocalFile(path));
  try {
    const values = (name: string) => (isFar ? file.load(name) : file.read(name));
    const cube = { datasets, minus, heights: axes.height, ys: axes.y, xs: axes.x };
    return await readHeightCube({ path: file.path, datasets: file.datasets, values }, cube, isDegrees);
  } finally {
    if (!isFar) file.close();
  }
}

/** Values of a cube at the heights of the pixels. */
export async function openCube(source: CubeSource, files: FarFiles): Promise<OpenLayer> {
  const { grid, heights } = source;
  const cube = await readCube(source, grid.utmZone === undefined, files);
  const all = heights && new Float32Array(heights.memory);
  return {
    isFar: isAddress(source.path),
    read(box: Box): Float32Array {
      const part = cropGrid(grid, box);
      const own = new Float32Array(part.length * part.width);
      for (let y = 0; all !== undefined && y < part.length; y++) {
        const from = (box.y0 + y) * grid.width + box.x0;
        own.set(all.subarray(from, from + part.width), y * part.width);
      }
      return sampleCube(cube, part, own);
    },
    close() {},
  };
}

/** A surface of second order through the nodes of coarse rasters, each brought to the level of those before it. */
export async function openSurface(source: SurfaceSource, files: FarFiles): Promise<OpenLayer> {
  const { grid, rasters } = source;
  const cubes = await Promise.all(rasters.map((one) => readCube(one, grid.utmZone === undefined, files)));
  const step = SAME_NODE * Math.max(Math.abs(grid.yStep), grid.xStep);
  const surface = levelledSurface(cubes.map(nodesOf), step);
  return {
    isFar: isAddress(source.path),
    read(box: Box): Float32Array {
      const width = box.x1 - box.x0;
      const out = new Float32Array((box.y1 - box.y0) * width);
      for (let y = box.y0, i = 0; y < box.y1; y++)
        for (let x = box.x0; x < box.x1; x++, i++) {
          const [my, mx] = pixelCenter(grid, y, x);
          out[i] = surfaceAt(surface, my, mx);
        }
      return out;
    },
    close() {},
  };
}

/** Pixels within which nodes of two rasters are one. */
const SAME_NODE = 10;

/** Nodes of a raster that have a value. */
function nodesOf({ values, ys, xs }: HeightCube): SurfaceSample[] {
  const nodes: SurfaceSample[] = [];
  for (let r = 0, i = 0; r < ys.length; r++)
    for (let c = 0; c < xs.length; c++, i++)
      if (values[i] - values[i] === 0 && values[i] !== 0)
        nodes.push({ y: ys[r], x: xs[c], value: values[i] });
  return nodes;
}
