import { dirname, join } from 'node:path';
import type { Context } from '../../core/context.ts';
import { isQuick } from '../../core/inversion/quick-solver.ts';
import { perpBaselineTimeseries } from '../../core/network/perpendicular-baseline.ts';
import { makeProduct, type ProductLayout } from '../../io/products/product.ts';
import { isMadeBy } from '../../io/products/provenance.ts';
import { timeseriesLayout } from '../../io/products/timeseries.ts';
import { type OutputsOf, runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { changeReferenceDate } from '../timeseries/reference-date.ts';
import { FILES } from '../work-files.ts';
import { inversionAttributes } from './inversion-attributes.ts';
import { type InversionRequest, prepareStackInversion, type StackInversion } from './stack-inversion.ts';

/** Invert a stack of interferograms or offsets into a time series: `mintsar ifgram_inversion`. */
export async function invertStack(request: InversionRequest, context: Context): Promise<void> {
  assertRequest('invertStack', request, context, ['stack', 'folder']);
  await invert(request, context);
  if (request.refDate !== undefined)
    await changeReferenceDate({ files: [request.outfiles.timeseries], date: request.refDate }, context);
}

async function invert(request: InversionRequest, context: Context): Promise<void> {
  const { outfiles, options } = request;
  const setup = await prepareStackInversion(request);
  const { stack, dataset, structure, inputs, kernelArgs } = setup;
  const { length, width } = stack;
  const layouts = productLayouts(setup, request);
  if (request.update && (await isInverted(layouts, request))) {
    context.log.info(`${outfiles.timeseries} is up to date`);
    return;
  }
  context.log.info(
    `invert ${stack.kept.length} of ${stack.date12.length} interferograms (${dataset}) on ${structure.numDate} dates, weight ${options.weightFunc}${options.norm === 'L1' ? ', norm L1' : ''}${isQuick(kernelArgs.inversion) ? ', single precision with refinement' : ''}`,
  );
  if (structure.numPiece > 1) {
    context.log.warn(
      `the network is in ${structure.numPiece} pieces that no interferogram connects: ${between(options)} decides between them${options.gap === null ? GAP_ADVICE : ''}`,
    );
  }
  const bperp = perpBaselineTimeseries(
    kernelArgs.inversion.pairs,
    stack.kept.map((i) => stack.bperp[i]),
  );
  const makeAll = (fill: (sinks: OutputsOf<'invertNetwork'>) => Promise<void>) =>
    makeProduct(outfiles.timeseries, layouts.timeseries, context, async (series) => {
      series.writer.write('date', [...structure.dates]);
      series.writer.write('bperp', Float32Array.from(bperp));
      await makeProduct(outfiles.quality, layouts.quality, context, (quality) =>
        makeProduct(outfiles.count, layouts.count, context, async (count) => {
          const sinks = {
            timeseries: series.sink('timeseries'),
            inversionQuality: quality.sink(layouts.quality.datasets[0].name),
            numInvIfgram: count.sink('mask'),
          };
          if (options.gap === null) return fill(sinks);
          await makeProduct(piecesFile(outfiles), layouts.pieces, context, (pieces) =>
            fill({ ...sinks, numPieces: pieces.sink('numPieces') }),
          );
        }),
      );
    });
  await makeAll(async (outputs) => {
    const rowSums = await runBlocks(
      {
        label: 'inverting',
        length,
        width,
        inputs,
        outputs,
        kernel: 'invertNetwork',
        args: kernelArgs,
        workspace: 12, // quality, count and mask; the rest is where inputs and outputs are
        bytesPerThread: 1 << 24,
      },
      context,
    );
    reportHardPixels(rowSums, options, context);
  });
}

/** What decides where the pieces of a network lie. */
function between({ gap, minNormVelocity }: InversionRequest['options']): string {
  if (gap === 'nsbas') return 'a line with an annual period';
  return `minimum norm of ${minNormVelocity ? 'velocity' : 'phase'}`;
}

const GAP_ADVICE =
  ', as if nothing moved across gaps, and biases velocities (mintpy.networkInversion.gap = nsbas does not)';

/** What becomes of pixels, or so many of them, whose interferograms fall into pieces. */
export function piecesWords(pixels: string, options: InversionRequest['options']): string {
  return `${pixels} lack interferograms that connect all dates: ${between(options)} decides there${options.gap === null ? GAP_ADVICE : ''}`;
}

/** `numPieces.h5`, beside the count of interferograms. */
function piecesFile({ count }: InversionRequest['outfiles']): string {
  return join(dirname(count), FILES.numPieces);
}

interface Layouts {
  readonly timeseries: ProductLayout;
  readonly quality: ProductLayout;
  readonly count: ProductLayout;
  readonly pieces: ProductLayout;
}

function productLayouts(
  { stack, dataset, structure, kernelArgs }: StackInversion,
  request: InversionRequest,
): Layouts {
  const { dates } = structure;
  const { length, width } = stack;
  const attributes = inversionAttributes(stack, dataset, request);
  const { REF_DATE: _date, ...undated } = attributes;
  const { NO_DATA_VALUE: _noData, ...counted } = undated;
  const isPhase = kernelArgs.inversion.observation !== 'offset';
  const quality = isPhase
    ? { name: 'temporalCoherence', FILE_TYPE: 'temporalCoherence', UNIT: '1' }
    : { name: 'residual', FILE_TYPE: 'offset', UNIT: 'pixel' };
  const raster = (name: string) => [{ name, type: 'f4' as const, shape: [length, width] }];
  const { name, ...qualityAttributes } = quality;
  return {
    timeseries: {
      attributes: { ...attributes, FILE_TYPE: 'timeseries', UNIT: 'm', REF_DATE: dates[0] },
      datasets: timeseriesLayout(dates, length, width, true),
    },
    quality: { attributes: { ...undated, ...qualityAttributes }, datasets: raster(name) },
    pieces: {
      attributes: { ...counted, FILE_TYPE: 'numPieces', UNIT: '1' },
      datasets: raster('numPieces'),
    },
    count: { attributes: { ...counted, FILE_TYPE: 'mask', UNIT: '1' }, datasets: raster('mask') },
  };
}

/** All three products are there, younger than the stack, of the same options and reference point. */
async function isInverted(
  { timeseries }: Layouts,
  { outfiles, stack, options }: InversionRequest,
): Promise<boolean> {
  const relevant = Object.entries(timeseries.attributes).filter(
    ([key]) => key.startsWith('mintpy.networkInversion.') || key === 'REF_Y' || key === 'REF_X',
  );
  const paths =
    options.gap === null ? Object.values(outfiles) : [...Object.values(outfiles), piecesFile(outfiles)];
  for (const path of paths) {
    const ours = {
      'mintpy.networkInversion.gap': options.gap ?? 'None',
      'mintpy.networkInversion.norm': options.norm === 'L1' ? 'L1' : 'None',
      'mintpy.networkInversion.fast': options.fast ? 'True' : 'None',
    };
    const recipe = { from: [stack], attributes: { ...ours, ...Object.fromEntries(relevant) } };
    if (!(await isMadeBy(path, recipe))) return false;
  }
  return true;
}

function reportHardPixels(
  rowSums: readonly Float64Array[],
  options: InversionRequest['options'],
  { log }: Context,
): void {
  const [inPieces, illConditioned] = [0, 1].map((k) => rowSums.reduce((sum, row) => sum + row[k], 0));
  if (inPieces > 0) {
    const text = piecesWords(`${inPieces} pixels`, options);
    if (options.gap === null) log.warn(text);
    else log.info(`${text}; numPieces.h5 tells which`);
  }
  if (illConditioned > 0)
    log.info(`${illConditioned} pixels have weights of extremely different size: solved exactly`);
}
