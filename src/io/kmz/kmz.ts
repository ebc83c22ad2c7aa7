import { assertArgument } from '../../core/arguments.ts';
import type { Grid, Values } from '../../core/array.ts';
import { assertSameShape } from '../../core/array.ts';
import { standardizeLongitude } from '../../core/geometry/longitude.ts';
import { KmzArchive } from './archive.ts';
import {
  groundOverlay,
  type KmlPoint,
  kmlDocument,
  type OverlayPlace,
  placemark,
  pointStyle,
  type ScreenCorner,
  screenOverlay,
} from './kml.ts';
import { type ColorTable, kmlColor } from './kml-color.ts';
import type { TiledOverlay } from './overlay-tiles.ts';
import { pointTree } from './point-tree.ts';

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
  readonly bounds: OverlayPlace;
}

/** Geocoded data: images over the ground. */
export interface OverlayKmz extends KmzCommon {
  /** One image, or several that lie side by side, each whole or as a pyramid of tiles. */
  readonly overlays: readonly (Overlay | TiledOverlay)[];
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

/** KMZ archive of images over the ground, a colour bar on the screen and the reference point. */
export async function encodeOverlayKmz(kmz: OverlayKmz): Promise<Uint8Array> {
  assertArgument('encodeOverlayKmz', 'kmz', kmz, { name: 'text', overlays: 'list' });
  const name = (k: number) => `${kmz.name}_data${k === 0 ? '' : k + 1}`;
  const features = kmz.overlays.map((overlay, k) =>
    'link' in overlay ? overlay.link : groundOverlay(name(k), `${name(k)}.png`, overlay.bounds),
  );
  const archive = startArchive(kmz, features);
  for (const [k, overlay] of kmz.overlays.entries()) {
    if ('image' in overlay) archive.add(`${name(k)}.png`, overlay.image);
    else for await (const [file, content] of overlay.files) archive.add(file, content);
  }
  return finishArchive(archive, kmz);
}

/**
 * KMZ archive of coloured points, for data in radar coordinates; many of them are spread over several files that are loaded
 * when one looks closer. Pixels without value, masked, or without position (NaN, or latitude and longitude both 0) are left
 * out.
 *
 * @throws {ShapeError} when values, latitude, longitude and mask differ in shape
 */
export function encodePointsKmz(kmz: PointsKmz): Uint8Array {
  assertArgument('encodePointsKmz', 'kmz', kmz, {
    values: 'object',
    latitude: 'object',
    longitude: 'object',
  });
  const { values, latitude, longitude, mask, step = 5, colors, vlim, unit } = kmz;
  for (const other of [latitude, longitude, mask]) if (other) assertSameShape(values, other);
  const [length, width] = values.shape;
  const pixels: number[] = [];
  for (let y = 0; y < length; y += step) {
    for (let x = 0; x < width; x += step) {
      const i = y * width + x;
      const isLeftOut = Number.isNaN(values.data[i]) || mask?.data[i] === 0;
      if (!isLeftOut && isPosition(latitude.data[i], longitude.data[i])) pixels.push(i);
    }
  }
  const colorOf = (index: number) => kmlColor(values.data[pixels[index]], colors, vlim[0], vlim[1]);
  const tree = pointTree(
    {
      latitude: Float64Array.from(pixels, (i) => latitude.data[i]),
      longitude: Float64Array.from(pixels, (i) => standardizeLongitude(longitude.data[i])),
      shared: (indices) =>
        [...new Set(Array.from(indices, colorOf))].map((color) => pointStyle(color, 'dot.png', color, 0.5)),
      placemark(index) {
        const i = pixels[index];
        const [y, x] = [Math.floor(i / width), i % width];
        const value = values.data[i];
        return placemark(describe(y, x, latitude.data[i], longitude.data[i], value, unit, colorOf(index)));
      },
    },
    '',
  );
  const archive = startArchive(kmz, tree.features);
  archive.add('dot.png', kmz.icon);
  for (const [name, kml] of tree.files) archive.add(name, kml);
  return finishArchive(archive, kmz);
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

/** An archive that begins with the KML of these features, of the colour bar and of the reference point. */
function startArchive(kmz: KmzCommon, features: readonly string[]): KmzArchive {
  const { name, colorbar, reference } = kmz;
  const all = [...features];
  if (colorbar) all.push(screenOverlay('Colour bar', `${name}_cbar.png`, kmz.colorbarCorner ?? 'lower left'));
  if (reference) {
    all.unshift(pointStyle('reference', 'reference.png', 'ffffffff', 0.7));
    const { latitude, longitude } = reference;
    const description = `Reference point<br>Latitude: ${latitude}°<br>Longitude: ${longitude}°`;
    all.push(
      placemark({
        latitude,
        longitude: standardizeLongitude(longitude),
        name: 'Reference point',
        description,
        style: 'reference',
      }),
    );
  }
  const archive = new KmzArchive();
  archive.add(`${name}.kml`, kmlDocument(name, all)); // first: viewers open the first KML they find
  return archive;
}

function finishArchive(archive: KmzArchive, { name, colorbar, reference }: KmzCommon): Uint8Array {
  if (colorbar) archive.add(`${name}_cbar.png`, colorbar);
  if (reference) archive.add('reference.png', reference.icon);
  return archive.finish();
}
