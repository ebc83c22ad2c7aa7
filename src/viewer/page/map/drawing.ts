import { POINT_COLORS, type Point, type Vertices, type ViewerState } from '../state/state.ts';
import type { Store } from '../state/store.ts';
import { text } from '../text/text.ts';

type Draft = NonNullable<ViewerState['draft']>;
type Pixel = { readonly y: number; readonly x: number };

/** Pixels across a line that is new. */
const FIRST_WIDTH = 1;

/** Begin to draw, or stop it. */
export function toggleDrawing(store: Store, kind: Draft['kind']): void {
  const { draft } = store.state;
  const next = draft?.kind === kind ? undefined : { kind, raster: '', vertices: [] };
  store.dispatch({ type: 'draft', draft: next }, false);
}

/**
 * A corner of what is being drawn. The last one is given once more, or with shift.
 * @returns whether something is being drawn
 */
export function addCorner(store: Store, raster: string, { y, x }: Pixel, isLast: boolean): boolean {
  const { draft } = store.state;
  if (draft === undefined) return false;
  const before = draft.raster === raster ? draft.vertices : [];
  const last = before.at(-1);
  const isSame = last?.[0] === y && last[1] === x;
  const vertices = isSame ? before : [...before, [y, x] as const];
  const isDone = (isSame || isLast) && vertices.length >= (draft.kind === 'transect' ? 2 : 3);
  store.dispatch({ type: 'draft', draft: isDone ? undefined : { ...draft, raster, vertices } }, false);
  if (!isDone) return true;
  if (draft.kind === 'transect') {
    const { width = FIRST_WIDTH, slices = [] } = store.state.transect ?? {};
    store.dispatch({ type: 'transect', transect: { raster, vertices, width, slices } });
    store.dispatch({ type: 'chart', chart: { kind: 'profile' } }, false);
  } else if (draft.kind === 'reference') {
    store.dispatch({ type: 'reference', place: { raster, ...middleOf(vertices), outline: vertices } });
  } else {
    const { points } = store.state;
    const number = 1 + points.filter(({ outline }) => outline !== undefined).length;
    const name = `${text('area')} ${number}`;
    const area = { raster, ...middleOf(vertices), name, color: freeColor(points), outline: vertices };
    // The last one moves with a click: areas stand before it.
    const isKept = points.at(-1)?.outline === undefined ? points.slice(-1) : [];
    store.dispatch({
      type: 'points',
      points: [...points.slice(0, points.length - isKept.length), area, ...isKept],
    });
    if (store.state.chart.kind === 'profile')
      store.dispatch({ type: 'chart', chart: { kind: 'series' } }, false);
  }
  return true;
}

function middleOf(vertices: Vertices): Pixel {
  const mean = (k: 0 | 1) => Math.round(vertices.reduce((sum, one) => sum + one[k], 0) / vertices.length);
  return { y: mean(0), x: mean(1) };
}

/** A colour that no point has yet. */
export function freeColor(points: readonly Point[]): string {
  const used = new Set(points.map(({ color }) => color));
  return POINT_COLORS.find((own) => !used.has(own)) ?? POINT_COLORS[points.length % POINT_COLORS.length];
}
