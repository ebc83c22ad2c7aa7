import { areaQuestion } from '../data/area-request.ts';
import type { Library } from '../data/library.ts';
import type { Layer, Product } from '../data/product.ts';
import {
  EMPTY_STATE,
  type Look,
  type PaneState,
  type Place,
  type Vertices,
  type ViewerState,
} from '../state/state.ts';
import { DrapedGrid } from './draped-grid.ts';
import { FrameGrid } from './frame.ts';
import { lookupOf } from './lookup.ts';

/** What a pane shows, found from its state and the open files: nothing else may decide what a number on the page is. */
export interface Shown {
  readonly layer: Layer;
  readonly product: Product;
  readonly grid: FrameGrid;
  readonly plane: number;
  readonly slice: string | undefined;
  /** undefined until a first plane of the layer was read */
  readonly look: Look | undefined;
  /** what values are relative to, other than the pixel of the file */
  readonly reference: ReferenceAt | undefined;
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
  const grid = state.isDraped ? groundGrid(product, library) : new FrameGrid(product.grid);
  const plane = library.planeOf(layer, pane.slice);
  return {
    layer,
    product,
    grid,
    plane,
    slice: layer.slices?.[plane],
    look: state.looks[layer.key],
    reference: referenceIn(state, layer, grid, library),
    minus: referencePlane(state, layer),
  };
}

/** Where values of a layer are zero: a pixel, or the mean of those of an area that the mask shows. */
export interface ReferenceAt {
  readonly y: number;
  readonly x: number;
  readonly outline?: Vertices;
  readonly mask: ViewerState['mask'];
}

/** What the state says values of a layer are relative to; undefined = as in the file. */
export function referenceIn(
  { reference, mask }: ViewerState,
  layer: Layer,
  grid: FrameGrid,
  library: Library,
): ReferenceAt | undefined {
  const pixel = layer.isRelative ? pixelOf(reference, grid, library) : undefined;
  if (!reference || !pixel) return undefined;
  const outline = reference.outline?.map(([y, x]) => pointOf(reference.raster, y, x, grid, library));
  const isThere = outline?.every((corner) => corner !== undefined);
  return { ...pixel, mask, ...(outline && isThere && { outline: outline as Vertices }) };
}

/** Means of the area that values are relative to, in all planes; undefined while they are on their way. */
export function referenceArea(layer: Layer, { outline, mask }: ReferenceAt, library: Library) {
  return library.areaOf(areaQuestion({ outline: outline ?? [] }, layer, undefined, mask, library));
}

/** A point of one raster in the pixels of another one of its frame. */
function pointOf(
  raster: string,
  y: number,
  x: number,
  grid: FrameGrid,
  library: Library,
): readonly [number, number] | undefined {
  if (raster === grid.raster.key) return [y, x];
  const home = [...library.products.values()].find(({ grid: { key } }) => key === raster);
  const own = [...library.products.values()].find(({ grid: { key } }) => key === grid.raster.key);
  const from = home && groundGrid(home, library);
  const target = own ? groundGrid(own, library) : grid;
  if (from?.frame !== target.frame) return undefined;
  const on = from.toFrame({ y: y + 0.5, x: x + 0.5 });
  const to = target.toPixel(on.x, on.y);
  return [to.y - 0.5, to.x - 0.5];
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
  const found = pointOf(place.raster, place.y, place.x, grid, library);
  if (found === undefined) return undefined;
  const pixel = { y: Math.floor(found[0] + 0.5), x: Math.floor(found[1] + 0.5) };
  return grid.isInside(pixel) ? pixel : undefined;
}

/** How a raster lies on the ground: a radar image by the lookup table, once that is here. */
function groundGrid(product: Product, library: Library): FrameGrid {
  const lookup = lookupOf(library, product);
  return lookup ? new DrapedGrid(product.grid, lookup) : new FrameGrid(product.grid);
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
  const area = reference.outline && referenceArea(layer, reference, library);
  if (reference.outline && area === undefined) return undefined;
  const at = (k: number) => (area ? ('mean' in area ? area.mean[k] : 0) : library.valueAt(layer, k, y, x));
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
