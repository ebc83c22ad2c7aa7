import { timeFuncFingerprint } from '../../config/fingerprint.ts';
import type { Context } from '../../core/context.ts';
import { estimatedDatasets } from '../../core/timeseries/parameter-datasets.ts';
import { noiseAttributes } from '../../io/attributes/noise.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { pixelOfPlace } from '../../io/products/place.ts';
import { makeProduct, source } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { describeTimeseries, readTimeseries } from '../../io/products/timeseries.ts';
import { runBlocks } from '../engine.ts';
import { readAreaReference } from '../reference/reference-area.ts';
import { assertRequest } from '../request.ts';
import { velocityAttributes } from './velocity-attributes.ts';
import { withDateWeights } from './velocity-date-weights.ts';
import { usedDates } from './velocity-dates.ts';
import { fullUncertainty } from './velocity-full.ts';
import { misfitWords } from './velocity-misfit.ts';
import { noiseOfFit, type VelocityNoise } from './velocity-noise.ts';
import { rereference } from './velocity-reference.ts';
import type { VelocityFit, VelocityRequest } from './velocity-request.ts';
import { writeResidual } from './velocity-residual.ts';
import { fitSetup } from './velocity-setup.ts';
import { covarianceSource, uncertaintyInUse } from './velocity-uncertainty.ts';

export type { VelocityRequest } from './velocity-request.ts';

/**
 * Fit time functions to every pixel: `mintsar timeseries2velocity`.
 * @returns what a sample of the pixels says of the noise, where the fit had to look at it: as {@link velocityNoise}
 */
export async function fitVelocity(
  request: VelocityRequest,
  context: Context,
): Promise<VelocityNoise | undefined> {
  assertRequest('fitVelocity', request, context, ['timeseries', 'outfile']);
  const { outfile } = request;
  const prepared = await prepareFit(request, context);
  const { series, used, reference, options } = prepared;
  const attributes = velocityAttributes(prepared, request);
  // A file that was weighted, and is not to be any more, is made again: an attribute that is not there stands for None.
  const dateWeight = { 'mintpy.timeFunc.dateWeight': options.dateWeight ?? 'None' };
  const recipe = { from: [series.path], attributes: { ...timeFuncFingerprint(options), ...dateWeight } };
  if (request.update && (await isMadeBy(outfile, recipe))) {
    context.log.info(`${outfile} is up to date`);
    return undefined;
  }
  const fit = await weighted(prepared, context);
  const { setup } = fit;
  const { length, width } = series;
  const full = setup.uncertainty?.kind === 'full' ? await fullUncertainty(fit, context) : undefined;
  const datasets = estimatedDatasets(setup.model, {
    withResidue: setup.uncertainty?.kind === 'residue',
    withMisfit: full?.args.looks !== undefined,
  });
  const names = datasets.map(({ name }) => name);
  const shown = names.filter((name) => !name.endsWith('Std')).join(', ');
  context.log.info(`fit ${shown} to ${used.length} of ${series.dates.length} dates`);
  const inputs = {
    timeseries: source(series.path, 'timeseries', used),
    ...(await covarianceSource(series, used, options)),
    ...full?.inputs,
  };
  const noise = full && (await noiseOfFit(fit, context));
  const space = noise?.network?.space;
  const layout = {
    attributes: { ...attributes, ...(space && noiseAttributes(space)) },
    datasets: datasets.map(({ name, unit }) => ({
      name,
      type: 'f4' as const,
      shape: [length, width],
      attributes: { UNIT: unit },
    })),
  };
  await makeProduct(outfile, layout, context, async (product) => {
    await runBlocks(
      {
        label: 'velocity',
        length,
        width,
        inputs,
        outputs: Object.fromEntries(names.map((name) => [name, product.sink(name)])),
        kernel: 'fitVelocity',
        args: { setup, datasets: names, reference, referencePixel: referencePixel(series), full: full?.args },
        // Hundreds of resamples make a lot of work of few bytes, the whole network a good deal.
        bytesPerThread: setup.uncertainty?.kind === 'bootstrap' ? 1 << 20 : full && 16 << 20,
      },
      context,
    );
  });
  if (full && noise) reportMisfit(noise, full.stack, context);
  if (request.residual !== undefined) await writeResidual(request.residual, fit, context);
  return noise;
}

/** What a few hundred reliable pixels say of the noise of a velocity that was made: nothing is written. */
export async function velocityNoise(request: VelocityRequest, context: Context): Promise<VelocityNoise> {
  return noiseOfFit(await weighted(await prepareFit(request, context), context), context);
}

async function weighted(fit: VelocityFit, context: Context): Promise<VelocityFit> {
  return fit.options.dateWeight === null ? fit : withDateWeights(fit, context);
}

/** s0² far from 1 over the scene: the looks of the metadata are not those of the coherence. */
function reportMisfit({ network }: VelocityNoise, stack: string, context: Context): void {
  const misfit = network?.misfit;
  if (misfit === undefined) return;
  const { text, isFar } = misfitWords(misfit.square, misfit.looks, stack);
  if (isFar) context.log.warn(text);
  else context.log.info(text);
}

/** Everything a fit needs besides the pixels, from one look at the series. */
export async function prepareFit(request: VelocityRequest, context: Context): Promise<VelocityFit> {
  const { refArea } = request;
  const area =
    refArea &&
    (await readAreaReference(await readTimeseries(request.timeseries), 'timeseries', refArea, context));
  return withH5(request.timeseries, async (file) => {
    const series = describeTimeseries(file);
    const { refLatLon } = request;
    const refYX =
      area?.nearest ?? (refLatLon === undefined ? request.refYX : await pixelOfPlace(series, refLatLon));
    const used = usedDates(series, request.options);
    const options = { ...request.options, ...uncertaintyInUse(request, context) };
    const setup = fitSetup(series, used, request, options);
    const own = rereference(file, series, used, { ...request, refYX });
    const reference = area ? { ...own, pixelValues: used.map((k) => area.means[k]) } : own;
    return { series, used, options, refYX, area, setup, reference };
  });
}
