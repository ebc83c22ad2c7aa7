import { withStandardKeys } from '../io/attributes/alias.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { readSheet, sidecarOf } from '../io/raster/local.ts';
import { parseRsc } from '../io/raster/rsc.ts';

/** What a `<file>.rsc` says that an earlier preparation left: it stands in where the product's own metadata are gone. */
export function leftSheet(path: string): Attributes | undefined {
  const sheet = sidecarOf(path, 'rsc');
  return sheet === undefined ? undefined : withStandardKeys(parseRsc(readSheet(sheet)).attributes);
}
