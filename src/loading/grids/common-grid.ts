import type { Box, RasterSize } from '../../core/array.ts';
import { MetadataError } from '../../core/errors.ts';
import { cropGrid, latLonRasters, type MapGrid, mapPosition } from '../../core/geometry/map-grid.ts';
import { isGeocoded, mapGrid } from '../../io/attributes/typed.ts';
import type { Attributes } from '../../io/hdf5/types.ts';

/** How the grid of a stack is chosen among those of its files. */
export type GridRule = 'commonest' | 'intersection' | 'union';

/** What is done with files whose pixels do not lie on those of the stack. */
export type Resampling = 'no' | 'nearest' | 'bilinear';

/** The pixels of a raster: those of a map, or rows and columns from the first line and sample on. */
export interface Placing extends RasterSize {
  readonly map?: MapGrid;
  /** Reference system of the map: only for rasters of one can their places be compared, others have to be known. */
  readonly crs?: string;
}

/** The grid that the layers of a stack are brought to. */
export interface CommonGrid extends Placing {
  readonly resampling: Resampling;
}

/** What becomes of a raster on the way to another grid. */
export type Fitting =
  | { readonly kind: 'same' }
  /** whole pixels: where its first one lies, and how far off that is, in pixels */
  | { readonly kind: 'moved'; readonly y0: number; readonly x0: number; readonly off: number }
  | { readonly kind: 'warped' }
  | { readonly kind: 'impossible'; readonly reason: string };

/** Part of a pixel by which grids of one raster may differ in text. */
const SLACK = 0.01;

/** Where a raster of some size lies, by its attributes. */
export function placingOf({ length, width }: RasterSize, attributes: Attributes): Placing {
  if (!isGeocoded(attributes)) return { length, width };
  const { UTM_ZONE, EPSG, X_UNIT = '' } = attributes;
  const crs =
    UTM_ZONE ?? (X_UNIT.startsWith('m') || !['4326', 'None', undefined].includes(EPSG) ? EPSG : 'degrees');
  return { length, width, map: { ...mapGrid(attributes), length, width }, crs: crs ?? 'metres' };
}

/** How a raster comes to a grid. */
export function fitting(from: Placing, to: CommonGrid): Fitting {
  if (from.map === undefined || to.map === undefined) {
    if (from.map !== to.map)
      return { kind: 'impossible', reason: 'one is on a map, the other in radar coordinates' };
    return from.length === to.length && from.width === to.width
      ? { kind: 'same' }
      : { kind: 'moved', y0: 0, x0: 0, off: 0 };
  }
  if (from.crs === to.crs && haveOneStep(from.map, to.map)) {
    const y = (from.map.yFirst - to.map.yFirst) / to.map.yStep;
    const x = (from.map.xFirst - to.map.xFirst) / to.map.xStep;
    const [y0, x0] = [Math.round(y) + 0, Math.round(x) + 0];
    const off = Math.max(Math.abs(y - y0), Math.abs(x - x0));
    if (off > SLACK && to.resampling !== 'no') return { kind: 'warped' };
    const isSame = y0 === 0 && x0 === 0 && from.length === to.length && from.width === to.width;
    return isSame && off <= SLACK ? { kind: 'same' } : { kind: 'moved', y0, x0, off };
  }
  if (to.resampling === 'no')
    return {
      kind: 'impossible',
      reason:
        from.crs === to.crs
          ? `pixels of ${stepsOf(from.map)}, not ${stepsOf(to.map)}`
          : `on the map ${from.crs}, not ${to.crs}`,
    };
  if (from.crs === to.crs || (isKnown(from) && isKnown(to))) return { kind: 'warped' };
  return { kind: 'impossible', reason: `on the map ${from.crs}, not ${to.crs}; convert it with gdalwarp` };
}

/** Places of degrees and UTM zones can be told from one another. */
function isKnown({ map, crs }: Placing): boolean {
  return map?.utmZone !== undefined || crs === 'degrees';
}

function haveOneStep(a: MapGrid, b: MapGrid): boolean {
  const most = Math.max(a.length, a.width, b.length, b.width);
  return [a.yStep / b.yStep, a.xStep / b.xStep].every((ratio) => Math.abs(ratio - 1) * most < 0.05);
}

function stepsOf({ yStep, xStep }: MapGrid): string {
  return `${short(-yStep)} x ${short(xStep)}`;
}

/** A number in as few digits as tell it. */
export function short(value: number): string {
  return String(Number(value.toPrecision(9)));
}

/** Rows and columns of a grid that a raster covers; a map of another system around all of it. */
function boxOn(grid: CommonGrid, from: Placing): Box {
  const how = fitting(from, grid);
  if (how.kind === 'same') return { y0: 0, x0: 0, y1: grid.length, x1: grid.width };
  if (how.kind === 'moved')
    return { y0: how.y0, x0: how.x0, y1: how.y0 + from.length, x1: how.x0 + from.width };
  const { yFirst, xFirst, yStep, xStep } = grid.map as MapGrid;
  const edges = edgesOf(from, grid);
  const rows = edges.map(([y]) => (y - yFirst) / yStep);
  const columns = edges.map(([, x]) => (x - xFirst) / xStep);
  const [down, up] = [(v: number) => Math.floor(v + SLACK), (v: number) => Math.ceil(v - SLACK)];
  return {
    y0: down(Math.min(...rows)),
    x0: down(Math.min(...columns)),
    y1: up(Math.max(...rows)),
    x1: up(Math.max(...columns)),
  };
}

/** Points along the edges of a map, in the coordinates of another one. */
function edgesOf({ map, crs }: Placing, to: CommonGrid): readonly (readonly [y: number, x: number])[] {
  const { yFirst, xFirst, yStep, xStep, length, width } = map as MapGrid;
  if (crs === to.crs)
    return [0, 1].flatMap((a) =>
      [0, 1].map((b) => [yFirst + a * length * yStep, xFirst + b * width * xStep] as const),
    );
  const steps = Array.from({ length: 17 }, (_, k) => k / 16);
  const point = (a: number, b: number) => {
    const pixel = { ...(map as MapGrid), length: 1, width: 1 };
    const at = cropGrid(pixel, { y0: a * length - 0.5, x0: b * width - 0.5, y1: 1, x1: 1 });
    const { latitude, longitude } = latLonRasters({ ...at, length: 1, width: 1 });
    return mapPosition(to.map as MapGrid, latitude.data[0], longitude.data[0]);
  };
  return steps.flatMap((a) => [point(a, 0), point(a, 1), point(0, a), point(1, a)]);
}

/**
 * The grid of rasters by a rule. Its pixels are those of the grid that most of them have (the first met among equals).
 * @throws {MetadataError} when they have no pixel in common and should
 */
export function chooseGrid(
  items: readonly { readonly label: string; readonly placing: Placing }[],
  rule: GridRule,
  resampling: Resampling,
): CommonGrid {
  const usual: CommonGrid = { ...commonest(items.map(({ placing }) => placing)), resampling };
  if (rule === 'commonest') return usual;
  const fits = items.filter(({ placing }) => fitting(placing, usual).kind !== 'impossible');
  const boxes = fits.map(({ placing }) => boxOn(usual, placing));
  const [least, most] = [Math.min, Math.max];
  const [start, end] = rule === 'union' ? [least, most] : [most, least];
  const box = {
    y0: start(...boxes.map(({ y0 }) => y0)),
    x0: start(...boxes.map(({ x0 }) => x0)),
    y1: end(...boxes.map(({ y1 }) => y1)),
    x1: end(...boxes.map(({ x1 }) => x1)),
  };
  if (box.y1 <= box.y0 || box.x1 <= box.x0) {
    const apart = (a: Box, b: Box) => a.y1 <= b.y0 || b.y1 <= a.y0 || a.x1 <= b.x0 || b.x1 <= a.x0;
    const k = boxes.findIndex((one) => boxes.some((other) => apart(one, other)));
    const other = boxes.findIndex((one) => apart(one, boxes[k]));
    throw new MetadataError(
      `${fits[k]?.label} and ${fits[other]?.label} have no pixel in common.`,
      'Load one frame at a time, or set mintpy.load.grid = union.',
    );
  }
  const size = { length: box.y1 - box.y0, width: box.x1 - box.x0 };
  return { ...usual, ...size, map: usual.map && cropGrid(usual.map, box) };
}

function commonest(placings: readonly Placing[]): Placing {
  const counts = new Map<string, { count: number; placing: Placing }>();
  for (const placing of placings) {
    const { length, width, map, crs } = placing;
    const key = JSON.stringify([crs, map?.yStep, map?.xStep, map?.yFirst, map?.xFirst, length, width]);
    counts.set(key, { placing, count: (counts.get(key)?.count ?? 0) + 1 });
  }
  return [...counts.values()].reduce((a, b) => (b.count > a.count ? b : a)).placing;
}

/** Share of a grid that a raster covers. */
export function coverage(from: Placing, grid: CommonGrid): number {
  if (fitting(from, grid).kind === 'impossible') return 0;
  const { y0, x0, y1, x1 } = boxOn(grid, from);
  const rows = Math.max(0, Math.min(y1, grid.length) - Math.max(0, y0));
  const columns = Math.max(0, Math.min(x1, grid.width) - Math.max(0, x0));
  return (rows * columns) / (grid.length * grid.width);
}

/** Share of the smaller of two rasters that lies on the other. */
export function overlap(a: Placing, b: Placing): number {
  const [small, large] = a.length * a.width <= b.length * b.width ? [a, b] : [b, a];
  const grid: CommonGrid = { ...small, resampling: 'nearest' };
  return coverage(large, grid);
}
