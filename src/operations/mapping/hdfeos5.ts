import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { WorkJournal } from '../../compute/work-journal.ts';
import { parseTemplate, readTemplate } from '../../config/template.ts';
import type { Context } from '../../core/context.ts';
import { FileError, UnsupportedError } from '../../core/errors.ts';
import { latLonRasters } from '../../core/geometry/map-grid.ts';
import { makeH5, withH5 } from '../../io/hdf5/file.ts';
import type { DatasetInfo, DatasetSpec, H5Writer, NativeAttributes } from '../../io/hdf5/types.ts';
import { assertSameSize, isRaster } from '../../io/products/like.ts';
import { mainDataset, type Product, readProduct } from '../../io/products/product.ts';
import { dateType, readTimeseries, referenceIndex, type Timeseries } from '../../io/products/timeseries.ts';
import { makeFolder } from '../../io/write-error.ts';
import { runItems } from '../engine.ts';
import { archiveBounds, archiveMetadata, archiveName, withTemplate } from './hdfeos5-metadata.ts';

export interface ArchiveRequest {
  /** geocoded time series */
  readonly timeseries: string;
  readonly temporalCoherence: string;
  readonly avgSpatialCoherence: string;
  readonly mask: string;
  readonly geometry: string;
  /** template whose lines that are no options complete the metadata */
  readonly template?: string;
  /** such lines themselves; they win */
  readonly metadata?: ReadonlyMap<string, string>;
  readonly folder: string;
  readonly suffix?: string;
  /** the series goes on: XXXXXXXX instead of its last date in the name */
  readonly update?: boolean;
  /** bounds in the name */
  readonly subset?: boolean;
}

const ROOT = 'HDFEOS/GRIDS/timeseries';

/** Units by the names of archives. */
const UNITS: Readonly<Record<string, readonly string[]>> = {
  meters: ['displacement', 'height', 'slantRangeDistance', 'bperp'],
  degrees: ['incidenceAngle', 'azimuthAngle', 'latitude', 'longitude'],
  '1': [
    'temporalCoherence',
    'avgSpatialCoherence',
    'mask',
    'waterMask',
    'shadowMask',
    'rangeCoord',
    'azimuthCoord',
  ],
};

/**
 * Write a time series with its quality and geometry in HDF-EOS5, the format of EarthScope's archive: values as they
 * are, nothing masked. `mintsar save_hdfeos5`.
 *
 * @returns the file written
 * @throws {MetadataError} before any work, naming all that an archive asks for and the series lacks
 */
export async function saveHdfEos5(request: ArchiveRequest, context: Context): Promise<string> {
  for (const file of inputsOf(request)) {
    if (!existsSync(file))
      throw new FileError(`There is no ${file}.`, 'Run the workflow up to geocode first.');
  }
  const series = await readTimeseries(request.timeseries);
  if (!series.facts.isGeocoded) {
    throw new UnsupportedError(
      `${series.path} is in radar coordinates; archives take geocoded series.`,
      'Geocode it first: mintsar geocode.',
    );
  }
  const entries =
    request.template === undefined ? parseTemplate('').entries : readTemplate(request.template).entries;
  const lines = [...entries].map(([key, { value }]): [string, string] => [key, value]);
  const given = new Map([...lines, ...(request.metadata ?? [])]);
  const attributes = withTemplate(series.attributes, given);
  const metadata = archiveMetadata(attributes, series.dates, new Date().toISOString().slice(0, 10));
  const bounds = request.subset ? archiveBounds(series.attributes) : undefined;
  const path = join(request.folder, archiveName(metadata, { ...request, bounds }));
  const members = await archiveMembers(series, request);
  makeFolder(request.folder);
  const layout = {
    attributes: { ...attributes, ...metadata, FILE_TYPE: 'HDFEOS' },
    datasets: [
      ...seriesLayout(series),
      ...members.map(({ target, info: { type, shape } }) => spec(target, type, shape)),
    ],
  };
  await makeH5(path, layout, async (writer) => {
    await writeSeries(writer, series, context);
    for (const member of members) await writeMember(writer, member, series);
  });
  context.log.info(
    `wrote ${path}: ${series.dates.length} dates, ${members.length} rasters of quality and geometry`,
  );
  return path;
}

function inputsOf(request: ArchiveRequest): string[] {
  const { timeseries, temporalCoherence, avgSpatialCoherence, mask, geometry } = request;
  return [timeseries, temporalCoherence, avgSpatialCoherence, mask, geometry];
}

const WHICH_FILES = 'Name temporal and spatial coherence, mask and geometry of the same run.';

/** A raster of the archive: a dataset of a file, or, without one, made from the map grid. */
interface Member {
  readonly target: string;
  readonly file?: string;
  readonly info: Pick<DatasetInfo, 'name' | 'type' | 'shape'>;
}

async function archiveMembers(series: Timeseries, request: ArchiveRequest): Promise<Member[]> {
  const of = async (file: string): Promise<Product> => {
    const product = await readProduct(file);
    assertSameSize(series, product);
    return product;
  };
  const quality = async (name: string, file: string): Promise<Member> => {
    const product = await of(file);
    const info = product.datasets.get(mainDataset(product))!;
    if (info.shape.length === 2) return { target: `quality/${name}`, file, info };
    throw new FileError(`${file} is no map of ${name}: its ${info.name} has several planes.`, WHICH_FILES);
  };
  const geometry = await of(request.geometry);
  if (!geometry.datasets.has('height'))
    throw new FileError(`${geometry.path} is no geometry file: it has no height.`, WHICH_FILES);
  const { length, width } = geometry;
  const stored = [...geometry.datasets.values()].filter(
    (info) => info.shape.length === 2 && isRaster(geometry, info),
  );
  const made = ['latitude', 'longitude'].filter((name) => !geometry.datasets.has(name));
  return [
    await quality('temporalCoherence', request.temporalCoherence),
    await quality('avgSpatialCoherence', request.avgSpatialCoherence),
    await quality('mask', request.mask),
    ...stored.map((info): Member => ({ target: `geometry/${info.name}`, file: request.geometry, info })),
    ...made.map(
      (name): Member => ({
        target: `geometry/${name}`,
        info: { name, type: 'f4', shape: [length, width] },
      }),
    ),
  ];
}

function seriesLayout({ dates, length, width, bperp }: Timeseries): DatasetSpec[] {
  const numDate = dates.length;
  const observation = `${ROOT}/observation`;
  return [
    spec('observation/displacement', 'f4', [numDate, length, width]),
    {
      name: `${observation}/date`,
      type: dateType(dates),
      shape: [numDate],
    },
    ...(bperp ? [{ name: `${observation}/bperp`, type: 'f4', shape: [numDate] } as const] : []),
  ];
}

function spec(target: string, type: DatasetSpec['type'], shape: readonly number[]): DatasetSpec {
  const name = target.slice(target.indexOf('/') + 1);
  const unit = Object.keys(UNITS).find((key) => UNITS[key].includes(name));
  const missing = type === 'bool' ? false : { float32: 0 };
  const attributes: NativeAttributes =
    unit === undefined
      ? { Title: name }
      : { Title: name, MissingValue: missing, _FillValue: missing, Units: unit };
  return { name: `${ROOT}/${target}`, type, shape, attributes, compression: 'lzf' };
}

async function writeSeries(writer: H5Writer, series: Timeseries, context: Context): Promise<void> {
  const { dates, length, width, bperp } = series;
  const reference = referenceIndex(series);
  writer.write(`${ROOT}/observation/date`, [...dates]);
  // Baselines count from the date that displacements are relative to.
  if (bperp)
    writer.write(
      `${ROOT}/observation/bperp`,
      bperp.map((b) => b - bperp[reference]),
    );
  const name = `${ROOT}/observation/displacement`;
  const packing = writer.packing(name)!;
  const planeBytes = packing.elementSize * length * width;
  // Threads compress; this one writes their chunks in the order of the dates, so that the file is the same for any number of them.
  await runItems(
    {
      label: 'writing dates',
      unit: 'dates',
      sizeOf: () => 1,
      items: dates.map((_, k) => k),
      journal: new WorkJournal<number>([], undefined, String),
      size: {
        bytes: planeBytes * dates.length,
        bytesPerItem: 3 * planeBytes,
        bytesPerThread: BYTES_PER_THREAD,
      },
      kernel: 'packPlanes',
      args: () => ({ path: series.path, dataset: 'timeseries', packing }),
      collect(_, chunks) {
        for (const chunk of chunks) writer.writeChunk(name, chunk);
      },
    },
    context,
  );
}

/** Compressing so much takes as long as starting a thread. */
const BYTES_PER_THREAD = 16 << 20;

async function writeMember(
  writer: H5Writer,
  { target, file, info }: Member,
  series: Timeseries,
): Promise<void> {
  const name = `${ROOT}/${target}`;
  if (file !== undefined) {
    await withH5(file, (opened) => writer.write(name, opened.read(info.name)));
    return;
  }
  const { latitude, longitude } = latLonRasters(series.facts.earthMap);
  writer.write(name, (info.name === 'latitude' ? latitude : longitude).data);
}
