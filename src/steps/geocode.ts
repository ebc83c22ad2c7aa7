import type { Context } from '../core/context.ts';
import { FileError } from '../core/errors.ts';
import { readProduct } from '../io/products/product.ts';
import { geocodeFiles } from '../operations/mapping/geocode.ts';
import { generateMask } from '../operations/masks/generate-mask.ts';
import { FILES } from '../operations/work-files.ts';
import type { Plan } from './plan.ts';

/** The workflow step: the final products and the mask of reliable pixels on the map. */
export async function run(plan: Plan, context: Context): Promise<void> {
  const { geometry, lookup } = plan.loaded;
  if (lookup === undefined) {
    throw new FileError(
      'There is no lookup table in inputs/ to geocode with.',
      'Give mintpy.load.lookupYFile and lookupXFile and load again, or set mintpy.geocode = no.',
    );
  }
  const files = [
    geometry,
    FILES.temporalCoherence,
    ...(plan.hasFile(FILES.avgSpatialCoh) ? [FILES.avgSpatialCoh] : []), // a stack without coherence has none
    plan.finalTimeseries,
    FILES.velocity,
  ];
  const missing = files.find((name) => !plan.hasFile(name));
  if (missing !== undefined) {
    throw new FileError(
      `${missing} is not there to be geocoded.`,
      'Run the steps before geocode first: mintsar smallbaselineApp --end velocity.',
    );
  }
  await geocodeFiles(
    {
      files: files.map((name) => plan.path(name)),
      lookup: plan.path(lookup),
      direction: 'radar2geo',
      options: plan.config.geocode,
      outDir: plan.path('geo'),
    },
    context,
  );
  await maskOnMap(plan, context);
}

/** The mask of reliable pixels by the same rules as in radar coordinates, from what is geocoded. */
async function maskOnMap(plan: Plan, context: Context): Promise<void> {
  const { minTempCoh, shadowMask } = plan.config.networkInversion;
  const geometry = plan.path(plan.mapFile(plan.loaded.geometry));
  const hasShadow = shadowMask && (await readProduct(geometry)).datasets.has('shadowMask');
  await generateMask(
    {
      file: plan.path(plan.mapFile(FILES.temporalCoherence)),
      dataset: 'temporalCoherence',
      outfile: plan.path(plan.mapFile(FILES.maskTempCoh)),
      min: minTempCoh,
      base: hasShadow ? { file: geometry, dataset: 'shadowMask', value: 1 } : undefined,
    },
    context,
  );
}
