import type { Grid, Values } from '../../core/array.ts';
import { applyBilinear, nearestMovement } from '../../core/geometry/resample/apply.ts';
import type { BilinearTable } from '../../core/geometry/resample/bilinear.ts';
import type { NearestTable } from '../../core/geometry/resample/nearest.ts';
import type { PlaneFunction } from '../../core/plane.ts';
import type { H5Type } from '../../io/hdf5/types.ts';

export interface GeocodePlaneArgs {
  /** of the rows that are read */
  readonly sourceShape: readonly [length: number, width: number];
  /** neighbours, or weights of them, within these rows */
  readonly table: NearestTable | BilinearTable;
  readonly fill: number;
  /** of the dataset */
  readonly type: H5Type;
}

/** One date of a dataset moved through a table. */
export default function geocodePlaneKernel(args: GeocodePlaneArgs): PlaneFunction<undefined> {
  const { sourceShape, table, fill, type } = args;
  const move = 'index' in table ? interpolation(table, fill) : nearestMovement<Values>(table, fill);
  return ({ values }) => {
    const { data } = move({ data: values.data, shape: sourceShape });
    return { outputs: { values: type === 'i8' ? wholeNumbers(data) : data }, summary: undefined };
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

/** Numbers of 64 bits as they stand in a file: they are read as doubles. */
function wholeNumbers(values: Values): Values {
  return new Float64Array(BigInt64Array.from(Array.from(values, BigInt)).buffer);
}
