import { existsSync, readFileSync } from 'node:fs';
import { basename, dirname, extname, join } from 'node:path';
import { datesOfText } from '../../config/date-list.ts';
import type { DateSource } from '../../config/time-type.ts';
import type { Context } from '../../core/context.ts';
import { findDate } from '../../core/date-selection.ts';
import { OptionError } from '../../core/errors.ts';
import { makeProduct } from '../../io/products/product.ts';
import { dateType } from '../../io/products/timeseries.ts';
import { runBlocks } from '../engine.ts';
import { inversionAttributes } from './inversion-attributes.ts';
import type { CovarianceKernelArgs } from './stack-covariance-kernel.ts';
import { type InversionRequest, prepareStackInversion } from './stack-inversion.ts';

/**
 * Covariance of the inverted time series from the decorrelation of the interferograms: `ifgram_inversion --calc-cov`.
 * Written beside the time series as `timeseriesDecorCov.h5`, [numDate, numDate, length, width] m².
 *
 * @param reference date of zero variance, as mintpy.reference.date gives it; the first date where it gives none
 * @throws {OptionError} for a date that is not in the network
 */
export async function writeCovariance(
  request: InversionRequest,
  reference: DateSource | null,
  context: Context,
): Promise<void> {
  const weighted = { ...request, options: { ...request.options, weightFunc: 'var' as const } };
  const { stack, dataset, structure, inputs, kernelArgs } = await prepareStackInversion(weighted);
  const { dates } = structure;
  const named = referenceDate(reference, request.folder, dates, context);
  const refDate = dates[findDate(dates, named)];
  if (refDate === undefined) {
    throw new OptionError(
      `The reference date ${named} is not in the network.`,
      `Choose one of ${dates.join(', ')}.`,
    );
  }
  const { pairs, looks, minRedundancy, scale, observation, references } = kernelArgs.inversion;
  const args: CovarianceKernelArgs = {
    covariance: { pairs, refDate, looks, minRedundancy, scale, observation, references },
    mask: kernelArgs.mask,
  };
  const { length, width } = stack;
  const attributes = inversionAttributes(stack, dataset, weighted);
  const series = request.outfiles.timeseries;
  const base = basename(series, extname(series));
  const outfile = join(dirname(series), `${base === 'timeseries' ? 'timeseriesDecor' : base}Cov.h5`);
  const n = dates.length;
  await makeProduct(
    outfile,
    {
      attributes: { ...attributes, FILE_TYPE: 'timeseries', UNIT: 'm', REF_DATE: refDate },
      datasets: [
        { name: 'timeseries', type: 'f4', shape: [n, n, length, width] },
        { name: 'date', type: dateType(dates), shape: [n] },
      ],
    },
    context,
    async (product) => {
      product.writer.write('date', [...dates]);
      await runBlocks(
        {
          label: 'covariance',
          length,
          width,
          inputs,
          outputs: { timeseries: product.sink('timeseries') },
          kernel: 'covariance',
          args,
        },
        context,
      );
    },
  );
}

/** The date that is asked for; the first, as of the series itself, where no file tells one. */
function referenceDate(
  reference: DateSource | null,
  folder: string,
  dates: readonly string[],
  { log }: Context,
): string {
  if (reference?.kind === 'date') return reference.date;
  const path = reference === null ? undefined : join(folder, reference.file);
  const date =
    path !== undefined && existsSync(path) ? datesOfText(readFileSync(path, 'utf8'))[0] : undefined;
  if (date !== undefined) return date;
  log.info(
    `covariance relative to ${dates[0]}, the first date, as the series${path === undefined ? '' : `: there is no ${path} yet`} (mintpy.reference.date)`,
  );
  return dates[0];
}
