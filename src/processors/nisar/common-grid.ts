import type { GeoBox } from '../../config/index.ts';
import type { Box } from '../../core/array.ts';
import { MetadataError, OptionError } from '../../core/errors.ts';
import { type Bounds, cropGrid, type MapGrid, mapPosition } from '../../core/geometry/map-grid.ts';
import type { NisarProduct } from '../../io/gunw/nisar-product.ts';
import { type LoadOptions, nameOf } from '../../loading/load-options.ts';
import { pairOf } from './products.ts';

/** The area that is loaded of all products. */
export interface CommonGrid {
  /** its pixels */
  readonly grid: MapGrid;
  /** edges of the area within which the centres of its pixels lie */
  readonly bounds: Bounds;
  /** products on this grid, and where it lies in each: beyond its edges, too, where frames make a pair */
  readonly products: readonly PlacedProduct[];
  /** products of every pair: one, or its frames from north to south */
  readonly pairs: readonly (readonly PlacedProduct[])[];
  readonly warnings: readonly string[];
}

/** A product, and the box of its pixels that is the common area. */
export interface PlacedProduct {
  readonly product: NisarProduct;
  readonly box: Box;
}

/** Points along an edge of the area that is asked for: edges of degrees are curved on the map. */
const EDGE_POINTS = 21;
/** Share of a pixel that a centre may lie outside. */
const SLACK = 1e-6;
/** Share of the largest product that a stack without gaps covers at least. */
const FULL = 0.5;

/**
 * The area that all products have in common, also with their cubes of geometry and with the area that is asked for: rows and
 * columns whose centre lies inside. Frames of one pair count as one product. Products on another grid than most are left out with a warning.
 * @throws {MetadataError} when there is no such area @throws {OptionError} when it does not meet the area asked for
 */
export function commonGrid(
  all: readonly NisarProduct[],
  options: Pick<LoadOptions, 'subset' | 'flags'>,
): CommonGrid {
  const asked = options.subset?.lalo;
  const { kept, warnings } = onOneGrid(all);
  const [first] = kept;
  const groups = [...new Set(kept.map(pairOf))].map((pair) => kept.filter((one) => pairOf(one) === pair));
  const reaches = groups.map((frames) =>
    frames.map(({ grid, radarBounds }) => intersection(centreBounds(grid), radarBounds)).reduce(hull),
  );
  const shared = reaches.reduce(intersection);
  if (isEmpty(shared)) {
    const apart = reaches.findIndex((one) => isEmpty(intersection(reaches[0], one)));
    throw new MetadataError(
      `The products have no area in common: ${first.path} and ${(groups[apart] ?? groups[groups.length - 1])[0].path}.`,
      'Load the products of one frame.',
    );
  }
  const bounds = asked === undefined ? shared : intersection(shared, askedBounds(first, asked, options));
  const boxes = kept.map((product) => boxWithin(product.grid, bounds));
  const [box] = boxes;
  if (isEmpty(bounds) || box.y1 <= box.y0 || box.x1 <= box.x0)
    throw new OptionError(
      `${nameOf(options, 'mintpy.subset.lalo')} lies outside of the products (${describe(shared)}).`,
      options.flags === undefined ? 'Correct it (S:N,W:E in degrees).' : 'Correct it (degrees).',
    );
  const grid = cropGrid(first.grid, box);
  const most = Math.max(...kept.map((product) => product.grid.length * product.grid.width));
  if (asked === undefined && grid.length * grid.width < FULL * most)
    warnings.push(
      `All products have ${grid.length} x ${grid.width} pixels in common, ${Math.round((100 * grid.length * grid.width) / most)} % of the largest: are they of one frame?`,
    );
  const products = kept.map((product, k) => ({ product, box: boxes[k] }));
  const pairs = groups.map((frames) => products.filter(({ product }) => frames.includes(product)));
  return { grid, bounds, products, pairs, warnings };
}

/** Products whose pixels lie on the same lattice as those of most. */
function onOneGrid(all: readonly NisarProduct[]): { kept: NisarProduct[]; warnings: string[] } {
  const lattice = ({ epsg, grid }: NisarProduct) => {
    const phase = (first: number, step: number) =>
      Math.round(100 * (first / step - Math.floor(first / step))) % 100;
    return [
      epsg,
      grid.yStep,
      grid.xStep,
      phase(grid.yFirst, grid.yStep),
      phase(grid.xFirst, grid.xStep),
    ].join(' ');
  };
  const counts = new Map<string, number>();
  for (const product of all) counts.set(lattice(product), (counts.get(lattice(product)) ?? 0) + 1);
  const [usual] = [...counts].reduce((a, b) => (b[1] > a[1] ? b : a));
  const kept = all.filter((product) => lattice(product) === usual);
  const others = all.filter((product) => lattice(product) !== usual);
  if (others.length === 0) return { kept, warnings: [] };
  const shown = others.map(
    ({ path, epsg, grid }) => `${path} (EPSG:${epsg}, ${-grid.yStep} x ${grid.xStep})`,
  );
  const [{ epsg, grid }] = kept;
  return {
    kept,
    warnings: [
      `Left out ${others.length} product(s) on another grid than EPSG:${epsg}, ${-grid.yStep} x ${grid.xStep}: ${shown.join(', ')}.`,
    ],
  };
}

function centreBounds({ yFirst, xFirst, yStep, xStep, length, width }: MapGrid): Bounds {
  return {
    north: yFirst + yStep / 2,
    south: yFirst + (length - 0.5) * yStep,
    west: xFirst + xStep / 2,
    east: xFirst + (width - 0.5) * xStep,
  };
}

function intersection(a: Bounds, b: Bounds): Bounds {
  return {
    south: Math.max(a.south, b.south),
    north: Math.min(a.north, b.north),
    west: Math.max(a.west, b.west),
    east: Math.min(a.east, b.east),
  };
}

function hull(a: Bounds, b: Bounds): Bounds {
  return {
    south: Math.min(a.south, b.south),
    north: Math.max(a.north, b.north),
    west: Math.min(a.west, b.west),
    east: Math.max(a.east, b.east),
  };
}

function isEmpty({ south, north, west, east }: Bounds): boolean {
  return !(north >= south && east >= west);
}

function describe({ south, north, west, east }: Bounds): string {
  return `northings ${south} to ${north}, eastings ${west} to ${east}`;
}

/** Bounds on the map around an area in degrees. */
function askedBounds(
  { epsg, grid, path }: NisarProduct,
  { south, north, west, east }: GeoBox,
  options: Pick<LoadOptions, 'flags'>,
): Bounds {
  if (grid.utmZone === undefined && epsg !== 4326)
    throw new OptionError(
      `${nameOf(options, 'mintpy.subset.lalo')} does not apply to ${path}, which is in EPSG:${epsg}.`,
      options.flags === undefined
        ? 'Use mintpy.subset.yx, rows and columns.'
        : 'Load all of it, and cut it with mintsar subset.',
    );
  const along = (from: number, to: number) =>
    Array.from({ length: EDGE_POINTS }, (_, k) => from + ((to - from) * k) / (EDGE_POINTS - 1));
  const points = [
    ...along(west, east).flatMap((lon) => [south, north].map((lat) => mapPosition(grid, lat, lon))),
    ...along(south, north).flatMap((lat) => [west, east].map((lon) => mapPosition(grid, lat, lon))),
  ];
  const [ys, xs] = [points.map(([y]) => y), points.map(([, x]) => x)];
  return { south: Math.min(...ys), north: Math.max(...ys), west: Math.min(...xs), east: Math.max(...xs) };
}

function boxWithin({ yFirst, xFirst, yStep, xStep }: MapGrid, bounds: Bounds): Box {
  const row = (y: number) => (y - yFirst) / yStep - 0.5;
  const column = (x: number) => (x - xFirst) / xStep - 0.5;
  return {
    y0: Math.ceil(row(bounds.north) - SLACK),
    y1: Math.floor(row(bounds.south) + SLACK) + 1,
    x0: Math.ceil(column(bounds.west) - SLACK),
    x1: Math.floor(column(bounds.east) + SLACK) + 1,
  };
}
