import type { BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { MintsarError } from '../../core/errors.ts';
import { commonResidual } from '../../core/inversion/common-residual.ts';
import { networkStructure } from '../../core/inversion/network-structure.ts';
import { labelPieces } from '../../core/inversion/pieces.ts';
import { factoriseTimeFunctions } from '../../core/timeseries/fit.ts';
import { prepareFullUncertainty } from '../../core/timeseries/full-uncertainty.ts';
import { rereference } from '../../core/timeseries/rereference.ts';
import { observationBlock } from '../inversion/observations.ts';
import { readUsed } from '../scatter/series-scatter.ts';
import { readSamples } from '../unwrapping/pixel-samples.ts';
import { fullUncertainty } from './velocity-full.ts';
import type { VelocityFit } from './velocity-request.ts';

/** Rows of the scene that are looked at, and pixels of each. */
const ROWS = 4;
const PIXELS_OF_ROW = 100;
/** Interferograms beyond those that determine the series, and pixels, that tell the misfit. */
const LEAST_FREEDOM = 5;
const FEWEST_PIXELS = 20;

/** What the interferograms of a series say. */
export interface NetworkNoise {
  /** median s0², and the looks by which the coherence was weighed; undefined where too little is known */
  readonly misfit: { readonly square: number; readonly looks: number } | undefined;
  /** share of pixels whose interferograms do not connect all dates */
  readonly shareInPieces: number;
}

/** Series of a few hundred reliable pixels, relative to what the velocity will be. */
export interface SeriesSample {
  readonly rows: readonly Int32Array[];
  /** [numDate, numPixel] */
  readonly values: Float32Array;
}

/** Read them: maskTempCoh.h5 beside the series tells which pixels are reliable. */
export async function readSeriesSample(
  { series, used, reference }: VelocityFit,
  context: Context,
): Promise<SeriesSample> {
  const rows = rowSample(await readUsed(series), series);
  const values = await readRows({ path: series.path, dataset: 'timeseries', planes: used }, rows, context);
  rereference(values, used.length, values.length / used.length, reference);
  return { rows, values };
}

/**
 * What a sample of the reliable pixels says of the interferograms of a series: relative to what all pixels of an interferogram have in
 * common, so that the noise of a reference pixel is no part of it. The same at every look.
 */
export async function networkNoise(
  fit: VelocityFit,
  context: Context,
  { rows, values: series }: SeriesSample,
): Promise<NetworkNoise | undefined> {
  try {
    // Relative to the pixel of the stack, as it was inverted.
    const { inputs, args } = await fullUncertainty({ ...fit, refYX: undefined, area: undefined }, context);
    const read = (source: BlockSource) => readRows(source, rows, context);
    const observed = await read(inputs.observed!);
    const { quality, mask } = inputs;
    const numPixel = series.length / fit.used.length;
    const block = observationBlock(
      { observed, ...(quality && { quality: await read(quality) }), ...(mask && { mask: await read(mask) }) },
      numPixel,
      args.mask,
    );
    const structure = networkStructure(args.inversion.pairs);
    const { numIfgram, numUnknown, first, second } = structure;
    const weight = Float64Array.from(observed, (phase) => (phase === 0 || Number.isNaN(phase) ? 0 : 1));
    const piece = new Int32Array(numUnknown + 1);
    let [numThere, numInPieces] = [0, 0];
    for (let p = 0; p < numPixel; p++) {
      const pieces = labelPieces(first, second, weight, p, numPixel, piece);
      if (pieces <= numUnknown) numThere++; // else there is no interferogram
      if (pieces > 1 && pieces <= numUnknown) numInPieces++;
    }
    const own = commonResidual(args.inversion, block);
    const { references } = args.inversion;
    const full = prepareFullUncertainty({
      ...args,
      inversion: { ...args.inversion, references: own.map((phase, k) => phase + (references?.[k] ?? 0)) },
      dates: fit.setup.dates,
      ...factoriseTimeFunctions(fit.setup),
    });
    const squares = full(block, series)
      .misfit.filter((s0) => s0 > 0)
      .map((s0) => s0 * s0)
      .sort();
    const isTold = numIfgram - numUnknown >= LEAST_FREEDOM && squares.length >= FEWEST_PIXELS;
    return {
      misfit:
        isTold && args.looks !== undefined
          ? { square: squares[squares.length >> 1], looks: args.looks }
          : undefined,
      shareInPieces: numThere === 0 ? 0 : numInPieces / numThere,
    };
  } catch (error) {
    // A stack that was changed or taken away since then says nothing of the series.
    if (error instanceof MintsarError) return undefined;
    throw error;
  }
}

/** Pixels of a mask in few rows, that with most of them in each quarter of the scene. */
function rowSample(
  mask: Uint8Array,
  { length, width }: { readonly length: number; readonly width: number },
): Int32Array[] {
  return Array.from({ length: ROWS }, (_, band) => {
    let best: number[] = [];
    for (let y = Math.floor((band * length) / ROWS); y < Math.floor(((band + 1) * length) / ROWS); y++) {
      const row: number[] = [];
      for (let i = y * width; i < (y + 1) * width; i++) if (mask[i] !== 0) row.push(i);
      if (row.length > best.length) best = row;
    }
    const step = Math.max(1, Math.floor(best.length / PIXELS_OF_ROW));
    return Int32Array.from(best.filter((_pixel, n) => n % step === step >> 1));
  }).filter((pixels) => pixels.length > 0);
}

/** Values at the pixels of some rows [numPlane, numPixel]; row by row, as those in between need not be decoded. */
async function readRows(
  { path, dataset, planes }: BlockSource,
  rows: readonly Int32Array[],
  context: Context,
): Promise<Float32Array> {
  const numPixel = rows.reduce((sum, pixels) => sum + pixels.length, 0);
  const out = new Float32Array(planes!.length * numPixel);
  let start = 0;
  for (const pixels of rows) {
    const samples = await readSamples({ path, dataset, planes: planes!, pixels }, context);
    for (const [k, values] of samples.entries()) out.set(values, k * numPixel + start);
    start += pixels.length;
  }
  return out;
}
