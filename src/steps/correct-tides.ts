import type { Context } from '../core/context.ts';
import { subtractDelayProduct } from './delay-products.ts';
import type { Plan } from './plan.ts';

/** The workflow step: solid Earth tides, computed unless they are given. */
export async function run(plan: Plan, context: Context): Promise<void> {
  await subtractDelayProduct(plan, 'SET', context);
}
