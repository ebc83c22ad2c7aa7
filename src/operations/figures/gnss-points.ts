import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Grid } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { OptionError, ReferencePointError } from '../../core/errors.ts';
import type { Component } from '../../core/geometry/look-vector.ts';
import { type Bounds, gridBounds } from '../../core/geometry/map-grid.ts';
import { isGeocoded, mapGrid } from '../../io/attributes/typed.ts';
import { findLookup, pixelOfPlace } from '../../io/products/place.ts';
import type { Product } from '../../io/products/product.ts';
import type { Pixel } from '../../io/products/reference-pixel.ts';
import type { MapPoint } from '../../plot/index.ts';
import {
  findStations,
  type GnssSource,
  gnssFileNames,
  readStations,
} from '../../services/gnss/gnss-sources.ts';
import type { StationPlace } from '../../services/gnss/station-lists.ts';
import { type Look, motionOf, type StationMotion } from './gnss-motion.ts';
import { readMotions, writeMotions } from './gnss-table.ts';

/** GNSS stations on a map. */
export interface GnssRequest {
  /** Whose solutions; UNR unless given. */
  readonly source?: GnssSource;
  /** Part of their motion that gives the colour; none unless given. */
  readonly component?: Component;
  /** Station that the others, and the map, are relative to. */
  readonly reference?: string;
  readonly except?: readonly string[];
  /** YYYYMMDD; the time of the map unless given */
  readonly start?: string;
  readonly end?: string;
  readonly horizontalAzimuth?: number;
  readonly label?: boolean;
  /** Only stations on pixels with data. */
  readonly onData?: boolean;
  readonly size?: number;
  /** Leave the table of earlier figures alone. */
  readonly redo?: boolean;
}

/** Stations and where they stand. */
export interface GnssStations {
  readonly points: readonly MapPoint[];
  /** the pixel of the reference station */
  readonly reference?: { readonly y: number; readonly x: number };
  /** what the symbols tell */
  readonly words?: string;
}

/** The map that stations are drawn on. */
export interface GnssMap {
  /** Lines of sight at pixels. */
  readonly looksAt: (
    pixels: readonly { readonly y: number; readonly x: number }[],
  ) => Promise<readonly Look[]>;
  readonly quantity: 'displacement' | 'velocity';
  /** unit of the map per metre, or per metre a year */
  readonly perMetre: number;
  /** time of the map, YYYYMMDD */
  readonly start: string;
  readonly end: string;
}

/** A station on a pixel of the map. */
interface Placed extends StationPlace {
  readonly y: number;
  readonly x: number;
}

/**
 * The stations of a map, at pixels of the file; with the motion along a component, in the unit of the map, where one is wanted.
 * @throws {OptionError} when the reference station is not there, or has no motion
 */
export async function gnssStations(
  product: Product,
  request: GnssRequest,
  map: GnssMap,
  context: Context,
): Promise<GnssStations> {
  const ground = await groundOf(product);
  if (ground === undefined) {
    context.log.warn(
      `${product.path} is in radar coordinates, and no lookup table is near it: GNSS stations are not drawn`,
    );
    return { points: [] };
  }
  const { source = 'UNR', component } = request;
  const [start, end] = [request.start ?? map.start, request.end ?? map.end];
  const where = { folder: gnssFolder(product, source) };
  const found = await findStations(source, { box: ground.bounds, start, end }, where, context);
  const wanted = found.filter(({ site }) => !request.except?.includes(site));
  const pixels = await Promise.all(wanted.map((station) => ground.pixelOf(station)));
  const stations = wanted.flatMap((station, k): Placed[] => {
    const pixel = pixels[k]; // the box of a map in UTM, or of a radar image, holds some that stand on none
    return pixel === undefined ? [] : [{ ...station, ...pixel }];
  });
  const reference = stations.find(({ site }) => site === request.reference);
  if (request.reference !== undefined && reference === undefined) {
    throw new OptionError(
      `There is no GNSS station ${request.reference} in the area with data in this time.`,
      `Choose one of ${stations.map(({ site }) => site).join(', ') || 'another area'}.`,
    );
  }
  const told = `${stations.length} GNSS stations of ${source} in the area`;
  stations.length === 0 ? context.log.warn(told) : context.log.info(told);
  const time = { start, end };
  const motions =
    component === undefined || stations.length === 0
      ? []
      : await motionsOf(stations, { ...request, source, component, ...time }, map, where, context);
  const values = new Map(motions.map((motion) => [motion.site, motion[map.quantity] * map.perMetre]));
  const zero = reference && component ? values.get(reference.site) : 0;
  if (zero === undefined || Number.isNaN(zero)) {
    throw new OptionError(
      `The GNSS station ${request.reference} has no ${map.quantity} from ${start} to ${end}.`,
      'Choose another reference station, or other dates.',
    );
  }
  const points = stations.map(({ site, y, x }): MapPoint => {
    const value = values.get(site);
    return {
      y,
      x,
      shape: 'triangle',
      size: request.size ?? (component === undefined ? 6 : 9), // a colour needs some area to be seen
      value: value === undefined || Number.isNaN(value) ? undefined : value - zero,
      label: request.label ? site : undefined,
    };
  });
  const words = points.length > 0 ? wordsOf(request, map) : undefined;
  return { points, reference: reference && { y: reference.y, x: reference.x }, words };
}

/** What the colours of stations are where they are not those of the line of sight, or of a part of the motion alone. */
const PARTS: Partial<Readonly<Record<Component, string>>> = {
  enu2los: 'in line of sight',
  hz2los: 'in line of sight, horizontal part',
  u2los: 'in line of sight, vertical part',
  vert: 'upwards',
};

/** What the symbols of stations tell, for the figure. */
function wordsOf(
  { source = 'UNR', component, reference, horizontalAzimuth = -90 }: GnssRequest,
  { quantity }: GnssMap,
): string {
  const part =
    component === undefined
      ? ''
      : `, ${quantity} ${PARTS[component] ?? `horizontally, ${String(horizontalAzimuth).replace('-', '−')}° anticlockwise from north`}`;
  const own = component === undefined ? '' : ', in a frame of their own';
  const frame = reference === undefined ? own : `, relative to ${reference}`;
  return `triangles: GNSS (${source})${part}${frame}`;
}

/** Motion of stations, also written as a table; from an earlier table where a series cannot be had. */
async function motionsOf(
  stations: readonly Placed[],
  request: GnssRequest & Required<Pick<GnssRequest, 'source' | 'component'>> & Pick<GnssMap, 'start' | 'end'>,
  map: GnssMap,
  where: { readonly folder: string },
  context: Context,
): Promise<StationMotion[]> {
  const { source, component, horizontalAzimuth = -90 } = request;
  const outcomes = await readStations(source, stations, where, context);
  const looks = component.endsWith('los') ? await map.looksAt(stations) : [];
  const path = join(where.folder, `gnss_${component === 'u2los' ? 'up2los' : component}_${source}.csv`);
  const earlier = request.redo ? [] : readMotions(path);
  const motions = outcomes.flatMap((outcome, k): StationMotion[] => {
    if ('value' in outcome) {
      const look = looks[k] ?? { incidence: 0, azimuth: 0 };
      return [motionOf(outcome.value, { ...request, horizontalAzimuth }, look)];
    }
    const known = earlier.find(({ site }) => site === stations[k].site);
    if (known !== undefined) context.log.info(`${known.site}: taken from ${path}`);
    return known === undefined ? [] : [known];
  });
  if (outcomes.some((outcome) => 'value' in outcome)) writeMotions(path, motions, context);
  const lacking = stations.filter(
    ({ site }) => !motions.some((motion) => motion.site === site && !Number.isNaN(motion[map.quantity])),
  );
  if (lacking.length > 0) {
    const sites = lacking.map(({ site }) => site).join(', ');
    context.log.warn(
      `no ${map.quantity} of the GNSS stations ${sites} from ${request.start} to ${request.end}: they are drawn without colour`,
    );
  }
  return motions;
}

/** The folder that holds files of a source: the current one, that of the product or the one above; else the current one. */
export function gnssFolder(product: Pick<Product, 'path'>, source: GnssSource): string {
  const names = Object.values(gnssFileNames(source));
  const folder = dirname(product.path);
  const holds = (place: string) => names.some((name) => existsSync(join(place, name)));
  return ['.', folder, join(folder, '..')].find(holds) ?? '.';
}

/** Where the pixels of a product are: on its map, or by the lookup table of a radar image. */
interface Ground {
  readonly bounds: Bounds;
  readonly pixelOf: (station: StationPlace) => Pixel | undefined | Promise<Pixel | undefined>;
}

async function groundOf(product: Product): Promise<Ground | undefined> {
  if (isGeocoded(product.attributes))
    return {
      bounds: gridBounds(mapGrid(product.attributes)),
      pixelOf: async ({ latitude, longitude }) => {
        try {
          return await pixelOfPlace(product, { lat: latitude, lon: longitude });
        } catch (error) {
          if (error instanceof ReferencePointError) return undefined;
          throw error;
        }
      },
    };
  if ((await findLookup(product.path)) === undefined) return undefined;
  const { scenePlaces } = await import('../gnss/scene-stations.ts');
  const places = await scenePlaces(product);
  return { bounds: places.bounds, pixelOf: (station) => places.station(station)?.pixel };
}

/** Stations on pixels with data. */
export function onData(points: readonly MapPoint[], { data, shape }: Grid): MapPoint[] {
  const [length, width] = shape;
  return points.filter(({ y, x }) => {
    const [row, column] = [Math.round(y), Math.round(x)];
    const isInside = row >= 0 && row < length && column >= 0 && column < width;
    return isInside && !Number.isNaN(data[row * width + column]);
  });
}
