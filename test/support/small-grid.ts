import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { makeH5 } from '../../src/io/hdf5/file.ts';
import { layOutNetcdf } from '../../src/io/netcdf/classic.ts';

/** A grid as GMT writes it, rows from south to north. */
export interface SmallGrid {
  readonly length: number;
  readonly width: number;
  /** outer corners in the west and the north, degrees */
  readonly west: number;
  readonly north: number;
  readonly step: number;
}

/** Values [length, width] from north to south become a grid, classic or netCDF-4. @param values one for all pixels, or each of them */
export async function writeSmallGrid(
  path: string,
  grid: SmallGrid,
  values: number | Float32Array,
  kind: 'classic' | 'hdf5' = 'classic',
): Promise<void> {
  const { length, width, west, north, step } = grid;
  const lat = Float64Array.from({ length }, (_, y) => north - (length - y - 0.5) * step);
  const lon = Float64Array.from({ length: width }, (_, x) => west + (x + 0.5) * step);
  const z = new Float32Array(length * width);
  for (let y = 0; y < length; y++)
    for (let x = 0; x < width; x++)
      z[(length - 1 - y) * width + x] = typeof values === 'number' ? values : values[y * width + x];
  mkdirSync(dirname(path), { recursive: true });
  if (kind === 'hdf5') {
    const datasets = [
      { name: 'lat', type: 'f8', shape: [length], attributes: { units: 'degrees_north' } },
      { name: 'lon', type: 'f8', shape: [width], attributes: { units: 'degrees_east' } },
      { name: 'z', type: 'f4', shape: [length, width], compression: 'gzip' },
    ] as const;
    return makeH5(path, { attributes: {}, datasets }, async (writer) => {
      for (const [name, of] of Object.entries({ lat, lon, z })) writer.write(name, of);
    });
  }
  const layout = layOutNetcdf({
    dimensions: { lat: length, lon: width },
    attributes: { node_offset: { type: 'int', values: [1] } },
    variables: [
      {
        name: 'lat',
        type: 'double',
        dimensions: ['lat'],
        attributes: { units: 'degrees_north' },
        values: lat,
      },
      {
        name: 'lon',
        type: 'double',
        dimensions: ['lon'],
        attributes: { units: 'degrees_east' },
        values: lon,
      },
      { name: 'z', type: 'float', dimensions: ['lat', 'lon'], attributes: {}, values: z },
    ],
  });
  const bytes = new Uint8Array(layout.size);
  bytes.set(layout.head);
  for (const { bytes: part, address } of layout.short) bytes.set(part, address);
  writeFileSync(path, bytes);
}
