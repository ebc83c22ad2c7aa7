import type { Grid, Values } from '../../core/array.ts';
import { applyBilinear, nearestMovement } from '../../core/geometry/resample/apply.ts';
import type { BilinearTable } from '../../core/geometry/resample/bilinear.ts';
import type { NearestTable } from '../../core/geometry/resample/nearest.ts';
import type { PlaneFunction } from '../../core/plane.ts';

export interface GeocodePlaneArgs {
  /** of the rows that are read */
  readonly sourceShape: readonly [length: number, width: number];
  /** neighbours, or weights of them, within these rows */
  readonly table: NearestTable | BilinearTable;
  readonly fill: number;
}

/** One date of a dataset moved through a table. */
export default function geocodePlaneKernel(
  args: GeocodePlaneArgs,
): PlaneFunction<{ readonly values: Grid<Values> }, { readonly values: Values }> {
  const { sourceShape, table, fill } = args;
  const move = 'index' in table ? interpolation(table, fill) : nearestMovement<Values>(table, fill);
  return ({ values }) => {
    const { data } = move({ data: values.data, shape: sourceShape });
    return { outputs: { values: data }, summary: undefined };
  };
}

function interpolation(table: BilinearTable, fill: number): (source: Grid<Values>) => Grid<Values> {
  let out: Values | undefined;
  return (source) => {
    const moved = applyBilinear(source, table, fill, out);
    out = moved.data;
    return moved;
  };
}
