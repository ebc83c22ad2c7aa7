import type { Attributes } from '../../io/hdf5/types.ts';
import type { ChosenRaster } from './chosen-rasters.ts';

/** What a raster is, for the description of a band: `timeseries-20180504 (m)`, `velocity (m/year), 20180104 to 20190204`. */
export function rasterDescription({ name, unit, label, attributes }: ChosenRaster): string {
  const { START_DATE: start, END_DATE: end } = attributes;
  const period = label === undefined && isDate(start) && isDate(end) ? `, ${start} to ${end}` : '';
  return `${name}${unit === '1' ? '' : ` (${unit})`}${period}`;
}

const isDate = (text: string | undefined) => /^\d{8}/.test(text ?? '');

const KEPT = [
  'PROJECT_NAME',
  'PLATFORM',
  'ORBIT_DIRECTION',
  'HEADING',
  'WAVELENGTH',
  'START_DATE',
  'END_DATE',
  'DATE12',
  'REF_DATE',
  'REF_LAT',
  'REF_LON',
];

/** What a user of the raster alone has to know of where it comes from: dates, reference, sensor. */
export function rasterMetadata({ attributes, label, between, unit }: ChosenRaster): Attributes {
  const kept = KEPT.filter((key) => !['', 'None', undefined].includes(attributes[key]));
  const out: Attributes = Object.fromEntries(kept.map((key) => [key, attributes[key]]));
  if (between !== undefined) Object.assign(out, { DATE: between[1], REF_DATE: between[0], DATE12: label });
  else if (isDate(label) && label!.includes('_')) out['DATE12'] = label!;
  else if (isDate(label)) out['DATE'] = label!;
  if (!/^\d{8}.*_\d{8}/.test(out['DATE12'] ?? '')) delete out['DATE12']; // of the interferogram that was loaded first
  return { ...out, UNIT: unit, SOFTWARE: 'mintsar' };
}
