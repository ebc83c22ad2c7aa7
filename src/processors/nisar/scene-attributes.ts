import { cropGrid } from '../../core/geometry/map-grid.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { subsetAttributes } from '../../io/attributes/resized.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { CommonGrid, PlacedProduct } from './common-grid.ts';

/** Height of the orbit, m, and mean radius of the Earth, m, of all products. */
const ORBIT_HEIGHT = '747000';
const EARTH_RADIUS = '6371008.8';

/** Attributes of the common area, as a part of the products of the first pair. */
export function sceneAttributes({ grid, bounds, pairs }: CommonGrid): Attributes {
  const frames = pairs[0];
  const [{ product }] = frames;
  const { box, whole } = wholeOf(frames);
  const { epsg } = product;
  const isMetres = epsg !== 4326;
  const unit = isMetres ? 'meters' : 'degrees';
  const full = {
    LENGTH: String(whole.length),
    WIDTH: String(whole.width),
    X_FIRST: pythonFloat(whole.xFirst),
    Y_FIRST: pythonFloat(whole.yFirst),
    X_STEP: pythonFloat(grid.xStep),
    Y_STEP: pythonFloat(grid.yStep),
    X_UNIT: unit,
    Y_UNIT: unit,
    EPSG: String(epsg),
    ...(grid.utmZone === undefined ? {} : { UTM_ZONE: grid.utmZone }),
    ALOOKS: String(product.azimuthLooks),
    RLOOKS: String(product.rangeLooks),
    AZIMUTH_PIXEL_SIZE: pythonFloat(Math.abs(grid.yStep)),
    RANGE_PIXEL_SIZE: pythonFloat(Math.abs(grid.xStep)),
    CENTER_LINE_UTC: pythonFloat(
      frames.reduce((sum, { product: { centerLine } }) => sum + centerLine, 0) / frames.length,
    ),
    EARTH_RADIUS,
    HEIGHT: ORBIT_HEIGHT,
    ORBIT_DIRECTION: product.orbitDirection,
    PLATFORM: product.mission,
    POLARIZATION: product.polarization,
    WAVELENGTH: pythonFloat(product.wavelength),
    bbox: [bounds.west, bounds.south, bounds.east, bounds.north].map(pythonFloat).join(','),
  };
  return subsetAttributes(full, box);
}

/** The map of all frames of a pair, and the box of the common area in it. */
function wholeOf(frames: readonly PlacedProduct[]) {
  const [{ product, box }] = frames;
  // where each frame lies, seen from the first pixel of the common area
  const places = frames.map(({ product: { grid }, box: own }) => ({
    y0: -own.y0,
    x0: -own.x0,
    y1: grid.length - own.y0,
    x1: grid.width - own.x0,
  }));
  const y0 = Math.min(...places.map((place) => place.y0));
  const x0 = Math.min(...places.map((place) => place.x0));
  const y1 = Math.max(...places.map((place) => place.y1));
  const x1 = Math.max(...places.map((place) => place.x1));
  const whole = cropGrid(product.grid, {
    y0: y0 + box.y0,
    x0: x0 + box.x0,
    y1: y1 + box.y0,
    x1: x1 + box.x0,
  });
  return { whole, box: { y0: -y0, x0: -x0, y1: box.y1 - box.y0 - y0, x1: box.x1 - box.x0 - x0 } };
}
