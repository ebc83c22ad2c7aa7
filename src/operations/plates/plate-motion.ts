import { dirname, join } from 'node:path';
import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import type { Cartesian } from '../../core/geometry/ellipsoid.ts';
import type { Enu } from '../../core/geometry/look-vector.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { constantField, plateField } from '../../core/geometry/plate-field.ts';
import { PLATE_MODELS, type PlateModelName, rotationOfPlate } from '../../core/geometry/plate-models.ts';
import { type EulerPole, poleOfRotation, rotationOfPole } from '../../core/geometry/plate-motion.ts';
import { assertSameSize, singleRasterAttributes } from '../../io/products/like.ts';
import { makeProduct, type Product, readProduct, source } from '../../io/products/product.ts';
import { subtractFiles } from '../corrections/difference.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import type { PlateMotionArgs } from './plate-motion-kernel.ts';
import { mapOfRadar } from './radar-extent.ts';

/** How the ground moves: with a plate of a model (ITRF2014 unless named), by a rotation of one's own, or everywhere alike. */
export type GroundMotion =
  | { readonly plate: string; readonly model?: PlateModelName }
  /** mas/yr */
  | { readonly rotation: Cartesian }
  | { readonly pole: EulerPole }
  /** m/yr */
  | { readonly enu: Enu };

export interface PlateMotionRequest {
  /** incidenceAngle, azimuthAngle, and latitude and longitude in radar coordinates; the models are written beside it */
  readonly geometry: string;
  /** velocity from which the motion is subtracted, relative to its reference pixel */
  readonly velocity?: string;
  /** the corrected one; by default the velocity with _ITRF14 at the end of its name */
  readonly outfile?: string;
  readonly motion: GroundMotion;
  readonly component?: 'enu2los' | 'en2az';
  /** distance of the places where the motion is computed, km; 0 = every pixel */
  readonly step?: number;
}

/** Files of the motion beside a geometry file: east, north and up, and what the radar sees of them. */
export function plateMotionFiles(
  geometry: string,
  component: PlateMotionRequest['component'] = 'enu2los',
  model: PlateModelName = 'ITRF2014',
) {
  const [folder, { short }] = [dirname(geometry), PLATE_MODELS[model]];
  return {
    enu: join(folder, `${short}enu.h5`),
    seen: join(folder, component === 'en2az' ? `${short}az.h5` : `${short}.h5`),
  };
}

/**
 * Motion of the plate as the radar sees it, and velocities without it (Stephenson et al. 2022): `mintsar plate_motion`.
 * @throws {FileError} when the geometry lacks a raster
 */
export async function removePlateMotion(request: PlateMotionRequest, context: Context): Promise<void> {
  assertRequest('removePlateMotion', request, context, ['geometry']);
  const { geometry: path, velocity, outfile, motion, component = 'enu2los', step = 10 } = request;
  if (!(step >= 0 && step < 1e5))
    throw new OptionError(`A step of ${step} km is not possible.`, 'Give kilometres, or 0 for every pixel.');
  const geometry = await readProduct(path);
  if (velocity !== undefined) assertMoves(await readProduct(velocity), geometry);
  const input = (name: string): BlockSource => {
    if (geometry.datasets.has(name)) return source(path, name);
    throw new FileError(
      `${path} has no ${name}.`,
      `Give a geometry file with ${geometry.facts.isGeocoded ? '' : 'latitude, longitude, '}incidenceAngle and azimuthAngle.`,
    );
  };
  const isMap = geometry.facts.isGeocoded;
  const inputs = {
    incidence: input('incidenceAngle'),
    azimuth: input('azimuthAngle'),
    ...(isMap ? {} : { latitude: input('latitude'), longitude: input('longitude') }),
  };
  const grid = isMap ? geometry.facts.earthMap : await mapOfRadar(geometry);
  const field = fieldOf(motion, grid, step, context);
  const args: PlateMotionArgs = { field, component, grid: isMap ? undefined : grid };
  const files = plateMotionFiles(path, component, modelOf(motion));
  const { length, width } = geometry;
  const type = 'enu' in motion ? 'f4' : 'f8';
  const raster = (name: string) => ({ name, type, shape: [length, width] }) as const;
  const attributes = { ...modelAttributes(geometry), ...frameAttributes(motion) };
  const enu = ['east', 'north', 'up'] as const;
  await makeProduct(files.enu, { attributes, datasets: enu.map(raster) }, context, async (parts) => {
    const layout = { attributes, datasets: [raster('velocity')] };
    await makeProduct(files.seen, layout, context, async (seen) => {
      const outputs = {
        east: parts.sink('east'),
        north: parts.sink('north'),
        up: parts.sink('up'),
        velocity: seen.sink('velocity'),
      };
      const label = 'plate motion';
      await runBlocks({ label, length, width, inputs, outputs, kernel: 'movePlate', args }, context);
    });
  });
  if (velocity !== undefined)
    await subtractFiles({ first: velocity, others: [files.seen], outfile: outfile! }, context);
}

function assertMoves(product: Product, geometry: Product): void {
  assertSameSize(product, geometry);
  if (product.datasets.has('velocity') || product.datasets.has('timeseries')) return;
  throw new FileError(
    `${product.path} is no velocity: it has ${[...product.datasets.keys()].join(', ')}.`,
    'Give a velocity*.h5 file, made by timeseries2velocity, or a time series.',
  );
}

function fieldOf(motion: GroundMotion, grid: MapGrid, step: number, { log }: Context) {
  if ('enu' in motion) {
    log.info(`motion east ${motion.enu[0]}, north ${motion.enu[1]}, up ${motion.enu[2]} m/year`);
    return constantField(motion.enu, grid);
  }
  const rotation = rotationOf(motion);
  const { latitude, longitude, rate } = poleOfRotation(rotation);
  log.info(
    `pole at latitude ${latitude.toFixed(3)}, longitude ${longitude.toFixed(3)}, ${rate.toFixed(4)} degrees per million years`,
  );
  return plateField(rotation, grid, step);
}

function rotationOf(motion: Exclude<GroundMotion, { readonly enu: Enu }>): Cartesian {
  if ('rotation' in motion) return motion.rotation;
  if ('pole' in motion) return rotationOfPole(motion.pole);
  return rotationOfPlate(motion.model ?? 'ITRF2014', motion.plate);
}

function modelOf(motion: GroundMotion): PlateModelName {
  return ('plate' in motion && motion.model) || 'ITRF2014';
}

/** What the motion is relative to, and where it comes from. */
function frameAttributes(motion: GroundMotion) {
  if (!('plate' in motion)) return { PLATE_MOTION: 'given', PLATE_MOTION_FRAME: 'that of the given motion' };
  const model = modelOf(motion);
  const { frame, reference } = PLATE_MODELS[model];
  return { PLATE_MOTION: `${motion.plate} of ${model} (${reference})`, PLATE_MOTION_FRAME: frame };
}

/** Of the geometry, but relative to no place and date. */
function modelAttributes({ attributes }: Product) {
  const { REF_Y: _y, REF_X: _x, REF_DATE: _d, ...kept } = attributes;
  return singleRasterAttributes({ ...kept, FILE_TYPE: 'velocity', UNIT: 'm/year' });
}
