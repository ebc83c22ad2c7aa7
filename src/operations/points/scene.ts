import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { assertSameSize } from '../../io/products/like.ts';
import { findLookup } from '../../io/products/place.ts';
import { mainDataset, type Product, readProduct, source } from '../../io/products/product.ts';
import { isSeries, readTypedProduct } from '../../io/products/typed-product.ts';
import { displayScale } from '../figures/units.ts';
import { type Position, positionsOnMap } from './position.ts';

/** The files of one image that its points are made of. */
export interface SceneFiles {
  /** time series, or velocities */
  readonly file: string;
  readonly geometry?: string;
  readonly velocity?: string;
  readonly coherence?: string;
  readonly mask?: string;
}

/** What is known about an image, by the names of inputs: lengths in mm, rates in mm/year. */
export interface PointScene {
  readonly main: Product;
  /** empty for files without dates */
  readonly dates: readonly string[];
  readonly inputs: Readonly<Record<string, BlockSource>>;
  /** from the unit of the file to millimetres, of those inputs that are lengths */
  readonly scales: Readonly<Record<string, number>>;
  readonly position?: Position;
}

/** Name of a file of the workflow that belongs to another one: beside it, with its `geo_`. */
export function besideSeries(series: string, name: string): string {
  const prefix = basename(series).startsWith('geo_') ? 'geo_' : '';
  return join(dirname(series), prefix + name);
}

/** The same if it is there. */
export function optionalBeside(series: string, name: string): string | undefined {
  const path = besideSeries(series, name);
  return existsSync(path) ? path : undefined;
}

/** Rasters of velocity files that points have columns for. */
const RATES = ['velocity', 'velocityStd', 'acceleration', 'accelerationStd'];
const LENGTHS = ['residue', 'annualAmplitude', 'annualAmplitudeStd'];
const ANGLES = ['incidenceAngle', 'azimuthAngle'];

/**
 * Describe the files of an image and see that they fit each other.
 *
 * @throws {FileError} when the first is neither time series nor velocity, or no place is known for its pixels
 * @throws {ShapeError} when files differ in size  @throws {OptionError} for values that are no lengths
 */
export async function describeScene(files: SceneFiles, context: Context): Promise<PointScene> {
  const main = await readTypedProduct(files.file);
  const series = isSeries(main) ? main : undefined;
  if (series === undefined && !main.datasets.has('velocity')) {
    throw new FileError(
      `${main.path} holds neither a time series nor velocities: it is a file of type ${main.fileType}.`,
      'Give timeseries*.h5 or velocity.h5, e.g. timeseries_demErr.h5.',
    );
  }
  const inputs: Record<string, BlockSource> = {};
  const scales: Record<string, number> = {};
  if (series !== undefined) {
    inputs['series'] = source(series.path, 'timeseries');
    scales['series'] = scaleTo('mm', series, 'm');
  }
  const velocity = series === undefined ? main : await partner(files.velocity, main);
  if (velocity !== undefined) addRates(velocity, inputs, scales);
  const coherence = await partner(files.coherence, main);
  if (coherence !== undefined) inputs['temporalCoherence'] = singleRaster(coherence);
  const mask = await partner(files.mask, main);
  if (mask !== undefined) inputs['mask'] = singleRaster(mask);
  const position = await addGeometry(files.geometry, main, inputs);
  for (const [what, product] of Object.entries({ velocity, coherence, mask }))
    if (product !== undefined && product !== main) context.log.info(`${what}: ${product.path}`);
  return { main, dates: series?.dates ?? [], inputs, scales, position };
}

async function partner(path: string | undefined, main: Product): Promise<Product | undefined> {
  if (path === undefined) return undefined;
  const product = await readProduct(path);
  assertSameSize(main, product);
  return product;
}

/** The raster a file is about. @throws {FileError} when it is more than one */
function singleRaster(product: Product): BlockSource {
  const name = mainDataset(product);
  if (product.datasets.get(name)?.shape.length === 2) return source(product.path, name);
  throw new FileError(
    `${product.path} holds more than one raster (${name}) where a single one is needed.`,
    'Give a file such as maskTempCoh.h5 or temporalCoherence.h5.',
  );
}

function addRates(
  velocity: Product,
  inputs: Record<string, BlockSource>,
  scales: Record<string, number>,
): void {
  if (!velocity.datasets.has('velocity')) {
    throw new FileError(
      `${velocity.path} has no velocity: it has ${[...velocity.datasets.keys()].join(', ')}.`,
      'Give a file made by timeseries2velocity.',
    );
  }
  const rate = scaleTo('mm/year', velocity, 'm/year');
  for (const name of [...RATES, ...LENGTHS]) {
    if (velocity.datasets.get(name)?.shape.length !== 2) continue;
    inputs[name] = source(velocity.path, name);
    scales[name] = rate; // the unit of acceleration and lengths goes with that of the velocity
  }
}

/** @throws {OptionError} when values of this unit are no lengths */
function scaleTo(wanted: string, { path, attributes }: Product, usual: string): number {
  const stored = attributes['UNIT'] ?? usual;
  const { factor, problem, decibel } = displayScale(stored, wanted, attributes);
  if (problem === undefined && decibel === undefined) return factor;
  throw new OptionError(
    `${path} is in ${stored}, which does not become ${wanted}.`,
    'Give displacements or velocities in metres.',
  );
}

/** @returns where pixels are, on a map; in radar coordinates inputs tell it */
async function addGeometry(
  given: string | undefined,
  main: Product,
  inputs: Record<string, BlockSource>,
): Promise<Position | undefined> {
  const isOnMap = main.facts.isGeocoded;
  const path = given ?? (isOnMap ? undefined : await findLookup(main.path));
  const geometry = await partner(path, main);
  if (geometry !== undefined) {
    for (const name of ['height', ...ANGLES])
      if (geometry.datasets.get(name)?.shape.length === 2) inputs[name] = source(geometry.path, name);
  }
  if (isOnMap) return positionsOnMap(main.facts.earthMap);
  if (geometry?.datasets.has('latitude') && geometry.datasets.has('longitude')) {
    inputs['latitude'] = source(geometry.path, 'latitude');
    inputs['longitude'] = source(geometry.path, 'longitude');
    return undefined;
  }
  throw new FileError(
    geometry === undefined
      ? `${main.path} is in radar coordinates, and no geometry that tells latitude and longitude was found near it.`
      : `${geometry.path} does not tell latitude and longitude of the pixels of ${main.path}, which is in radar coordinates.`,
    'Give inputs/geometryRadar.h5 of the same run with -g, or the geocoded file.',
  );
}

/** The series of a scene. @throws {FileError} for files without dates */
export function assertDated(scene: PointScene): void {
  if (scene.dates.length > 0) return;
  throw new FileError(
    `${scene.main.path} is not a time series: it has no dates.`,
    'Give a timeseries*.h5 file, made by ifgram_inversion.',
  );
}
