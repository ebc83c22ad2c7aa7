import { Clipper, EndType, FillRule, JoinType, type Path64, type Paths64 } from 'clipper2-ts';
import { FileError } from '../errors.ts';
import { WGS84_A, WGS84_E2 } from './ellipsoid.ts';
import type { Bounds } from './map-grid.ts';

/** Corners in order, the last one is not the first again: x (longitude, easting), y (latitude, northing). */
export type Ring = readonly (readonly [x: number, y: number])[];

/**
 * Part of a map with straight edges: rings around it counter-clockwise, rings around its holes clockwise. Without rings it is empty.
 */
export type Region = readonly Ring[];

/** Whole numbers of clipping in a degree (1 mm) and in a metre. */
const PER_DEGREE = 1e8;
const PER_METRE = 1e3;

/** A rectangle. */
export function boundsRegion({ south, north, west, east }: Bounds): Region {
  return [
    [
      [west, south],
      [east, south],
      [east, north],
      [west, north],
    ],
  ];
}

/** Everything that any of the regions covers. */
export function unionRegions(regions: readonly Region[]): Region {
  const rings = regions.flat();
  if (rings.length === 0) return [];
  const frame = frameOf(rings);
  return fromPaths(Clipper.union(toPaths(rings, frame), FillRule.NonZero), frame);
}

/** What two regions have in common. */
export function intersectRegions(a: Region, b: Region): Region {
  if (a.length === 0 || b.length === 0) return [];
  const frame = frameOf([...a, ...b]);
  return fromPaths(Clipper.intersect(toPaths(a, frame), toPaths(b, frame), FillRule.NonZero), frame);
}

/** A region that reaches further by a distance, in its unit. */
export function growRegion(region: Region, distance: number): Region {
  if (region.length === 0) return [];
  const frame = frameOf(region);
  const paths = toPaths(region, frame);
  return fromPaths(
    Clipper.inflatePaths(paths, distance * frame.scale, JoinType.Miter, EndType.Polygon),
    frame,
  );
}

/** Outer edges of a region that is not empty. */
export function regionBounds(region: Region): Bounds {
  const [xs, ys] = [0, 1].map((k) => region.flatMap((ring) => ring.map((corner) => corner[k])));
  return { south: Math.min(...ys), north: Math.max(...ys), west: Math.min(...xs), east: Math.max(...xs) };
}

/** Pieces of a region, holes not counted. */
export function pieceCount(region: Region): number {
  return region.filter((ring) => planeArea(ring) > 0).length;
}

/** Area in the square of the region's unit: square degrees, square metres. */
export function regionArea(region: Region): number {
  return region.reduce((sum, ring) => sum + planeArea(ring), 0);
}

/** Area of a region in degrees on the ellipsoid WGS 84, km²: exact for edges along meridians and parallels. */
export function groundArea(region: Region): number {
  let sum = 0;
  for (const ring of region)
    ring.forEach(([x0, y0], i) => {
      const [x1, y1] = ring[(i + 1) % ring.length];
      sum += ((x0 - x1) * (authalicSum(y0) + authalicSum(y1))) / 2;
    });
  return (sum * Math.PI) / 180 / 1e6;
}

/** Area between the equator and a latitude per radian of longitude, m² (Snyder 1987, eq. 3-12). */
function authalicSum(latitude: number): number {
  const e = Math.sqrt(WGS84_E2);
  const s = Math.sin((latitude * Math.PI) / 180);
  const q = s / (1 - WGS84_E2 * s * s) - Math.log((1 - e * s) / (1 + e * s)) / (2 * e);
  return (WGS84_A * WGS84_A * (1 - WGS84_E2) * q) / 2;
}

/**
 * Stretches of a line y = const inside of a region, from west to east.
 * @returns pairs of ends
 */
export function spansAt(region: Region, y: number): [from: number, to: number][] {
  const crossings: { x: number; turn: number }[] = [];
  for (const ring of region)
    ring.forEach(([x0, y0], i) => {
      const [x1, y1] = ring[(i + 1) % ring.length];
      if (y0 <= y !== y1 <= y)
        crossings.push({ x: x0 + ((y - y0) / (y1 - y0)) * (x1 - x0), turn: y1 > y0 ? 1 : -1 });
    });
  crossings.sort((a, b) => a.x - b.x);
  const spans: [number, number][] = [];
  let depth = 0;
  for (const { x, turn } of crossings) {
    if (depth === 0) spans.push([x, x]);
    depth += turn;
    spans[spans.length - 1][1] = x;
  }
  return spans;
}

/**
 * A region from well-known text: POLYGON or MULTIPOLYGON, heights left out.
 * @throws {FileError} for anything else
 */
export function parseWkt(text: string, path: string): Region {
  const rings: Ring[] = [];
  if (/^\s*(MULTI)?POLYGON/i.test(text))
    for (const [, corners] of text.matchAll(/\(([^()]+)\)/g)) {
      const ring = corners.split(',').map((corner) => {
        const [x, y] = corner.trim().split(/\s+/).map(Number);
        return [x, y] as const;
      });
      const [first, last] = [ring[0], ring[ring.length - 1]];
      if (ring.length > 3 && first[0] === last[0] && first[1] === last[1]) ring.pop();
      rings.push(ring);
    }
  const isWhole =
    rings.length > 0 && rings.every((ring) => ring.length > 2 && ring.flat().every(Number.isFinite));
  if (!isWhole || text.length > 1e6)
    throw new FileError(
      `${path}: its footprint is '${text.slice(0, 60)}', no polygon.`,
      'Download the product again.',
    );
  // Turned one way, whatever the writer's habit; a ring inside of another one is a hole.
  const frame = frameOf(rings);
  return fromPaths(Clipper.union(toPaths(rings, frame), FillRule.EvenOdd), frame);
}

interface GeoJson {
  readonly type?: string;
  readonly features?: readonly GeoJson[];
  readonly geometry?: GeoJson | null;
  readonly geometries?: readonly GeoJson[];
  readonly coordinates?: unknown;
}

/**
 * A region from GeoJSON: all polygons of it.
 * @throws {FileError} when it is none, or has no polygon
 */
export function geoJsonRegion(text: string, path: string): Region {
  const rings: Ring[] = [];
  const visit = (value: GeoJson | null | undefined): void => {
    for (const part of [...(value?.features ?? []), ...(value?.geometries ?? []), value?.geometry])
      if (part) visit(part);
    const polygons =
      value?.type === 'Polygon'
        ? [value.coordinates]
        : value?.type === 'MultiPolygon'
          ? value.coordinates
          : [];
    for (const polygon of polygons as number[][][][])
      for (const ring of polygon) rings.push(ring.map(([x, y]) => [Number(x), Number(y)] as const));
  };
  try {
    visit(JSON.parse(text));
  } catch (cause) {
    throw new FileError(`${path} is no GeoJSON.`, 'Give a file with a polygon, or four numbers.', { cause });
  }
  const isWhole =
    rings.length > 0 && rings.every((ring) => ring.length > 2 && ring.flat().every(Number.isFinite));
  if (!isWhole)
    throw new FileError(`${path} has no polygon.`, 'Give a file with a polygon, or four numbers.');
  const frame = frameOf(rings);
  return fromPaths(Clipper.union(toPaths(rings, frame), FillRule.EvenOdd), frame);
}

function planeArea(ring: Ring): number {
  const [ox, oy] = ring[0];
  let sum = 0;
  ring.forEach(([x0, y0], i) => {
    const [x1, y1] = ring[(i + 1) % ring.length];
    sum += (x0 - ox) * (y1 - oy) - (x1 - ox) * (y0 - oy);
  });
  return sum / 2;
}

/** Clipping works on whole numbers, counted from a corner so that products of them stay exact. */
interface Frame {
  readonly x: number;
  readonly y: number;
  readonly scale: number;
}

function frameOf(rings: Region): Frame {
  const { south, north, west, east } = regionBounds(rings);
  const isDegrees =
    Math.max(Math.abs(south), Math.abs(north)) <= 90 && Math.max(Math.abs(west), Math.abs(east)) <= 720;
  return { x: Math.round(west), y: Math.round(south), scale: isDegrees ? PER_DEGREE : PER_METRE };
}

function toPaths(rings: Region, { x, y, scale }: Frame): Paths64 {
  return rings.map((ring) =>
    ring.map((corner) => ({
      x: Math.round((corner[0] - x) * scale),
      y: Math.round((corner[1] - y) * scale),
    })),
  );
}

function fromPaths(paths: Paths64, { x, y, scale }: Frame): Region {
  const digits = Math.log10(scale);
  const back = (value: number, origin: number) => Number((origin + value / scale).toFixed(digits));
  return paths.map((path: Path64) => path.map((corner) => [back(corner.x, x), back(corner.y, y)] as const));
}
