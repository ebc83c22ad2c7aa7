import { dirname } from 'node:path';
import type { Grid } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { decimalYear } from '../../core/dates.ts';
import { OptionError } from '../../core/errors.ts';
import { type Component, componentVector, project } from '../../core/geometry/look-vector.ts';
import { gridBounds } from '../../core/geometry/map-grid.ts';
import { isGeocoded, mapGrid } from '../../io/attributes/typed.ts';
import { pixelOfPlace } from '../../io/products/place.ts';
import type { Product } from '../../io/products/product.ts';
import type { MapPoint } from '../../plot/index.ts';
import { fetchGnss, searchGnss } from '../../services/nevada/nevada.ts';
import type { StationSeries } from '../../services/nevada/tenv3.ts';

/** GNSS stations on a map. */
export interface GnssRequest {
  /** Part of their velocity that gives the colour; none unless given. */
  readonly component?: Component;
  /** Station that the others, and the map, are relative to. */
  readonly reference?: string;
  readonly except?: readonly string[];
  readonly start?: string;
  readonly end?: string;
  readonly horizontalAzimuth?: number;
  readonly label?: boolean;
  /** Only stations on pixels with data. */
  readonly onData?: boolean;
  readonly size?: number;
}

/** Stations and where they stand. */
export interface GnssStations {
  readonly points: readonly MapPoint[];
  /** the pixel of the reference station */
  readonly reference?: { readonly y: number; readonly x: number };
}

/** Line of sight at a pixel, degrees. */
export type LookAt = (y: number, x: number) => { readonly incidence: number; readonly azimuth: number };

/**
 * The stations of a map, at pixels of the file; with the velocity of a component, in the unit of the map, where one is wanted.
 * @param perMetre unit of the map per metre (a year)
 * @param lookAt undefined where the geometry is not known
 */
export async function gnssStations(
  product: Product,
  request: GnssRequest,
  { lookAt, perMetre }: { readonly lookAt: LookAt | undefined; readonly perMetre: number },
  context: Context,
): Promise<GnssStations> {
  if (!isGeocoded(product.attributes)) {
    context.log.warn(`${product.path} is in radar coordinates: GNSS stations are not drawn`);
    return { points: [] };
  }
  const { attributes } = product;
  const start = request.start ?? attributes['START_DATE'];
  const end = request.end ?? attributes['END_DATE'];
  const folder = { folder: dirname(product.path) };
  const stations = await searchGnss({ box: gridBounds(mapGrid(attributes)), start, end }, folder, context);
  const wanted = stations.filter(({ site }) => !request.except?.includes(site));
  if (request.reference !== undefined && !wanted.some(({ site }) => site === request.reference)) {
    throw new OptionError(
      `There is no GNSS station ${request.reference} in the area with data in this time.`,
      `Choose one of ${wanted.map(({ site }) => site).join(', ') || 'another area'}.`,
    );
  }
  const velocities = new Map<string, number>();
  if (request.component !== undefined) {
    for (const { result } of await loaded(
      wanted.map(({ site }) => site),
      folder,
      context,
    )) {
      const { y, x } = await pixelOfPlace(product, { lat: result.latitude, lon: result.longitude });
      const value = velocityOf(result, request, request.component, lookAt?.(y, x), start, end);
      if (!Number.isNaN(value)) velocities.set(result.site, value * perMetre);
    }
    if (wanted.length > 0 && velocities.size === 0)
      context.log.warn('no GNSS station has a velocity in this time: they are drawn without colour');
  }
  const zero = velocities.get(request.reference ?? '') ?? 0;
  const points = await Promise.all(
    wanted.map(async ({ site, latitude, longitude }): Promise<MapPoint> => {
      const value = velocities.get(site);
      return {
        ...(await pixelOfPlace(product, { lat: latitude, lon: longitude })),
        shape: 'triangle',
        size: request.size ?? 6,
        value: value === undefined ? undefined : value - zero,
        label: request.label ? site : undefined,
      };
    }),
  );
  const at = wanted.findIndex(({ site }) => site === request.reference);
  context.log.info(`${wanted.length} GNSS stations in the area`);
  return { points, reference: at < 0 ? undefined : { y: points[at].y, x: points[at].x } };
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

async function loaded(sites: readonly string[], folder: { readonly folder: string }, context: Context) {
  const outcomes = await fetchGnss(sites, folder, context);
  return outcomes.flatMap((outcome) =>
    'value' in outcome ? [{ result: outcome.value as StationSeries }] : [],
  );
}

/** Velocity along a component, m/year: the slope of a line through the days between two dates. */
function velocityOf(
  series: StationSeries,
  { horizontalAzimuth = -90 }: GnssRequest,
  component: Component,
  look: ReturnType<LookAt> | undefined,
  start = '00000000',
  end = '99999999',
): number {
  if (look === undefined && component.endsWith('los')) {
    throw new OptionError(
      `GNSS velocities cannot be turned into the line of sight (${component}) without the geometry of the scene.`,
      'Give the geometry file with --dem, which holds incidenceAngle and azimuthAngle, or choose --gnss-comp vert.',
    );
  }
  const { incidence, azimuth } = look ?? { incidence: 0, azimuth: 0 };
  const vector = componentVector(component, incidence, azimuth, horizontalAzimuth);
  let [n, t, v, tt, tv] = [0, 0, 0, 0, 0];
  series.dates.forEach((date, k) => {
    if (date < start || date > end) return;
    const year = decimalYear(date) - 2000;
    const value = project(series.east[k], series.north[k], series.up[k], vector);
    n++;
    t += year;
    v += value;
    tt += year * year;
    tv += year * value;
  });
  return n < 3 ? Number.NaN : (n * tv - t * v) / (n * tt - t * t);
}
