import type { Values } from '../../core/array.ts';
import type { BlockFunction } from '../../core/block.ts';
import { pixelCenter } from '../../core/geometry/map-grid.ts';
import { type InverseTable, nearestEntry } from '../../core/geometry/resample/inverse-table.ts';

export interface RadarPlacesArgs {
  /** in memory that threads share, when there are several */
  readonly table: InverseTable;
}

/** Latitude and longitude of radar pixels from the nearest entry of a lookup table on a map; NaN where the height is 0. */
export default function radarPlacesKernel({
  table,
}: RadarPlacesArgs): BlockFunction<
  { readonly height?: Values },
  { readonly latitude: Float32Array; readonly longitude: Float32Array }
> {
  const search = nearestEntry(table);
  return ({ height }, { y0, y1, width, numPixel }) => {
    const latitude = new Float32Array(numPixel).fill(Number.NaN);
    const longitude = new Float32Array(numPixel).fill(Number.NaN);
    for (let y = y0, i = 0; y < y1; y++) {
      for (let x = 0; x < width; x++, i++) {
        const entry = height?.[i] === 0 ? -1 : search(y, x);
        if (entry < 0) continue;
        const row = Math.floor(entry / table.map.width);
        [latitude[i], longitude[i]] = pixelCenter(table.map, row, entry % table.map.width);
      }
    }
    return { outputs: { latitude, longitude } };
  };
}
