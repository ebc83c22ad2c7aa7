/** Files of two bands whose second one they are about. */
const SECOND_BAND = ['.cor', '.hgt', '.msk'];

/** The raster a file of one kind is about; undefined when the first one is as good as any. */
export function mainRaster(fileType: string, names: Iterable<string>): string | undefined {
  const all = [...names];
  const type = fileType.toLowerCase();
  const isAmplitude = /^\.(?:amp|r?slc|r?mli)$/.test(type);
  if (all.includes('phase') && !isAmplitude) return 'phase';
  return SECOND_BAND.includes(type) && all.length === 2 ? all[1] : undefined;
}
