import type { ByteFormat } from '../../io/raster/convention.ts';
import type { ElementType } from '../../io/raster/element-type.ts';

/** GAMMA lookup tables: range and azimuth of each map pixel, interleaved by pixel. */
export function isGammaLookup(path: string): boolean {
  return /(?:to_rdc|2_rdc|2rdc)$/i.test(path);
}

/** GAMMA writes big-endian, but for its multilooked intensities; the type follows from the name. */
export function gammaFormat(path: string): ByteFormat {
  if (isGammaLookup(path)) return { bands: 2, type: 'f4', interleave: 'BIP', littleEndian: false };
  const lower = path.toLowerCase();
  return { bands: 1, type: typeByName(lower), interleave: 'BIL', littleEndian: /\.r?mli$/.test(lower) };
}

function typeByName(lower: string): ElementType {
  if (lower.endsWith('.int') || lower.endsWith('.diff')) return 'c8';
  if (/\.r?slc$/.test(lower)) return 'ci4';
  return lower.endsWith('.conncomp') ? 'u1' : 'f4';
}
