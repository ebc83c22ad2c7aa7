import type { Context } from '../core/context.ts';
import { UnsupportedError } from '../core/errors.ts';
import { FILES } from '../operations/work-files.ts';
import type { Correction, Plan } from './plan.ts';
import type { StepCheck } from './step.ts';

/** A correction that is a product to subtract: a file with the delay of every date. */
interface DelayProduct {
  readonly file: string;
  /** the option that asks for it, as in the template */
  readonly option: string;
  readonly what: string;
  /** values of the option that do without the file */
  readonly instead: string;
}

/** The product that a correction subtracts; undefined when it is off, or estimated from the series itself. */
export function delayProduct({ config }: Plan, correction: Correction): DelayProduct | undefined {
  const { method, weatherModel } = config.troposphericDelay;
  switch (correction) {
    case 'SET':
      if (!config.solidEarthTides) return undefined;
      return {
        file: FILES.solidEarthTides,
        option: 'mintpy.solidEarthTides = yes',
        what: 'solid Earth tides',
        instead: 'no',
      };
    case 'ionosphere':
      if (config.ionosphericDelay.method === null) return undefined;
      return {
        file: FILES.ionosphere,
        option: `mintpy.ionosphericDelay.method = ${config.ionosphericDelay.method}`,
        what: 'ionospheric delay',
        instead: 'no',
      };
    case 'troposphere': {
      if (method === null || method === 'height_correlation') return undefined;
      const model = method === 'pyaps' ? weatherModel : method.toUpperCase();
      return {
        file: `inputs/${model}.h5`,
        option: `mintpy.troposphericDelay.method = ${method}`,
        what: `tropospheric delay from ${method === 'pyaps' ? `the weather model ${model}` : model}`,
        instead: 'height_correlation or no',
      };
    }
    default:
      return undefined;
  }
}

/** Said before anything runs, so that no night is lost on a run that cannot end. @throws when the product is not there */
export function checkDelay(correction: Correction): StepCheck {
  return (plan) => {
    const product = delayProduct(plan, correction);
    if (product === undefined || plan.hasFile(product.file)) return [];
    const { file, option, what, instead } = product;
    throw new UnsupportedError(
      `${option}: this version of mintsar cannot compute ${what} yet, and there is no ${file}.`,
      `Put ${option.split(' = ')[0]} = ${instead} into your template, or a file with the delay of every date there, and run again.`,
    );
  };
}

/** What the step reads: the series before it, and the product when there is one. */
export function correctionInputs(plan: Plan, correction: Correction): string[] {
  const product = delayProduct(plan, correction);
  return [plan.timeseriesAround(correction).input, ...(product === undefined ? [] : [product.file])];
}

/** Make the series after a correction from the one before it. */
export async function subtractDelayProduct(
  plan: Plan,
  correction: Correction,
  context: Context,
): Promise<void> {
  const product = delayProduct(plan, correction);
  if (product === undefined) throw new Error(`${correction} is no delay to subtract`);
  const { input, output } = plan.timeseriesAround(correction);
  context.log.info(`subtract the ${product.what} found in ${product.file}`);
  const { subtractDelay } = await import('../operations/corrections/subtract-delay.ts');
  await subtractDelay(
    { timeseries: plan.path(input), delay: plan.path(product.file), outfile: plan.path(output) },
    context,
  );
}
