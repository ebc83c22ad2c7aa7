import type { Library } from '../data/library.ts';
import type { Window } from '../data/product.ts';
import type { ViewerState } from '../state/state.ts';
import { isMasked, zeroPlane } from './map-picture.ts';
import { offsetOf, type Shown } from './view-model.ts';

/** Values of a window as the map shows them, in the unit of the file: NaN where it shows nothing. */
export interface ShownField {
  readonly window: Window;
  readonly rows: number;
  readonly columns: number;
  readonly data: Float32Array<ArrayBuffer>;
}

/** Relative to the reference of the state, masked, zeros left out; undefined while values are on their way. */
export function shownField(
  shown: Shown,
  state: ViewerState,
  library: Library,
  window: Window,
): ShownField | undefined {
  const { layer, plane, minus, product, look } = shown;
  const own = library.patch(layer, plane, window);
  const before = minus === undefined ? undefined : library.patch(layer, minus, window);
  const mask = state.mask && isMasked(layer) ? library.maskFor(state.mask.layer, product) : undefined;
  const quality = mask && library.patch(mask, 0, window);
  const offset = offsetOf(shown, library);
  if (!own || offset === undefined || (minus !== undefined && !before) || (mask && !quality))
    return undefined;
  const hidesZero = look?.hidesZero === true && plane !== zeroPlane(shown);
  const atLeast = state.mask?.atLeast ?? 0;
  const data = own.data.map((value, i) =>
    (hidesZero && value === 0) || (quality && !(quality.data[i] >= atLeast))
      ? Number.NaN
      : value - (before?.data[i] ?? 0) - offset,
  );
  return { window, rows: own.rows, columns: own.columns, data };
}
