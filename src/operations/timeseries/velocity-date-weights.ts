import type { Context } from '../../core/context.ts';
import { estimateDateScales } from '../../core/timeseries/date-scales.ts';
import { rereference } from '../../core/timeseries/rereference.ts';
import { readUsed } from '../scatter/series-scatter.ts';
import { readSamples } from '../unwrapping/pixel-samples.ts';
import type { VelocityFit } from './velocity-request.ts';

/** Pixels that stand for the scene. */
const MOST_SAMPLES = 4000;
/** Dates that the log names. */
const MOST_NAMED = 5;
/** Dates are told that are so much noisier than a usual one. */
const NOISY = 1.5;

/** The fit with its dates weighted by the noise that a sample of the reliable pixels (maskTempCoh.h5 beside the series) shows. */
export async function withDateWeights(fit: VelocityFit, context: Context): Promise<VelocityFit> {
  const { series, used, setup, reference } = fit;
  const mask = await readUsed(series);
  const reliable = Array.from(mask.keys()).filter((i) => mask[i] !== 0);
  const step = Math.max(1, Math.floor(reliable.length / MOST_SAMPLES));
  const pixels = Int32Array.from(reliable.filter((_, n) => n % step === step >> 1));
  const planes = await readSamples(
    { path: series.path, dataset: 'timeseries', planes: used, pixels },
    context,
  );
  const sample = new Float32Array(planes.length * pixels.length);
  for (const [k, plane] of planes.entries()) sample.set(plane, k * pixels.length);
  rereference(sample, planes.length, pixels.length, reference);
  const { scales, usual, numPixel } = estimateDateScales(setup, sample);
  context.log.info(sentence(setup.dates, scales, usual, numPixel));
  return { ...fit, setup: { ...setup, dateScales: scales } };
}

function sentence(dates: readonly string[], scales: Float64Array, usual: number, numPixel: number): string {
  const ofPixels = `what the fit leaves of ${numPixel} pixels`;
  if (scales.every((scale) => scale === 1))
    return `dates count alike: ${ofPixels} does not tell noisier ones (${dates.length} dates)`;
  const noisy = Array.from(scales.keys())
    .filter((k) => scales[k] >= NOISY)
    .sort((a, b) => scales[b] - scales[a]);
  const named = noisy.slice(0, MOST_NAMED).map((k) => `${dates[k]} ${scales[k].toFixed(1)}`);
  const others = noisy.length > named.length ? ` and ${noisy.length - named.length} others` : '';
  return `dates are weighted by ${ofPixels}, ${(1000 * usual).toPrecision(2)} mm on a usual date${
    named.length === 0 ? '; none is much noisier' : `; noisier by a factor: ${named.join(', ')}${others}`
  }`;
}
