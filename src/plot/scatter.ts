import type { Grid, Values } from '../core/array.ts';
import { xOf, yOf } from './axes.ts';
import { colorIndex, colorOf } from './colormap.ts';
import type { Context2D, Rect } from './context2d.ts';
import type { MapGeometry } from './map-frame.ts';
import type { Coloring } from './raster.ts';

/** Draw a disc of some area (square points) for every pixel with data, colour by colour. */
export function drawScatter(
  context: Context2D,
  frame: Rect,
  place: MapGeometry,
  { values, mask, alpha = 1 }: { values: Grid<Values>; mask?: Grid<Values>; alpha?: number },
  { map, vmin, vmax }: Pick<Coloring, 'map' | 'vmin' | 'vmax'>,
  area: number,
): void {
  const [, width] = values.shape;
  const pixels = new Map<number, number[]>();
  values.data.forEach((value, i) => {
    if (Number.isNaN(value) || mask?.data[i] === 0) return;
    const bin = colorIndex(value, vmin, vmax, map.n);
    const list = pixels.get(bin);
    if (list) list.push(i);
    else pixels.set(bin, [i]);
  });
  const radius = Math.sqrt(area / Math.PI);
  context.save();
  context.globalAlpha = alpha;
  for (const [bin, list] of pixels) {
    context.fillStyle = colorOf(map, vmin + ((bin + 0.5) * (vmax - vmin)) / map.n, vmin, vmax);
    context.beginPath();
    for (const i of list) {
      const x = xOf(frame, place.pixelX, i % width);
      const y = yOf(frame, place.pixelY, Math.floor(i / width));
      context.moveTo(x + radius, y);
      context.arc(x, y, radius, 0, 2 * Math.PI);
    }
    context.fill();
  }
  context.restore();
}
