import { FileError } from '../../core/errors.ts';
import { type HeightCube, sampleCube } from '../../core/geometry/height-cube.ts';
import { cropGrid, type MapGrid } from '../../core/geometry/map-grid.ts';
import { isAddress } from '../../io/bytes/address.ts';
import type { GunwCube, GunwGeometry, GunwProduct } from '../../io/gunw/gunw-product.ts';
import { readHeightCube } from '../../io/gunw/height-cubes.ts';
import type { H5FileReader } from '../../io/hdf5/reader.ts';
import type { FarFiles } from '../../loading/far-files.ts';
import { computedLayer, type Layer } from '../../loading/layer.ts';

/** Cubes of the frames of an interferogram, from north to south. */
export type FrameCubes = readonly HeightCube[];

/**
 * Coarse cubes of every frame, read when they are first asked for.
 * @throws {FileError} when a frame has none, or later when its axes do not fit
 */
export function cubesOf(
  frames: readonly GunwProduct[],
  what: GunwGeometry,
  files: FarFiles,
  index: string,
): () => Promise<FrameCubes> {
  const cubes = frames.map((frame) => {
    const cube = frame.geometry[what];
    if (cube !== undefined) return { frame, cube };
    throw new FileError(`${frame.path} has no ${what}.`, 'Download the product again.');
  });
  let read: Promise<HeightCube[]> | undefined;
  return () => {
    read ??= Promise.all(cubes.map(({ frame, cube }) => readCube(frame, cube, files, index)));
    return read;
  };
}

async function readCube(
  { path, fileVersion, epsg }: GunwProduct,
  cube: GunwCube,
  files: FarFiles,
  index: string,
): Promise<HeightCube> {
  const isFar = isAddress(path);
  const file: H5FileReader = isFar
    ? await files.openH5(path, fileVersion, index)
    : (await import('../../io/hdf5/local.ts')).openLocal(path);
  try {
    const values = (name: string) => (isFar ? file.load(name) : file.read(name));
    return await readHeightCube({ path: file.path, datasets: file.datasets, values }, cube, epsg === 4326);
  } finally {
    if (!isFar) file.close();
  }
}

/**
 * Cubes at the heights of the pixels, of the first frame that reaches a pixel.
 * @param heights m, [grid.length, grid.width]
 */
export function cubesLayer(
  label: string,
  cubes: () => Promise<FrameCubes>,
  grid: MapGrid,
  heights: Float32Array,
): Layer {
  return computedLayer(label, [grid.length, grid.width], [], async (box) => {
    const part = cropGrid(grid, box);
    const ground = new Float32Array(part.length * part.width);
    for (let y = 0; y < part.length; y++) {
      const from = (box.y0 + y) * grid.width + box.x0;
      ground.set(heights.subarray(from, from + part.width), y * part.width);
    }
    let out: Float32Array | undefined;
    for (const cube of await cubes()) {
      const own = sampleCube(cube, part, ground);
      if (out === undefined) out = own;
      else for (let i = 0; i < out.length; i++) if (Number.isNaN(out[i])) out[i] = own[i];
    }
    return out!;
  });
}

/** An array of the whole scene as a layer. */
export function wholeLayer(label: string, values: ArrayLike<number>, { length, width }: MapGrid): Layer {
  return computedLayer(label, [length, width], [], (box) => {
    const columns = box.x1 - box.x0;
    return Float32Array.from(
      { length: (box.y1 - box.y0) * columns },
      (_, i) => values[(box.y0 + Math.floor(i / columns)) * width + box.x0 + (i % columns)],
    );
  });
}
