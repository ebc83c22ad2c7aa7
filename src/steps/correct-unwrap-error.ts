import type { Context } from '../core/context.ts';
import { RunError } from '../core/errors.ts';
import { correctByBridges } from '../operations/unwrapping/unwrap-bridging.ts';
import { correctByClosure } from '../operations/unwrapping/unwrap-phase-closure.ts';
import { FILES } from '../operations/work-files.ts';
import type { Plan } from './plan.ts';

const BRIDGED = 'unwrapPhase_bridging';
const CLOSED = 'unwrapPhase_phaseClosure';
const BRIDGED_AND_CLOSED = 'unwrapPhase_bridging_phaseClosure';

/** The workflow step: bridging, phase closure, or the second on the result of the first. */
export async function run(plan: Plan, context: Context): Promise<void> {
  const options = plan.config.unwrapError;
  const request = { stack: plan.path(FILES.stack), options, folder: plan.path('.') };
  const { method } = options;
  const bridges = method === 'bridging' || method === 'bridging+phase_closure';
  if (bridges) await correctByBridges({ ...request, input: 'unwrapPhase', output: BRIDGED }, context);
  if (method === 'bridging' || method === null) return;
  const [input, output] = bridges ? [BRIDGED, BRIDGED_AND_CLOSED] : ['unwrapPhase', CLOSED];
  const commonMask = plan.path(FILES.maskConnComp);
  const outcome = await correctByClosure({ ...request, input, output, commonMask }, context);
  if (outcome === undefined) {
    // The next step would miss the corrected phase and could not say why.
    throw new RunError(
      `Phase closure found no region of ${FILES.maskConnComp} to correct.`,
      'Lower mintpy.unwrapError.connCompMinArea, or set mintpy.unwrapError.method = bridging or no.',
    );
  }
  const { enabled, dpi, style } = plan.config.plot;
  const theme = style ?? undefined;
  if (!enabled) return;
  const { drawCommonRegions } = await import('../operations/figures/common-regions.ts');
  const place = { folder: plan.path('pic'), dpi, theme };
  try {
    await drawCommonRegions(request.stack, commonMask, outcome.regions, place, context);
  } catch (error) {
    context.log.warn(`no figure of the common regions: ${(error as Error).message}`); // the correction is good
  }
}
