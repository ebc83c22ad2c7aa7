import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { defineCommand } from '../flags/define-command.ts';
import { flag } from '../flags/flag.ts';
import { choice, folder, inputFile, int, positive, within } from '../flags/kind.ts';
import { estimateBias, estimateBiasQuickly } from '../operations/closure-bias/closure-bias.ts';
import { maskByClosure } from '../operations/closure-bias/closure-mask.ts';
import { computeFlags, withCompute } from './compute-flags.ts';

const OUTPUTS = {
  mask: ['maskClosurePhase.h5', 'avgCpxClosurePhase.h5'],
  quick_estimate: ['wratio.h5', 'timeseriesBiasApprox.h5'],
  estimate: ['timeseriesBias.h5'],
} as const;

/** `mintsar closure_phase_bias`. */
export const command = defineCommand({
  description:
    'Multilooked phases of short interferograms do not add up to that of the long one: a bias of the time series. mask finds pixels that have it; quick_estimate and estimate tell how large it is, from closure phases up to the bandwidth, against those of a connection that counts as free of bias. Closure phases are filtered and must then lie within half a cycle.',
  examples: [
    'mintsar closure_phase_bias -i inputs/ifgramStack.h5 --nl 20 -a mask',
    'mintsar closure_phase_bias -i inputs/ifgramStack.h5 --nl 20 -a mask --num-sigma 2.5',
    'mintsar closure_phase_bias -i inputs/ifgramStack.h5 --nl 20 --bw 10 -a quick_estimate',
    'mintsar closure_phase_bias -i inputs/ifgramStack.h5 --nl 20 --bw 10 -a estimate --wm waterMask.h5',
  ],
  references: [
    'Zheng, Fattahi, Agram, Simons & Rosen (2022), IEEE Trans. Geosci. Remote Sens. 60, doi:10.1109/TGRS.2022.3167648',
  ],
  flags: {
    stack: flag('-i --ifgramstack', inputFile, 'stack of interferograms', { required: true }),
    waterMask: flag('--wm --water-mask', inputFile, 'pixels on land', {
      shown: 'waterMask.h5 where it is there',
    }),
    connection: flag('--nl --conn-level', int(2), 'connection that counts as free of bias', { default: 20 }),
    bandwidth: flag('--bw', int(2), 'connections that the time series is made from', { default: 10 }),
    action: flag('-a --action', choice(['mask', 'quick_estimate', 'estimate']), 'what to do', {
      default: 'mask',
    }),
    outdir: flag('-o', folder, 'folder of the results', { default: './' }),
    numSigma: flag('--num-sigma', positive, 'mask: limit of the phase, standard deviations', { default: 3 }),
    epsilon: flag('--eps --epsilon', within(0), 'mask: amplitude below which pixels stay', { default: 0.3 }),
    ...computeFlags,
  },
  outputs: ({ action, outdir }) =>
    Object.fromEntries(OUTPUTS[action].map((name) => [name, join(resolve(outdir), name)])),
  async run({ waterMask: typed, ...request }, given, outputs) {
    const context = await withCompute(request, given);
    const usual = resolve('waterMask.h5');
    const waterMask = typed ?? (existsSync(usual) ? usual : undefined);
    const work = { ...request, outdir: resolve(request.outdir), waterMask };
    if (request.action === 'mask') await maskByClosure(work, context);
    else if (request.action === 'estimate') await estimateBias(work, context);
    else await estimateBiasQuickly(work, context);
    for (const file of Object.values(outputs)) context.print(file);
  },
});
