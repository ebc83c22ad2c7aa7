/**
 * A vector that changes slowly over a map, known at every few rows and columns. Between them it is interpolated as if the
 * coarse cells covered the map: the reference does so.
 */
export interface CoarseField {
  /** east, north, up [3, length, width] */
  readonly values: Float64Array;
  readonly length: number;
  readonly width: number;
  /** rows and columns of the map */
  readonly mapLength: number;
  readonly mapWidth: number;
}

/** Several such fields on the same places. */
export interface CoarseFields extends Omit<CoarseField, 'values'> {
  readonly numField: number;
  /** [length, width, field, 3], so that all vectors of a place lie together */
  readonly values: Float64Array;
}

/**
 * The vector at a pixel of the map, interpolated.
 * @param out gets east, north, up
 */
export function fieldAt(field: CoarseField, row: number, column: number, out: Float64Array): void {
  const { values, length, width, mapLength, mapWidth } = field;
  const v = Math.min(Math.max(((row + 0.5) * length) / mapLength - 0.5, 0), length - 1);
  const u = Math.min(Math.max(((column + 0.5) * width) / mapWidth - 0.5, 0), width - 1);
  const y = Math.min(Math.floor(v), Math.max(0, length - 2));
  const x = Math.min(Math.floor(u), Math.max(0, width - 2));
  const [fy, fx] = [v - y, u - x];
  const right = width > 1 ? 1 : 0;
  const down = length > 1 ? width : 0;
  for (let k = 0; k < 3; k++) {
    const at = (k * length + y) * width + x;
    const top = values[at] * (1 - fx) + values[at + right] * fx;
    const bottom = values[at + down] * (1 - fx) + values[at + down + right] * fx;
    out[k] = top * (1 - fy) + bottom * fy;
  }
}
