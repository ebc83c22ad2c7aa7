import type { Box } from '../../core/array.ts';
import type { Context } from '../../core/context.ts';
import { FileError, OptionError, ShapeError } from '../../core/errors.ts';
import { decompositionWeights } from '../../core/geometry/decomposition.ts';
import { longitudeNear } from '../../core/geometry/longitude.ts';
import { latLonToPixel, type MapGrid } from '../../core/geometry/map-grid.ts';
import { overlapGrid, windowInGrid } from '../../core/geometry/map-sets.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { withStandardKeys } from '../../io/attributes/alias.ts';
import { withoutNoise } from '../../io/attributes/noise.ts';
import { sensorShortName } from '../../io/attributes/sensor.ts';
import type { Attributes, DatasetSpec } from '../../io/hdf5/types.ts';
import { singleRasterAttributes } from '../../io/products/like.ts';
import { withProduct } from '../../io/products/open-product.ts';
import {
  describeProduct,
  mainDataset,
  makeProduct,
  type Product,
  source,
} from '../../io/products/product.ts';
import { locateSlice } from '../../io/products/slices.ts';
import { type OutputsOf, runBlocks } from '../engine.ts';
import { datasetAttributes } from '../masks/raster-slice.ts';
import { assertRequest } from '../request.ts';
import { anglesOfFiles, anglesOfMetadata } from './decompose-angles.ts';

export interface DecomposeRequest {
  /** maps of motion along two lines of sight or more */
  readonly files: readonly string[];
  /** a raster of each, or one date of a series; what the file is about when left out */
  readonly dataset?: string;
  /** geometry of each file, for angles that change over the map; else they are those of its metadata */
  readonly geometryFiles?: readonly string[];
  /** direction of the horizontal motion, degrees anticlockwise from north: -90 is east */
  readonly horizontalAzimuth?: number;
  /** how far reference points may be apart, pixels */
  readonly mostApart?: number;
  /** also split the standard deviations, which each file has as `velocityStd` beside `velocity` */
  readonly withStd?: boolean;
  /** a file for each component, or one for these and what they are made of */
  readonly outfile: string | { readonly horizontal: string; readonly vertical: string };
}

/** A raster of a file, and what its attributes say. */
interface Motion extends Product {
  readonly dataset: string;
  readonly plane?: number;
  readonly map: MapGrid;
  /** the part of it that all files have in common */
  readonly window: Box;
}

/**
 * Split motion along lines of sight into horizontal and vertical motion where the maps overlap: `mintsar
 * asc_desc2horz_vert`. Motion across the horizontal direction is taken for none; a pixel without data in one map has none.
 *
 * @throws {FileError} for files in radar coordinates and series without a date
 * @throws {ShapeError} for maps of other pixels  @throws {OptionError} for maps far apart, or with reference points far apart
 */
export async function decomposeMotion(request: DecomposeRequest, context: Context): Promise<void> {
  assertRequest('decomposeMotion', request, context, ['files[]']);
  const { files, dataset, geometryFiles, horizontalAzimuth = -90, mostApart = 3, outfile } = request;
  const { withStd = false } = request;
  if (files.length < 2)
    throw new OptionError('One line of sight alone is not split.', 'Give files of two directions.');
  const found = await Promise.all(files.map((file) => describeMotion(file, dataset)));
  const [first] = found;
  for (const other of found.slice(1)) assertComparable(first, other, mostApart);
  if (withStd) found.forEach(assertStd);
  const grid = overlapGrid(found.map(({ map }) => map));
  const motions = found.map((motion) => ({ ...motion, window: windowInGrid(motion.map, grid) }));
  context.log.info(`overlap: ${grid.length} x ${grid.width} pixels`);
  const angles =
    geometryFiles === undefined
      ? anglesOfMetadata(motions)
      : await anglesOfFiles(geometryFiles, grid, context);
  const numLook = motions.length;
  const solved = angles.looks.map((looks) => decompositionWeights(looks, horizontalAzimuth));
  const weights = Float64Array.from(
    solved.flatMap(({ horizontal, vertical }) => [...horizontal, ...vertical]),
  );
  if (!solved.every(({ isUnique }) => isUnique)) {
    context.log.warn(
      `${files.join(' and ')} do not tell horizontal motion towards ${horizontalAzimuth} degrees from vertical motion: the smallest motion that fits is taken`,
    );
  }
  const { length, width } = grid;
  await intoFiles(motions, grid, { outfile, horizontalAzimuth, withStd }, context, async (sinks) => {
    await runBlocks(
      {
        label: 'decomposing',
        length,
        width,
        inputs: Object.fromEntries(
          motions.flatMap(({ path, dataset: name, plane, window }, i) => [
            [`los${i}`, { ...source(path, name, plane === undefined ? undefined : [plane]), window }],
            ...(withStd ? [[`std${i}`, { ...source(path, `${name}Std`), window }]] : []),
          ]),
        ),
        outputs: sinks,
        kernel: 'decompose',
        args: { weights, numLook, window: angles.window, windowsPerRow: angles.windowsPerRow },
      },
      context,
    );
  });
}

async function describeMotion(path: string, name: string | undefined): Promise<Omit<Motion, 'window'>> {
  return withProduct(path, (file) => {
    const product = describeProduct(file);
    const { fileType, facts } = product;
    if (!facts.isGeocoded)
      throw new FileError(`${path} is in radar coordinates.`, 'Geocode it first: mintsar geocode.');
    const isSeries = fileType === 'timeseries' || fileType === 'HDFEOS';
    if (isSeries && name === undefined)
      throw new FileError(
        `${path} is a series of dates.`,
        'Give its velocity, or name one date with --dset, e.g. timeseries-20200101.',
      );
    const { dataset, plane } = locateSlice(file, name ?? mainDataset(product));
    const known = withStandardKeys(datasetAttributes(file, dataset, name !== undefined));
    const attributes = plane === undefined ? known : { ...known, FILE_TYPE: 'displacement' };
    return {
      ...product,
      attributes: { ...attributes, FILE_TYPE: attributes['FILE_TYPE'] ?? fileType },
      dataset,
      plane,
      map: facts.map,
    };
  });
}

/** Steps that differ by less are the same. */
const SAME_STEP = 1e-6;

function assertComparable(a: Omit<Motion, 'window'>, b: Omit<Motion, 'window'>, mostApart: number): void {
  const same = (x: number, y: number) => Math.abs(x - y) <= SAME_STEP * Math.abs(x);
  if (!same(a.map.yStep, b.map.yStep) || !same(a.map.xStep, b.map.xStep) || a.map.utmZone !== b.map.utmZone) {
    const step = ({ map }: typeof a) =>
      `${map.yStep} x ${map.xStep}${map.utmZone ? ` in UTM ${map.utmZone}` : ''}`;
    throw new ShapeError(
      `${a.path} has pixels of ${step(a)}, ${b.path} of ${step(b)}.`,
      'Geocode both with the same --lalo-step.',
    );
  }
  const [mine, theirs] = [a, b].map(({ facts, path }) => {
    const place = facts.referenceLatLon;
    if (place !== undefined) return place;
    throw new FileError(
      `${path} does not say where its reference point is (REF_LAT, REF_LON).`,
      'Set it with mintsar reference_point.',
    );
  });
  const rows = Math.abs((mine.lat - theirs.lat) / a.map.yStep);
  const columns = Math.abs((mine.lon - longitudeNear(theirs.lon, mine.lon)) / a.map.xStep);
  if (rows <= mostApart && columns <= mostApart) return;
  throw new OptionError(
    `The reference points of ${a.path} (${mine.lat}, ${mine.lon}) and ${b.path} (${theirs.lat}, ${theirs.lon}) are ${rows.toFixed(1)} rows and ${columns.toFixed(1)} columns apart.`,
    `Give both the same one with mintsar reference_point, or allow more with --max-ref-yx-diff (now ${mostApart}).`,
  );
}

/** @throws {FileError} for a file without standard deviations */
function assertStd({ path, dataset, datasets, plane }: Omit<Motion, 'window'>): void {
  if (plane === undefined && datasets.has(`${dataset}Std`)) return;
  throw new FileError(
    `${path} has no standard deviations of ${dataset} (${dataset}Std).`,
    'Leave --std out, or give maps of velocity as timeseries2velocity writes them.',
  );
}

async function intoFiles(
  motions: readonly Motion[],
  grid: MapGrid,
  {
    outfile,
    horizontalAzimuth,
    withStd,
  }: Required<Pick<DecomposeRequest, 'outfile' | 'horizontalAzimuth' | 'withStd'>>,
  context: Context,
  fill: (sinks: OutputsOf<'decompose'>) => Promise<void>,
): Promise<void> {
  const [first] = motions;
  const attributes = outputAttributes(first, grid);
  const horizontal = `horizontal, + ${compassWords(horizontalAzimuth)}`;
  const [vertical, los] = ['vertical, + up', 'LOS, + towards satellite'];
  const spec = (name: string, motion: string): DatasetSpec => ({
    name,
    type: 'f4',
    shape: [grid.length, grid.width],
    attributes: { motion },
  });
  if (typeof outfile !== 'string') {
    const name = attributes['FILE_TYPE'];
    const layout = (motion: string) => ({
      attributes,
      datasets: [spec(name, motion), ...(withStd ? [spec(`${name}Std`, motion)] : [])],
    });
    await makeProduct(outfile.horizontal, layout(horizontal), context, (across) =>
      makeProduct(outfile.vertical, layout(vertical), context, (up) =>
        fill({
          horizontal: across.sink(name),
          vertical: up.sink(name),
          ...(withStd && { horizontalStd: across.sink(`${name}Std`), verticalStd: up.sink(`${name}Std`) }),
        }),
      ),
    );
    return;
  }
  const names = distinct(motions.map(nameOfMotion));
  const datasets = [
    ...names.map((name) => spec(name, los)),
    spec('horizontal', horizontal),
    spec('vertical', vertical),
    ...(withStd ? [spec('horizontalStd', horizontal), spec('verticalStd', vertical)] : []),
  ];
  const layout = { attributes, datasets };
  await makeProduct(outfile, layout, context, ({ sink }) => {
    const sinks = Object.fromEntries(names.map((name, i) => [`los${i}`, sink(name)]));
    return fill({
      ...sinks,
      horizontal: sink('horizontal'),
      vertical: sink('vertical'),
      ...(withStd && { horizontalStd: sink('horizontalStd'), verticalStd: sink('verticalStd') }),
    });
  });
}

/** A direction in words. @param azimuth degrees anticlockwise from north */
function compassWords(azimuth: number): string {
  const bearing = ((Math.round(-azimuth) % 360) + 360) % 360;
  return ['north', 'east', 'south', 'west'][bearing / 90] ?? `towards ${bearing} degrees from north`;
}

/** SenAT64_20150101_20200101: sensor, direction of flight, track and dates. */
function nameOfMotion({ attributes, path }: Motion): string {
  const sensor = sensorShortName(attributes['PLATFORM'] ?? '');
  const direction = (attributes['ORBIT_DIRECTION'] ?? '').slice(0, 1).toUpperCase();
  const track = attributes['trackNumber'];
  const date12 = attributes['DATE12'];
  if (sensor === '' && direction === '') return path.replace(/^.*\//, '').replace(/\.[^.]*$/, '');
  const name = `${sensor.slice(0, 1).toUpperCase()}${sensor.slice(1)}${direction}${track ? `T${track}` : ''}`;
  return date12 ? `${name}_${date12}` : name;
}

/** Two files of one track and period are told apart by their number. */
function distinct(names: readonly string[]): string[] {
  return names.map((name, i) => (names.indexOf(name) === i ? name : `${name}_${i + 1}`));
}

function outputAttributes({ attributes, facts }: Motion, grid: MapGrid): Attributes {
  const out = singleRasterAttributes({
    ...withoutNoise(attributes),
    LENGTH: String(grid.length),
    WIDTH: String(grid.width),
    Y_FIRST: pythonFloat(grid.yFirst),
    X_FIRST: pythonFloat(grid.xFirst),
  });
  const place = facts.referenceLatLon;
  if (place === undefined) return out;
  const [y, x] = latLonToPixel(grid, place.lat, place.lon);
  return { ...out, REF_Y: String(y), REF_X: String(x) };
}
