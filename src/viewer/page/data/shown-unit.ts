import type { LayerKind } from './product.ts';

/** Small motions are read in these units, as `view` shows them. */
const OF_MOTION: Readonly<Record<string, { readonly unit: string; readonly factor: number }>> = {
  m: { unit: 'cm', factor: 100 },
  'm/year': { unit: 'cm/year', factor: 100 },
  'm/yr': { unit: 'cm/year', factor: 100 },
};
const SPELLINGS: Readonly<Record<string, string>> = {
  radian: 'rad',
  radians: 'rad',
  degree: '°',
  degrees: '°',
  '1': '',
  none: '',
};

/** @param unit as it stands in the file */
export function shownUnit(unit: string, kind: LayerKind): { readonly unit: string; readonly factor: number } {
  const ofMotion = kind === 'height' || kind === 'length' ? undefined : OF_MOTION[unit];
  return ofMotion ?? { unit: SPELLINGS[unit.toLowerCase()] ?? unit, factor: 1 };
}
