import type { Window } from '../data/product.ts';
import type { View } from '../state/state.ts';
import type { FrameGrid, Size } from './frame.ts';

/** The part of a raster that is on a canvas, at the pixels that the screen can show; undefined where it is elsewhere. */
export function visibleWindow(grid: FrameGrid, view: View, size: Size, ratio: number): Window | undefined {
  const { length, width } = grid.raster;
  const perPixel = Math.abs(grid.pixelOnScreen(view).x) * ratio;
  const step = Math.max(1, 2 ** Math.floor(Math.log2(1 / perPixel)));
  const corners = [grid.fromScreen(view, size, 0, 0), grid.fromScreen(view, size, size.width, size.height)];
  const low = (a: number, b: number) => Math.max(0, Math.floor(Math.min(a, b) / step) * step);
  const high = (a: number, b: number, most: number) =>
    Math.min(most, Math.ceil(Math.max(a, b) / step) * step);
  const [one, other] = corners;
  const window = {
    y0: low(one.y, other.y),
    x0: low(one.x, other.x),
    y1: high(one.y, other.y, length),
    x1: high(one.x, other.x, width),
    step,
  };
  return window.y1 > window.y0 && window.x1 > window.x0 ? window : undefined;
}
