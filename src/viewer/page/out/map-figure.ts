import type { Figure } from '../../../plot/context2d.ts';
import { drawMap } from '../../../plot/map-figure.ts';
import type { MapFrame } from '../../../plot/map-frame.ts';
import { wrapValues } from '../../../plot/raster.ts';
import type { Library } from '../data/library.ts';
import type { Window } from '../data/product.ts';
import { fileReference, meanOfPixels } from '../map/file-reference.ts';
import type { Size } from '../map/frame.ts';
import { layerName } from '../map/legend.ts';
import { heightOf } from '../map/map-picture.ts';
import { REFERENCE_COLOR } from '../map/overlay.ts';
import { type ShownField, shownField } from '../map/shown-field.ts';
import { pixelOf, referenceArea, type Shown } from '../map/view-model.ts';
import { sliceText } from '../parts/number-text.ts';
import type { Vertices, View, ViewerState } from '../state/state.ts';
import { text } from '../text/text.ts';
import { whenHere } from './here.ts';

/** Pixels that a saved picture is made of; more are thinned out. */
const MOST_PIXELS = 2 << 20;

/** The part of a raster that is in view, at most so many pixels of it. */
export function windowInView({ grid }: Shown, view: View, size: Size, most = MOST_PIXELS): Window {
  const corners = [grid.fromScreen(view, size, 0, 0), grid.fromScreen(view, size, size.width, size.height)];
  const { length, width } = grid.raster;
  const edge = (a: number, b: number, side: number) => {
    const low = Math.max(0, Math.floor(Math.min(a, b)));
    const high = Math.min(side, Math.ceil(Math.max(a, b)));
    // Where nothing of it is in view, all of it is taken.
    return high > low ? [low, high] : [0, side];
  };
  const [y0, y1] = edge(corners[0].y, corners[1].y, length);
  const [x0, x1] = edge(corners[0].x, corners[1].x, width);
  const step = Math.max(1, Math.ceil(Math.sqrt(((y1 - y0) * (x1 - x0)) / most)));
  return { y0, x0, y1, x1, step };
}

/** Values in view, as soon as they are here. */
export function fieldInView(
  shown: Shown,
  state: ViewerState,
  library: Library,
  window: Window,
): Promise<ShownField> {
  return whenHere(() => shownField(shown, state, library, window), text('valuesMissing'));
}

/** The map in view as `view` draws it: values, colours, terrain, points, reference and scale bar of the page. */
export async function mapFigureOf(
  shown: Shown,
  state: ViewerState,
  library: Library,
  window: Window,
): Promise<Figure> {
  const { layer, product, grid, look, slice } = shown;
  if (!look) throw new Error(text('valuesMissing'));
  const field = await fieldInView(shown, state, library, window);
  const { rows, columns, data } = field;
  const { y0, x0, step } = window;
  const inFigure = ({ y, x }: { y: number; x: number }) => ({
    y: (y + 0.5 - y0) / step - 0.5,
    x: (x + 0.5 - x0) / step - 0.5,
  });
  const isInside = ({ y, x }: { y: number; x: number }) =>
    y > -0.5 && x > -0.5 && y < rows - 0.5 && x < columns - 0.5;
  const { factor, unit } = layer.shown;
  const scaled = { data: data.map((value) => value * factor), shape: [rows, columns] as const };
  const height = state.terrain.isOn ? heightOf(library, product) : undefined;
  const heights = height && (await whenHere(() => library.patch(height, 0, window), text('valuesMissing')));
  const reference = layer.isRelative ? (shown.reference ?? fileReference(product)) : undefined;
  const area = areaWords(shown, library);
  const at = reference && area === undefined ? inFigure(reference) : undefined;
  const title = [layerName(layer), slice && sliceText(slice)].filter(Boolean).join('  ');
  const points = state.points.flatMap((point) => {
    const pixel = point.outline ? undefined : pixelOf(point, grid, library);
    const place = pixel && inFigure(pixel);
    return place && isInside(place)
      ? [{ ...place, shape: 'circle' as const, size: 7, color: point.color }]
      : [];
  });
  const { key } = grid.raster;
  const outlines = [
    ...(shown.reference?.outline ? [closed(key, shown.reference.outline, REFERENCE_COLOR)] : []),
    ...state.points.flatMap(({ raster, outline, color }) =>
      outline ? [closed(raster, outline, color)] : [],
    ),
    ...(state.transect
      ? [{ raster: state.transect.raster, corners: state.transect.vertices, color: '#1a1a1a' }]
      : []),
  ].filter(({ raster }) => raster === key);
  return drawMap({
    values: look.isWrapped ? wrapValues(scaled, [look.low, look.high]) : scaled,
    frame: frameOf(shown, window),
    title: area === undefined ? title : `${title}\n${text('reference')}: ${area}`,
    colormap: look.colormap,
    vlim: [look.low, look.high],
    unit,
    alpha: heights ? Math.min(0.8, look.opacity) : look.opacity,
    ...(heights && { terrain: { height: { data: heights.data, shape: [rows, columns] }, contours: false } }),
    ...(at && isInside(at) && { reference: { ...at, shape: 'square' as const, size: 6 } }),
    points,
    lines: outlines.map(({ corners, color }) => ({
      points: corners.map(([y, x]) => {
        const place = inFigure({ y, x });
        return [place.y, place.x] as const;
      }),
      color,
      lineWidth: 1.2,
    })),
    scaleBar: {},
    background: '#ffffff',
  });
}

function closed(raster: string, outline: Vertices, color: string) {
  return { raster, corners: [...outline, outline[0]], color };
}

/** The area that values are relative to in words; undefined where that is a pixel. */
function areaWords({ layer, product, reference }: Shown, library: Library): string | undefined {
  if (!layer.isRelative) return undefined;
  if (reference === undefined) return fileReference(product)?.area;
  const means = reference.outline && referenceArea(layer, reference, library);
  return means && 'count' in means ? meanOfPixels(Math.max(...means.count)) : undefined;
}

/** Where a window lies. */
function frameOf({ grid, product }: Shown, { y0, x0, step }: Window): MapFrame {
  const { map, flip, pixelWidth, aspect } = grid.raster;
  if (!map) {
    const isAscending = (product.attributes['ORBIT_DIRECTION'] ?? '').toUpperCase().startsWith('ASC');
    return {
      kind: 'radar',
      orbitDirection: isAscending ? 'ascending' : 'descending',
      flipUpDown: flip.y,
      flipLeftRight: flip.x,
      y0,
      x0,
      step,
      ...(pixelWidth !== undefined && {
        pixelSize: { azimuth: pixelWidth * aspect * step, range: pixelWidth * step },
      }),
    };
  }
  const [north, west] = [map.yFirst + y0 * map.yStep, map.xFirst + x0 * map.xStep];
  const isProjected = map.utmZone !== undefined;
  return isProjected
    ? { kind: 'projected', north, west, yStep: map.yStep * step, xStep: map.xStep * step }
    : { kind: 'geo', north, west, latStep: map.yStep * step, lonStep: map.xStep * step };
}
