import { join } from 'node:path';
import type { Box } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { MetadataError, OptionError } from '../../core/errors.ts';
import { DEGREE } from '../../core/geometry/earth.ts';
import { headingToLosAzimuth } from '../../core/geometry/look-angle.ts';
import { displacementPerRadian } from '../../core/inversion/displacement-scale.ts';
import { assertDistinct } from '../../flags/distinct-files.ts';
import { optionalNumber } from '../../io/attributes/typed.ts';
import { makeRawFile } from '../../io/files/raw-output.ts';
import { assertFitsNpz, NpzWriter } from '../../io/numpy/npz-writer.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { type Product, readProduct } from '../../io/products/product.ts';
import { writeWhole } from '../../io/whole-file.ts';
import { type Window, windowBox } from '../figures/place.ts';
import { assertRequest } from '../request.ts';
import { assertGeocoded, type ChosenRaster } from './chosen-rasters.ts';
import { kiteSheet } from './kite-sheet.ts';
import { geometryRaster, requireGeometry } from './line-of-sight.ts';
import { chooseObservation, datesOfVelocity } from './observed-phase.ts';
import { rasterValues } from './raster-values.ts';
import { exportReference, valueAt } from './reference-value.ts';

export interface KiteRequest {
  /** geocoded */
  readonly file: string;
  /** velocity, step, date, pair of dates or slice */
  readonly dataset: string;
  /** incidence and azimuth angle of every pixel; one of each for all of them when left out */
  readonly geometry?: string;
  readonly mask?: string | null;
  /** with or without `.npz`; PROJECT_NAME in `folder` when left out */
  readonly outfile?: string;
  readonly folder?: string;
  readonly window?: Window;
}

/**
 * Write a map as a scene of Kite (pyrocko): `<name>.npz` with displacement, look elevation θ and look azimuth φ
 * (anticlockwise from east) in radians, southern row first, and `<name>.yml` with place, dates and satellite. Phase becomes
 * displacement by -λ/4π. `mintsar save_kite`.
 *
 * @returns both files
 * @throws {UnsupportedError} for radar coordinates @throws {OptionError} for a raster that is no displacement
 */
export async function saveKite(
  request: KiteRequest,
  context: Context,
): Promise<readonly [npz: string, yml: string]> {
  assertRequest('saveKite', request, context, ['file', 'dataset']);
  const { product, raster } = await chooseObservation(request.file, request.dataset);
  assertGeocoded(product, 'save_kite');
  const mask = request.mask ? await readProduct(request.mask) : undefined;
  if (mask !== undefined) assertSameSize(product, mask);
  const geometry = request.geometry === undefined ? undefined : await readProduct(request.geometry);
  if (geometry !== undefined) {
    assertSameSize(product, geometry);
    requireGeometry(geometry, ['incidenceAngle', 'azimuthAngle']);
  }
  const dates = datesOf(product, raster);
  const factors = factorsOf(product, raster);
  const base = (
    request.outfile ?? join(request.folder ?? '.', product.attributes['PROJECT_NAME'] ?? raster.title)
  ).replace(/\.(npz|yml)$/, '');
  const files = [`${base}.npz`, `${base}.yml`] as const;
  assertDistinct(files, [request.file, request.geometry, request.mask]);
  const box = windowBox(product, request.window ?? {});
  const angle = angles(product, geometry, box);
  const pixel = await exportReference(product, raster, undefined);
  const offset = pixel === undefined ? 0 : await valueAt(raster, pixel);
  const shape = [box.y1 - box.y0, box.x1 - box.x0] as const;
  assertFitsNpz(files[0], 3 * shape[0] * shape[1]);
  const sheet = kiteSheet({ product, box, title: product.attributes['PROJECT_NAME'] ?? raster.title, dates });
  await makeRawFile(files[0], 0, async ({ write }) => {
    const npz = new NpzWriter(write);
    const rules = { factors, offset, keepsZero: product.fileType === 'ifgramStack' };
    npz.add('arr_0', shape, southFirst(await rasterValues(product, raster, rules, { mask, box }), shape[1]));
    const incidence = await angle('incidenceAngle');
    npz.add(
      'arr_1',
      shape,
      southFirst(
        incidence.map((degrees) => Math.PI / 2 - degrees * DEGREE),
        shape[1],
      ),
    );
    const azimuth = await angle('azimuthAngle');
    npz.add(
      'arr_2',
      shape,
      southFirst(
        azimuth.map((degrees) => degrees * DEGREE + Math.PI / 2),
        shape[1],
      ),
    );
    npz.finish();
  });
  writeWhole(files[1], sheet);
  context.log.info(`wrote ${files.join(' and ')}`);
  return files;
}

/** First and second acquisition. @throws {MetadataError} when nothing tells them */
function datesOf(product: Product, { label, attributes }: ChosenRaster): readonly [string, string] {
  const pair = /^(\d{8}(?:T\d{4})?)_(\d{8}(?:T\d{4})?)$/.exec(label ?? '');
  const found = pair === null ? datesOfVelocity(attributes) : ([pair[1], pair[2]] as const);
  if (found !== undefined) return found;
  throw new MetadataError(
    `${product.path}: neither DATE12 nor START_DATE and END_DATE tell when the displacement began and ended.`,
    'Make it again with mintsar timeseries2velocity, or name two dates of a time series.',
  );
}

function factorsOf(product: Product, { unit, name }: ChosenRaster): readonly number[] {
  if (unit === 'radian' && /^(unwrapPhase|phase)/.test(name))
    return [displacementPerRadian(product.facts.wavelength)];
  if (unit === 'm' || unit.startsWith('m/')) return [];
  throw new OptionError(
    `${name} of ${product.path} is in ${unit === '1' ? 'no unit' : unit}: Kite takes displacement.`,
    'Name velocity, a step, a date, or unwrapPhase-DATE1_DATE2.',
  );
}

/** Angles of the line of sight in a window, degrees: of each pixel, or one for all. */
function angles(product: Product, geometry: Product | undefined, box: Box) {
  const { attributes, facts } = product;
  const heading = optionalNumber(attributes, 'HEADING');
  const side = optionalNumber(attributes, 'ANTENNA_SIDE') === 1 ? 'left' : 'right';
  const constant = {
    incidenceAngle: facts.incidenceAngle,
    azimuthAngle: heading === undefined ? undefined : headingToLosAzimuth(heading, side),
  };
  if (
    geometry === undefined &&
    (constant.incidenceAngle === undefined || constant.azimuthAngle === undefined)
  ) {
    throw new OptionError(
      `${product.path} does not tell the line of sight (CENTER_INCIDENCE_ANGLE, HEADING).`,
      'Give the geometry with -g, e.g. geo/geo_geometryRadar.h5.',
    );
  }
  return (name: keyof typeof constant): Promise<Float32Array> =>
    geometry === undefined
      ? Promise.resolve(new Float32Array((box.y1 - box.y0) * (box.x1 - box.x0)).fill(constant[name]!))
      : geometryRaster(geometry, name, box);
}

/** Rows in the opposite order. */
function southFirst(values: Float32Array, width: number): Float32Array {
  const out = new Float32Array(values.length);
  for (let from = 0; from < values.length; from += width)
    out.set(values.subarray(from, from + width), values.length - from - width);
  return out;
}
