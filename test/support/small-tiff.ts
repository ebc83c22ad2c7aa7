import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import type { MapGrid } from '../../src/core/geometry/map-grid.ts';
import { plainTiff } from '../../src/io/geotiff/plain.ts';

/** A float32 GeoTIFF of a map in UTM, with its folder. @param values one for all pixels, or each of them */
export function writeSmallTiff(
  path: string,
  grid: MapGrid,
  values: number | Float32Array,
  epsg = 32611,
): void {
  const { length, width } = grid;
  const crs = { epsg, isProjected: true };
  const { head, size } = plainTiff({
    grid,
    crs,
    type: 'f4',
    description: '',
    unit: '',
    noData: 0,
    metadata: {},
  });
  const bytes = new Uint8Array(size);
  bytes.set(head);
  const pixels = typeof values === 'number' ? new Float32Array(length * width).fill(values) : values;
  bytes.set(new Uint8Array(pixels.buffer), head.length);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, bytes);
}
