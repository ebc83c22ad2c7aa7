import { latLonToPixel } from '../../../core/geometry/map-grid.ts';
import type { Wish } from '../../files-list.ts';
import type { Library } from '../data/library.ts';
import type { Layer } from '../data/product.ts';
import { FrameGrid } from '../map/frame.ts';
import { type Look, type Place, POINT_COLORS, type ViewerState } from './state.ts';

/** A state with what flags of a command asked for; what does not go with the file is left out. */
export function withWish(state: ViewerState, wish: Wish, library: Library): ViewerState {
  const product = library.products.get(state.panes[0]?.layer.replace(/:[^:]*$/, '') ?? '');
  if (!product) return state;
  const grid = new FrameGrid(product.grid);
  const place = (at: NonNullable<Wish['reference']>): Place | undefined => {
    const { map } = product.grid;
    const [y, x] = 'y' in at ? [at.y, at.x] : map ? latLonToPixel(map, at.lat, at.lon) : [-1, -1];
    return grid.isInside({ y, x }) ? { raster: product.grid.key, y, x } : undefined;
  };
  const [words = ''] = wish.names ?? [];
  const layer =
    product.layers.find(({ dataset }) => dataset === words) ??
    product.layers.find(({ slices }) => slices?.includes(words)) ??
    product.layers[0];
  const slice = layer.slices?.includes(words) ? words : layer.slices?.at(-1);
  const points = (wish.points ?? []).flatMap((at, k) => {
    const own = place(at);
    const color = POINT_COLORS[k % POINT_COLORS.length];
    return own ? [{ ...own, color, name: `${own.y}, ${own.x}` }] : [];
  });
  const reference = wish.reference && place(wish.reference);
  return {
    ...state,
    panes: [{ layer: layer.key, ...(slice && { slice }) }],
    points,
    ...(reference && { reference }),
    ...(wish.referenceDate && { referenceDate: wish.referenceDate }),
  };
}

/** Colours that were asked for. */
export function wishedLook({ colors }: Wish): Partial<Look> {
  const { colormap, limits, wrap } = colors ?? {};
  const [low, high] = wrap ?? limits ?? [];
  return {
    ...(colormap !== undefined && { colormap }),
    ...(low !== undefined && high !== undefined && { low, high }),
    ...(wrap && { isWrapped: true }),
  };
}

/** The mask that was asked for; undefined where the usual one is meant. */
export function wishedMask({ mask }: Wish, library: Library): ViewerState['mask'] | 'none' {
  if (mask === null) return 'none';
  const layer: Layer | undefined = library.products.get(mask ?? '')?.layers[0];
  return layer && { layer: layer.key, atLeast: layer.kind === 'mask' ? 1 : 0.7 };
}
