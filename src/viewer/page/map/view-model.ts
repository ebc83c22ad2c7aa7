import type { Library } from '../data/library.ts';
import type { Layer, Product } from '../data/product.ts';
import { EMPTY_STATE, type Look, type PaneState, type Place, type ViewerState } from '../state/state.ts';
import { FrameGrid } from './frame.ts';

/** What a pane shows, found from its state and the open files: nothing else may decide what a number on the page is. */
export interface Shown {
  readonly layer: Layer;
  readonly product: Product;
  readonly grid: FrameGrid;
  readonly plane: number;
  readonly slice: string | undefined;
  /** undefined until a first plane of the layer was read */
  readonly look: Look | undefined;
  /** pixel that values are relative to, other than that of the file */
  readonly reference: { readonly y: number; readonly x: number } | undefined;
  /** plane of the date that values are relative to, other than that of the file */
  readonly minus: number | undefined;
}

/** What the pane shows that panels and keys act on. */
export function activeShown(state: ViewerState, library: Library): Shown | undefined {
  return shownIn(state, library, state.panes[state.active]);
}

export function shownIn(
  state: ViewerState,
  library: Library,
  pane: PaneState | undefined,
): Shown | undefined {
  const layer = library.find(pane?.layer ?? '');
  if (pane === undefined || layer === undefined) return undefined;
  const product = library.productOf(layer);
  const grid = new FrameGrid(product.grid);
  const plane = library.planeOf(layer, pane.slice);
  return {
    layer,
    product,
    grid,
    plane,
    slice: layer.slices?.[plane],
    look: state.looks[layer.key],
    reference: layer.isRelative ? pixelOf(state.reference, grid, library) : undefined,
    minus: referencePlane(state, layer),
  };
}

/** The plane of the reference date in a series of displacements. */
export function referencePlane({ referenceDate }: ViewerState, layer: Layer): number | undefined {
  if (referenceDate === undefined || layer.kind !== 'displacement') return undefined;
  const plane = layer.slices?.indexOf(referenceDate) ?? -1;
  return plane >= 0 ? plane : undefined;
}

/** The pixel of a place in another raster: the same where they lie on each other, else by the map; undefined outside. */
export function pixelOf(
  place: Place | undefined,
  grid: FrameGrid,
  library: Library,
): { y: number; x: number } | undefined {
  if (place === undefined) return undefined;
  if (place.raster === grid.raster.key) return { y: place.y, x: place.x };
  const home = [...library.products.values()].find(({ grid: { key } }) => key === place.raster);
  if (home === undefined) return undefined;
  const from = new FrameGrid(home.grid);
  if (from.frame !== grid.frame) return undefined;
  const { x, y } = from.toFrame({ y: place.y + 0.5, x: place.x + 0.5 });
  const found = grid.toPixel(x, y);
  const pixel = { y: Math.floor(found.y), x: Math.floor(found.x) };
  return grid.isInside(pixel) ? pixel : undefined;
}

/** The value of a pixel as it is shown, in the unit of the file: relative to what the state says. */
export function shownValue(
  { layer, plane, reference, minus }: Shown,
  library: Library,
  y: number,
  x: number,
): { readonly raw: number; readonly value: number } | undefined {
  const raw = library.valueAt(layer, plane, y, x);
  if (raw === undefined) return undefined;
  const offset = offsetOf({ layer, plane, reference, minus }, library);
  if (offset === undefined) return undefined;
  const before = minus === undefined ? 0 : library.valueAt(layer, minus, y, x);
  return before === undefined ? undefined : { raw, value: raw - before - offset };
}

/** What the reference pixel itself would show: subtracted from all. undefined until it is known. */
export function offsetOf(
  { layer, plane, reference, minus }: Pick<Shown, 'layer' | 'plane' | 'reference' | 'minus'>,
  library: Library,
): number | undefined {
  if (reference === undefined) return 0;
  const { y, x } = reference;
  const at = (k: number) =>
    layer.slices === undefined ? library.valueAt(layer, k, y, x) : library.seriesOf(layer, y, x)?.[k];
  const own = at(plane);
  const before = minus === undefined ? 0 : at(minus);
  if (own === undefined || before === undefined) return undefined;
  const offset = own - before;
  return Number.isFinite(offset) ? offset : 0;
}

/** A state for files that were just opened: what is most looked at, first. */
export function firstState(library: Library): ViewerState {
  const layer = inOrderOfUse([...library.products.values()])[0]?.layers[0];
  if (layer === undefined) return EMPTY_STATE;
  const slice = layer.slices?.at(-1);
  return { ...EMPTY_STATE, panes: [{ layer: layer.key, ...(slice && { slice }) }] };
}

/** The mask that goes with results of the workflow: temporal coherence of 0.7, as its own mask has it by default. */
export function usualMask(state: ViewerState, library: Library): ViewerState['mask'] {
  const raster = activeShown(state, library)?.grid.raster.key;
  const layer = [...library.layers.values()].find(
    (own) => own.dataset === 'temporalCoherence' && library.productOf(own).grid.key === raster,
  );
  return layer && { layer: layer.key, atLeast: 0.7 };
}

const ORDER = ['velocity', 'timeseries', 'HDFEOS', 'temporalCoherence', 'geometry', 'ifgramStack'];

/** What is most looked at comes first: velocity, then series, the most corrected one first. */
export function inOrderOfUse<P extends { readonly name: string; readonly fileType?: string }>(
  products: readonly P[],
): P[] {
  const rank = ({ name, fileType }: P) => {
    const base = name.slice(name.lastIndexOf('/') + 1).replace(/^geo_/, '');
    const type = fileType ?? ORDER.find((known) => base.startsWith(known)) ?? '';
    const place = ORDER.indexOf(type);
    const isAside = type === 'velocity' && base !== 'velocity.h5' ? 3.5 : 0;
    const isRest = /Residual/i.test(base) ? 3.6 : 0;
    return (
      (place < 0 ? ORDER.length : place) + isAside + isRest - (type === 'timeseries' ? base.length / 1000 : 0)
    );
  };
  return [...products].sort((a, b) => rank(a) - rank(b) || (a.name < b.name ? -1 : 1));
}

/** The series to draw for a pane: that of its layer, the one chosen, or the most corrected one of the same pixels. */
export function seriesLayerOf(state: ViewerState, library: Library, shown: Shown): Layer | undefined {
  const fits = (layer: Layer | undefined) =>
    layer?.sliceKind === 'date' && library.productOf(layer).grid.key === shown.grid.raster.key;
  const chosen = library.find(state.seriesLayer ?? '');
  if (fits(chosen)) return chosen;
  if (fits(shown.layer)) return shown.layer;
  const all = [...library.layers.values()].filter(
    (layer) =>
      fits(layer) && !layer.parts && layer.kind === 'displacement' && !/Residual/i.test(layer.product),
  );
  return all.sort((a, b) => b.product.length - a.product.length)[0];
}
