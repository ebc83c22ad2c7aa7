import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { FileError } from '../core/errors.ts';
import { isGeocoded } from '../io/attributes/typed.ts';
import { withH5 } from '../io/hdf5/file.ts';
import { describeProduct, type Product, readProduct } from '../io/products/product.ts';
import { FILES } from '../operations/work-files.ts';
import { offsetsAlone } from './offsets-alone.ts';
import type { LoadedFacts } from './plan.ts';

/**
 * What the loaded files tell: coordinates, geometry and lookup table. Checks that they are there and complete.
 *
 * @param optional true: answer undefined when nothing is loaded yet
 * @throws {FileError} naming the file or dataset that is missing, and the step that makes it
 */
export async function readLoadedFacts(
  workDir: string,
  { optional }: { readonly optional: boolean },
): Promise<LoadedFacts | undefined> {
  const path = (name: string) => join(workDir, name);
  if (!existsSync(path(FILES.stack))) {
    if (optional) return undefined;
    const offsets = offsetsAlone(workDir);
    if (offsets !== undefined) throw offsets;
    throw new FileError(
      `${path(FILES.stack)} does not exist: no data are loaded in this folder.`,
      'Run the step load_data first, or give the work directory with --dir.',
    );
  }
  const { attributes, fileType, datasets, pairs } = await readStack(path(FILES.stack));
  if (fileType !== 'ifgramStack') {
    throw new FileError(
      `${path(FILES.stack)} has none of unwrapPhase, rangeOffset and azimuthOffset.`,
      'Load the data again: remove the file and run load_data.',
    );
  }
  const geocoded = isGeocoded(attributes);
  const geometry = geocoded ? FILES.geometryGeo : FILES.geometryRadar;
  const found = existsSync(path(geometry)) ? await readProduct(path(geometry)) : undefined;
  if (!found?.datasets.has('height')) {
    if (optional) return undefined;
    throw new FileError(
      found === undefined ? `${path(geometry)} does not exist.` : `${path(geometry)} has no dataset height.`,
      'Set mintpy.load.demFile in the template and run load_data again.',
    );
  }
  return {
    attributes,
    isGeocoded: geocoded,
    hasInterferograms: datasets.has('unwrapPhase'),
    pairs,
    geometry,
    lookup: geocoded ? undefined : await findLookup(path, found),
  };
}

async function readStack(path: string): Promise<Product & { readonly pairs: readonly string[] }> {
  return withH5(path, (file) => {
    const dates = file.datasets.has('date') ? (file.read('date') as string[]) : [];
    const pairs = Array.from({ length: dates.length >> 1 }, (_, i) => `${dates[2 * i]}_${dates[2 * i + 1]}`);
    return { ...describeProduct(file), pairs };
  });
}

/** The geometry file with a lookup table: latitude and longitude per radar pixel, or radar coordinates per map pixel. */
async function findLookup(path: (name: string) => string, radar: Product): Promise<string | undefined> {
  const relates = ({ datasets }: Product) => datasets.has('longitude') || datasets.has('rangeCoord');
  if (relates(radar)) return FILES.geometryRadar;
  const geo = path(FILES.geometryGeo);
  return existsSync(geo) && relates(await readProduct(geo)) ? FILES.geometryGeo : undefined;
}
