/** Units in which small motions are read, as `view` shows them. */
const SHOWN: Readonly<Record<string, { readonly unit: string; readonly factor: number }>> = {
  m: { unit: 'cm', factor: 100 },
  'm/year': { unit: 'cm/year', factor: 100 },
  'm/yr': { unit: 'cm/year', factor: 100 },
  radian: { unit: 'rad', factor: 1 },
  radians: { unit: 'rad', factor: 1 },
  degree: { unit: '°', factor: 1 },
  degrees: { unit: '°', factor: 1 },
  '1': { unit: '', factor: 1 },
  none: { unit: '', factor: 1 },
};

/** @param unit as it stands in the file */
export function shownUnit(unit: string): { readonly unit: string; readonly factor: number } {
  return SHOWN[unit] ?? SHOWN[unit.toLowerCase()] ?? { unit, factor: 1 };
}
