import type { Values } from '../../core/array.ts';
import type { BlockSink, BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import type { RowKernel } from '../../core/kernel.ts';
import { makeLike } from '../../io/products/like.ts';
import { type Product, source } from '../../io/products/product.ts';
import type { Timeseries } from '../../io/products/timeseries.ts';
import { isSeries } from '../../io/products/typed-product.ts';
import { type ArgsOf, type OutputsOf, runBlocks, WORKSHOP, type WorkOf } from '../engine.ts';
import { attributesOfDelays, type DelaySeries, makeDelaySeries } from './delay-series.ts';
import { subtractFiles } from './difference.ts';
import { pixelToRelateTo } from './difference-run.ts';
import { planSubtraction } from './difference-series.ts';

/** Kernels that are `correcting`. */
type DelayKernel = 'solidEarthTides' | 'zenithDelay' | 'zenithCube' | 'weatherDelay';

/** Delays of dates that follow each other: what a kernel makes them from. */
interface DelaysOf<Name extends DelayKernel> {
  readonly label: string;
  readonly kernel: Name;
  readonly args: ArgsOf<Name>;
  readonly inputs: Readonly<Record<string, BlockSource>>;
  /** how many of the dates */
  readonly numDate: number;
  /** as for `runBlocks` */
  readonly madeFrom?: unknown;
  readonly workspace?: number;
}

export type DelayBatch = { readonly [Name in DelayKernel]: DelaysOf<Name> }[DelayKernel];

/** Delays that are to be made. */
export interface DelayWork {
  readonly series: DelaySeries;
  /** of dates that make up all of them, in order */
  readonly batches: AsyncIterable<DelayBatch> | Iterable<DelayBatch>;
}

/** What is to be corrected, and where the result goes; undefined: nowhere. */
export interface ToCorrect {
  readonly product: Product | undefined;
  readonly outfile: string | undefined;
  /** Asked when the delays stay as they were: whether the result does, too. */
  readonly isKept?: () => boolean;
}

/**
 * Make delays, and subtract them. A series is corrected while its delays are made where all their dates fit the memory, from the
 * delays that stand in their file otherwise: to the same bits.
 *
 * @param delays undefined: they are there
 */
export async function correctByDelays(
  path: string,
  { product, outfile, isKept }: ToCorrect,
  delays: DelayWork | undefined,
  context: Context,
): Promise<void> {
  const series = product !== undefined && isSeries(product) ? product : undefined;
  if (delays !== undefined) {
    const correction = series && outfile !== undefined ? { series, outfile } : undefined;
    if (await makeDelays(delays, correction, context)) return;
  } else {
    context.log.info(`${path} is up to date`);
    if (isKept?.()) {
      context.log.info(`${outfile} is up to date`);
      return;
    }
  }
  if (product !== undefined && outfile !== undefined)
    await subtractFiles({ first: product.path, others: [path], outfile, force: true }, context);
}

interface Correction {
  readonly series: Timeseries;
  readonly outfile: string;
}

/** @returns whether the series was corrected along with it */
async function makeDelays(
  { series, batches }: DelayWork,
  correction: Correction | undefined,
  context: Context,
): Promise<boolean> {
  const { length, width, dates } = series;
  const each = Symbol.asyncIterator in batches ? batches[Symbol.asyncIterator]() : batches[Symbol.iterator]();
  let next = await each.next();
  if (correction !== undefined && !next.done && next.value.numDate === dates.length) {
    const plan = await planCorrection(series, next.value, correction, context);
    if (plan !== undefined) {
      await makeBoth(series, next.value, correction, plan, context);
      return true;
    }
  }
  await makeDelaySeries(series, context, async (sink) => {
    for (let first = 0; !next.done; next = await each.next()) {
      const { numDate } = next.value;
      const timeseries = someDates(sink, first, numDate, length * width);
      await runBatch(next.value, { length, width, outputs: { timeseries } }, context);
      first += numDate;
    }
  });
  return false;
}

/** Where the delays of some of its dates go. Only a whole one can be gone on with by another run. */
function someDates(sink: BlockSink, first: number, count: number, numPixel: number): BlockSink {
  if (count === sink.planes) return sink;
  const address = sink.address + first * numPixel * sink.bytesPerValue;
  return { ...sink, address, planes: count, journal: undefined };
}

type Plan = ReturnType<typeof planSubtraction>;

/** Undefined where there is no delay at the reference pixel: subtracting their file will tell. */
async function planCorrection(
  series: DelaySeries,
  batch: DelayBatch,
  { series: first, outfile }: Correction,
  { log }: Context,
): Promise<Plan | undefined> {
  const other = { ...series, attributes: attributesOfDelays(series) };
  const pixel = pixelToRelateTo(first, other);
  const atReference = pixel && (await delaysAt(pixel, batch, series.width));
  return atReference?.includes(Number.NaN)
    ? undefined
    : planSubtraction({ first, other, outfile }, atReference, log);
}

/** Delays at one pixel, by date: from its row, as a block of its own comes to the bits of a larger one. */
async function delaysAt(
  { y, x }: { readonly y: number; readonly x: number },
  { kernel, args, inputs, numDate }: DelayBatch,
  width: number,
): Promise<Float64Array> {
  const block = { y0: y, y1: y + 1, width, numPixel: width };
  const { default: prepare } = await (WORKSHOP.kernels[kernel] as AnyDelayKernel).load();
  const store = await WORKSHOP.store();
  try {
    const rows: Record<string, Values> = {};
    for (const [name, input] of Object.entries(inputs)) {
      const source = await store.open(input);
      rows[name] = await store.reading(() => source.read(block));
    }
    const { timeseries } = prepare(args)(rows, block).outputs;
    return Float64Array.from({ length: numDate }, (_, k) => timeseries[k * width + x]);
  } finally {
    store.close();
  }
}

type AnyDelayKernel = RowKernel<unknown, Record<string, Values>, { readonly timeseries: Values }>;

/** The delays are complete before the corrected series is: a run that was killed in between finds them. */
async function makeBoth(
  series: DelaySeries,
  batch: DelayBatch,
  { series: first, outfile }: Correction,
  { attributes, subtraction }: Plan,
  context: Context,
): Promise<void> {
  const { length, width } = series;
  const correcting = {
    ...batch,
    args: { ...batch.args, correction: subtraction },
    ...(batch.madeFrom !== undefined && { madeFrom: [batch.madeFrom, subtraction] }),
    inputs: { ...batch.inputs, first: source(first.path, 'timeseries') },
  } as DelayBatch;
  await makeLike(outfile, first, { attributes, rasters: ['timeseries'] }, context, (result) =>
    makeDelaySeries(series, context, (timeseries) => {
      const outputs = { timeseries, corrected: result.sink('timeseries') };
      return runBatch(correcting, { length, width, outputs }, context);
    }),
  );
}

interface Place {
  readonly length: number;
  readonly width: number;
  readonly outputs: OutputsOf<DelayKernel>;
}

async function runBatch({ numDate: _, ...work }: DelayBatch, place: Place, context: Context): Promise<void> {
  await runBlocks({ ...work, ...place } as WorkOf<DelayKernel>, context);
}
