import { basename } from 'node:path';
import type { Context } from '../../core/context.ts';
import { parseDate } from '../../core/dates.ts';
import { OptionError, UnsupportedError } from '../../core/errors.ts';
import { mapCrs } from '../../io/attributes/crs.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import type { NcAttribute, NcFile, NcVariable } from '../../io/netcdf/classic.ts';
import { mapAxes } from '../../io/netcdf/map-axes.ts';
import { assertSameSize, isRaster } from '../../io/products/like.ts';
import { findLookup } from '../../io/products/place.ts';
import { mainDataset, type Product, readProduct, source } from '../../io/products/product.ts';
import { type Chosen, type ChosenRaster, chooseRasters } from './chosen-rasters.ts';
import type { NcRaster } from './netcdf-rasters.ts';
import { rasterMetadata } from './raster-words.ts';
import { exportedType } from './value-rules.ts';

/** What of a file is exported with the words of the CF conventions. */
export interface CfRequest {
  readonly file: string;
  /** names of datasets, slices or dates; everything in the file when left out */
  readonly datasets?: readonly string[];
  /** its zeros become no data */
  readonly mask?: string | null;
  /** 0 is no data */
  readonly zeroMask?: boolean;
  /** latitude and longitude for data in radar coordinates; searched for near the file when left out */
  readonly geometry?: string;
}

/** Maps and series in the words of the CF conventions (1.8). */
export interface CfDescription {
  /** dimensions, attributes, coordinates and time */
  readonly frame: NcFile;
  /** the variables with values of pixels */
  readonly rasters: readonly NcRaster[];
  /** names of the dimensions of rows and columns */
  readonly axes: readonly [y: string, x: string];
}

/**
 * Describe maps and series as netCDF and Zarr keep them: a time axis, coordinates of pixel centres, the coordinate system,
 * units and gaps; of radar coordinates the latitude and longitude of the pixels.
 *
 * @throws {UnsupportedError} for radar coordinates of unknown place
 * @throws {ShapeError} when mask or geometry are of another size
 * @throws {OptionError} for names that are not in the file, and datasets of different dates
 */
export async function describeCf(request: CfRequest, context: Context): Promise<CfDescription> {
  const { file } = request;
  const product = await readProduct(file);
  const masking = request.mask ? await readProduct(request.mask) : undefined;
  if (masking !== undefined) assertSameSize(product, masking);
  const chosen = await Promise.all(
    namesOf(product, request.datasets).map((name) => chooseRasters(file, name)),
  );
  const frame = product.facts.isGeocoded ? onMap(product) : await inRadar(product, request.geometry);
  const blanks = masking !== undefined || request.zeroMask === true;
  const common = {
    mask: masking && source(masking.path, mainDataset(masking)),
    rules: { zeroIsNoData: request.zeroMask },
  };
  const variables = chosen.flatMap((one) =>
    variablesOf(one, blanks).map((raster) => ({ ...raster, ...common })),
  );
  const dates = chosen.flatMap(({ rasters }) => seriesDates(rasters) ?? []);
  const record = dates.length > 0 ? await timeAxis(product, dates) : undefined;
  const first = chosen[0].rasters[0];
  const { UNIT: _unit, DATE: _date, SOFTWARE: _software, ...words } = rasterMetadata(first);
  const layout: NcFile = {
    dimensions: { ...record?.dimensions, ...frame.dimensions },
    ...(record && { record: 'time' }),
    attributes: {
      Conventions: 'CF-1.8',
      title: basename(file),
      source: context.provenance ?? 'mintsar',
      ...words,
    },
    variables: [...frame.variables, ...(record?.variables ?? [])],
  };
  const withPlace = variables.map((raster) => ({
    ...raster,
    attributes: { ...raster.attributes, ...frame.words },
  }));
  return { frame: layout, rasters: [...frame.rasters, ...withPlace], axes: frame.axes };
}

function namesOf(product: Product, typed: readonly string[] | undefined): readonly (string | undefined)[] {
  if (typed !== undefined && typed.length > 0) return typed;
  if (product.fileType === 'ifgramStack') return [undefined]; // which says what to name
  return [...product.datasets.values()]
    .filter((info) => isRaster(product, info) && info.shape.length < 4)
    .map(({ name }) => name);
}

/** Coordinates, and what every variable says of them. */
interface Frame {
  readonly dimensions: Readonly<Record<string, number>>;
  readonly variables: readonly NcVariable[];
  readonly rasters: readonly NcRaster[];
  readonly axes: readonly [y: string, x: string];
  readonly words: Readonly<Record<string, NcAttribute>>;
}

function onMap({ facts, attributes }: Product): Frame {
  const { y, x, dimensions, variables, mapping } = mapAxes(facts.map, mapCrs(attributes));
  return { dimensions, variables, rasters: [], axes: [y, x], words: { grid_mapping: mapping } };
}

async function inRadar(product: Product, given: string | undefined): Promise<Frame> {
  const path = await findLookup(product.path, given);
  const geometry = path === undefined ? undefined : await readProduct(path);
  if (!geometry?.datasets.has('latitude') || !geometry.datasets.has('longitude')) {
    throw new UnsupportedError(
      `${product.path} is in radar coordinates, and ${path ?? 'no geometry near it'} tells no latitude and longitude of its pixels.`,
      'Give the geometry with -g, e.g. inputs/geometryRadar.h5, or save the geocoded file.',
    );
  }
  assertSameSize(product, geometry);
  const place = (name: string, units: string): NcRaster => ({
    name,
    type: 'f4',
    attributes: { long_name: name, standard_name: name, units },
    planes: [{ values: source(geometry.path, name) }],
  });
  return {
    dimensions: { azimuth: product.length, range: product.width },
    variables: [],
    rasters: [place('latitude', 'degrees_north'), place('longitude', 'degrees_east')],
    axes: ['azimuth', 'range'],
    words: { coordinates: 'latitude longitude' },
  };
}

const DATE = /^\d{8}(T\d{4})?$/;

/** All dates of a series when these are its rasters. */
function seriesDates(rasters: readonly ChosenRaster[]): readonly string[] | undefined {
  const labels = rasters.map(({ label }) => label ?? '');
  return rasters.length > 1 && labels.every((label) => DATE.test(label)) ? labels : undefined;
}

function variablesOf({ rasters, product }: Chosen, blanks: boolean): NcRaster[] {
  const describe = (raster: ChosenRaster, name: string, planes: NcRaster['planes']): NcRaster => ({
    name,
    type: exportedType(raster.type, blanks),
    attributes: {
      long_name: name.replaceAll('_', ' '),
      units: raster.unit,
      ...(isTowardSatellite(raster, product) && { comment: 'line of sight, positive toward the satellite' }),
    },
    planes,
  });
  const planeOf = ({ values, minus }: ChosenRaster) => ({ values, minus });
  const nameOf = ({ dataset }: ChosenRaster) => {
    const own = dataset.replace(/^.*\//, '');
    return (own === 'timeseries' ? 'displacement' : own).replace(/[^\w]/g, '_');
  };
  if (seriesDates(rasters)) return [describe(rasters[0], nameOf(rasters[0]), rasters.map(planeOf))];
  return rasters.map((raster) =>
    describe(raster, nameOf(raster) + (raster.label === undefined ? '' : `_${raster.label}`), [
      planeOf(raster),
    ]),
  );
}

function isTowardSatellite({ dataset }: ChosenRaster, { fileType }: Product): boolean {
  return (
    /(^|\/)(timeseries|displacement)$/.test(dataset) || (fileType === 'velocity' && dataset === 'velocity')
  );
}

/** @throws {OptionError} for datasets of different dates, which have no common axis */
async function timeAxis(
  product: Product,
  dates: readonly string[],
): Promise<Pick<Frame, 'dimensions' | 'variables'>> {
  const own = [...new Set(dates)];
  if (dates.length % own.length !== 0) {
    throw new OptionError(`The datasets of ${product.path} have different dates.`, 'Save one at a time.');
  }
  const seconds = DATE.test(own[0]) && own[0].length === 8 ? product.facts.acquisitionSeconds : 0;
  const bperpName = [...product.datasets.keys()].find((name) => /(^|\/)bperp$/.test(name));
  const isPerDate =
    bperpName !== undefined && product.datasets.get(bperpName)!.shape.join() === `${own.length}`;
  const bperp = isPerDate
    ? await withH5(product.path, (file) => Array.from(file.read(bperpName!) as Float32Array))
    : undefined;
  return {
    dimensions: { time: own.length },
    variables: [
      {
        name: 'time',
        type: 'double',
        dimensions: ['time'],
        attributes: {
          long_name: 'acquisition',
          standard_name: 'time',
          units: 'seconds since 1970-01-01 00:00:00',
          calendar: 'standard',
          axis: 'T',
        },
        values: own.map((date) => parseDate(date) / 1000 + Math.round(seconds)),
      },
      ...(bperp === undefined
        ? []
        : [
            {
              name: 'bperp',
              type: 'float',
              dimensions: ['time'],
              attributes: { long_name: 'perpendicular baseline', units: 'm' },
              values: bperp,
            } as const,
          ]),
    ],
  };
}
