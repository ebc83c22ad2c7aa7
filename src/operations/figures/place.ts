import type { Box, Grid } from '../../core/array.ts';
import { FileError, OptionError, ShapeError } from '../../core/errors.ts';
import { acrossDateLine, longitudeNear } from '../../core/geometry/longitude.ts';
import { boundsToBox, gridBounds, latitudeToRow } from '../../core/geometry/map-grid.ts';
import { isGeocoded, mapGrid } from '../../io/attributes/typed.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { describeProduct, mainDataset, type Product } from '../../io/products/product.ts';
import type { MapFrame } from '../../plot/index.ts';
import { readPixels, type Sampling } from './pixels.ts';

/** How a map lies on the page. */
export interface Orientation {
  /** Label pixels instead of degrees. */
  readonly inPixels?: boolean;
  /** false: no turning over by the flight direction. */
  readonly autoFlip?: boolean;
  readonly flipUpDown?: boolean;
  readonly flipLeftRight?: boolean;
}

/** Window of a figure, by pixels or by degrees; ends are exclusive. */
export interface Window {
  readonly y?: readonly [number, number];
  readonly x?: readonly [number, number];
  readonly lat?: readonly [number, number];
  readonly lon?: readonly [number, number];
}

/** The frame of a product's raster, or of the part of it that is drawn. */
export function frameOf(
  { attributes }: Pick<Product, 'attributes'>,
  { box, step }: Sampling,
  how: Orientation = {},
): MapFrame {
  const flipped = how.flipUpDown || how.flipLeftRight;
  if (isGeocoded(attributes) && !how.inPixels && !flipped) {
    const map = mapGrid(attributes);
    const north = map.yFirst + box.y0 * map.yStep;
    const west = map.xFirst + box.x0 * map.xStep;
    const [yStep, xStep] = [map.yStep * step, map.xStep * step];
    return isProjected(attributes)
      ? { kind: 'projected', north, west, yStep, xStep }
      : { kind: 'geo', north, west, latStep: yStep, lonStep: xStep };
  }
  const direction = (attributes['ORBIT_DIRECTION'] ?? attributes['passDirection'] ?? '').toLowerCase();
  const turns = !isGeocoded(attributes) && how.autoFlip !== false && !flipped;
  const orbitDirection = !turns
    ? undefined
    : direction.startsWith('asc')
      ? 'ascending'
      : direction.startsWith('desc')
        ? 'descending'
        : undefined;
  const flips = flipped
    ? { flipUpDown: how.flipUpDown ?? false, flipLeftRight: how.flipLeftRight ?? false }
    : {};
  return { kind: 'radar', orbitDirection, ...flips, y0: box.y0, x0: box.x0, step };
}

/** Metres on a map projection instead of degrees. */
function isProjected(attributes: Product['attributes']): boolean {
  return (attributes['X_UNIT'] ?? '').startsWith('m') || attributes['UTM_ZONE'] !== undefined;
}

/** Pixels of a window. @throws {OptionError} when it is empty, outside, or in degrees where the file has pixels */
export function windowBox(product: Product, window: Window): Box {
  const { length, width, attributes, path } = product;
  let [y0, y1] = window.y ?? [0, length];
  let [x0, x1] = window.x ?? [0, width];
  if (window.lat !== undefined || window.lon !== undefined) {
    if (!isGeocoded(attributes)) {
      throw new OptionError(
        `${path} is in radar coordinates, which --sub-lat and --sub-lon cannot cut.`,
        'Give rows and columns with --sub-y and --sub-x, or the geocoded file.',
      );
    }
    const map = mapGrid(attributes);
    if (window.lat) [y0, y1] = sorted(window.lat.map((lat) => latitudeToRow(map, lat)));
    if (window.lon) {
      const { x0: first, x1: last } = boundsToBox(map, { ...gridBounds(map), ...edges(window.lon) });
      [x0, x1] = [first, last];
    }
  }
  const box = { y0: Math.max(0, y0), x0: Math.max(0, x0), y1: Math.min(length, y1), x1: Math.min(width, x1) };
  if (box.y0 < box.y1 && box.x0 < box.x1) return box;
  throw new OptionError(
    `The window rows ${y0} to ${y1}, columns ${x0} to ${x1} holds no pixel of ${path} (${length} x ${width}).`,
    'Choose one inside with --sub-y and --sub-x.',
  );
}

/** Edges in either order; across the 180th meridian the western one comes first (179.5 -179.5). */
function edges([a, b]: readonly [number, number]): { west: number; east: number } {
  const { west, east } = acrossDateLine({ west: a, east: b });
  return { west: Math.min(west, east), east: Math.max(west, east) };
}

const sorted = (pair: readonly number[]): [number, number] => [Math.min(...pair), Math.max(...pair)];

/** A mask for what is drawn. @throws {ShapeError} when its size is another than that of the data */
export async function readDrawnMask(
  path: string,
  data: Product,
  sampling: Sampling,
  range: { readonly min?: number; readonly max?: number } = {},
): Promise<Grid<Uint8Array>> {
  return withProduct(path, (file) => {
    const product = describeProduct(file);
    if (product.length !== data.length || product.width !== data.width) {
      throw new ShapeError(
        `The mask ${path} has ${product.length} x ${product.width} pixels, ${data.path} has ${data.length} x ${data.width}.`,
        'Give a mask of the same grid with -m, or draw without one: -m no.',
      );
    }
    const name = mainDataset(product);
    const rank = file.datasets.get(name)!.shape.length;
    const { data: values, shape } = readPixels(file, name, rank === 3 ? 0 : undefined, sampling);
    // Pixels free of unwrapping errors have the count 0, which must not hide them.
    return { data: kept(values, /numTriNonzeroIntAmbiguity/.test(path), range), shape };
  });
}

/** 1 where there is a value within the range, and, but for counts of which 0 is one, where it is not 0. */
function kept(
  values: ArrayLike<number>,
  keepsZero: boolean,
  {
    min = Number.NEGATIVE_INFINITY,
    max = Number.POSITIVE_INFINITY,
  }: { readonly min?: number; readonly max?: number },
): Uint8Array {
  const mask = new Uint8Array(values.length);
  for (let k = 0; k < mask.length; k++) {
    const value = values[k];
    if (value >= min && value <= max && (keepsZero || value !== 0)) mask[k] = 1;
  }
  return mask;
}

/** Heights under a figure; a geocoded terrain may have another pixel size than the data. */
export async function readTerrain(path: string, data: Product, sampling: Sampling): Promise<Grid> {
  return withProduct(path, (file) => {
    const product = describeProduct(file);
    const name = file.datasets.has('height') ? 'height' : mainDataset(product);
    if (file.datasets.get(name)?.shape.length !== 2) {
      throw new FileError(
        `${path} is no terrain: it has no raster height, and ${name} is more than one raster.`,
        'Give the geometry file of the same grid with --dem.',
      );
    }
    if (product.length === data.length && product.width === data.width) {
      return readPixels(file, name, undefined, sampling);
    }
    if (!isGeocoded(product.attributes) || !isGeocoded(data.attributes)) {
      throw new FileError(
        `The terrain ${path} has ${product.length} x ${product.width} pixels, ${data.path} has ${data.length} x ${data.width}.`,
        'Give the geometry file of the same grid with --dem.',
      );
    }
    return cropped(readPixels(file, name, undefined, whole(product)), product, data, sampling.box);
  });
}

function whole({ length, width }: Product): Sampling {
  return { box: { y0: 0, x0: 0, y1: length, x1: width }, step: 1 };
}

/** The part of a terrain that lies under a window of the data, NaN where it has none. */
function cropped(height: Grid, terrain: Product, data: Product, box: Box): Grid {
  const to = mapGrid(data.attributes);
  const grid = mapGrid(terrain.attributes);
  // A terrain may count longitudes from the other side of the 180th meridian.
  const from = { ...grid, xFirst: longitudeNear(grid.xFirst, to.xFirst) };
  const edgesOf = (
    first: number,
    step: number,
    low: number,
    high: number,
    own: typeof from,
    axis: 'y' | 'x',
  ) => {
    const [start, unit] = axis === 'y' ? [own.yFirst, own.yStep] : [own.xFirst, own.xStep];
    const place = (k: number) => Math.round((first + k * step - start) / unit);
    return [place(low), Math.max(place(low) + 1, place(high))];
  };
  const [y0, y1] = edgesOf(to.yFirst, to.yStep, box.y0, box.y1, from, 'y');
  const [x0, x1] = edgesOf(to.xFirst, to.xStep, box.x0, box.x1, from, 'x');
  const [length, width] = [y1 - y0, x1 - x0];
  const out = new Float32Array(length * width).fill(Number.NaN);
  const [rows, columns] = height.shape;
  for (let y = Math.max(0, y0); y < Math.min(rows, y1); y++) {
    for (let x = Math.max(0, x0); x < Math.min(columns, x1); x++) {
      out[(y - y0) * width + x - x0] = height.data[y * columns + x];
    }
  }
  return { data: out, shape: [length, width] };
}
