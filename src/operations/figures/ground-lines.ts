import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { FileError } from '../../core/errors.ts';
import { mapPosition } from '../../core/geometry/map-grid.ts';
import { isGeocoded, mapGrid } from '../../io/attributes/typed.ts';
import type { Product } from '../../io/products/product.ts';
import { type MapLine, metresPerDegree } from '../../plot/index.ts';
import { type GroundLine, readGroundLines } from './line-files.ts';

/** Lines of files to draw on a map. */
export interface LineRequest {
  /** Files of faults, borders, … and how they look. */
  readonly files?: readonly string[];
  readonly color?: string;
  readonly lineWidth?: number;
  /** Shorter lines are left out, km. */
  readonly minLength?: number;
  /** `10m`, `50m` or `110m` of Natural Earth, or a file. */
  readonly coastline?: string;
  readonly coastlineWidth?: number;
}

/** The lines of files on the pixels of a product; none, with a warning, for data in radar coordinates. */
export function groundLines(
  product: Product,
  request: LineRequest,
  { log }: Pick<Context, 'log'>,
): MapLine[] {
  const { files = [], coastline } = request;
  if (files.length === 0 && coastline === undefined) return [];
  if (!isGeocoded(product.attributes)) {
    log.warn(`${product.path} is in radar coordinates: lines of the map are not drawn`);
    return [];
  }
  const isLong = (line: GroundLine) => lengthOf(line) >= (request.minLength ?? 0.1);
  const look = { color: request.color ?? 'black', lineWidth: request.lineWidth ?? 0.5 };
  const drawn = files.flatMap((file) =>
    readGroundLines(file)
      .filter(isLong)
      .map((line) => ({ line, ...look })),
  );
  if (coastline !== undefined) {
    const width = request.coastlineWidth ?? 1;
    for (const line of readGroundLines(findCoastline(coastline, product.path)))
      drawn.push({ line, color: 'black', lineWidth: width });
  }
  const place = placer(product);
  const { utmZone, xStep } = mapGrid(product.attributes);
  const jump = utmZone === undefined ? 180 / Math.abs(xStep) : Number.POSITIVE_INFINITY;
  const near = { y: product.length, x: product.width, jump };
  return drawn.flatMap(({ line, ...style }) =>
    piecesInside(
      line.map(([lon, lat]) => place(lat, lon)),
      near,
    ).map((points) => ({ points, ...style })),
  );
}

/** Row and column, whole numbers at pixel centres; longitudes may be those of -180 to 180 or of 0 to 360. */
function placer({ attributes }: Product): (lat: number, lon: number) => readonly [y: number, x: number] {
  const grid = mapGrid(attributes);
  const middle = grid.utmZone === undefined ? grid.xFirst + (grid.xStep * grid.width) / 2 : 0;
  return (lat, lon) => {
    const [y, x] = mapPosition(grid, lat, lon - 360 * Math.round((lon - middle) / 360));
    return [(y - grid.yFirst) / grid.yStep - 0.5, (x - grid.xFirst) / grid.xStep - 0.5];
  };
}

/** Parts of a line that come near the image: a coast of the whole earth has few. */
function piecesInside(
  points: readonly (readonly [number, number])[],
  { y, x, jump }: { readonly y: number; readonly x: number; readonly jump: number },
): (readonly (readonly [number, number])[])[] {
  // The box of a stretch meets that of the image: its ends may both lie far away. One that jumps round the earth does not count.
  const isNear = (a: readonly [number, number], b: readonly [number, number]) =>
    Math.max(a[0], b[0]) > -y &&
    Math.min(a[0], b[0]) < 2 * y &&
    Math.max(a[1], b[1]) > -x &&
    Math.min(a[1], b[1]) < 2 * x &&
    Math.abs(a[1] - b[1]) < jump;
  const pieces: (readonly [number, number])[][] = [];
  let open = false;
  points.forEach((point, k) => {
    if (k === 0) return;
    const before = points[k - 1];
    if (!isNear(before, point)) open = false;
    else if (open) pieces.at(-1)!.push(point);
    else {
      pieces.push([before, point]);
      open = true;
    }
  });
  return pieces;
}

function lengthOf(line: GroundLine): number {
  let metres = 0;
  for (let k = 1; k < line.length; k++) {
    const per = metresPerDegree(line[k][1]);
    metres += Math.hypot(
      (line[k][1] - line[k - 1][1]) * per.latitude,
      (line[k][0] - line[k - 1][0]) * per.longitude,
    );
  }
  return metres / 1000;
}

/** The file of a coastline: one that is named, or that of a scale in the usual places. */
function findCoastline(wanted: string, product: string): string {
  if (!/^(10|50|110)m$/.test(wanted)) {
    if (existsSync(wanted)) return wanted;
    throw new FileError(
      `--coastline ${wanted}: there is no such file.`,
      'Give a file of lines, or 10m, 50m or 110m.',
    );
  }
  const names = [`ne_${wanted}_coastline`, `ne_${wanted}_land`, `land-${wanted}`];
  const folders = [
    process.env['MINTSAR_COASTLINE'],
    '.',
    dirname(product),
    join(homedir(), '.cache', 'mintsar'),
  ];
  for (const folder of folders) {
    for (const name of names) {
      for (const kind of ['.shp', '.geojson', '.json']) {
        const path = folder && join(folder, name + kind);
        if (path && existsSync(path)) return path;
      }
    }
  }
  try {
    return createRequire(import.meta.url).resolve(`world-atlas/land-${wanted}.json`);
  } catch (cause) {
    throw new FileError(
      `--coastline ${wanted}: no coastline of this scale is on this machine.`,
      `Put ne_${wanted}_coastline.shp of Natural Earth into the current folder or ~/.cache/mintsar, run npm install -g world-atlas, or give a file: --coastline FILE.`,
      { cause },
    );
  }
}
