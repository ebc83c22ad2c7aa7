import { basename } from 'node:path';
import { MetadataError } from '../../core/errors.ts';
import { gridOfCentres, type MapGrid } from '../../core/geometry/map-grid.ts';
import { epsgToUtmZone } from '../../core/geometry/utm.ts';
import { GunwFile as ProductFile } from '../../io/gunw/gunw-file.ts';

/** What the files are, for messages. */
export const PRODUCT_KIND = 'an OPERA DISP-S1 product';

/** What is read of a product's headers. */
export interface DispProduct {
  readonly path: string;
  /** YYYYMMDD of the date that displacement is relative to, and of the date it is of */
  readonly date1: string;
  readonly date2: string;
  /** when it was made: of two products of one pair the later one counts */
  readonly madeAt: string;
  readonly frame: string | undefined;
  readonly grid: MapGrid;
  readonly epsg: number;
  /** m, in the middle of the scene */
  readonly bperp: number;
  readonly wavelength: number | undefined;
  /** seconds of the day */
  readonly centerLine: number;
  readonly orbitDirection: 'ASCENDING' | 'DESCENDING' | undefined;
  readonly orbitNumber: string | undefined;
  /** names of its datasets, from the root */
  readonly datasets: ReadonlySet<string>;
}

/**
 * Headers of a product (JPL D-108765).
 * @throws {FileError} when something is missing that every product has @throws {MetadataError} for dates and grids that cannot be meant
 */
export function readDispProduct(path: string): DispProduct {
  const file = new ProductFile(path, PRODUCT_KIND);
  try {
    const [date1, date2] = datesOf(file);
    const { grid, epsg } = gridOf(file);
    const own = (name: string) => file.textIf(`identification/${name}`);
    const wavelength = 'identification/radar_wavelength';
    return {
      path,
      date1,
      date2,
      madeAt: NAME.exec(basename(path))?.[3] ?? own('processing_start_datetime') ?? '',
      frame: own('frame_id'),
      grid,
      epsg,
      bperp: middleOf(file, BASELINE, grid),
      wavelength: file.has(wavelength) ? file.number(wavelength) : undefined,
      centerLine: middleOfDay(file),
      orbitDirection: directionOf(own('orbit_pass_direction') ?? file.textIf('metadata/orbit_direction')),
      orbitNumber: own('track_number') ?? own('relative_orbit_number'),
      datasets: new Set(file.file.datasets.keys()),
    };
  } finally {
    file.close();
  }
}

export const BASELINE = 'corrections/perpendicular_baseline';

/** `..._20160705T235628Z_20160729T235629Z_v1.0_20250101T010203Z.nc` */
const NAME = /_(\d{8})T\d{6}Z?_(\d{8})T\d{6}Z?_v[\d.]+_(\d{8}T\d{6})Z?/;

/** Dates that the product tells, else those of its name. */
function datesOf(file: ProductFile): [string, string] {
  const named = NAME.exec(basename(file.path));
  const [date1, date2] = (['reference', 'secondary'] as const).map((which, k) => {
    const told =
      file.textIf(`identification/${which}_datetime`) ??
      file.textIf(`identification/${which}_zero_doppler_start_time`);
    return (told ?? named?.[k + 1] ?? '').replaceAll('-', '').slice(0, 8);
  });
  if (/^\d{8}$/.test(date1) && /^\d{8}$/.test(date2) && date1 !== date2) return [date1, date2];
  throw new MetadataError(
    `${file.path}: its dates are '${date1}' and '${date2}'.`,
    'Expected reference_datetime and secondary_datetime in its identification, or its original file name.',
  );
}

/** Middle of the reference acquisition, seconds of the day. */
function middleOfDay(file: ProductFile): number {
  const named = /_\d{8}T(\d\d)(\d\d)(\d\d)Z?_/.exec(basename(file.path));
  const times = ['start', 'end']
    .map((which) => file.textIf(`identification/reference_zero_doppler_${which}_time`))
    .concat(file.textIf('identification/reference_datetime'))
    .map((text) => /[T ](\d\d):(\d\d):(\d\d(?:\.\d+)?)/.exec(text ?? '') ?? named)
    .filter((match) => match !== null)
    .map(([, hours, minutes, seconds]) => Number(hours) * 3600 + Number(minutes) * 60 + Number(seconds));
  if (times.length === 0)
    throw new MetadataError(
      `${file.path}: the time of the reference acquisition is not told.`,
      'Download the product again.',
    );
  const [start, end = start] = times;
  return ((start + (end < start ? end + 86_400 : end)) / 2) % 86_400;
}

function directionOf(text: string | undefined): DispProduct['orbitDirection'] {
  const name = text?.toUpperCase();
  return name === 'ASCENDING' || name === 'DESCENDING' ? name : undefined;
}

/** Grid of the centres of its axes. A product that was cut has those of the part, and may tell the place of the whole elsewhere. */
function gridOf(file: ProductFile): { grid: MapGrid; epsg: number } {
  const { path } = file;
  const [ys, xs] = [file.numbers('y'), file.numbers('x')];
  const shape = file.file.datasets.get('displacement')?.shape ?? [];
  if (shape.join() !== `${ys.length},${xs.length}` || ys.length < 2 || xs.length < 2)
    throw new MetadataError(
      `${path}: displacement has ${shape.join(' x ') || 'no'} pixels, its axes y and x have ${ys.length} and ${xs.length}.`,
      'Download the product again.',
    );
  const [yStep, xStep] = [ys, xs].map((axis) => (axis[axis.length - 1] - axis[0]) / (axis.length - 1));
  const isEven = [ys, xs].every((axis) => {
    const step = (axis[axis.length - 1] - axis[0]) / (axis.length - 1);
    return axis.every((value, k) => Math.abs(value - axis[0] - k * step) < 0.01 * Math.abs(step));
  });
  if (!isEven || !(yStep < 0 && xStep > 0))
    throw new MetadataError(
      `${path}: the axes y and x are not those of a map with north up (steps ${yStep} and ${xStep}).`,
      'Download the product again.',
    );
  const epsg = epsgOf(file);
  return { epsg, grid: gridOfCentres(ys, xs, { yStep, xStep, utmZone: epsgToUtmZone(epsg) }) };
}

/** EPSG code of the grid mapping: the last one of its text is that of the whole system. */
function epsgOf(file: ProductFile): number {
  const { attributes = {} } =
    file.file.datasets.get('spatial_ref') ?? file.file.others.get('spatial_ref') ?? {};
  const text = attributes['crs_wkt'] ?? attributes['spatial_ref'] ?? '';
  const codes = [...text.matchAll(/(?:AUTHORITY|ID)\s*\[\s*"EPSG"\s*,\s*"?(\d+)"?\s*\]/g)];
  const code = Number(codes.at(-1)?.[1]);
  if (Number.isInteger(code) && code > 0) return code;
  throw new MetadataError(
    `${file.path}: its reference system is not told (spatial_ref has no EPSG code).`,
    'Download the product again.',
  );
}

/** A value in the middle of a layer that is smooth; 0 where there is none. */
function middleOf(file: ProductFile, name: string, { length, width }: MapGrid): number {
  const shape = file.file.datasets.get(name)?.shape;
  if (shape?.join() !== `${length},${width}`) return 0;
  const slab = { start: [length >> 1, width >> 1], count: [1, 1] };
  const [value] = file.file.read(name, slab) as Float32Array;
  return Number.isFinite(value) ? value : 0;
}
