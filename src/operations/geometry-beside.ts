import { existsSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';

/** Geometry of the same coordinates in the usual places near a product; undefined when there is none. */
export function geometryBeside(product: string): string | undefined {
  const folder = dirname(product);
  const names = basename(product).startsWith('geo_')
    ? ['geo_geometryRadar.h5']
    : ['inputs/geometryRadar.h5', 'inputs/geometryGeo.h5', 'geometryRadar.h5', 'geometryGeo.h5'];
  return names.map((name) => join(folder, name)).find((path) => existsSync(path));
}
