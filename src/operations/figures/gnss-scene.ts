import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { withProduct } from '../../io/products/open-product.ts';
import { describeProduct, type Product } from '../../io/products/product.ts';
import type { MapPoint } from '../../plot/index.ts';
import { gnssStations, type LookAt } from './gnss-points.ts';

export { onData } from './gnss-points.ts';

import { readPixels } from './pixels.ts';
import type { Scene } from './scene.ts';
import { displayScale, usualUnit } from './units.ts';

/** A scene with its GNSS stations: the map is relative to the pixel of the reference station, where one is named. */
export async function withGnss(scene: Scene): Promise<{ scene: Scene; stations: readonly MapPoint[] }> {
  const { request, product, context } = scene;
  if (request.gnss === undefined) return { scene, stations: [] };
  const unit = request.unit ?? usualUnit('m/year', 'velocity');
  const perMetre = displayScale('m/year', unit, product.attributes).factor;
  const lookAt = await geometryOf(product, request.dem);
  const { points, reference } = await gnssStations(product, request.gnss, { lookAt, perMetre }, context);
  const isNew = reference !== undefined && request.refPixel === undefined;
  return {
    scene: isNew ? { ...scene, request: { ...request, refPixel: reference } } : scene,
    stations: points,
  };
}

/** Angles of the line of sight from the terrain of the figure, or from the geometry beside the file. */
async function geometryOf(product: Product, dem: string | undefined): Promise<LookAt | undefined> {
  const folder = dirname(product.path);
  const usual = ['geo_geometryRadar.h5', 'geometryGeo.h5', 'inputs/geometryGeo.h5'].map((name) =>
    join(folder, name),
  );
  for (const path of [dem, ...usual]) {
    if (path === undefined || !existsSync(path)) continue;
    const angles = await withProduct(path, (file) => {
      const { length, width } = describeProduct(file);
      const fits = length === product.length && width === product.width;
      return fits && file.datasets.has('incidenceAngle') && file.datasets.has('azimuthAngle');
    });
    if (!angles) continue;
    return withProduct(path, (file): LookAt => {
      // Angles change slowly: one of some 200 x 200 pixels tells them.
      const { length, width } = product;
      const step = Math.max(1, Math.ceil(Math.max(length, width) / 200));
      const sampling = { box: { y0: 0, x0: 0, y1: length, x1: width }, step };
      const incidence = readPixels(file, 'incidenceAngle', undefined, sampling);
      const azimuth = readPixels(file, 'azimuthAngle', undefined, sampling);
      const [rows, columns] = incidence.shape;
      return (y, x) => {
        const row = Math.min(rows - 1, Math.max(0, Math.floor(y / step)));
        const at = row * columns + Math.min(columns - 1, Math.max(0, Math.floor(x / step)));
        return { incidence: incidence.data[at], azimuth: azimuth.data[at] };
      };
    });
  }
  return undefined;
}
