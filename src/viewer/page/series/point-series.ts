import { areaQuestion } from '../data/area-request.ts';
import type { Library } from '../data/library.ts';
import type { Layer } from '../data/product.ts';
import { FrameGrid } from '../map/frame.ts';
import { pixelOf, type ReferenceAt, referenceArea, referenceIn, referencePlane } from '../map/view-model.ts';
import type { Point, ViewerState } from '../state/state.ts';

/** The series of a point as it is drawn, in the unit of the file. */
export interface PointSeries {
  readonly point: Point;
  readonly layer: Layer;
  readonly dates: readonly string[];
  /** float32 values of the file less those of the reference, NaN = no data */
  readonly values: Float32Array | Float64Array;
  /** standard deviation of each value: of a file of them, or of the pixels of an area */
  readonly sigma?: ArrayLike<number>;
  /** pixels of an area that have a value */
  readonly count?: ArrayLike<number>;
  readonly mean?: ArrayLike<number>;
  readonly median?: ArrayLike<number>;
}

/** What is known of the series of a point. */
export type FoundSeries = PointSeries | 'on its way' | 'no data' | 'outside' | { readonly problem: string };

/** The series of a point or area, relative to what the state says; or why there is none. */
export function pointSeries(point: Point, layer: Layer, state: ViewerState, library: Library): FoundSeries {
  const grid = new FrameGrid(library.productOf(layer).grid);
  const reference = referenceIn(state, layer, grid, library);
  const zero = reference && referenceSeries(layer, reference, library);
  if (reference && !zero) return 'on its way';
  const plane = referencePlane(state, layer);
  if (point.outline) return areaOf(point, layer, grid, zero, plane, state, library);
  const pixel = pixelOf(point, grid, library);
  if (!pixel || !layer.slices) return 'outside';
  const own = library.seriesOf(layer, pixel.y, pixel.x);
  if (!own) return 'on its way';
  if (isWithoutData(own, layer)) return 'no data';
  let values = new Float32Array(own);
  if (zero) values = values.map((value, k) => value - (Number.isNaN(zero[k]) ? 0 : zero[k]));
  if (plane !== undefined) {
    const first = values[plane];
    values = values.map((value) => value - first);
  }
  const deviation = deviationOf(layer, library);
  const sigma = deviation && library.seriesOf(deviation, pixel.y, pixel.x);
  return { point, layer, dates: layer.slices, values, ...(sigma && { sigma }) };
}

/** What the series is relative to, NaN = no data; undefined while it is on its way. */
function referenceSeries(layer: Layer, at: ReferenceAt, library: Library): ArrayLike<number> | undefined {
  if (!at.outline) return library.seriesOf(layer, at.y, at.x);
  const area = referenceArea(layer, at, library);
  return area && ('mean' in area ? area.mean : (layer.slices ?? []).map(() => Number.NaN));
}

function areaOf(
  point: Point,
  layer: Layer,
  grid: FrameGrid,
  zero: ArrayLike<number> | undefined,
  plane: number | undefined,
  state: ViewerState,
  library: Library,
): FoundSeries {
  if (point.raster !== grid.raster.key || !layer.slices) return 'outside';
  const found = library.areaOf(areaQuestion(point, layer, plane, state.mask, library));
  if (!found) return 'on its way';
  if ('problem' in found) return found;
  if (found.count.every((count) => count === 0)) return 'no data';
  const before = zero === undefined || plane === undefined ? 0 : zero[plane] || 0;
  const shifted = (values: Float64Array) =>
    values.map((value, k) => value - (zero === undefined ? 0 : (zero[k] || 0) - before));
  const [mean, median] = [shifted(found.mean), shifted(found.median)];
  const { spread: sigma, count } = found;
  const values = state.chart.ofArea === 'mean' ? mean : median;
  return { point, layer, dates: layer.slices, values, sigma, count, mean, median };
}

/** Standard deviations at the dates of a series, where a file has them. */
function deviationOf(layer: Layer, library: Library): Layer | undefined {
  const { key } = library.productOf(layer).grid;
  return [...library.layers.values()].find(
    (own) =>
      own.sliceKind === 'date' &&
      /std/i.test(own.product + own.dataset) &&
      own.slices?.length === layer.slices?.length &&
      library.productOf(own).grid.key === key,
  );
}

/** Zeros at all dates stand for no data. */
function isWithoutData(values: Float32Array, { zeroIsEmpty }: Layer): boolean {
  return values.every((value) => Number.isNaN(value) || (zeroIsEmpty && value === 0));
}
