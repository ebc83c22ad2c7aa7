import { basename } from 'node:path';
import { MetadataError } from '../../core/errors.ts';
import { type Bounds, gridOfCentres, type MapGrid } from '../../core/geometry/map-grid.ts';
import { epsgToUtmZone } from '../../core/geometry/utm.ts';
import type { GunwFile } from './gunw-file.ts';

export type Frequency = 'A' | 'B';

/** What is read of a product's headers. Names of datasets are paths from the root of the file. */
export interface NisarProduct {
  /** on this machine, or an address */
  readonly path: string;
  /** of a file on a server: what was seen of it, and the folder in which its structure is saved */
  readonly fileVersion?: string;
  readonly index?: string;
  /** YYYYMMDD, of reference and secondary */
  readonly date1: string;
  readonly date2: string;
  /** `track 64, frame 34`, as far as it is told */
  readonly place: string;
  readonly frequency: Frequency;
  readonly polarization: string;
  readonly epsg: number;
  /** of its pixels */
  readonly grid: MapGrid;
  /** group of the layers of the interferogram */
  readonly layers: string;
  /** which pixels are valid and land; undefined before specification 1.2, where its digits mean something else */
  readonly mask?: string;
  /** group of the cubes of geometry */
  readonly radarGrid: string;
  /** those of its datasets that the stack may want and the product has */
  readonly cubes: ReadonlySet<string>;
  /** centres of the outermost nodes of the cubes */
  readonly radarBounds: Bounds;
  /** whether the product has a phase screen of the ionosphere */
  readonly hasIonosphere: boolean;
  /** m, mean over the scene */
  readonly bperp: number;
  readonly wavelength: number;
  readonly rangeLooks: number;
  readonly azimuthLooks: number;
  /** seconds of the day */
  readonly centerLine: number;
  readonly orbitDirection: string;
  readonly mission: string;
}

const LIGHT = 299_792_458;

/** Polarisations in the order in which they are taken; the phase of the cross-polarised ones comes last. */
const POLARIZATIONS = ['HH', 'VV', 'HV', 'VH'];

/** Group of the product's band: L, or S. @returns undefined when it is no GUNW product */
export function gunwRoot(file: GunwFile): string | undefined {
  return ['science/LSAR', 'science/SSAR'].find((band) => file.below(`${band}/GUNW`).length > 0);
}

/** Polarisations with unwrapped phase at a frequency. */
export function polarizationsOf(file: GunwFile, root: string, frequency: Frequency): string[] {
  const group = `${root}/GUNW/grids/frequency${frequency}/unwrappedInterferogram`;
  const found = file.below(group).filter((name) => file.has(`${group}/${name}/unwrappedPhase`));
  return [
    ...POLARIZATIONS.filter((name) => found.includes(name)),
    ...found.filter((n) => !POLARIZATIONS.includes(n)),
  ];
}

/** Frequencies of a product with unwrapped phase. */
export function frequenciesOf(file: GunwFile, root: string): Frequency[] {
  return (['A', 'B'] as const).filter((frequency) => polarizationsOf(file, root, frequency).length > 0);
}

/** What the cubes are wanted for. */
export const CUBES = {
  slantRange: ['referenceSlantRange', 'slantRange'],
  incidence: ['incidenceAngle'],
  east: ['losUnitVectorX'],
  north: ['losUnitVectorY'],
  wet: ['wetTroposphericPhaseScreen'],
  hydrostatic: ['hydrostaticTroposphericPhaseScreen'],
  tides: ['slantRangeSolidEarthTidesPhase'],
} as const;

/** Dataset of a cube that a product has, under the first of its names. */
export function cubeOf({ radarGrid, cubes }: NisarProduct, what: keyof typeof CUBES): string | undefined {
  const name = CUBES[what].find((one) => cubes.has(one));
  return name === undefined ? undefined : `${radarGrid}/${name}`;
}

/**
 * Headers of a product.
 * @throws {FileError} when something is missing that every product has @throws {MetadataError} for dates and grids that cannot be meant
 */
export function readGunw(
  file: GunwFile,
  root: string,
  frequency: Frequency,
  polarization: string,
): NisarProduct {
  const { path } = file;
  const gunw = `${root}/GUNW`;
  const group = `${gunw}/grids/frequency${frequency}`;
  const unwrapped = `${group}/unwrappedInterferogram`;
  const layers = `${unwrapped}/${polarization}`;
  const radarGrid = `${gunw}/metadata/radarGrid`;
  const looks = `${gunw}/metadata/processingInformation/parameters/unwrappedInterferogram/frequency${frequency}`;
  const own = `${root}/identification`;
  const epsg = epsgOf(file, `${layers}/projection`);
  const dates = datesOf(file, own);
  const maskPath = `${unwrapped}/mask`;
  const version = file.textIf(`${own}/productSpecificationVersion`);
  const [track, frame] = ['trackNumber', 'frameNumber'].map((name) =>
    file.has(`${own}/${name}`) ? `${name.slice(0, 5)} ${file.number(`${own}/${name}`)}` : undefined,
  );
  return {
    path,
    date1: dates[0],
    date2: dates[1],
    place: [track, frame].filter((text) => text !== undefined).join(', '),
    frequency,
    polarization,
    epsg,
    grid: gridOf(file, layers, epsg),
    layers,
    ...(file.has(maskPath) && !isBefore(version, [1, 2]) ? { mask: maskPath } : {}),
    radarGrid,
    cubes: new Set(file.below(radarGrid)),
    radarBounds: boundsOf(
      file.numbers(`${radarGrid}/yCoordinates`),
      file.numbers(`${radarGrid}/xCoordinates`),
    ),
    hasIonosphere: file.has(`${layers}/ionospherePhaseScreen`),
    bperp: meanOf(file.numbers(`${radarGrid}/perpendicularBaseline`)),
    wavelength: LIGHT / file.number(`${group}/centerFrequency`),
    rangeLooks: file.number(`${looks}/numberOfRangeLooks`),
    azimuthLooks: file.number(`${looks}/numberOfAzimuthLooks`),
    centerLine: middleOfDay(file, own),
    orbitDirection: file.text(`${own}/orbitPassDirection`),
    mission: file.textIf(`${own}/missionId`) ?? 'NISAR',
  };
}

/** Whether a version `1.1.0` comes before another one; what is not told is as of today. */
function isBefore(version: string | undefined, [major, minor]: readonly [number, number]): boolean {
  const match = /^v?(\d+)\.(\d+)/i.exec(version ?? '');
  if (match === null) return false;
  const [a, b] = [Number(match[1]), Number(match[2])];
  return a < major || (a === major && b < minor);
}

function epsgOf(file: GunwFile, name: string): number {
  const told = Number(file.file.datasets.get(name)?.attributes['epsg_code']);
  return Number.isInteger(told) && told > 0 ? told : file.number(name);
}

/** Dates from the times of the product, else from its name. */
function datesOf(file: GunwFile, own: string): [string, string] {
  const parts = basename(file.path).split('_');
  const [date1, date2] = (['reference', 'secondary'] as const).map((which, k) => {
    const told = file.textIf(`${own}/${which}ZeroDopplerStartTime`) ?? parts[k === 0 ? 11 : 13] ?? '';
    return told.replaceAll('-', '').slice(0, 8);
  });
  if (/^\d{8}$/.test(date1) && /^\d{8}$/.test(date2) && date1 !== date2) return [date1, date2];
  throw new MetadataError(
    `${file.path}: its dates are '${date1}' and '${date2}'.`,
    'Expected two zero-Doppler start times in its identification, or its original file name.',
  );
}

/** Middle of the acquisition, seconds of the day with their fraction. */
function middleOfDay(file: GunwFile, own: string): number {
  const [start, end] = ['Start', 'End'].map((which) => {
    const text = file.text(`${own}/referenceZeroDoppler${which}Time`);
    const match = /[T ](\d\d):(\d\d):(\d\d(?:\.\d+)?)/.exec(text);
    if (match === null)
      throw new MetadataError(
        `${file.path}: referenceZeroDoppler${which}Time is '${text}', not a time.`,
        'Download the product again.',
      );
    return Number(match[1]) * 3600 + Number(match[2]) * 60 + Number(match[3]);
  });
  return ((start + (end < start ? end + 86_400 : end)) / 2) % 86_400;
}

function gridOf(file: GunwFile, layers: string, epsg: number): MapGrid {
  const [ys, xs] = ['y', 'x'].map((axis) => file.numbers(`${layers}/${axis}Coordinates`));
  const [yStep, xStep] = ['y', 'x'].map((axis) => file.number(`${layers}/${axis}CoordinateSpacing`));
  const shape = file.file.datasets.get(`${layers}/unwrappedPhase`)?.shape ?? [];
  const isEven = (axis: Float64Array, step: number) =>
    Math.abs(axis[axis.length - 1] - axis[0] - step * (axis.length - 1)) < 0.01 * Math.abs(step);
  if (shape.join() !== `${ys.length},${xs.length}` || !(yStep < 0 && xStep > 0))
    throw new MetadataError(
      `${file.path}: ${layers} has ${shape.join(' x ')} pixels and axes of ${ys.length} and ${xs.length} with steps ${yStep} and ${xStep}.`,
      'Download the product again.',
    );
  if (!isEven(ys, yStep) || !isEven(xs, xStep))
    throw new MetadataError(
      `${file.path}: the axes of ${layers} do not fit their spacing.`,
      'Download the product again.',
    );
  return gridOfCentres(ys, xs, { yStep, xStep, utmZone: epsgToUtmZone(epsg) });
}

function boundsOf(ys: Float64Array, xs: Float64Array): Bounds {
  return {
    south: Math.min(...ys),
    north: Math.max(...ys),
    west: Math.min(...xs),
    east: Math.max(...xs),
  };
}

function meanOf(values: Float64Array): number {
  let sum = 0;
  let count = 0;
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    sum += value;
    count++;
  }
  return sum / count;
}
