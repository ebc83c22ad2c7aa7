import { writeFileSync } from 'node:fs';
import { fileLayer } from '../../src/loading/layer.ts';

/** A raster of float32, little-endian, written to a file, and the layer that reads it. */
export function rawLayer(path: string, [length, width]: readonly [number, number], values: Float32Array) {
  writeFileSync(path, values);
  const layout = {
    length,
    width,
    bands: 1,
    type: 'f4',
    littleEndian: true,
    interleave: 'BIL',
    headerBytes: 0,
  } as const;
  return fileLayer(path, { known: { length, width, format: { kind: 'raw', layout } } });
}
