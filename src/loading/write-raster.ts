import type { Box } from '../core/array.ts';
import { makeH5, withH5 } from '../io/hdf5/file.ts';
import type { FileLayer } from './layer.ts';
import { openLayer } from './open-layer.ts';
import { valuesOfType } from './raster-kernel.ts';
import { readBlocks } from './read-blocks.ts';

export interface RasterToWrite {
  readonly dataset: string;
  readonly type: 'f4' | 'bool';
  readonly layer: FileLayer;
  readonly box: Box;
  /** a product of the same pixels, whose attributes it gets */
  readonly like: string;
}

/** Write a product that holds one layer, e.g. `temporalCoherence.h5`. */
export async function writeRaster(
  path: string,
  { dataset, type, layer, box, like }: RasterToWrite,
): Promise<void> {
  const { DATE12: _pair, UNIT: _unit, ...attributes } = await withH5(like, (file) => file.attributes);
  const shape = [box.y1 - box.y0, box.x1 - box.x0];
  const layout = {
    attributes: { ...attributes, FILE_TYPE: dataset, ...(type === 'f4' ? { UNIT: '1' } : {}) },
    datasets: [{ name: dataset, type, shape }],
  };
  await makeH5(path, layout, async (writer) => {
    const open = await openLayer(layer);
    await readBlocks(open, { box, ystep: 1, xstep: 1 }, 'nearest', (row, values) => {
      const slab = { start: [row, 0], count: [values.length / shape[1], shape[1]] };
      writer.write(dataset, valuesOfType(values, type), slab);
    });
    open.close();
  });
}
