import { plainNumbers } from '../../compute/work-journal.ts';
import { bridgingFingerprint, staleKeys } from '../../config/fingerprint.ts';
import type { BlockSink, BlockSource } from '../../core/block-io.ts';
import type { Context } from '../../core/context.ts';
import { version } from '../../io/files/version.ts';
import { keptPlanes, notePlanes, planeKeys } from '../../io/products/kept-planes.ts';
import { readGrid } from '../../io/products/product.ts';
import { referencePixel } from '../../io/products/reference-pixel.ts';
import { runPlanes } from '../engine.ts';
import { assertRequest } from '../request.ts';
import type { BridgeRules, BridgingSummary } from './unwrap-bridging-kernel.ts';
import {
  addPhase,
  type CorrectableStack,
  isCorrected,
  openCorrectable,
  phaseSpec,
  type UnwrapCorrectionRequest,
} from './unwrap-correction.ts';

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
  const rules: BridgeRules = {
    reference,
    connCompMinArea: options.connCompMinArea,
    bridgePtsRadius: options.bridgePtsRadius,
    ramp: options.ramp ?? undefined,
  };
  const keys = await keysOf(work, rules);
  const made = keptPlanes(stack.path, phaseSpec(work));
  const stay = stack.date12.map((_, k) => keys && made.get(keys[k]));
  const todo = stay.flatMap((plane, k) => (plane === undefined ? [k] : []));
  if (todo.length < stay.length)
    log.info(`${stay.length - todo.length} of ${stay.length} interferograms stay as they were corrected`);
  const attributes = (old: Record<string, string>) => {
    const others = Object.entries(old).filter(([key]) => !KEYS.includes(key));
    return { ...Object.fromEntries(others), ...fingerprint };
  };
  const summaries = stay.map((plane) => plane?.summary as BridgingSummary);
  const bridge = async (sink: BlockSink) => {
    if (todo.length === 0) return;
    const of = (source: BlockSource) => ({ ...source, planes: todo });
    const found = await runPlanes(
      {
        label: 'bridging',
        length: stack.length,
        width: stack.width,
        planes: todo.map((_, i) => i),
        inputs: { ...inputs, phase: of(inputs.phase), components: of(inputs.components) },
        outputs: { phase: sink },
        kernel: 'bridge',
        args: {
          ...rules,
          date12: todo.map((k) => stack.date12[k]),
          isKept: todo.map((k) => stack.isKept[k]),
        },
        workspace: WORKSPACE,
      },
      context,
    );
    for (const [i, k] of todo.entries()) summaries[k] = found[i];
  };
  await addPhase(work, attributes, context, bridge, stay);
  if (keys !== undefined) notePlanes(stack.path, phaseSpec(work), keys, summaries);
  const numBridge = summaries.reduce((sum, s) => sum + s.numBridge, 0);
  const changed = summaries.filter((s) => s.cycles.length > 0);
  const most = changed.flatMap((s) => s.cycles).reduce((max, n) => Math.max(max, Math.abs(n)), 0);
  log.info(
    `${numBridge} bridges; ${changed.length} of ${stack.kept.length} interferograms changed, most by ${most} x 2 pi`,
  );
}

/** What the corrected phase of each interferogram is made from; undefined where that cannot be told. */
async function keysOf(
  { stack, input, inputs }: CorrectableStack,
  rules: BridgeRules,
): Promise<string[] | undefined> {
  const water = inputs.waterMask && (await readGrid(inputs.waterMask.path, inputs.waterMask.dataset)).data;
  const all = JSON.stringify([version(), rules, water], plainNumbers);
  return planeKeys(stack.path, [input, 'connectComponent'], stack.date12.length, (k) => [
    stack.isKept[k],
    all,
  ]);
}
