import { longitudeNear, standardizeLongitude } from '../../../core/geometry/longitude.ts';
import type { MapGrid } from '../../../core/geometry/map-grid.ts';
import type { Library } from '../data/library.ts';
import type { Layer, Patch, Product, Raster } from '../data/product.ts';
import type { PixelPoint } from './frame.ts';

const METRES_PER_DEGREE = 111_320;
/** Steps of the search for a pixel; it ends sooner where the ground is smooth. */
const MOST_STEPS = 12;
/** Cells of the mesh along a side at most. */
const MOST_CELLS = 160;

/** Points of the ground for the GPU: where the corners of the cells of a radar image lie on its map. */
export interface GroundMesh {
  readonly rows: number;
  readonly columns: number;
  /** [(rows + 1) * (columns + 1) * 2]: shares of the width and height of the map, far below 0 where nobody knows */
  readonly nodes: Float32Array;
}

/**
 * Where the pixels of a radar image lie on the ground: latitude and longitude of their centres, the lookup table of the
 * geometry file. Both ways: a pixel's place is interpolated, a place's pixel is searched from the plane that fits best.
 */
export class GroundLookup {
  /** a map in degrees that holds the image, with pixels of about its size */
  readonly map: Raster;
  private readonly lat: Patch;
  private readonly lon: Patch;
  private readonly radar: Raster;
  private readonly center: { readonly lat: number; readonly lon: number };
  /** row and column as a plane over longitude and latitude from the centre */
  private readonly plane: readonly [y: readonly number[], x: readonly number[]];
  private made: GroundMesh | undefined;

  constructor(lat: Patch, lon: Patch, radar: Raster) {
    this.lat = lat;
    this.lon = lon;
    this.radar = radar;
    const points = this.sample();
    const mean = (values: readonly number[]) => values.reduce((sum, n) => sum + n, 0) / values.length;
    const turn = points[0]?.lon ?? 0;
    const longitudes = points.map((point) => longitudeNear(point.lon, turn));
    this.center = { lat: mean(points.map((point) => point.lat)), lon: mean(longitudes) };
    this.plane = [this.fitted(points, ({ y }) => y), this.fitted(points, ({ x }) => x)];
    this.map = this.mapOf(points);
  }

  get isUsable(): boolean {
    return [this.center.lat, ...this.plane[0], ...this.plane[1]].every(Number.isFinite);
  }

  /** Latitude and longitude of a point of the image; undefined where nothing is known. */
  at(point: PixelPoint): { lat: number; lon: number } | undefined {
    const place = this.turned(point);
    return place && { lat: place.lat, lon: standardizeLongitude(place.lon) };
  }

  /** The same, with the longitude on the side of 180 degrees where the middle of the image is. */
  private turned({ y, x }: PixelPoint): { lat: number; lon: number } | undefined {
    const { rows, columns, window } = this.lat;
    const row = Math.min(Math.max((y - window.y0) / window.step - 0.5, 0), rows - 1);
    const column = Math.min(Math.max((x - window.x0) / window.step - 0.5, 0), columns - 1);
    const [i, j] = [
      Math.min(Math.floor(row), Math.max(0, rows - 2)),
      Math.min(Math.floor(column), Math.max(0, columns - 2)),
    ];
    let [lat, lon, weight] = [0, 0, 0];
    for (const [di, dj] of [
      [0, 0],
      [0, 1],
      [1, 0],
      [1, 1],
    ]) {
      const one = this.known(i + di, j + dj);
      const share = (di === 0 ? 1 - (row - i) : row - i) * (dj === 0 ? 1 - (column - j) : column - j);
      if (one === undefined || share <= 0) continue;
      lat += share * one.lat;
      lon += share * longitudeNear(one.lon, this.center?.lon ?? one.lon);
      weight += share;
    }
    return weight > 0.2 ? { lat: lat / weight, lon: lon / weight } : undefined;
  }

  /** The point of the image at a place: may lie outside of it. */
  pointAt(lat: number, lon: number): PixelPoint {
    const { center, plane } = this;
    const turned = longitudeNear(lon, center.lon);
    const step = (dLon: number, dLat: number) =>
      plane.map(([a, b]) => a * dLon + b * dLat) as unknown as readonly [number, number];
    const first = step(turned - center.lon, lat - center.lat);
    let [y, x] = [first[0] + plane[0][2], first[1] + plane[1][2]];
    for (let k = 0; k < MOST_STEPS; k++) {
      if (y < 0 || x < 0 || y > this.radar.length || x > this.radar.width) break;
      const here = this.turned({ y, x });
      if (here === undefined) break;
      const [dy, dx] = step(turned - here.lon, lat - here.lat);
      y += dy;
      x += dx;
      if (Math.abs(dy) + Math.abs(dx) < 0.02) break;
    }
    return { y, x };
  }

  /** Where a point of the image lies on `map`, in its pixels. */
  onMap(point: PixelPoint): PixelPoint | undefined {
    const place = this.turned(point);
    const map = this.map.map!;
    return place && { y: (place.lat - map.yFirst) / map.yStep, x: (place.lon - map.xFirst) / map.xStep };
  }

  get mesh(): GroundMesh {
    if (this.made !== undefined) return this.made;
    const { length, width } = this.radar;
    const [rows, columns] = [Math.min(MOST_CELLS, length), Math.min(MOST_CELLS, width)];
    const nodes = new Float32Array((rows + 1) * (columns + 1) * 2).fill(-1e6);
    for (let i = 0; i <= rows; i++) {
      for (let j = 0; j <= columns; j++) {
        const on = this.onMap({ y: (i * length) / rows, x: (j * width) / columns });
        if (on) nodes.set([on.x / this.map.width, on.y / this.map.length], 2 * (i * (columns + 1) + j));
      }
    }
    this.made = { rows, columns, nodes };
    return this.made;
  }

  /** A pixel's place as the table has it; zeros and what lies on no globe are gaps. */
  private known(row: number, column: number): { lat: number; lon: number } | undefined {
    if (row >= this.lat.rows || column >= this.lat.columns) return undefined;
    const lat = this.lat.data[row * this.lat.columns + column];
    const lon = this.lon.data[row * this.lat.columns + column];
    const isPlace = Math.abs(lat) <= 90 && Math.abs(lon) <= 360 && (lat !== 0 || lon !== 0);
    return isPlace ? { lat, lon } : undefined;
  }

  private sample(): { y: number; x: number; lat: number; lon: number }[] {
    const { rows, columns, window } = this.lat;
    const out: { y: number; x: number; lat: number; lon: number }[] = [];
    const stride = Math.max(1, Math.floor(Math.min(rows, columns) / 40));
    for (let i = 0; i < rows; i += stride) {
      for (let j = 0; j < columns; j += stride) {
        const one = this.known(i, j);
        if (one) out.push({ ...one, y: (i + 0.5) * window.step, x: (j + 0.5) * window.step });
      }
    }
    return out;
  }

  /** a, b, c of value = a (lon - lon0) + b (lat - lat0) + c by least squares. */
  private fitted(
    points: readonly { y: number; x: number; lat: number; lon: number }[],
    value: (point: { y: number; x: number }) => number,
  ): number[] {
    const { center } = this;
    let [uu, uv, vv, uw, vw, w] = [0, 0, 0, 0, 0, 0];
    const middle = points.reduce((sum, point) => sum + value(point), 0) / points.length;
    for (const point of points) {
      const u = longitudeNear(point.lon, center.lon) - center.lon;
      const v = point.lat - center.lat;
      w = value(point) - middle;
      uu += u * u;
      uv += u * v;
      vv += v * v;
      uw += u * w;
      vw += v * w;
    }
    const det = uu * vv - uv * uv;
    return [(uw * vv - vw * uv) / det, (vw * uu - uw * uv) / det, middle];
  }

  private mapOf(points: readonly { lat: number; lon: number }[]): Raster {
    const { length, width, pixelWidth, aspect } = this.radar;
    const lats = points.map(({ lat }) => lat);
    const lons = points.map(({ lon }) => longitudeNear(lon, this.center.lon));
    const [south, north] = [Math.min(...lats), Math.max(...lats)];
    const [west, east] = [Math.min(...lons), Math.max(...lons)];
    const cos = Math.max(0.01, Math.cos((this.center.lat * Math.PI) / 180));
    const metres = pixelWidth ? Math.min(pixelWidth, pixelWidth * aspect) : undefined;
    const step = metres ? metres / METRES_PER_DEGREE : (north - south) / Math.max(length, width);
    const map: MapGrid = {
      yFirst: north,
      xFirst: west,
      yStep: -step,
      xStep: step / cos,
      length: Math.max(1, Math.ceil((north - south) / step)),
      width: Math.max(1, Math.ceil(((east - west) / step) * cos)),
    };
    return {
      key: `ground ${this.radar.key}`,
      length: map.length,
      width: map.width,
      map,
      aspect: 1,
      pixelWidth: step * METRES_PER_DEGREE,
      flip: { y: false, x: false },
    };
  }
}

const lookups = new WeakMap<Patch, GroundLookup>();

/** Latitude and longitude on the pixels of a product, if a file that is open has them. */
export function lookupLayers(library: Library, product: Product): { lat: Layer; lon: Layer } | undefined {
  if (product.grid.map !== undefined) return undefined;
  const find = (dataset: string) =>
    [...library.layers.values()].find(
      (layer) =>
        layer.dataset === dataset &&
        layer.slices === undefined &&
        library.productOf(layer).grid.key === product.grid.key,
    );
  const [lat, lon] = [find('latitude'), find('longitude')];
  return lat && lon && { lat, lon };
}

/** The lookup table of a product in radar coordinates; undefined where there is none, or until it was read. */
export function lookupOf(library: Library, product: Product): GroundLookup | undefined {
  const layers = lookupLayers(library, product);
  if (layers === undefined) return undefined;
  const window = library.wholeWindow(library.productOf(layers.lat));
  const [lat, lon] = [library.patch(layers.lat, 0, window), library.patch(layers.lon, 0, window)];
  if (lat === undefined || lon === undefined) return undefined;
  let lookup = lookups.get(lat);
  if (lookup === undefined) {
    lookup = new GroundLookup(lat, lon, product.grid);
    lookups.set(lat, lookup);
  }
  return lookup.isUsable ? lookup : undefined;
}
