import { existsSync, readFileSync } from 'node:fs';
import { basename, extname } from 'node:path';
import { FileError } from '../../core/errors.ts';
import { parseUtmZone, utmToLatLon } from '../../core/geometry/utm.ts';

/** A line on the ground: longitude and latitude in turn, degrees. */
export type GroundLine = readonly (readonly [lon: number, lat: number])[];

/**
 * Lines and outlines of a file: shapefile (`.shp`), GeoJSON, TopoJSON, or text of the Generic Mapping Tools, in which `>` begins
 * a line and every other row is longitude and latitude.
 * @throws {FileError} when it holds no line
 */
export function readGroundLines(path: string): GroundLine[] {
  const bytes = readFileSync(path);
  const lines = inDegrees(
    path,
    linesOf(path, bytes).filter((line) => line.length > 1),
  );
  if (lines.length > 0) return lines;
  throw new FileError(
    `${path} holds no line.`,
    'Give a shapefile of lines or polygons, GeoJSON, TopoJSON, or text of GMT: longitude and latitude, > between lines.',
  );
}

/** Lines in longitude and latitude: those of a shapefile in UTM (its `.prj` tells) are turned into them. */
function inDegrees(path: string, lines: GroundLine[]): GroundLine[] {
  const sheet = path.replace(/\.shp$/i, '.prj');
  const system = sheet !== path && existsSync(sheet) ? readFileSync(sheet, 'utf8') : '';
  const utm = /^\s*PROJ\w*\["[^"]*UTM[ _]zone[ _](\d+)([NS])/i.exec(system);
  if (utm !== null) {
    const zone = parseUtmZone(utm[1] + utm[2]);
    return lines.map((line) =>
      line.map(([x, y]) => {
        const [lat, lon] = utmToLatLon(y, x, zone);
        return [lon, lat] as const;
      }),
    );
  }
  const isInDegrees = lines.every((line) => line.every(([x, y]) => Math.abs(x) <= 360 && Math.abs(y) <= 90));
  if (isInDegrees && !/^\s*PROJ/i.test(system)) return lines;
  throw new FileError(
    `${path} is on a map projection, not in longitude and latitude.`,
    `Turn it into degrees, e.g. with GDAL: ogr2ogr -t_srs EPSG:4326 degrees.geojson ${basename(path)}`,
  );
}

function linesOf(path: string, bytes: Buffer): GroundLine[] {
  const kind = extname(path).toLowerCase();
  if (kind === '.shp') return shapefileLines(path, bytes);
  const text = bytes.toString('utf8');
  if (kind === '.json' || kind === '.geojson' || kind === '.topojson') {
    try {
      return jsonLines(JSON.parse(text));
    } catch (cause) {
      throw new FileError(`${path} is no JSON that can be read.`, 'Write the file again.', { cause });
    }
  }
  return gmtLines(text);
}

const POLYLINE_TYPES = new Set([3, 5, 13, 15, 23, 25]);

/** Polylines and polygons of a shapefile (ESRI Shapefile Technical Description, July 1998); heights and measures are skipped. */
function shapefileLines(path: string, bytes: Buffer): GroundLine[] {
  const damaged = () => new FileError(`${path} is no shapefile, or ends too early.`, 'Copy the file again.');
  if (bytes.length < 100 || bytes.readInt32BE(0) !== 9994) throw damaged();
  const lines: GroundLine[] = [];
  for (let at = 100; at + 12 <= bytes.length; ) {
    const end = at + 8 + 2 * bytes.readInt32BE(at + 4);
    if (end > bytes.length || end <= at) throw damaged();
    if (POLYLINE_TYPES.has(bytes.readInt32LE(at + 8))) {
      if (end < at + 52) throw damaged();
      const numPart = bytes.readInt32LE(at + 44);
      const numPoint = bytes.readInt32LE(at + 48);
      const points = at + 52 + 4 * numPart;
      if (numPart < 0 || numPoint < 0 || points + 16 * numPoint > end) throw damaged();
      for (let part = 0; part < numPart; part++) {
        const first = bytes.readInt32LE(at + 52 + 4 * part);
        const last = part + 1 < numPart ? bytes.readInt32LE(at + 56 + 4 * part) : numPoint;
        if (first < 0 || last > numPoint) throw damaged();
        const line: [number, number][] = [];
        for (let k = first; k < last; k++)
          line.push([bytes.readDoubleLE(points + 16 * k), bytes.readDoubleLE(points + 16 * k + 8)]);
        lines.push(line);
      }
    }
    at = end;
  }
  return lines;
}

function gmtLines(text: string): GroundLine[] {
  const lines: [number, number][][] = [[]];
  for (const row of text.split('\n')) {
    // Lines are parted by > or by a row of NaN.
    if (/^\s*(>|nan\b)/i.test(row)) lines.push([]);
    const [lon, lat] = row
      .trim()
      .split(/[\s,]+/)
      .map(Number);
    if (row.trim() !== '' && Number.isFinite(lon) && Number.isFinite(lat)) lines.at(-1)!.push([lon, lat]);
  }
  return lines;
}

// biome-ignore lint/suspicious/noExplicitAny: whatever a file holds
type Json = any;

/** Lines of GeoJSON (RFC 7946) and TopoJSON, whatever they are nested in. */
function jsonLines(json: Json): GroundLine[] {
  if (json?.type === 'Topology') {
    const { scale = [1, 1], translate = [0, 0] } = json.transform ?? {};
    return json.arcs.map((arc: [number, number][]) => {
      let [x, y] = [0, 0];
      return arc.map(([dx, dy]) => {
        // Quantised arcs tell differences.
        [x, y] = json.transform ? [x + dx, y + dy] : [dx, dy];
        return [x * scale[0] + translate[0], y * scale[1] + translate[1]] as const;
      });
    });
  }
  if (Array.isArray(json)) return json.flatMap(jsonLines);
  switch (json?.type) {
    case 'FeatureCollection':
      return jsonLines(json.features);
    case 'GeometryCollection':
      return jsonLines(json.geometries);
    case 'Feature':
      return jsonLines(json.geometry);
    case 'LineString':
      return [json.coordinates];
    case 'MultiLineString':
    case 'Polygon':
      return json.coordinates;
    case 'MultiPolygon':
      return json.coordinates.flat();
    default:
      return [];
  }
}
