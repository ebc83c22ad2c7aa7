import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { MetadataError } from '../../core/errors.ts';
import { headingToLosAzimuth } from '../../core/geometry/look-angle.ts';
import { centerIncidenceAngle } from '../../core/geometry/radar-geometry.ts';
import { radarGeometry } from '../../io/attributes/typed.ts';
import { withProduct } from '../../io/products/open-product.ts';
import { describeProduct, type Product } from '../../io/products/product.ts';
import type { MapPoint } from '../../plot/index.ts';
import type { Look } from './gnss-motion.ts';
import { type GnssMap, gnssStations } from './gnss-points.ts';

export { onData } from './gnss-points.ts';

import { readValue } from './pixels.ts';
import type { Scene } from './scene.ts';
import { displayScale, usualUnit } from './units.ts';

/** A scene with its GNSS stations: the map is relative to the pixel of the reference station, where one is named. */
export async function withGnss(
  scene: Scene,
): Promise<{ scene: Scene; stations: readonly MapPoint[]; words?: string }> {
  const { request, product, context } = scene;
  if (request.gnss === undefined) return { scene, stations: [] };
  const { points, reference, words } = await gnssStations(product, request.gnss, mapOf(scene), context);
  const isNew = reference !== undefined && request.refPixel === undefined;
  return {
    scene: isNew ? { ...scene, request: { ...request, refPixel: reference } } : scene,
    stations: points,
    words,
  };
}

/** What stations are compared with: velocities, or the displacement between the dates that a slice of a series shows. */
function mapOf({ request, product, slices }: Scene): GnssMap {
  const { attributes } = product;
  const isSeries = product.fileType === 'timeseries';
  const [stored, type] = isSeries ? ['m', 'timeseries'] : ['m/year', 'velocity'];
  const { factor } = displayScale(stored, request.unit ?? usualUnit(stored, type), attributes);
  const shown = isSeries ? (slices[0]?.label?.match(/\d{8}/g) ?? []) : [];
  const first = shown.length > 1 ? shown[0] : (request.refDate ?? attributes['REF_DATE']);
  const [start, end] = shown.length > 0 && first !== undefined ? [first, shown[shown.length - 1]].sort() : [];
  // Before the reference date a map shows minus what happened since.
  const sign = shown.length > 0 && first !== undefined && first > shown[shown.length - 1] ? -1 : 1;
  return {
    quantity: isSeries ? 'displacement' : 'velocity',
    perMetre: sign * factor,
    start: start ?? attributes['START_DATE'] ?? '19000101',
    end: end ?? attributes['END_DATE'] ?? '29991231',
    looksAt: (pixels) => looksAt(product, request.dem, pixels),
  };
}

/** Lines of sight at pixels: from the terrain of the figure or the geometry beside the file, else one for the scene. */
export async function looksAt(
  product: Product,
  dem: string | undefined,
  pixels: readonly { readonly y: number; readonly x: number }[],
): Promise<Look[]> {
  const folder = dirname(product.path);
  const names = [
    'geo_geometryRadar.h5',
    'geometryGeo.h5',
    'inputs/geometryGeo.h5',
    'inputs/geometryRadar.h5',
  ];
  const usual = names.map((name) => join(folder, name));
  for (const path of [dem, ...usual]) {
    if (path === undefined || !existsSync(path)) continue;
    const looks = await withProduct(path, (file) => {
      const { length, width } = describeProduct(file);
      const fits = length === product.length && width === product.width;
      if (!fits || !file.datasets.has('incidenceAngle') || !file.datasets.has('azimuthAngle')) return [];
      return pixels.map((pixel) => ({
        incidence: readValue(file, 'incidenceAngle', undefined, pixel),
        azimuth: readValue(file, 'azimuthAngle', undefined, pixel),
      }));
    });
    if (looks.length > 0) return looks.map((look) => (isKnown(look) ? look : lookOfScene(product)));
  }
  return pixels.map(() => lookOfScene(product));
}

const isKnown = ({ incidence, azimuth }: Look) => incidence > 0 && Number.isFinite(azimuth);

/** One line of sight for the whole scene. @throws {MetadataError} when the attributes do not tell it */
function lookOfScene({ attributes, path }: Product): Look {
  try {
    const radar = radarGeometry(attributes);
    if (radar.heading === undefined) throw new MetadataError(`${path} has no HEADING.`);
    return {
      incidence: centerIncidenceAngle(radar),
      azimuth: headingToLosAzimuth(radar.heading, radar.lookSide),
    };
  } catch (cause) {
    throw new MetadataError(
      `${path} does not tell the line of sight that GNSS motion is projected onto: ${(cause as Error).message}`,
      'Give the geometry file with --dem, which holds incidenceAngle and azimuthAngle, or choose --gnss-comp vert.',
      { cause },
    );
  }
}
