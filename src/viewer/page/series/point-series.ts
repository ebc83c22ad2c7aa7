import type { Library } from '../data/library.ts';
import type { Layer } from '../data/product.ts';
import { FrameGrid } from '../map/frame.ts';
import { pixelOf, referencePlane } from '../map/view-model.ts';
import type { Point, ViewerState } from '../state/state.ts';

/** The series of a point as it is drawn, in the unit of the file. */
export interface PointSeries {
  readonly point: Point;
  readonly layer: Layer;
  readonly dates: readonly string[];
  /** float32 values of the file less those of the reference, NaN = no data */
  readonly values: Float32Array;
}

/** The series of a point, relative to what the state says; undefined while it is on its way, or where there is none. */
export function pointSeries(
  point: Point,
  layer: Layer,
  state: ViewerState,
  library: Library,
): PointSeries | undefined {
  const grid = new FrameGrid(library.productOf(layer).grid);
  const pixel = pixelOf(point, grid, library);
  const own = pixel && library.seriesOf(layer, pixel.y, pixel.x);
  if (!own || !layer.slices || isWithoutData(own, layer)) return undefined;
  let values = new Float32Array(own);
  const reference = layer.isRelative ? pixelOf(state.reference, grid, library) : undefined;
  if (reference) {
    const zero = library.seriesOf(layer, reference.y, reference.x);
    if (!zero) return undefined;
    values = values.map((value, k) => value - (Number.isNaN(zero[k]) ? 0 : zero[k]));
  }
  const plane = referencePlane(state, layer);
  if (plane !== undefined) {
    const first = values[plane];
    values = values.map((value) => value - first);
  }
  return { point, layer, dates: layer.slices, values };
}

/** Zeros at all dates stand for no data. */
function isWithoutData(values: Float32Array, { zeroIsEmpty }: Layer): boolean {
  return values.every((value) => Number.isNaN(value) || (zeroIsEmpty && value === 0));
}
