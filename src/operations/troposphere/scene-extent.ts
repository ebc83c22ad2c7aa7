import type { Area } from '../../core/atmosphere/pressure-levels.ts';
import { FileError } from '../../core/errors.ts';
import { latLonRasters } from '../../core/geometry/map-grid.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { type Product, readRaster } from '../../io/products/product.ts';

/** Where the pixels of a geometry lie that are seen. */
export interface SceneExtent {
  readonly area: Area;
  /** m */
  readonly heights: { readonly lowest: number; readonly highest: number };
  /** whether a pixel that is seen has no height */
  readonly lacksHeights: boolean;
}

/** Pixels that are looked through at a time. */
const AT_ONCE = 1 << 21;

/**
 * Latitudes, longitudes and heights between which the pixels of a geometry lie. Pixels without an incidence angle and
 * places of 0 do not count; east of the 180th meridian longitudes go on.
 * @throws {FileError} when there is none
 */
export async function sceneExtent(geometry: Product): Promise<SceneExtent> {
  const { path, length, width, datasets } = geometry;
  const range = new Ranges();
  const map = geometry.facts.isGeocoded ? geometry.facts.earthMap : undefined;
  await withProduct(path, (file) => {
    const rows = Math.max(1, Math.floor(AT_ONCE / width));
    for (let y0 = 0; y0 < length; y0 += rows) {
      const count = Math.min(rows, length - y0);
      const box = { y0, y1: y0 + count, x0: 0, x1: width };
      const read = (name: string) =>
        datasets.has(name) ? readRaster(file, geometry, name, box).data : undefined;
      const places = map === undefined ? undefined : latLonRasters(map, box);
      range.add({
        latitude: places?.latitude.data ?? read('latitude')!,
        longitude: places?.longitude.data ?? read('longitude')!,
        incidence: read('incidenceAngle'),
        height: read('height'),
      });
    }
  });
  return range.extent(path);
}

interface Rows {
  readonly latitude: Float32Array;
  readonly longitude: Float32Array;
  readonly incidence: Float32Array | undefined;
  readonly height: Float32Array | undefined;
}

/** Extremes, longitudes once as they are and once from 0 to 360. */
class Ranges {
  private readonly latitudes = new Range();
  private readonly longitudes = new Range();
  private readonly turned = new Range();
  private readonly heights = new Range();
  private lacksHeights = false;

  add({ latitude, longitude, incidence, height }: Rows): void {
    for (let i = 0; i < latitude.length; i++) {
      const [lat, lon] = [latitude[i], longitude[i]];
      const isSeen = incidence === undefined || incidence[i] > 0 || incidence[i] < 0;
      if (!isSeen || lat === 0 || lon === 0 || !(Math.abs(lat) <= 90 && Math.abs(lon) <= 540)) continue;
      this.latitudes.add(lat);
      this.longitudes.add(lon);
      this.turned.add(lon < 0 ? lon + 360 : lon);
      if (height === undefined) continue;
      if (Number.isFinite(height[i])) this.heights.add(height[i]);
      else this.lacksHeights = true;
    }
  }

  extent(path: string): SceneExtent {
    const { latitudes, longitudes, turned, heights } = this;
    if (!(latitudes.low <= latitudes.high))
      throw new FileError(
        `${path} has no pixel with a latitude, a longitude and an incidence angle.`,
        'Load it again.',
      );
    const across = longitudes.high - longitudes.low > 180 ? turned : longitudes;
    return {
      area: { south: latitudes.low, north: latitudes.high, west: across.low, east: across.high },
      heights:
        heights.low <= heights.high
          ? { lowest: heights.low, highest: heights.high }
          : { lowest: 0, highest: 0 },
      lacksHeights: this.lacksHeights,
    };
  }
}

class Range {
  low = Number.POSITIVE_INFINITY;
  high = Number.NEGATIVE_INFINITY;

  add(value: number): void {
    if (value < this.low) this.low = value;
    if (value > this.high) this.high = value;
  }
}
