import type { Box } from '../core/array.ts';
import { FileError } from '../core/errors.ts';
import { type HeightCube, sampleCube } from '../core/geometry/height-cube.ts';
import { cropGrid } from '../core/geometry/map-grid.ts';
import { LocalFile } from '../io/bytes/local-file.ts';
import { openH5Now } from '../io/hdf5/reader.ts';
import type { CubeAxes, CubeSource } from './layer.ts';

/** A cube of an HDF5 file with its axes. Several datasets are added up. @throws {FileError} when their shapes do not fit the axes */
function readCube(path: string, datasets: readonly string[], axes: CubeAxes): HeightCube {
  const file = openH5Now(new LocalFile(path));
  try {
    const numbers = (name: string) => file.read(name) as Float64Array;
    const [heights, ys, xs] = [axes.height, axes.y, axes.x].map(numbers);
    let values: ArrayLike<number> | undefined;
    for (const name of datasets) {
      const shape = file.datasets.get(name)?.shape ?? [];
      if (shape.join() !== [heights.length, ys.length, xs.length].join())
        throw new FileError(
          `${path}: ${name} has the shape ${shape.join(' x ')}, its axes ${heights.length} x ${ys.length} x ${xs.length}.`,
          'Download the product again.',
        );
      const more = numbers(name);
      const sum = values;
      values = sum === undefined ? more : Float64Array.from(more, (value, i) => value + sum[i]);
    }
    return { values: values!, heights, ys, xs };
  } finally {
    file.close();
  }
}

/** Values of a cube at the heights of the pixels. */
export function openCube({ path, datasets, axes, grid, heights }: CubeSource) {
  const cube = readCube(path, datasets, axes);
  const all = new Float32Array(heights.memory);
  return {
    read(box: Box): Float32Array {
      const part = cropGrid(grid, box);
      const own = new Float32Array(part.length * part.width);
      for (let y = 0; y < part.length; y++) {
        const from = (box.y0 + y) * grid.width + box.x0;
        own.set(all.subarray(from, from + part.width), y * part.width);
      }
      return sampleCube(cube, part, own);
    },
    close() {},
  };
}
