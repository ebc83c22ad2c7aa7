import type { Attributes } from '../hdf5/types.ts';
import { child, childrenNamed, parseXml } from './xml.ts';

/** What GDAL keeps in `.aux.xml` beside a raster. */
export interface AuxiliarySheet {
  /** No-data value of band 1. */
  readonly noData?: number;
  /** Items of the ENVI metadata domain, keys with blanks instead of underscores. */
  readonly envi: Attributes;
}

/** Read a GDAL auxiliary metadata sheet (`.aux.xml`). */
export function parseAuxXml(text: string, label: string): AuxiliarySheet {
  const root = parseXml(text, label);
  const band = childrenNamed(root, 'PAMRasterBand')[0];
  const noData = child(band, 'NoDataValue')?.text;
  const envi: Attributes = {};
  for (const block of childrenNamed(root, 'Metadata')) {
    if (block.attributes['domain'] !== 'ENVI') continue;
    for (const item of childrenNamed(block, 'MDI')) {
      envi[(item.attributes['key'] ?? '').replaceAll('_', ' ')] = item.text;
    }
  }
  return { noData: noData === undefined ? undefined : Number(noData), envi };
}
