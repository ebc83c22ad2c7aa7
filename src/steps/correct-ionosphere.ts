import type { Context } from '../core/context.ts';
import { subtractDelayProduct } from './delay-products.ts';
import type { Plan } from './plan.ts';

/** The workflow step: the ionospheric delay, inverted from pairs of split spectra unless it is given. */
export async function run(plan: Plan, context: Context): Promise<void> {
  await subtractDelayProduct(plan, 'ionosphere', context);
}
