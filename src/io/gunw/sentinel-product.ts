import { FileError, MetadataError } from '../../core/errors.ts';
import { unbrokenLongitudes } from '../../core/geometry/longitude.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { parseWkt, type Region } from '../../core/geometry/region.ts';
import type { GunwFile } from './gunw-file.ts';
import { type GunwName, gunwNameIf } from './gunw-name.ts';
import {
  type GunwCube,
  type GunwDelay,
  type GunwGeometry,
  type GunwProduct,
  TROPOSPHERE_MODELS,
} from './gunw-product.ts';

const GRIDS = 'science/grids';
const DATA = `${GRIDS}/data`;
const GEOMETRY = `${GRIDS}/imagingGeometry`;
const CORRECTIONS = `${GRIDS}/corrections`;
const RADAR = 'science/radarMetaData';

/** Of all products of a mission, where a file does not tell them. */
const RADARS = {
  S1: {
    wavelength: 0.05546576,
    startRange: 798980.125,
    endRange: 956307.125,
    rangeSpacing: 2.329562187194824,
  },
  ALOS2: { wavelength: 0.229, startRange: 695397, endRange: 913840.2, rangeSpacing: 8.582534 },
} as const;

/** Whether a file has the layers of a GUNW product of Sentinel-1 or ALOS-2. */
export function isSentinelGunw(file: GunwFile): boolean {
  return file.has(`${DATA}/unwrappedPhase`);
}

/**
 * Header of a GUNW product of Sentinel-1 (formats 1a, 1b, 1c; product versions 2 and 3) or ALOS-2.
 * @param name of the file, without folder and ending
 * @throws {FileError} when something is missing that every product has @throws {MetadataError} for a name or a grid that cannot be meant
 */
export function readSentinelProduct(file: GunwFile, name: string): Omit<GunwProduct, 'path' | 'fileVersion'> {
  const facts = nameOf(file, name);
  const grid = gridOf(file);
  const raster = (layer: string) => (file.has(`${DATA}/${layer}`) ? `${DATA}/${layer}` : undefined);
  const delays = troposphereOf(file);
  const tides = delayOf(file, `${CORRECTIONS}/external/tides/solidEarth`, 'solidEarthTide');
  const ionosphere = cubeIf(file, `${CORRECTIONS}/derived/ionosphere`, 'ionosphere', false);
  return {
    ...facts,
    name,
    format: file.file.attributes['version']?.trim().toLowerCase(),
    sign: 1,
    time: facts.time ?? middleTime(file),
    epsg: 4326,
    grid,
    footprint: footprintOf(file),
    rasters: definedOnly({
      unwrappedPhase: raster('unwrappedPhase'),
      coherence: raster('coherence'),
      connectedComponents: raster('connectedComponents'),
      amplitude: raster('amplitude'),
    }),
    geometry: geometryOf(file),
    ...(ionosphere === undefined ? {} : { ionosphere }),
    troposphere: delays,
    ...(tides === undefined ? {} : { tides }),
    ...radarOf(file, facts.mission),
  };
}

function nameOf(file: GunwFile, name: string): GunwName {
  const facts = gunwNameIf(name);
  if (facts !== undefined && facts.mission !== 'NISAR') return facts;
  throw new MetadataError(
    `${file.path} has the layers of a Sentinel-1 GUNW product, but not its name, which tells dates and version.`,
    'Give it back the name under which it was downloaded: S1-GUNW-A-R-064-tops-20210723_20210711-....nc.',
  );
}

function gridOf(file: GunwFile): MapGrid {
  const ys = file.numbers(`${DATA}/latitude`);
  const xs = unbrokenLongitudes(file.numbers(`${DATA}/longitude`));
  const shape = file.file.datasets.get(`${DATA}/unwrappedPhase`)!.shape;
  const [yStep, xStep] = [ys, xs].map((axis) => (axis[axis.length - 1] - axis[0]) / (axis.length - 1));
  const isEven = (axis: Float64Array, step: number) =>
    axis.every((value, k) => Math.abs(value - axis[0] - k * step) < 0.05 * Math.abs(step));
  if (
    shape.join() !== `${ys.length},${xs.length}` ||
    !(yStep < 0 && xStep > 0) ||
    !isEven(ys, yStep) ||
    !isEven(xs, xStep)
  )
    throw new MetadataError(
      `${file.path}: the phase has ${shape.join(' x ')} pixels, and its axes ${ys.length} and ${xs.length} with steps of ${yStep} and ${xStep}.`,
      'Download the product again.',
    );
  // Twelve decimals: what a division of rounded coordinates leaves beyond them is no part of a map.
  const rounded = (value: number) => Number(value.toFixed(12));
  return {
    yFirst: rounded(ys[0] - yStep / 2),
    xFirst: rounded(xs[0] - xStep / 2),
    yStep: rounded(yStep),
    xStep: rounded(xStep),
    length: ys.length,
    width: xs.length,
  };
}

function footprintOf(file: GunwFile): Region {
  if (!file.has('productBoundingBox'))
    throw new FileError(`${file.path} has no productBoundingBox.`, 'Download the product again.');
  const letters = file.file.read('productBoundingBox') as string[];
  return parseWkt(letters.join('').replace(/\0/g, ' '), file.path);
}

function geometryOf(file: GunwFile): GunwProduct['geometry'] {
  const layers: readonly GunwGeometry[] = [
    'perpendicularBaseline',
    'parallelBaseline',
    'incidenceAngle',
    'lookAngle',
    'azimuthAngle',
  ];
  return definedOnly(Object.fromEntries(layers.map((layer) => [layer, cubeIf(file, GEOMETRY, layer, true)])));
}

/** A cube with its axes: those of its group, or of one above it. */
function cubeIf(file: GunwFile, group: string, layer: string, isTall: boolean): GunwCube | undefined {
  const dataset = `${group}/${layer}`;
  if (!file.has(dataset)) return undefined;
  const axis = (name: string): string => {
    for (let at = group; at !== ''; at = at.includes('/') ? at.slice(0, at.lastIndexOf('/')) : '')
      if (file.has(`${at}/${name}`)) return `${at}/${name}`;
    if (file.has(`${GEOMETRY}/${name}`)) return `${GEOMETRY}/${name}`;
    throw new FileError(`${file.path} has no ${name} beside ${dataset}.`, 'Download the product again.');
  };
  const axes = { ys: axis('latitudeMeta'), xs: axis('longitudeMeta') };
  return { datasets: [dataset], ...axes, ...(isTall ? { heights: axis('heightsMeta') } : {}) };
}

/** One delay of the reference, which is the later date, and one of the secondary. */
function delayOf(file: GunwFile, group: string, layer: string): GunwDelay | undefined {
  const late = cubeIf(file, `${group}/reference`, layer, true);
  const early = cubeIf(file, `${group}/secondary`, layer, true);
  return late === undefined || early === undefined ? undefined : { late, early };
}

function troposphereOf(file: GunwFile): GunwProduct['troposphere'] {
  const found = TROPOSPHERE_MODELS.map((model) => {
    const group = `${CORRECTIONS}/external/troposphere/${model}`;
    const wet = delayOf(file, group, 'troposphereWet');
    const hydrostatic = delayOf(file, group, 'troposphereHydrostatic');
    return [model, wet && hydrostatic && { wet, hydrostatic }];
  });
  return definedOnly(Object.fromEntries(found));
}

function radarOf(file: GunwFile, mission: GunwName['mission']) {
  const usual = RADARS[mission === 'ALOS2' ? 'ALOS2' : 'S1'];
  const told = (name: string, otherwise: number) => {
    const value = file.has(`${RADAR}/${name}`) ? file.numbers(`${RADAR}/${name}`)[0] : Number.NaN;
    return value > 0 && value < 1e9 ? value : otherwise;
  };
  return {
    wavelength: told('wavelength', usual.wavelength),
    startRange: told('slantRangeStart', usual.startRange),
    endRange: told('slantRangeEnd', usual.endRange),
    rangeSpacing: told('slantRangeSpacing', usual.rangeSpacing),
  };
}

/** Of the file, where its name does not tell the time of the day. */
function middleTime(file: GunwFile): number {
  const [start, end] = ['Start', 'End'].map((which) => {
    const text = file.textIf(`${RADAR}/azimuthZeroDoppler${which}Time`) ?? '';
    const match = /[T ](\d\d):(\d\d):(\d\d(?:\.\d+)?)/.exec(text);
    return match === null ? Number.NaN : Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
  });
  const middle = (start + (end < start ? end + 86_400 : end)) / 2;
  if (Number.isFinite(middle)) return middle % 86_400;
  throw new MetadataError(
    `${file.path}: neither its name nor its metadata tell the time of the day.`,
    'Download the product again.',
  );
}

function definedOnly<T>(values: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined)) as Record<
    string,
    T
  >;
}
