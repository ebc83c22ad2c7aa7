import type { Context } from '../core/context.ts';
import { subtractDelayProduct } from './delay-products.ts';
import type { Plan } from './plan.ts';

/** The workflow step: solid Earth tides, given as a delay of every date. */
export async function run(plan: Plan, context: Context): Promise<void> {
  await subtractDelayProduct(plan, 'SET', context);
}
