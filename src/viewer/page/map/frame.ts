import { pixelCenter } from '../../../core/geometry/map-grid.ts';
import { parseUtmZone, utmToLatLon } from '../../../core/geometry/utm.ts';
import type { Raster } from '../data/product.ts';
import type { View } from '../state/state.ts';

/** A point in the pixels of a raster: 0, 0 is the outer corner of its first one. */
export interface PixelPoint {
  readonly y: number;
  readonly x: number;
}

/**
 * How a raster lies in its frame. Panes of one frame are linked: maps in degrees, maps of a UTM zone, radar images of one
 * size. Frame coordinates are those of the map (east, north), or columns and rows.
 */
export class FrameGrid {
  /** name of the frame, key of `views` */
  readonly frame: string;
  readonly raster: Raster;

  constructor(raster: Raster) {
    this.raster = raster;
    this.frame =
      raster.map === undefined ? raster.key : raster.map.utmZone ? `utm ${raster.map.utmZone}` : 'degrees';
  }

  /** Frame units for a pixel, signed so that steps on the screen are right and up. */
  private get step(): { x: number; y: number } {
    const { map } = this.raster;
    return map ? { x: map.xStep, y: map.yStep } : { x: 1, y: 1 };
  }

  toFrame({ y, x }: PixelPoint): { x: number; y: number } {
    const { map } = this.raster;
    return map ? { x: map.xFirst + x * map.xStep, y: map.yFirst + y * map.yStep } : { x, y };
  }

  toPixel(x: number, y: number): PixelPoint {
    const { map } = this.raster;
    return map ? { x: (x - map.xFirst) / map.xStep, y: (y - map.yFirst) / map.yStep } : { x, y };
  }

  /** Screen pixels that a pixel of the raster takes, signed: negative where the screen runs the other way. */
  pixelOnScreen({ zoom }: View): { x: number; y: number } {
    const { raster, step } = this;
    // The zoom of a frame is that of the raster in degrees or metres, so that rasters of other steps stay linked.
    const x = raster.map ? zoom * Math.abs(step.x) : zoom;
    return { x: raster.flip.x ? -x : x, y: (raster.flip.y ? -x : x) * raster.aspect };
  }

  /** Where a point of the raster is on a canvas of some size. */
  toScreen(view: View, size: Size, point: PixelPoint): { x: number; y: number } {
    const middle = this.toPixel(view.x, view.y);
    const on = this.pixelOnScreen(view);
    return {
      x: size.width / 2 + (point.x - middle.x) * on.x,
      y: size.height / 2 + (point.y - middle.y) * on.y,
    };
  }

  fromScreen(view: View, size: Size, x: number, y: number): PixelPoint {
    const middle = this.toPixel(view.x, view.y);
    const on = this.pixelOnScreen(view);
    return { x: middle.x + (x - size.width / 2) / on.x, y: middle.y + (y - size.height / 2) / on.y };
  }

  /** The view that shows all of the raster. */
  whole(size: Size): View {
    const { length, width, aspect, map } = this.raster;
    const zoom = 0.94 * Math.min(size.width / width, size.height / (length * aspect));
    const middle = this.toFrame({ y: length / 2, x: width / 2 });
    return { ...middle, zoom: map ? zoom / Math.abs(map.xStep) : zoom };
  }

  /** The view after `factor` times nearer, the point under the cursor staying where it is. */
  zoomed(view: View, size: Size, at: { readonly x: number; readonly y: number }, factor: number): View {
    const before = this.fromScreen(view, size, at.x, at.y);
    const { width, map } = this.raster;
    const unit = map ? Math.abs(map.xStep) : 1;
    const least = (0.2 * Math.min(1, size.width / width)) / unit;
    const zoom = Math.min(80 / unit, Math.max(least, view.zoom * factor));
    const after = this.fromScreen({ ...view, zoom }, size, at.x, at.y);
    return { ...this.moved({ ...view, zoom }, before.x - after.x, before.y - after.y) };
  }

  /** The view moved by some pixels of the raster. */
  moved(view: View, dx: number, dy: number): View {
    const { step } = this;
    return { ...view, x: view.x + dx * step.x, y: view.y + dy * step.y };
  }

  isInside({ y, x }: PixelPoint): boolean {
    return y >= 0 && x >= 0 && y < this.raster.length && x < this.raster.width;
  }

  /** Latitude and longitude of a pixel's centre, where a map tells them. */
  latLon(y: number, x: number): { lat: number; lon: number } | undefined {
    const { map } = this.raster;
    if (map === undefined) return undefined;
    const [north, east] = pixelCenter(map, y, x);
    if (map.utmZone === undefined) {
      const lon = ((((east + 180) % 360) + 360) % 360) - 180;
      return { lat: north, lon };
    }
    const [lat, lon] = utmToLatLon(north, east, parseUtmZone(map.utmZone));
    return { lat, lon };
  }
}

/** Of a canvas, in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}
