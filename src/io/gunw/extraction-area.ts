import { FileError, MetadataError, OptionError } from '../../core/errors.ts';
import { longitudeNear } from '../../core/geometry/longitude.ts';
import { type Bounds, cropGrid, gridBounds, type MapGrid } from '../../core/geometry/map-grid.ts';
import { mapTransform } from '../../core/geometry/map-transform.ts';
import {
  boundsRegion,
  groundArea,
  intersectRegions,
  pieceCount,
  type Region,
  regionBounds,
  unionRegions,
} from '../../core/geometry/region.ts';
import { epsgToUtmZone } from '../../core/geometry/utm.ts';
import type { MapCrs } from '../attributes/crs.ts';
import type { GunwProduct } from './gunw-product.ts';
import type { GunwInterferogram } from './interferograms.ts';

/** The map that is made. */
export interface ExtractArea {
  /** pixels as they come: as many of the result as there are looks, along each side */
  readonly full: MapGrid;
  /** pixels of the result */
  readonly grid: MapGrid;
  readonly crs: MapCrs & { readonly epsg: number };
  readonly looks: number;
  /** whether looks are those of the most frequent component */
  readonly isRanked: boolean;
  /** what may have data, in coordinates of the map */
  readonly region: Region;
}

export interface AreaOptions {
  /** degrees */
  readonly bbox?: Region;
  /** EPSG code; `native`: that of the products */
  readonly projection: number | 'native';
  readonly toUnion: boolean;
  /** km² */
  readonly minimumOverlap: number;
  readonly looks: number;
  readonly isRanked: boolean;
}

/** What is made of which pairs. */
export interface ChosenArea {
  readonly area: ExtractArea;
  readonly kept: readonly GunwInterferogram[];
  /** pairs that do not share enough ground with the others, a sentence each */
  readonly rejected: readonly { readonly pair: string; readonly message: string }[];
  /** degrees: what all pairs cover, or any of them, within the box that was asked for */
  readonly footprint: Region;
  /** degrees: of each pair that is kept */
  readonly footprints: ReadonlyMap<string, Region>;
}

/**
 * Choose the area that is extracted: of the ground that all pairs have in common (or any of them), within the box that is asked for,
 * on the pixels of the first product. Edges are snapped outward to whole pixels of its lattice, those of several looks to their
 * multiples: all rasters have one grid, and so have those of another box.
 *
 * @throws {OptionError} when the box is smaller than the least overlap @throws {MetadataError} when no pair is left
 */
export function chooseArea(pairs: readonly GunwInterferogram[], options: AreaOptions): ChosenArea {
  const { bbox, toUnion, minimumOverlap } = options;
  if (bbox !== undefined && groundArea(bbox) < minimumOverlap)
    throw new OptionError(
      `The box covers ${groundArea(bbox).toPrecision(3)} km², less than the least overlap of ${minimumOverlap} km².`,
      'Ask for a larger box, or lower --minimumOverlap.',
    );
  const { kept, rejected, footprint, footprints } = commonGround(pairs, bbox, toUnion, minimumOverlap);
  if (kept.length === 0)
    throw new MetadataError(
      `None of ${pairs.length} pair(s) covers ${bbox === undefined ? 'ground in common with others' : 'the box that is asked for'}: ${rejected[0]?.message ?? ''}`,
      bbox === undefined
        ? 'Extract the union with -croptounion.'
        : 'Check the box: south north west east, in degrees.',
    );
  const [first] = kept[0].frames;
  const epsg = options.projection === 'native' ? medianCode(kept) : options.projection;
  const lattice = latticeOf(first, epsg);
  const region = onMap(footprint, lattice);
  const bounds = bbox === undefined ? regionBounds(region) : regionBounds(onMap(bbox, lattice));
  const full = snapped(lattice, bounds, options.looks);
  const grid = {
    ...full,
    yStep: full.yStep * options.looks,
    xStep: full.xStep * options.looks,
    length: full.length / options.looks,
    width: full.width / options.looks,
  };
  const utmZone = epsgToUtmZone(epsg);
  const area: ExtractArea = {
    full,
    grid,
    crs: { epsg, isProjected: utmZone !== undefined, ...(utmZone && { utmZone }) },
    looks: options.looks,
    isRanked: options.isRanked,
    region: intersectRegions(region, boundsRegion(gridBounds(full))),
  };
  if (full.length * full.width > MOST_PIXELS)
    throw new OptionError(
      `The area has ${full.length} x ${full.width} pixels.`,
      'Ask for a smaller one with -b.',
    );
  return { area, kept, rejected, footprint, footprints };
}

const MOST_PIXELS = 2 ** 33;

function commonGround(
  pairs: readonly GunwInterferogram[],
  bbox: Region | undefined,
  toUnion: boolean,
  minimumOverlap: number,
) {
  const [reference] = pairs[0].frames;
  const middle = reference.grid.utmZone === undefined ? reference.grid.xFirst : pairs[0].footprint[0][0][0];
  const near = (region: Region): Region =>
    region.map((ring) => {
      const turn = longitudeNear(ring[0][0], middle) - ring[0][0];
      return turn === 0 ? ring : ring.map(([x, y]) => [x + turn, y] as const);
    });
  const within = bbox && near(bbox);
  const entries = pairs.map((pair) => {
    const own = near(pair.footprint);
    return { pair, own: within === undefined ? own : intersectRegions(own, within) };
  });
  // Without a box the largest scene says what the others must share.
  const largest = entries.reduce((a, b) => (groundArea(b.own) > groundArea(a.own) ? b : a));
  const order = [largest, ...entries.filter((entry) => entry !== largest)];
  const rejected: { pair: string; message: string }[] = [];
  const kept: typeof entries = [];
  let common: Region | undefined;
  for (const entry of order) {
    const shared = common === undefined || toUnion ? entry.own : intersectRegions(common, entry.own);
    const reason = reasonAgainst(shared, minimumOverlap, toUnion || common === undefined);
    if (reason !== undefined) {
      rejected.push({ pair: entry.pair.pair, message: `${entry.pair.pair} is left out: ${reason}.` });
      continue;
    }
    kept.push(entry);
    common = toUnion && common !== undefined ? unionRegions([common, entry.own]) : shared;
  }
  kept.sort((a, b) => (a.pair.pair < b.pair.pair ? -1 : 1));
  return {
    kept: kept.map(({ pair }) => pair),
    rejected,
    footprint: common ?? [],
    footprints: new Map(kept.map(({ pair, own }) => [pair.pair, own])),
  };
}

function reasonAgainst(shared: Region, minimumOverlap: number, isAlone: boolean): string | undefined {
  const what = isAlone ? 'the box' : 'the ground that the others share';
  if (shared.length === 0) return `it does not cover ${what}`;
  const area = groundArea(shared);
  if (area < minimumOverlap)
    return `it covers ${area.toPrecision(3)} km² of ${what}, less than ${minimumOverlap} km²`;
  if (!isAlone && pieceCount(shared) > 1) return `${what} falls into ${pieceCount(shared)} pieces with it`;
  return undefined;
}

function medianCode(pairs: readonly GunwInterferogram[]): number {
  const codes = pairs.flatMap(({ frames }) => frames.map(({ epsg }) => epsg)).sort((a, b) => a - b);
  return codes[Math.floor((codes.length - 1) / 2)];
}

/** Pixels of a product in a projection: its own, else of the same size on the ground. */
function latticeOf({ grid, epsg: own, path }: GunwProduct, epsg: number): MapGrid {
  if (epsg === own) return grid;
  const utmZone = epsgToUtmZone(epsg);
  if (epsg !== 4326 && utmZone === undefined)
    throw new OptionError(
      `EPSG:${epsg} is neither 4326 (degrees) nor a UTM zone on WGS 84 (326xx, 327xx).`,
      'Choose one of these with -p, or native.',
    );
  if (own !== 4326 && grid.utmZone === undefined)
    throw new FileError(
      `${path} is in EPSG:${own}, which cannot be brought to EPSG:${epsg} here.`,
      'Extract it in its own projection: -p native.',
    );
  const frame: MapGrid = {
    xFirst: 0,
    yFirst: 0,
    xStep: 1,
    yStep: -1,
    length: 1,
    width: 1,
    ...(utmZone && { utmZone }),
  };
  const place = mapTransform(grid, frame);
  const { south, north, west, east } = gridBounds(grid);
  const corners = [
    [north, west],
    [north, east],
    [south, west],
    [south, east],
  ].map(([y, x]) => place(y, x));
  const [ys, xs] = [0, 1].map((k) => corners.map((corner) => corner[k]));
  const diagonal = Math.hypot(Math.max(...ys) - Math.min(...ys), Math.max(...xs) - Math.min(...xs));
  // As many pixels along the diagonal as there were, to three digits.
  const step = Number((diagonal / Math.hypot(grid.length, grid.width)).toPrecision(3));
  return {
    ...frame,
    yFirst: Math.ceil(Math.max(...ys) / step) * step,
    xFirst: Math.floor(Math.min(...xs) / step) * step,
    yStep: -step,
    xStep: step,
  };
}

/** Points along an edge that is straight in degrees. */
const EDGE_POINTS = 8;

/** A region in degrees on a map. @returns its rings in the coordinates of the map */
export function onMap(region: Region, lattice: MapGrid): Region {
  const place = mapTransform({}, lattice);
  return region.map((ring) =>
    ring.flatMap(([x0, y0], i) => {
      const [x1, y1] = ring[(i + 1) % ring.length];
      const points = lattice.utmZone === undefined ? 1 : EDGE_POINTS;
      return Array.from({ length: points }, (_, k) => {
        const [y, x] = place(y0 + ((y1 - y0) * k) / points, x0 + ((x1 - x0) * k) / points);
        return [x, y] as const;
      });
    }),
  );
}

/** Share of a pixel by which edges may miss the lattice. */
const SLACK = 0.01;

/** Bounds snapped outward to whole pixels of a lattice, and to multiples of the looks from 0 on. */
function snapped(lattice: MapGrid, { south, north, west, east }: Bounds, looks: number): MapGrid {
  const { yFirst, xFirst, yStep, xStep } = lattice;
  const row = (y: number) => (y - yFirst) / yStep;
  const column = (x: number) => (x - xFirst) / xStep;
  // Pixels count from 0 degrees, or 0 m, so that the looks of neighbouring areas fit.
  const [rowOfZero, columnOfZero] = [Math.round(row(0)), Math.round(column(0))];
  const down = (index: number, zero: number) =>
    Math.floor((Math.floor(index + SLACK) - zero) / looks) * looks + zero;
  const up = (index: number, zero: number) =>
    Math.ceil((Math.ceil(index - SLACK) - zero) / looks) * looks + zero;
  const box = {
    y0: down(row(north), rowOfZero),
    x0: down(column(west), columnOfZero),
    y1: up(row(south), rowOfZero),
    x1: up(column(east), columnOfZero),
  };
  const grid = cropGrid(lattice, box);
  return { ...grid, yFirst: tidy(grid.yFirst), xFirst: tidy(grid.xFirst) };
}

/** Twelve decimals: what multiplying steps leaves beyond them is no part of a map. */
function tidy(value: number): number {
  return Number(value.toFixed(12));
}
