import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Config, defaultOptions } from '../../config/index.ts';
import type { Context } from '../../core/context.ts';
import { readIfgramStack } from '../../io/products/ifgram-stack.ts';
import { readProduct } from '../../io/products/product.ts';
import type { Pixel } from '../../io/products/reference-pixel.ts';
import { subtractDelay } from '../corrections/subtract-delay.ts';
import { invertStack } from '../inversion/invert-network.ts';
import { modifyNetwork } from '../network/modify-network.ts';
import { setReferencePoint } from '../reference/reference-point.ts';
import { assertRequest } from '../request.ts';
import { FILES } from '../work-files.ts';

export interface SplitSpectrumRequest {
  /** stack of ionospheric phase, rad: `unwrapPhase` of every pair; its dropped pairs and reference point are changed */
  readonly stack: string;
  /** series to correct; undefined = only the delays */
  readonly timeseries?: string;
  /** pairs to leave out, all others are used; with neither, those that the stack marks as dropped are left out */
  readonly excludeDate?: readonly string[];
  readonly excludeDate12?: readonly string[];
  /** the reference point; that of the series, or of the stack beside, when left out */
  readonly pixel?: Pixel;
  readonly latLon?: { readonly lat: number; readonly lon: number };
  /** relates radar to map coordinates, for `latLon` */
  readonly lookup?: string;
  /** series of the delays; its temporal coherence and counts go beside it */
  readonly delays: string;
  /** corrected series; undefined = only the delays */
  readonly outfile?: string;
  /** folder to which names of date files belong */
  readonly folder: string;
}

/** What an ionosphere is made of and becomes: the delays, their temporal coherence, and counts of pairs. */
export function ionosphereProducts(delays: string) {
  const beside = (name: string) => join(dirname(delays), name);
  return {
    timeseries: delays,
    quality: beside('temporalCoherenceIon.h5'),
    count: beside('numInvIon.h5'),
  } as const;
}

/**
 * Ionospheric delay of every date from a stack of split-spectrum pairs (Fattahi et al. 2017; Liang et al. 2019), by the
 * unweighted inversion of those that are kept, and a series without it: `mintsar iono_split_spectrum`. In the stack only
 * flags and attributes change. Dates without pairs stay uncorrected and are named.
 */
export async function removeSplitSpectrumDelay(
  request: SplitSpectrumRequest,
  context: Context,
): Promise<void> {
  assertRequest('removeSplitSpectrumDelay', request, context, ['stack', 'delays', 'folder']);
  const { stack, timeseries, delays, outfile, folder } = request;
  await choosePairs(request, context);
  await choosePoint(request, context);
  const options: Config['networkInversion'] = {
    ...defaultOptions().config.networkInversion,
    weightFunc: 'no',
    waterMaskFile: null, // the ionosphere is above water, too
  };
  const outfiles = ionosphereProducts(delays);
  const inversion = { stack, dataset: 'unwrapPhase', options, outfiles, folder, fromTemplate: false };
  await invertStack({ ...inversion, update: true }, context);
  if (timeseries !== undefined && outfile !== undefined)
    await subtractDelay({ timeseries, delay: delays, outfile }, context);
}

async function choosePairs(
  { stack, folder, excludeDate, excludeDate12 }: SplitSpectrumRequest,
  context: Context,
): Promise<void> {
  if (excludeDate !== undefined || excludeDate12 !== undefined) {
    const { network } = defaultOptions().config;
    const options = {
      ...network,
      excludeDate: excludeDate ?? network.excludeDate,
      excludeDate12: excludeDate12 ?? network.excludeDate12,
    };
    await modifyNetwork({ stack, options, folder }, context);
    return;
  }
  const { kept, date12, path } = await readIfgramStack(stack);
  if (kept.length < date12.length)
    context.log.info(
      `${date12.length - kept.length} of ${date12.length} pairs stay dropped, as ${path} says; modify_network --reset takes them back`,
    );
}

/** The point that was given, else that of the series, so that both mean the same. */
async function choosePoint(
  { stack, timeseries, pixel, latLon, lookup }: SplitSpectrumRequest,
  context: Context,
): Promise<void> {
  const isGiven = pixel !== undefined || latLon !== undefined;
  const others = [timeseries, join(dirname(stack), FILES.stack.replace(/^.*\//, ''))];
  let referenceFile: string | undefined;
  for (const other of isGiven ? [] : others)
    if (other !== undefined && existsSync(other) && (await readProduct(other)).attributes['REF_Y']) {
      referenceFile = other;
      break;
    }
  await setReferencePoint({ file: stack, pixel, latLon, lookup, referenceFile }, context);
}
