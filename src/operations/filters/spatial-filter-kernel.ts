import type { Grid, Values } from '../../core/array.ts';
import { blockMemory } from '../../core/block-memory.ts';
import { partWithHalo } from '../../core/filters/raster-part.ts';
import { prepareSpatialFilter, type SpatialFilterName } from '../../core/filters/spatial-filter.ts';
import type { PlaneFunction } from '../../core/plane.ts';

export interface SpatialFilterArgs {
  readonly filter: SpatialFilterName;
  readonly parameters?: readonly number[];
  /** planes that are filtered; the others pass as they are */
  readonly planes?: readonly number[];
}

type FilterPlane = PlaneFunction<{ readonly values: Grid<Values> }, { readonly values: Values }>;

/** values [length, width] to the filtered raster, or the rows around a band to that band filtered. */
export default function spatialFilterKernel({ filter, parameters, planes }: SpatialFilterArgs): FilterPlane {
  const apply = prepareSpatialFilter(filter, parameters);
  const memory = blockMemory();
  const chosen = planes && new Set(planes);
  return ({ values: { data, shape } }, k, rows) => {
    const part = partWithHalo(rows, apply.reach ?? rows.length, rows.length);
    if (chosen?.has(k) === false) {
      const from = (rows.y0 - part.top) * rows.width;
      return { outputs: { values: data.subarray(from, from + rows.numPixel) }, summary: undefined };
    }
    const raster = data instanceof Float32Array ? data : Float32Array.from(data as ArrayLike<number>);
    const out = apply.isMask ? undefined : memory(rows.numPixel);
    return { outputs: { values: apply({ data: raster, shape }, part, out).data }, summary: undefined };
  };
}
