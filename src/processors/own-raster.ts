import { existsSync, statSync } from 'node:fs';
import { FileError } from '../core/errors.ts';
import { cropGrid, type MapGrid } from '../core/geometry/map-grid.ts';
import { warpMap, warpWindow } from '../core/geometry/resample/warp-map.ts';
import { epsgToUtmZone } from '../core/geometry/utm.ts';
import { openRaster, readSheet, sidecarOf } from '../io/raster/local.ts';
import { parseVrt } from '../io/raster/vrt.ts';
import { rasterOnGrid } from './map-raster.ts';

/**
 * A raster of the user's on the pixels of a map. Virtual rasters and ENVI files lie where they do for GDAL; GeoTIFF and files with
 * other sheets as for all commands.
 * @returns [grid.length, grid.width], NaN where there is no data
 * @throws {FileError} when it is not there, or does not tell where it lies
 */
export async function ownRaster(
  path: string,
  grid: MapGrid,
  epsg: number,
  method: 'nearest' | 'bilinear',
): Promise<Float32Array> {
  if (statSync(path, { throwIfNoEntry: false })?.isFile() !== true)
    throw new FileError(`${path} is no file.`, 'Check its name, or write download.');
  const from = virtualGrid(path) ?? enviGrid(path);
  if (from === undefined) return rasterOnGrid(path, grid, epsg, method);
  if (epsg !== 4326 && grid.utmZone === undefined)
    throw new FileError(
      `${path} cannot be brought to EPSG:${epsg} here.`,
      `Convert it with: gdalwarp -t_srs EPSG:${epsg}.`,
    );
  const out = new Float32Array(grid.length * grid.width).fill(Number.NaN);
  const window = warpWindow(from, grid);
  if (window === undefined) return out;
  const raster = openRaster(path, 'little');
  try {
    const values = raster.read(1, window);
    const noData = raster.noData(1);
    const data = Float32Array.from(values, (value) => (value === noData ? Number.NaN : value));
    const shape = [window.y1 - window.y0, window.x1 - window.x0] as const;
    return warpMap({ data, shape }, cropGrid(from, window), grid, method, out);
  } finally {
    raster.close();
  }
}

/** Place of a virtual raster, or of the one beside a file. */
function virtualGrid(path: string): MapGrid | undefined {
  const sheet = /\.vrt$/i.test(path) ? path : `${path}.vrt`;
  if (!existsSync(sheet)) return undefined;
  const { geoTransform, srs = '', length, width } = parseVrt(readSheet(sheet), sheet);
  if (geoTransform === undefined) return undefined;
  const [xFirst, xStep, turnX, yFirst, turnY, yStep] = geoTransform;
  if (!(xStep > 0 && yStep < 0 && turnX === 0 && turnY === 0))
    throw new FileError(`${sheet} is no map with north up.`, 'Convert it with: gdalwarp.');
  const codes = [...srs.matchAll(/"EPSG","?(\d+)"?/g)].map(([, code]) => code);
  const utmZone = epsgToUtmZone(codes.at(-1) ?? 0);
  return { yFirst, xFirst, yStep, xStep, length, width, ...(utmZone && { utmZone }) };
}

/** Place of a file with an ENVI header. */
function enviGrid(path: string): MapGrid | undefined {
  const sheet = sidecarOf(path, '.hdr');
  if (sheet === undefined) return undefined;
  const text = readSheet(sheet);
  const field = (name: string) =>
    new RegExp(`^\\s*${name}\\s*=\\s*(?:\\{([^}]*)\\}|(.*))$`, 'im').exec(text)?.slice(1).find(Boolean);
  const parts = (field('map info') ?? '').split(',').map((part) => part.trim());
  const [column, row, x, y, xStep, yStep] = parts.slice(1, 7).map(Number);
  const [length, width] = [Number(field('lines')), Number(field('samples'))];
  if (![column, row, x, y, xStep, yStep, length, width].every(Number.isFinite) || !(xStep > 0 && yStep > 0))
    return undefined;
  const isUtm = /^utm/i.test(parts[0]);
  const utmZone = isUtm ? `${Number(parts[7])}${/^s/i.test(parts[8] ?? '') ? 'S' : 'N'}` : undefined;
  return {
    yFirst: y + (row - 1) * yStep,
    xFirst: x - (column - 1) * xStep,
    yStep: -yStep,
    xStep,
    length,
    width,
    ...(utmZone && { utmZone }),
  };
}
