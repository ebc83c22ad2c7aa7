import type { Context } from '../../core/context.ts';
import { withReference } from '../../io/attributes/reference.ts';
import { makeProduct, source } from '../../io/products/product.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { timeseriesLayout } from '../../io/products/timeseries.ts';
import { runBlocks } from '../engine.ts';
import type { VelocityFit, VelocityRequest } from './velocity-request.ts';

/** Write what the functions of a fit leave of the series. */
export async function writeResidual(
  { outfile, functions }: NonNullable<VelocityRequest['residual']>,
  { series, used, refYX, setup, reference }: VelocityFit,
  context: Context,
): Promise<void> {
  const { length, width } = series;
  const dates = used.map((k) => series.dates[k]);
  // As the reference writes it: without baselines, and relative to nothing but the model.
  const layout = timeseriesLayout(dates, length, width, false);
  const { REF_DATE: _, ...old } = series.attributes;
  const zeroPixel = refYX ?? referencePixel(series);
  const attributes = refYX === undefined ? old : withReference(old, refYX);
  await makeProduct(outfile, { attributes, datasets: layout }, context, async (product) => {
    product.writer.write('date', dates);
    await runBlocks(
      {
        label: 'residual',
        length,
        width,
        inputs: { timeseries: source(series.path, 'timeseries', used) },
        outputs: { timeseries: product.sink('timeseries') },
        kernel: 'residual',
        args: { setup, functions, reference, referencePixel: referencePixel(series), zeroPixel },
      },
      context,
    );
  });
}
