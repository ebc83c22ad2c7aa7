import { strToU8, zipSync } from 'fflate';
import type { Grid, Values } from '../../core/array.ts';
import { assertSameShape } from '../../core/array.ts';
import { standardizeLongitude } from '../../core/geometry/longitude.ts';
import {
  folder,
  groundOverlay,
  type KmlPoint,
  kmlDocument,
  type LatLonBounds,
  placemark,
  pointStyle,
  type ScreenCorner,
  screenOverlay,
} from './kml.ts';
import { type ColorTable, kmlColor } from './kml-color.ts';

/** Pictures that points and the colour bar use, as PNG bytes. */
interface KmzCommon {
  /** Base name of the entries inside the archive, e.g. `geo_velocity`. */
  readonly name: string;
  readonly colorbar?: Uint8Array;
  readonly colorbarCorner?: ScreenCorner;
  /** The reference point of the data. */
  readonly reference?: { readonly latitude: number; readonly longitude: number; readonly icon: Uint8Array };
}

/** A picture over the ground. */
export interface Overlay {
  /** PNG, transparent where there is no data. */
  readonly image: Uint8Array;
  /** Within -180 to 180: viewers draw nothing, or the wrong way round, across the line. */
  readonly bounds: LatLonBounds;
}

/** Geocoded data: an image over the ground. */
export interface OverlayKmz extends KmzCommon, Overlay {
  /** Its other parts when it crosses the 180th meridian. */
  readonly others?: readonly Overlay[];
}

/** Radar-coded data: coloured points where the lookup places its pixels. */
export interface PointsKmz extends KmzCommon {
  readonly values: Grid<Values>;
  readonly latitude: Grid<Values>;
  readonly longitude: Grid<Values>;
  readonly mask?: Grid<Values>;
  /** One point per so many lines and samples; 5 unless given. */
  readonly step?: number;
  readonly colors: ColorTable;
  readonly vlim: readonly [number, number];
  readonly unit: string;
  /** White dot, tinted by each point's colour. */
  readonly icon: Uint8Array;
}

/** KMZ archive of an image over the ground, a colour bar on the screen and the reference point. */
export function encodeOverlayKmz(kmz: OverlayKmz): Uint8Array {
  const pictures: Record<string, Uint8Array> = {};
  const features = [kmz, ...(kmz.others ?? [])].map(({ image, bounds }, k) => {
    const name = `${kmz.name}_data${k === 0 ? '' : k + 1}`;
    pictures[`${name}.png`] = image;
    return groundOverlay(name, `${name}.png`, bounds);
  });
  return archive(kmz, features, pictures);
}

/**
 * KMZ archive of coloured points, for data in radar coordinates. Pixels without value, masked, or without position
 * (NaN, or latitude and longitude both 0) are left out.
 *
 * @throws {ShapeError} when values, latitude, longitude and mask differ in shape
 */
export function encodePointsKmz(kmz: PointsKmz): Uint8Array {
  const { values, latitude, longitude, mask, step = 5, colors, vlim, unit } = kmz;
  for (const other of [latitude, longitude, mask]) if (other) assertSameShape(values, other);
  const [length, width] = values.shape;
  const styles = new Map<string, string>();
  const points: string[] = [];
  for (let y = 0; y < length; y += step) {
    for (let x = 0; x < width; x += step) {
      const i = y * width + x;
      const value = values.data[i];
      const [lat, lon] = [latitude.data[i], longitude.data[i]];
      if (Number.isNaN(value) || mask?.data[i] === 0 || !isPosition(lat, lon)) continue;
      const color = kmlColor(value, colors, vlim[0], vlim[1]);
      let style = styles.get(color);
      if (style === undefined) {
        style = `c${styles.size}`;
        styles.set(color, style);
      }
      points.push(placemark(describe(y, x, lat, lon, value, unit, style)));
    }
  }
  const shared = [...styles].map(([color, id]) => pointStyle(id, 'dot.png', color, 0.5));
  return archive(kmz, [...shared, folder('Data', points)], { 'dot.png': kmz.icon });
}

function describe(
  y: number,
  x: number,
  latitude: number,
  longitude: number,
  value: number,
  unit: string,
  style: string,
): KmlPoint {
  const description =
    `Row: ${y}<br>Column: ${x}<br>Latitude: ${latitude.toFixed(6)}°<br>Longitude: ${longitude.toFixed(6)}°` +
    `<br>Value: ${value.toFixed(2)} ${unit}`;
  const digits = (degrees: number) => Number(degrees.toFixed(7));
  const turned = standardizeLongitude(longitude);
  return { latitude: digits(latitude), longitude: digits(turned), description, style };
}

function isPosition(latitude: number, longitude: number): boolean {
  return Number.isFinite(latitude) && Number.isFinite(longitude) && !(latitude === 0 && longitude === 0);
}

function archive(kmz: KmzCommon, features: string[], pictures: Record<string, Uint8Array>): Uint8Array {
  const { name, colorbar, reference } = kmz;
  const files = { ...pictures };
  if (colorbar) {
    files[`${name}_cbar.png`] = colorbar;
    features.push(screenOverlay('Colour bar', `${name}_cbar.png`, kmz.colorbarCorner ?? 'lower left'));
  }
  if (reference) {
    files['reference.png'] = reference.icon;
    features.unshift(pointStyle('reference', 'reference.png', 'ffffffff', 0.7));
    const { latitude, longitude } = reference;
    const description = `Reference point<br>Latitude: ${latitude}°<br>Longitude: ${longitude}°`;
    features.push(
      placemark({
        latitude,
        longitude: standardizeLongitude(longitude),
        name: 'Reference point',
        description,
        style: 'reference',
      }),
    );
  }
  return zipKmz(`${name}.kml`, kmlDocument(name, features), files);
}

/** Zip a KML text and its pictures; the KML comes first, as viewers expect. Equal input gives equal bytes. */
export function zipKmz(kmlName: string, kml: string, pictures: Record<string, Uint8Array>): Uint8Array {
  // The format has no time zone and starts in 1980; a fixed date makes the archive reproducible.
  const mtime = new Date(1980, 0, 1);
  const entries: Parameters<typeof zipSync>[0] = { [kmlName]: [strToU8(kml), { level: 6, mtime }] };
  for (const [name, bytes] of Object.entries(pictures)) entries[name] = [bytes, { level: 0, mtime }];
  return zipSync(entries);
}
