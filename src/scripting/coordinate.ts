import type { Box, Grid } from '../core/array.ts';
import { MetadataError, ReferencePointError } from '../core/errors.ts';
import {
  type Bounds,
  boundsToBox,
  boxToBounds,
  latLonRasters,
  latLonToPixel,
  type MapGrid,
  pixelCenter,
} from '../core/geometry/map-grid.ts';
import { latLonToLookupPixel, lookupPixelToLatLon, mapStepInPixels } from '../core/geometry/map-lookup.ts';
import {
  boundsToRadarBox,
  latLonToRadarPixel,
  radarBoxToBounds,
  radarPixelToLatLon,
} from '../core/geometry/radar-lookup.ts';
import { isGeocoded, mapGrid } from '../io/attributes/typed.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { type Lookup, readLookup } from '../io/products/place.ts';
import { readProduct } from '../io/products/product.ts';
import { type CallOptions, pathIn } from './call.ts';

export interface CoordinateOptions extends Pick<CallOptions, 'cwd'> {
  /** `inputs/geometryRadar.h5`, or the lookup table of GAMMA and ROI_PAC; not needed for maps. */
  readonly lookupFile?: string;
}

/** A place on the ground, degrees. */
export interface LatLon {
  readonly lat: number;
  readonly lon: number;
}

/** Row and column, from 0. */
export interface YX {
  readonly y: number;
  readonly x: number;
}

/**
 * From latitude and longitude to pixels of a file and back, on a map or through a lookup table.
 *
 *     const coordinate = new Coordinate(await readAttribute('velocity.h5'), { lookupFile: 'inputs/geometryRadar.h5' });
 *     const { y, x } = await coordinate.geo2radar(36.42, 25.43);
 */
export class Coordinate {
  readonly attributes: Attributes;
  private readonly options: CoordinateOptions;
  private lookup: Promise<Lookup> | undefined;

  constructor(attributes: Attributes, options: CoordinateOptions = {}) {
    this.attributes = attributes;
    this.options = options;
  }

  get isGeocoded(): boolean {
    return isGeocoded(this.attributes);
  }

  /**
   * Pixel that covers a place; on a map the same as `lalo2yx`.
   * @throws {ReferencePointError} when the place lies outside  @throws {MetadataError} without a lookup table
   */
  async geo2radar(lat: number, lon: number): Promise<YX> {
    if (this.isGeocoded) return this.lalo2yx(lat, lon);
    const lookup = await this.table();
    if (lookup.kind === 'radar') {
      const found = latLonToRadarPixel(lookup.table, lat, lon);
      if (found !== undefined) return { y: found.y, x: found.x };
    } else {
      const [y, x] = latLonToLookupPixel(lookup.table, lat, lon);
      if (!Number.isNaN(y)) return { y, x };
    }
    throw new ReferencePointError(
      `lat ${lat}, lon ${lon} lies outside of the scene.`,
      'Check the order (latitude first) and the sign of the coordinates.',
    );
  }

  /**
   * Place of a pixel; on a map the same as `yx2lalo`.
   * @throws {ReferencePointError} when nothing is known there  @throws {MetadataError} without a lookup table
   */
  async radar2geo(y: number, x: number): Promise<LatLon> {
    if (this.isGeocoded) return this.yx2lalo(y, x);
    const lookup = await this.table();
    let place: LatLon;
    if (lookup.kind === 'radar') {
      const [lat, lon] = radarPixelToLatLon(lookup.table, y, x);
      place = { lat, lon };
    } else {
      const { grid } = lookup.table;
      const [middle] = pixelCenter(grid, grid.length / 2, grid.width / 2);
      place = lookupPixelToLatLon(lookup.table, y, x, mapStepInPixels(lookup.table, middle));
    }
    if (Number.isFinite(place.lat) && Number.isFinite(place.lon)) return { lat: place.lat, lon: place.lon };
    throw new ReferencePointError(`Row ${y}, column ${x} has no place.`, 'Rows and columns count from 0.');
  }

  /** Row and column of a place on a map; may lie outside of it. @throws {MetadataError} in radar coordinates */
  lalo2yx(lat: number, lon: number): YX {
    const [y, x] = latLonToPixel(this.grid(), lat, lon);
    return { y, x };
  }

  /** Centre of a pixel of a map. @throws {MetadataError} in radar coordinates */
  yx2lalo(y: number, x: number): LatLon {
    const [lat, lon] = pixelCenter(this.grid(), y, x);
    return { lat, lon };
  }

  /** Outer edges of a window of a map. @throws {MetadataError} in radar coordinates */
  boxPixel2geo(box: Box): Bounds {
    return boxToBounds(this.grid(), box);
  }

  /** Window of a map that holds an area. @throws {MetadataError} in radar coordinates */
  boxGeo2pixel(bounds: Bounds): Box {
    return boundsToBox(this.grid(), bounds);
  }

  /** Window of pixels that holds an area, not clipped to the image. @throws {ReferencePointError} when the area lies outside */
  async bboxGeo2radar(bounds: Bounds): Promise<Box> {
    if (this.isGeocoded) return this.boxGeo2pixel(bounds);
    const lookup = await this.table();
    if (lookup.kind === 'radar') return boundsToRadarBox(lookup.table, bounds);
    const { south, north, west, east } = bounds;
    const corners = [
      [south, west],
      [south, east],
      [north, west],
      [north, east],
    ].map(([lat, lon]) => this.geo2radar(lat, lon));
    const pixels = await Promise.all(corners);
    const [ys, xs] = [pixels.map(({ y }) => y), pixels.map(({ x }) => x)];
    return { y0: Math.min(...ys), x0: Math.min(...xs), y1: Math.max(...ys), x1: Math.max(...xs) };
  }

  /** Area that a window of pixels covers. @throws {ReferencePointError} when nothing is known there */
  async bboxRadar2geo(box: Box): Promise<Bounds> {
    if (this.isGeocoded) return this.boxPixel2geo(box);
    const lookup = await this.table();
    if (lookup.kind === 'radar') return radarBoxToBounds(lookup.table, box);
    const corners = await Promise.all(
      [box.y0, box.y1 - 1].flatMap((y) => [box.x0, box.x1 - 1].map((x) => this.radar2geo(y, x))),
    );
    const [lats, lons] = [corners.map(({ lat }) => lat), corners.map(({ lon }) => lon)];
    return {
      south: Math.min(...lats),
      north: Math.max(...lats),
      west: Math.min(...lons),
      east: Math.max(...lons),
    };
  }

  private grid(): MapGrid {
    if (this.isGeocoded) return mapGrid(this.attributes);
    throw new MetadataError(
      'The file is in radar coordinates: it has no Y_FIRST.',
      'Use geo2radar and radar2geo with a lookupFile.',
    );
  }

  private table(): Promise<Lookup> {
    const { lookupFile } = this.options;
    if (lookupFile === undefined) {
      throw new MetadataError(
        'The file is in radar coordinates and no lookup table was given.',
        "Give { lookupFile: 'inputs/geometryRadar.h5' }.",
      );
    }
    this.lookup ??= readLookup(pathIn(this.options, lookupFile), this.attributes);
    return this.lookup;
  }
}

/**
 * Latitude and longitude of every pixel: of a map from its attributes, of a radar image from its geometry file.
 * @param file path of a geometry file in radar coordinates, or attributes of a map
 * @returns [length, width], degrees
 * @throws {MetadataError} for attributes of a radar image  @throws {FileError} for a file without latitude
 */
export async function latLonGrid(
  file: string | Attributes,
  options: Pick<CallOptions, 'cwd'> = {},
): Promise<{ readonly latitude: Grid; readonly longitude: Grid }> {
  const path = typeof file === 'string' ? pathIn(options, file) : undefined;
  const attributes = typeof file === 'string' ? (await readProduct(path as string)).attributes : file;
  if (path !== undefined && !isGeocoded(attributes)) {
    const { table } = await readLookup(path, attributes);
    if ('latitude' in table) return { latitude: table.latitude as Grid, longitude: table.longitude as Grid };
  }
  return latLonRasters(mapGrid(attributes));
}
