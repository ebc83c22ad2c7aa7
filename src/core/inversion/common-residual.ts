import { median } from '../stats/robust.ts';
import { type InversionOptions, prepareInversion } from './inversion.ts';
import type { ObservationBlock } from './observations.ts';

/**
 * What all pixels of an interferogram have in common and no time series explains: the median over pixels of the residuals of
 * the inversion. It is mostly the noise of the reference pixel, which is in the phase of all others.
 *
 * @param options of the inversion of the block @param block a sample of the scene [numIfgram, numPixel], rad
 * @returns [numIfgram], rad; 0 where no pixel is observed
 * @throws {NetworkError} for an empty network @throws {OptionError} for weights that need looks
 * @throws {ShapeError} when the arrays do not have one value per interferogram and pixel
 */
export function commonResidual(options: InversionOptions, block: ObservationBlock): Float64Array {
  const { pairs, references } = options;
  const { numPixel, observed } = block;
  const inversion = prepareInversion({ ...options, gap: null, scale: 1 });
  const { dates } = inversion.structure;
  const { timeseries, numInvIfgram } = inversion.invert(block);
  return Float64Array.from(pairs, ({ date1, date2 }, i) => {
    const [from, to] = [dates.indexOf(date1) * numPixel, dates.indexOf(date2) * numPixel];
    const residuals: number[] = [];
    for (let p = 0; p < numPixel; p++) {
      const phase = observed[i * numPixel + p];
      if (phase === 0 || Number.isNaN(phase) || numInvIfgram[p] === 0) continue;
      residuals.push(phase - (references?.[i] ?? 0) - (timeseries[to + p] - timeseries[from + p]));
    }
    return residuals.length === 0 ? 0 : median(residuals);
  });
}
