import type { MapGrid } from '../../../core/geometry/map-grid.ts';
import { azimuthGroundSpacing, rangeGroundSpacing } from '../../../core/geometry/radar-geometry.ts';
import { isGeocoded, mapGrid, optionalNumber, radarGeometry } from '../../../io/attributes/typed.ts';
import { numbersOf } from '../../../io/hdf5/datatype.ts';
import type { Attributes, DatasetInfo, H5Reader } from '../../../io/hdf5/types.ts';
import { fileTypeOf } from '../../../io/products/file-type.ts';
import { MOST_PLANES } from '../../files-list.ts';
import { layerKind } from './layer-kind.ts';
import type { Layer, Product, Raster, Sight } from './product.ts';
import { shownUnit } from './shown-unit.ts';

/** Datasets of one file that are listed at most: a damaged file may name millions. */
const MOST_LAYERS = 500;
/** Pixels along a side that are believed. */
const MOST_SIDE = 1_000_000;
const METRES_PER_DEGREE = 111_320;

/** Attributes that are looked at: products have some hundred. */
const MOST_ATTRIBUTES = 2000;
/** Nothing is packed more densely than deflate can: at most 1032 bytes of one. Small rasters may be mere fill values. */
const MOST_RATIO = 1100;
const SMALL_BYTES = 64 << 20;

/**
 * What a page shows of an open HDF5 file. Small lists (dates, baselines) are read, rasters are not.
 * @param fileBytes size of the file: rasters that are said to be far larger are not believed
 */
export async function describeFile(opened: Contents, name: string, fileBytes: number): Promise<Product> {
  const attributes = Object.fromEntries(Object.entries(opened.attributes).slice(0, MOST_ATTRIBUTES));
  const file = { datasets: opened.datasets, attributes, load: opened.load.bind(opened) };
  const fileType = fileTypeOf(opened);
  const rasters = [...file.datasets.values()].filter((info) => isRaster(info, fileBytes));
  const first = rasters[0]?.shape ?? [];
  const length = optionalNumber(file.attributes, 'LENGTH') ?? first.at(-2) ?? 0;
  const width = optionalNumber(file.attributes, 'WIDTH') ?? first.at(-1) ?? 0;
  const own = rasters.filter(({ shape }) => shape.at(-2) === length && shape.at(-1) === width);
  if (own.length === 0 || !(length > 0 && width > 0 && length <= MOST_SIDE && width <= MOST_SIDE))
    throw new Error(`${name} holds no raster that could be drawn.`);
  const labels = await dateLabels(file);
  const layers = own
    .slice(0, MOST_LAYERS)
    .map((info) => describeLayer(name, info, file.attributes, fileType, labels));
  const lists = { bperp: await numbers(file, 'bperp'), kept: await numbers(file, 'dropIfgram') };
  const grid = rasterOf({ ...file.attributes, LENGTH: String(length), WIDTH: String(width) });
  const sight = sightOf(file.attributes);
  return {
    name,
    fileType,
    grid,
    attributes: file.attributes,
    layers: inOrder(layers, fileType),
    ...(sight && { sight }),
    ...(lists.bperp && { bperp: lists.bperp }),
    ...(lists.kept && { kept: lists.kept }),
  };
}

/** What is looked at of an open file; readers of other formats tell theirs in the same words. */
export type Contents = Pick<H5Reader, 'datasets' | 'attributes' | 'load'>;

function isRaster({ shape, type, problem }: DatasetInfo, fileBytes: number): boolean {
  if (problem !== undefined || type === 'str' || type.startsWith('S') || numbersOf(type) !== 1) return false;
  if (shape.length !== 2 && shape.length !== 3) return false;
  const planes = shape.length === 3 ? shape[0] : 1;
  const bytes = shape.reduce((size, n) => size * n, 1);
  if (bytes > SMALL_BYTES && bytes > MOST_RATIO * fileBytes) return false;
  return shape.at(-1)! > 2 && shape.at(-2)! > 0 && planes > 0 && planes <= MOST_PLANES;
}

async function dateLabels(file: Contents): Promise<readonly string[] | undefined> {
  const info = [...file.datasets.values()].find(({ name }) => name === 'date' || name.endsWith('/date'));
  if (info === undefined || !/^S\d+$|^str$/.test(info.type) || info.shape[0] > MOST_PLANES) return undefined;
  const dates = (await file.load(info.name)) as string[];
  if (info.shape.length === 1) return dates;
  return Array.from({ length: dates.length / 2 }, (_, k) => `${dates[2 * k]}_${dates[2 * k + 1]}`);
}

async function numbers(file: Contents, dataset: string): Promise<number[] | undefined> {
  const info = file.datasets.get(dataset);
  if (info?.shape.length !== 1 || info.shape[0] > MOST_PLANES || numbersOf(info.type) !== 1) return undefined;
  return Array.from((await file.load(dataset)) as ArrayLike<number>);
}

function describeLayer(
  product: string,
  { name: dataset, shape, type, compression, attributes: own }: DatasetInfo,
  attributes: Attributes,
  fileType: string,
  labels: readonly string[] | undefined,
): Layer {
  const kind = layerKind(dataset, fileType, type);
  const unit = own['UNIT'] ?? own['unit'] ?? own['Units'] ?? unitOf(dataset, kind, attributes);
  const planes = shape.length === 3 ? shape[0] : undefined;
  const hasDates = planes !== undefined && labels?.length === planes;
  const noData =
    optionalNumber({ ...attributes, ...own }, 'NO_DATA_VALUE') ?? optionalNumber(own, '_FillValue');
  const slices = hasDates ? labels : planes && Array.from({ length: planes }, (_, k) => String(k + 1));
  return {
    key: `${product}:${dataset}`,
    product,
    dataset,
    kind,
    unit,
    shown: shownUnit(unit, kind),
    ...(slices && { slices, sliceKind: !hasDates ? 'number' : slices[0].includes('_') ? 'pair' : 'date' }),
    isRelative:
      kind === 'displacement' || kind === 'velocity' || (kind === 'phase' && dataset.startsWith('unwrap')),
    zeroIsEmpty: ['displacement', 'velocity', 'phase', 'deviation', 'height'].includes(kind),
    ...(noData !== undefined && { noData }),
    isWhole: /^[iu]|^bool$/.test(type),
    ...(compression === 'none' && { hasPlainRows: true }),
  };
}

/** UNIT of the file is that of what it is about; others are known by their names. */
function unitOf(dataset: string, kind: Layer['kind'], attributes: Attributes): string {
  const own = attributes['UNIT'] ?? '';
  const name = dataset.slice(dataset.lastIndexOf('/') + 1);
  if (kind === 'coherence' || kind === 'mask' || kind === 'label') return '1';
  if (kind === 'phase') return 'radian';
  if (name === 'displacement') return 'm';
  if (/Phase$/.test(name)) return 'radian';
  if (/Amplitude|^step\d|^exp\d|^log\d|residue|intercept/.test(name)) return 'm';
  if (name === 'height' || name === 'bperp' || name === 'slantRangeDistance' || name === 'dem') return 'm';
  if (name === 'incidenceAngle' || name === 'azimuthAngle' || /itude$/.test(name)) return 'degree';
  return own;
}

/** The raster a file is about comes first, what is rarely looked at last. */
function inOrder(layers: readonly Layer[], fileType: string): Layer[] {
  const rank = ({ dataset, kind, slices }: Layer) => {
    if (dataset === fileType || (fileType === 'ifgramStack' && dataset === 'unwrapPhase')) return 0;
    if (kind === 'displacement') return 1;
    if (/^intercept|^residue/.test(dataset)) return 9;
    if (kind === 'deviation') return 8;
    return slices ? 2 : 3;
  };
  return [...layers].sort((a, b) => rank(a) - rank(b));
}

function rasterOf(attributes: Attributes): Raster {
  const length = Number(attributes['LENGTH']);
  const width = Number(attributes['WIDTH']);
  if (isGeocoded(attributes)) {
    const map = mapGrid(attributes);
    const { pixelWidth, aspect } = sizeOnGround(map, attributes);
    const key = `${map.utmZone ?? 'map'} ${[map.yFirst, map.xFirst, map.yStep, map.xStep, length, width].join(' ')}`;
    return { key, length, width, map, aspect, pixelWidth, flip: { y: map.yStep > 0, x: map.xStep < 0 } };
  }
  const ground = radarPixel(attributes);
  const isAscending = (attributes['ORBIT_DIRECTION'] ?? '').toUpperCase().startsWith('ASC');
  const looksLeft = optionalNumber(attributes, 'ANTENNA_SIDE') === 1;
  // North up as far as an image of rows along the flight can be: as the figures of `view` are turned.
  const flip = { y: isAscending, x: isAscending === looksLeft };
  const offset = [attributes['SUBSET_YMIN'] ?? '0', attributes['SUBSET_XMIN'] ?? '0'];
  return { key: `radar ${[length, width, ...offset].join(' ')}`, length, width, flip, ...ground };
}

function sizeOnGround(map: MapGrid, attributes: Attributes): { pixelWidth: number; aspect: number } {
  const inMetres = map.utmZone !== undefined || (attributes['X_UNIT'] ?? '').toLowerCase().startsWith('m');
  const aspect = Math.abs(map.yStep / map.xStep);
  if (inMetres) return { pixelWidth: Math.abs(map.xStep), aspect };
  const cos = Math.max(0.01, Math.cos(((map.yFirst + (map.length / 2) * map.yStep) * Math.PI) / 180));
  return { pixelWidth: Math.abs(map.xStep) * METRES_PER_DEGREE * cos, aspect: aspect / cos };
}

function radarPixel(attributes: Attributes): { aspect: number; pixelWidth?: number } {
  try {
    const geometry = radarGeometry(attributes);
    const pixelWidth = rangeGroundSpacing(geometry);
    const aspect = azimuthGroundSpacing(geometry) / pixelWidth;
    if (aspect > 0.01 && aspect < 100) return { aspect, pixelWidth };
  } catch {
    // Without these attributes pixels are drawn as squares.
  }
  return { aspect: 1 };
}

function sightOf(attributes: Attributes): Sight | undefined {
  const heading = optionalNumber(attributes, 'HEADING');
  if (heading === undefined) return undefined;
  const side = optionalNumber(attributes, 'ANTENNA_SIDE') === 1 ? -90 : 90;
  return { heading, look: heading + side };
}
