import { assertSameShape, type Grid, type Values } from '../core/array.ts';
import { xOf, yOf } from './axes.ts';
import { type BlendOptions, blendedRelief } from './blended-relief.ts';
import { colorOf } from './colormap.ts';
import type { Rect, Surface } from './context2d.ts';
import { contourLevels, contourLines, smoothed } from './contours.ts';
import { dataRange } from './limits.ts';
import { type MapFrame, type MapGeometry, mapGeometry } from './map-frame.ts';
import { drawMarker, type MarkerShape } from './markers.ts';
import { type Coloring, colorize } from './raster.ts';
import { type ReliefOptions, shadedRelief } from './relief.ts';
import { drawScaleBar, type ScaleBar } from './scale-bar.ts';
import { drawScatter } from './scatter.ts';
import { drawText, INK } from './text.ts';

/** Terrain under a map. */
export interface Terrain {
  /** Elevation, m, over the same area as the raster; another pixel size is fine. */
  readonly height: Grid<Values>;
  /** Shaded relief under the data, or none. */
  readonly shade?: ReliefOptions | false;
  /** Colour the relief by the data instead of laying them over it. */
  readonly blend?: BlendOptions;
  /** Contour lines over the data: interval in m (200), smoothing in pixels (3), line width in points (0.5). */
  readonly contours?: { step?: number; sigma?: number; lineWidth?: number; color?: string } | false;
}

/** A symbol on the map at a pixel, e.g. a GNSS station; with a value it takes the colour of the map. */
export interface MapPoint {
  readonly y: number;
  readonly x: number;
  readonly value?: number;
  readonly label?: string;
  readonly shape?: MarkerShape;
  readonly size?: number;
  readonly color?: string;
}

/** What is drawn inside the frame of a map. Positions are in pixels, whole numbers at pixel centres. */
export interface MapLayer {
  readonly values: Grid<Values>;
  readonly mask?: Grid<Values>;
  readonly frame: MapFrame;
  readonly terrain?: Terrain;
  /** Opacity of the data; 1, or 0.8 over shaded relief, unless given. */
  readonly alpha?: number;
  readonly reference?: MapPoint;
  readonly points?: readonly MapPoint[];
  /** Polylines over the data: profiles, faults, coastlines. */
  readonly lines?: readonly MapLine[];
  readonly scaleBar?: ScaleBar | false;
  /** Pixels flow into one another instead of keeping their edges. */
  readonly smooth?: boolean;
  /** A disc of this area (square points) for every pixel instead of an image. */
  readonly scatter?: number;
}

export interface MapLine {
  readonly points: readonly (readonly [y: number, x: number])[];
  readonly color?: string;
  readonly lineWidth?: number;
  readonly dash?: readonly number[];
  /** End with an arrow head. */
  readonly arrow?: boolean;
}

type Colors = Pick<Coloring, 'map' | 'vmin' | 'vmax'>;

/** Draw relief, data, contours, lines, symbols and scale bar into a frame; axes are drawn by the caller. */
export function drawMapLayer(
  surface: Surface,
  frame: Rect,
  layer: MapLayer,
  colors: Colors,
  fontSize: number,
): void {
  const { context } = surface;
  if (layer.mask) assertSameShape(layer.values, layer.mask);
  const [length, width] = layer.values.shape;
  const place = mapGeometry(layer.frame, length, width);
  const { terrain } = layer;
  const blend = terrain?.blend;
  const shaded = terrain !== undefined && terrain.shade !== false && blend === undefined;
  context.save();
  context.beginPath();
  context.rect(frame.x, frame.y, frame.width, frame.height);
  context.clip();
  if (shaded) {
    const aspect = (place.aspect * length * terrain.height.shape[1]) / (width * terrain.height.shape[0]);
    const image = shadedRelief(terrain.height, aspect, { ...terrain.shade, ...flips(place) });
    surface.paint(image, frame.x, frame.y, frame.width, frame.height, true);
  }
  const alpha = layer.alpha ?? (shaded ? 0.8 : 1);
  if (layer.scatter !== undefined) drawScatter(context, frame, place, layer, colors, layer.scatter);
  else {
    const blended = blend && { height: terrain.height, aspect: place.aspect, ...blend };
    const coloring = { ...colors, mask: layer.mask, alpha: blend ? 1 : alpha };
    const image = blended
      ? blendedRelief(layer.values, coloring, blended, flips(place))
      : colorize(layer.values, { ...coloring, ...flips(place) });
    surface.paint(image, frame.x, frame.y, frame.width, frame.height, layer.smooth ?? false);
  }
  if (terrain?.contours) drawContours(surface, frame, terrain, place, [length, width]);
  for (const line of layer.lines ?? []) drawLine(surface, frame, place, line);
  for (const point of layer.points ?? []) drawPoint(surface, frame, place, point, colors, fontSize);
  if (layer.reference) drawReference(surface, frame, place, layer.reference);
  if (layer.scaleBar !== false && place.groundWidth !== undefined) {
    drawScaleBar(context, frame, place.groundWidth, layer.scaleBar ?? {}, fontSize);
  }
  context.restore();
}

const flips = ({ flipUpDown, flipLeftRight }: MapGeometry) => ({ flipUpDown, flipLeftRight });

function drawContours(
  { context }: Surface,
  frame: Rect,
  { height, contours }: Terrain,
  place: MapGeometry,
  [length, width]: readonly [number, number],
): void {
  const { step = 200, sigma = 3, lineWidth = 0.5, color = 'rgba(0,0,0,0.55)' } = contours || {};
  const [low, high] = dataRange(height);
  const [rows, columns] = height.shape;
  if (!(high - low >= 2 * step) || rows > 2000 || columns > 2000) return; // no relief worth it, or lines too dense
  context.save();
  context.strokeStyle = color;
  context.lineWidth = lineWidth;
  context.lineJoin = 'round';
  for (const { points } of contourLines(smoothed(height, sigma), contourLevels(low, high, step))) {
    let [drawnX, drawnY] = [Number.NEGATIVE_INFINITY, Number.NEGATIVE_INFINITY];
    context.beginPath();
    for (let k = 0; k < points.length; k += 2) {
      const x = xOf(frame, place.pixelX, ((points[k] + 0.5) * width) / columns - 0.5);
      const y = yOf(frame, place.pixelY, ((points[k + 1] + 0.5) * length) / rows - 0.5);
      // Steps below half a point cannot be seen and cost most of the time of a big terrain.
      if (Math.abs(x - drawnX) + Math.abs(y - drawnY) < 0.5 && k < points.length - 2) continue;
      if (k === 0) context.moveTo(x, y);
      else context.lineTo(x, y);
      [drawnX, drawnY] = [x, y];
    }
    context.stroke();
  }
  context.restore();
}

function drawLine({ context }: Surface, frame: Rect, place: MapGeometry, line: MapLine): void {
  const page = line.points.map(
    ([y, x]) => [xOf(frame, place.pixelX, x), yOf(frame, place.pixelY, y)] as const,
  );
  if (page.length < 2) return;
  context.save();
  context.strokeStyle = line.color ?? INK;
  context.fillStyle = line.color ?? INK;
  context.lineWidth = line.lineWidth ?? 1;
  context.setLineDash([...(line.dash ?? [])]);
  context.beginPath();
  page.forEach(([x, y], k) => {
    if (k === 0) context.moveTo(x, y);
    else context.lineTo(x, y);
  });
  context.stroke();
  if (line.arrow) {
    const [[x0, y0], [x1, y1]] = page.slice(-2);
    const angle = Math.atan2(y1 - y0, x1 - x0);
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(x1, y1);
    for (const turn of [2.75, -2.75]) {
      context.lineTo(x1 + 7 * Math.cos(angle + turn), y1 + 7 * Math.sin(angle + turn));
    }
    context.closePath();
    context.fill();
  }
  context.restore();
}

function drawPoint(
  { context }: Surface,
  frame: Rect,
  place: MapGeometry,
  point: MapPoint,
  colors: Colors,
  fontSize: number,
): void {
  const x = xOf(frame, place.pixelX, point.x);
  const y = yOf(frame, place.pixelY, point.y);
  const { shape = 'circle', size = 6, value } = point;
  const fill =
    value === undefined ? (point.color ?? 'white') : colorOf(colors.map, value, colors.vmin, colors.vmax);
  // A thin white rim keeps a symbol visible that has the colour of its surroundings.
  drawMarker(context, x, y, { shape, size, fill, edge: 'white', edgeWidth: value === undefined ? 3.2 : 2.6 });
  drawMarker(context, x, y, { shape, size, fill, edge: INK, edgeWidth: value === undefined ? 1 : 0.7 });
  if (point.label) {
    const style = {
      size: fontSize * 0.75,
      align: 'left',
      anchor: 'middle',
      halo: 'rgba(255,255,255,0.85)',
    } as const;
    drawText(context, point.label, x + size, y, style);
  }
}

function drawReference({ context }: Surface, frame: Rect, place: MapGeometry, point: MapPoint): void {
  const x = xOf(frame, place.pixelX, point.x);
  const y = yOf(frame, place.pixelY, point.y);
  const { shape = 'square', size = 5.5, color = 'black' } = point;
  // A thin white rim keeps the black square visible on dark colours.
  const edge = shape === 'cross' ? color : 'white';
  drawMarker(context, x, y, { shape, size, fill: color, edge, edgeWidth: 1.4 });
}
