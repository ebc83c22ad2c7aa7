import type { Raster } from '../data/product.ts';
import type { View } from '../state/state.ts';
import { FrameGrid, type PixelPoint, type Size } from './frame.ts';
import type { GroundLookup } from './lookup.ts';

/** A radar image on the map: its pixels lie where the lookup table has them, in the frame of maps in degrees. */
export class DrapedGrid extends FrameGrid {
  override readonly frame: string;
  readonly lookup: GroundLookup;
  private readonly ground: FrameGrid;

  constructor(radar: Raster, lookup: GroundLookup) {
    super(radar);
    this.lookup = lookup;
    this.ground = new FrameGrid(lookup.map);
    this.frame = this.ground.frame;
  }

  override toFrame(point: PixelPoint): { x: number; y: number } {
    return this.ground.toFrame(this.onMap(point));
  }

  override toPixel(x: number, y: number): PixelPoint {
    return this.lookup.pointAt(y, x);
  }

  override pixelOnScreen(view: View): { x: number; y: number } {
    return this.ground.pixelOnScreen(view);
  }

  override toScreen(view: View, size: Size, point: PixelPoint): { x: number; y: number } {
    return this.ground.toScreen(view, size, this.onMap(point));
  }

  /** Of a point of the map that holds the image, in its pixels. */
  mapToScreen(view: View, size: Size, point: PixelPoint): { x: number; y: number } {
    return this.ground.toScreen(view, size, point);
  }

  override fromScreen(view: View, size: Size, x: number, y: number): PixelPoint {
    const on = this.ground.toFrame(this.ground.fromScreen(view, size, x, y));
    return this.toPixel(on.x, on.y);
  }

  override whole(size: Size): View {
    return this.ground.whole(size);
  }

  override zoomed(
    view: View,
    size: Size,
    at: { readonly x: number; readonly y: number },
    factor: number,
  ): View {
    return this.ground.zoomed(view, size, at, factor);
  }

  override moved(view: View, dx: number, dy: number): View {
    return this.ground.moved(view, dx, dy);
  }

  override latLon(y: number, x: number): { lat: number; lon: number } | undefined {
    return this.lookup.at({ y: y + 0.5, x: x + 0.5 });
  }

  /** Pixels whose place nobody knows are far away. */
  private onMap(point: PixelPoint): PixelPoint {
    return this.lookup.onMap(point) ?? { y: -1e6, x: -1e6 };
  }
}
