import { temporalBaselines } from '../../core/dates.ts';
import { MetadataError } from '../../core/errors.ts';
import { displacementPerRadian } from '../../core/inversion/displacement-scale.ts';

import { type Chosen, type ChosenRaster, chooseRaster, chooseRasters, isDated } from './chosen-rasters.ts';

/**
 * A raster as programs for single interferograms take it: a date of a series gives what happened since its reference date,
 * a series without a date what happened until the last one, from the first where the last one is the reference.
 */
export async function chooseObservation(
  path: string,
  name: string | undefined,
): Promise<Chosen & { raster: ChosenRaster }> {
  const { product, rasters } = await chooseRasters(path, name);
  const isWholeSeries =
    product.fileType === 'timeseries' && rasters.length > 1 && rasters[0].dataset === 'timeseries';
  const raster = isWholeSeries ? rasters.at(-1)! : rasters[0];
  if (rasters.length > 1 && !isWholeSeries) return chooseRaster(path, name); // which says what is needed
  const isDate = /^\d{8}/.test(raster.label ?? '') && raster.between === undefined;
  if (!isDated(product.fileType) || !isDate) return { product, rasters, raster };
  const reference = product.facts.referenceDate ?? rasters[0].label;
  const first = isWholeSeries && reference === raster.label ? rasters[0].label : reference;
  return chooseRaster(path, `${first}_${raster.label}`);
}

/** How values become radians of phase, positive away from the satellite: factors in float32, as MintPy applies them. */
export interface PhaseScale {
  readonly factors: readonly number[];
  /** what was done, for the log */
  readonly words: string;
}

/**
 * Displacement to phase by -4π/λ, velocity over the period of the file, its standard deviation and other terms of the fit
 * as they are; undefined for what is no displacement.
 * @throws {MetadataError} for a velocity whose file does not tell the period
 */
export function phaseScale({
  product,
  raster,
}: {
  product: Chosen['product'];
  raster: ChosenRaster;
}): PhaseScale | undefined {
  if (
    !raster.unit.startsWith('m') ||
    !['timeseries', 'velocity', 'HDFEOS', 'displacement'].includes(product.fileType)
  )
    return undefined;
  const toPhase = 1 / displacementPerRadian(product.facts.wavelength);
  // The standard deviation of a velocity, like any other term of the fit, keeps its own time unit, as with MintPy.
  if (raster.dataset !== 'velocity')
    return { factors: [toPhase], words: `${raster.unit === 'm' ? 'displacement' : raster.name} as phase` };
  const years = periodOf(product.path, raster.attributes);
  return { factors: [years, toPhase], words: `velocity over ${years.toFixed(3)} years as phase` };
}

/** Years from the first to the last date of a velocity. */
function periodOf(path: string, attributes: ChosenRaster['attributes']): number {
  const dates = datesOfVelocity(attributes);
  if (dates !== undefined) return temporalBaselines(dates)[1] / 365.25;
  throw new MetadataError(
    `${path}: neither DATE12 nor START_DATE and END_DATE tell the period of the velocity.`,
    'Make it again with mintsar timeseries2velocity.',
  );
}

/** First and last date of a velocity; undefined when the attributes do not tell them. */
export function datesOfVelocity(
  attributes: ChosenRaster['attributes'],
): readonly [string, string] | undefined {
  const { DATE12: pair = '', START_DATE: start = '', END_DATE: end = '' } = attributes;
  const match = /^(\d{8}(?:T\d{4})?)_(\d{8}(?:T\d{4})?)$/.exec(pair);
  if (match !== null) return [match[1], match[2]];
  return /^\d{8}/.test(start) && /^\d{8}/.test(end) ? [start, end] : undefined;
}
