import { statSync } from 'node:fs';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { ByteFormat } from '../../io/raster/convention.ts';
import { rawLayout } from '../../io/raster/layout.ts';
import type { RawLayout } from '../../io/raster/raw-band.ts';
import { rscFormat } from '../../io/raster/rsc.ts';

/** Formats by bytes for a pixel, for names that tell none. */
const BY_SIZE: Readonly<Record<number, ByteFormat>> = {
  1: { bands: 1, type: 'u1', interleave: 'BIL' },
  2: { bands: 1, type: 'i2', interleave: 'BIL' },
  4: { bands: 1, type: 'f4', interleave: 'BIL' },
  8: { bands: 2, type: 'f4', interleave: 'BIL' },
};

/**
 * How the bytes of a ROI_PAC file lie: by its extension; heights of four bytes are float32, and files of other names tell by
 * their size. Little-endian unless the sheet says BYTE_ORDER.
 * @throws {MetadataError} when its sheet has no size
 */
export function roipacLayout(path: string, attributes: Attributes): RawLayout {
  const byName = rscFormat(path);
  const layout = rawLayout(path, attributes, byName ?? BY_SIZE[4]);
  if (byName !== undefined && byName.type !== 'i2') return layout;
  const size = statSync(path).size / (layout.length * layout.width);
  return { ...layout, ...(byName === undefined || size === 4 ? BY_SIZE[size] : {}) };
}
