import { bridgingFingerprint, staleKeys } from '../../config/fingerprint.ts';
import type { Context } from '../../core/context.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { runPlanes } from '../engine.ts';
import { assertRequest } from '../request.ts';
import type { BridgingKernelArgs } from './unwrap-bridging-kernel.ts';
import { addPhase, isCorrected, openCorrectable, type UnwrapCorrectionRequest } from './unwrap-correction.ts';

/** Root attributes in which bridging tells with what it was done; absent means no. */
const KEYS = ['waterMaskFile', 'connCompMinArea', 'ramp', 'bridgePtsRadius'].map(
  (name) => `mintpy.unwrapError.${name}`,
);

/** Bytes of labels and of a ramp per pixel, beside what goes in and out. */
const WORKSPACE = 20;

/**
 * Correct 2 pi jumps between the connected components of every interferogram by bridges (Yunjun et al. 2019):
 * `mintsar unwrap_error_bridging`. The result is added to the stack as `unwrapPhase_bridging`; dropped interferograms
 * pass unchanged.
 */
export async function correctByBridges(request: UnwrapCorrectionRequest, context: Context): Promise<void> {
  assertRequest('correctByBridges', request, context, ['stack', 'folder']);
  const { options } = request;
  const { log } = context;
  const work = await openCorrectable(request, '_bridging');
  const { stack, input, output, inputs } = work;
  const fingerprint = bridgingFingerprint(options);
  if (request.update && isCorrected(work)) {
    const off = Object.fromEntries(KEYS.map((key) => [key, 'no']));
    const stale = staleKeys({ ...off, ...fingerprint }, stack.attributes, 'no');
    if (stale.length === 0) {
      log.info(`${output} of ${stack.path} is up to date`);
      return;
    }
    log.info(`changed since ${output} was made: ${stale.join(', ')}`);
  }
  const reference = referencePixel(stack);
  if (reference === undefined) {
    log.warn(
      `${stack.path} has no reference point: the largest component of each interferogram is taken as right`,
    );
  }
  log.info(
    `bridge the components of ${stack.kept.length} interferograms (${input}), ${
      options.ramp === null ? 'no ramp removed' : `${options.ramp} ramp removed meanwhile`
    }, ${inputs.waterMask === undefined ? 'no water mask' : `water mask ${inputs.waterMask.path}`}`,
  );
  const args: BridgingKernelArgs = {
    date12: stack.date12,
    isKept: stack.isKept,
    reference,
    connCompMinArea: options.connCompMinArea,
    bridgePtsRadius: options.bridgePtsRadius,
    ramp: options.ramp ?? undefined,
  };
  const attributes = (old: Record<string, string>) => {
    const others = Object.entries(old).filter(([key]) => !KEYS.includes(key));
    return { ...Object.fromEntries(others), ...fingerprint };
  };
  await addPhase(work, attributes, context, async (sink) => {
    const summaries = await runPlanes(
      {
        label: 'bridging',
        length: stack.length,
        width: stack.width,
        planes: stack.date12.map((_, k) => k),
        inputs,
        outputs: { phase: sink },
        kernel: 'bridge',
        args,
        workspace: WORKSPACE,
      },
      context,
    );
    const numBridge = summaries.reduce((sum, s) => sum + s.numBridge, 0);
    const changed = summaries.filter((s) => s.cycles.length > 0);
    const most = changed.flatMap((s) => s.cycles).reduce((max, n) => Math.max(max, Math.abs(n)), 0);
    log.info(
      `${numBridge} bridges; ${changed.length} of ${stack.kept.length} interferograms changed, most by ${most} x 2 pi`,
    );
  });
}
