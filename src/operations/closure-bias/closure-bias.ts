import { join } from 'node:path';
import type { BlockSource } from '../../core/block-io.ts';
import { bandwidthPairs, completeLoops, equivalentConnection } from '../../core/closure-bias/loops.ts';
import type { Context } from '../../core/context.ts';
import { DAYS_PER_YEAR, shortDate } from '../../core/dates.ts';
import { NetworkError, OptionError } from '../../core/errors.ts';
import { displacementPerRadian } from '../../core/inversion/displacement-scale.ts';
import type { IfgramStack } from '../../io/products/ifgram-stack.ts';
import { makeProduct, source } from '../../io/products/product.ts';
import { timeseriesLayout } from '../../io/products/timeseries.ts';
import { runBlocks } from '../engine.ts';
import { assertRequest } from '../request.ts';
import { type ClosureBiasRequest, type ClosureStack, openClosureStack } from './closure-stack.ts';
import { cumulativeClosure } from './cumulative-closure.ts';
import type { BiasInputs } from './quick-bias-kernel.ts';

export interface BiasEstimateRequest extends ClosureBiasRequest {
  /** connections that the time series was made from */
  readonly bandwidth: number;
}

interface Prepared {
  readonly opened: ClosureStack;
  readonly inputs: { readonly [Name in keyof BiasInputs]: BlockSource };
  readonly args: { numDate: number; bandwidth: number; years: number; metresPerRadian: number };
}

async function prepare(
  operation: string,
  request: BiasEstimateRequest,
  context: Context,
  check: (stack: IfgramStack, dates: readonly string[]) => void = () => {},
): Promise<Prepared> {
  assertRequest(operation, request, context, ['stack', 'outdir']);
  const { bandwidth, connection, outdir } = request;
  const opened = await openClosureStack(request);
  const { stack, dates, days, water } = opened;
  if (!(bandwidth >= 2 && bandwidth < dates.length))
    throw new OptionError(
      `A bandwidth of ${bandwidth} (--bw) is not possible with ${dates.length} dates.`,
      `Give a number from 2 to ${dates.length - 1}.`,
    );
  check(stack, dates);
  const levels = new Set([...Array.from({ length: bandwidth - 1 }, (_, k) => k + 2), connection]);
  for (const n of levels) completeLoops(dates, stack.date12, n); // what lacks is said before the first is made
  const files = new Map<number, string>();
  for (const n of levels) files.set(n, await cumulativeClosure(opened, n, outdir, context));
  const last = [dates.length - 1];
  const totals = Array.from({ length: bandwidth - 1 }, (_, k) => [
    `total${k + 2}`,
    source(files.get(k + 2)!, 'timeseries', last),
  ]);
  const inputs = {
    fine: source(files.get(2)!, 'timeseries'),
    rough: source(files.get(connection)!, 'timeseries'),
    ...(water && { water }),
    ...Object.fromEntries(totals),
  };
  const years = (days.at(-1)! - days[0]) / DAYS_PER_YEAR;
  const metresPerRadian = displacementPerRadian(stack.facts.wavelength);
  return { opened, inputs, args: { numDate: dates.length, bandwidth, years, metresPerRadian } };
}

/**
 * Bias of the velocity per connection, and roughly of the time series: `mintsar closure_phase_bias -a quick_estimate`. Writes
 * wratio.h5 and timeseriesBiasApprox.h5.
 */
export async function estimateBiasQuickly(request: BiasEstimateRequest, context: Context): Promise<void> {
  const { opened, inputs, args } = await prepare('estimateBiasQuickly', request, context);
  const { stack, dates, days, attributes } = opened;
  const { length, width } = stack;
  const { bandwidth } = args;
  const equivalent = equivalentConnection(days, bandwidth);
  context.log.info(`connection ${equivalent} spans as long as the pairs up to ${bandwidth} do on average`);
  const levels = (name: string, UNIT: string) =>
    ({ name, type: 'f4', shape: [bandwidth, length, width], attributes: { UNIT } }) as const;
  const ratios = {
    attributes: { ...attributes, FILE_TYPE: 'wratio', DATA_TYPE: 'float32', UNIT: '1' },
    datasets: [levels('wratio', '1'), levels('velocityBias', 'm/year')],
  };
  const series = seriesLayout(opened, {});
  await makeProduct(join(request.outdir, 'wratio.h5'), ratios, context, async (ratio) => {
    await makeProduct(join(request.outdir, 'timeseriesBiasApprox.h5'), series, context, async (bias) => {
      bias.writer.write('date', [...dates]);
      const outputs = {
        wratio: ratio.sink('wratio'),
        velocityBias: ratio.sink('velocityBias'),
        timeseries: bias.sink('timeseries'),
      };
      const kernel = { kernel: 'estimateBiasQuickly', args: { ...args, equivalent } } as const;
      await runBlocks({ label: 'closure-phase bias', length, width, inputs, outputs, ...kernel }, context);
    });
  });
}

/**
 * Bias of the time series made from all pairs within the bandwidth: `mintsar closure_phase_bias -a estimate`. Writes
 * timeseriesBias.h5.
 * @throws {NetworkError} when the pairs in use are others
 */
export async function estimateBias(request: BiasEstimateRequest, context: Context): Promise<void> {
  const { opened, inputs, args } = await prepare('estimateBias', request, context, (stack, { length }) => {
    const wanted = bandwidthPairs(length, request.bandwidth);
    if (stack.kept.length !== wanted)
      throw new NetworkError(
        `${stack.path} has ${stack.kept.length} interferograms in use; all pairs up to connection ${request.bandwidth} of ${length} dates are ${wanted}.`,
        'Choose them with: mintsar modify_network --max-conn-num, or another --bw.',
      );
  });
  const { stack, dates } = opened;
  const { length, width } = stack;
  const span = { REF_DATE: dates[0], DATE12: `${shortDate(dates[0])}-${shortDate(dates.at(-1)!)}` };
  const outfile = join(request.outdir, 'timeseriesBias.h5');
  await makeProduct(outfile, seriesLayout(opened, span), context, async (bias) => {
    bias.writer.write('date', [...dates]);
    await runBlocks(
      {
        label: 'closure-phase bias',
        length,
        width,
        inputs,
        outputs: { timeseries: bias.sink('timeseries') },
        kernel: 'estimateBias',
        args,
        workspace: 24 * dates.length,
      },
      context,
    );
  });
}

function seriesLayout({ stack, dates, attributes }: ClosureStack, more: Readonly<Record<string, string>>) {
  return {
    attributes: { ...attributes, FILE_TYPE: 'timeseries', DATA_TYPE: 'float32', UNIT: 'm', ...more },
    datasets: timeseriesLayout(dates, stack.length, stack.width, false),
  };
}
