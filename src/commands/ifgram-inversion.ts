import { basename, dirname, resolve } from 'node:path';
import { invertNetwork } from '../config/sections/inversion.ts';
import { defineCommand } from '../flags/define-command.ts';
import { argument, flag, group, off, on, tuple } from '../flags/flag.ts';
import { asTyped, choice, float, inputFile, outputFile, spareFile, within, word } from '../flags/kind.ts';
import { invertStack } from '../operations/inversion/invert-network.ts';
import { computeFlags, withCompute } from './compute-flags.ts';
import { date } from './date-kinds.ts';
import { settledOptions, templateFlag } from './template-flag.ts';

/** `mintsar ifgram_inversion`: from pairs to a time series. */
export const command = defineCommand({
  description:
    'Flags that are typed win over the template. Only pairs that are kept (see modify_network) are inverted; pixels that lack pairs are solved with those they have.',
  examples: [
    'mintsar ifgram_inversion inputs/ifgramStack.h5 -t smallbaselineApp.cfg --update',
    'mintsar ifgram_inversion inputs/ifgramStack.h5 -w no',
    'mintsar ifgram_inversion inputs/ifgramStack.h5 --dset unwrapPhase_bridging',
    'mintsar ifgram_inversion inputs/ifgramStack.h5 --mask-dset coherence --mask-thres 0.4 --min-redun 2',
    'mintsar ifgram_inversion inputs/ifgramStack.h5 --gap nsbas',
    'mintsar ifgram_inversion inputs/ifgramStack.h5 --norm L1',
    'mintsar ifgram_inversion inputs/ifgramStack.h5 --fast',
    'mintsar ifgram_inversion inputs/offsetStack.h5 --dset azimuthOffset',
  ],
  templateSteps: ['invert_network'],
  references: [
    'Berardino et al. (2002), IEEE Trans. Geosci. Remote Sens. 40, doi:10.1109/TGRS.2002.803792 (small baselines)',
    'Pepe & Lanari (2006), IEEE Trans. Geosci. Remote Sens. 44, doi:10.1109/TGRS.2006.873207 (temporal coherence)',
    'Lauknes et al. (2011), IEEE Trans. Geosci. Remote Sens. 49, doi:10.1109/TGRS.2010.2051951 (--norm L1)',
    'Doin et al. (2011), Proc. Fringe, ESA SP-697 (NSBAS, --gap nsbas)',
    'Tough et al. (1995), Proc. R. Soc. A 449, doi:10.1098/rspa.1995.0066 (phase variance)',
    'Guarnieri & Tebaldini (2008), IEEE Trans. Geosci. Remote Sens. 46, doi:10.1109/TGRS.2008.2001756 (fim)',
  ],
  flags: {
    stack: argument(inputFile, 'stack of interferograms or offsets'),
    template: templateFlag('template with mintpy.networkInversion.*'),
    dataset: flag('-i -d --dset', word, 'dataset to invert', {
      shown: 'unwrapPhase, corrected if the template says so',
    }),
    waterMaskFile: flag(
      '-m --water-mask',
      asTyped(spareFile),
      'pixels to invert; ignored when the file is missing',
      { option: 'mintpy.networkInversion.waterMaskFile' },
    ),
    outfiles: tuple(
      '-o --output',
      outputFile,
      'TS_FILE TCOH_FILE NUM_INV_FILE',
      'time series, quality and count',
    ),
    refDate: flag('--ref-date', date, 'reference date of the time series', { shown: 'the first' }),
    skipReference: on('--skip-reference --skip-ref', 'do not subtract the reference pixel'),
    covariance: on(
      '--calc-cov',
      'also write the covariance of the time series by decorrelation, timeseriesDecorCov.h5 beside it, relative to mintpy.reference.date or else the first date',
    ),
    update: on('--update', 'skip when nothing has changed'),
    ...group('solution', {
      weightFunc: flag(
        '-w --weight-func',
        choice(['var', 'fim', 'coh', 'no']),
        'weight from coherence: inverse phase variance, Fisher information, coherence, or none',
        { default: 'var', option: 'mintpy.networkInversion.weightFunc' },
      ),
      minNormVelocity: off(
        '--min-norm-phase',
        'where pairs do not connect all dates, minimise phase instead of velocity',
        { option: 'mintpy.networkInversion.minNormVelocity' },
      ),
      norm: flag(
        '--norm',
        choice(['L2', 'L1']),
        'L2: least squares; L1: pairs that the others contradict, off by cycles, hardly count. First min sum |r|, all pairs alike; then weights w min(1, 3 / (sqrt(w) |r|)^1.5), w of --weight-func. Takes 2 to 5 times as long',
        { default: 'L2', option: 'mintpy.networkInversion.norm' },
      ),
      fast: on(
        '--fast',
        'phases, -w var and L2: in single precision with one step of refinement; pixels with very uneven weights or in pieces are solved in double precision as ever. Series differ by less than 1e-6 of the largest displacement of the scene, temporal coherence by 1e-7',
        { option: 'mintpy.networkInversion.fast' },
      ),
      gap: flag(
        '--gap',
        invertNetwork.options['mintpy.networkInversion.gap'].type,
        'nsbas: where pairs do not connect all dates, a line with an annual period that fits the dates on both sides goes on between them; also writes numPieces.h5',
        { option: 'mintpy.networkInversion.gap' },
      ),
    }),
    ...group('masking of single observations', {
      maskDataset: flag(
        '--mask-dset --mask-dataset --md',
        invertNetwork.options['mintpy.networkInversion.maskDataset'].type,
        'coherence, connectComponent, offsetSNR, ...',
        { option: 'mintpy.networkInversion.maskDataset' },
      ),
      maskThreshold: flag('--mask-thres --mask-threshold --mt', float, 'its threshold', {
        default: 0.4,
        option: 'mintpy.networkInversion.maskThreshold',
      }),
      minRedundancy: flag('--min-redun --min-redundancy --mr', within(0), 'pairs every date must have', {
        default: 1,
        option: 'mintpy.networkInversion.minRedundancy',
      }),
    }),
    ...computeFlags,
  },
  outputs({ stack, dataset, outfiles }) {
    const [timeseries, quality, count] =
      outfiles ?? defaultNames(stack, dataset).map((name) => resolve(name));
    return { timeseries, quality, count };
  },
  async run(flags, context, outfiles) {
    const { stack, template, refDate, skipReference, update } = flags;
    for (const warning of template?.warnings ?? []) context.log.warn(warning);
    const request = {
      stack,
      dataset: flags.dataset ?? (basename(stack) === 'ionStack.h5' ? 'unwrapPhase' : undefined),
      options: settledOptions('networkInversion', flags, context, 'flags'),
      unwrapErrorMethod: template?.config.unwrapError.method,
      outfiles,
      folder: template === undefined ? process.cwd() : resolve(dirname(stack), '..'),
      refDate,
      skipReference,
      update,
      fromTemplate: template !== undefined && !template.given.has('mintpy.networkInversion.maskDataset'),
    };
    const limited = await withCompute(flags, context);
    await invertStack(request, limited);
    if (flags.covariance) {
      const { writeCovariance } = await import('../operations/inversion/stack-covariance.ts');
      await writeCovariance(request, template?.config.reference.date ?? null, limited);
    }
  },
});

function defaultNames(stack: string, dataset: string | undefined): string[] {
  if (basename(stack).startsWith('ion')) return ['ion.h5', 'temporalCoherenceIon.h5', 'numInvIon.h5'];
  const axis = dataset?.startsWith('azimuthOffset')
    ? 'Az'
    : dataset?.startsWith('rangeOffset')
      ? 'Rg'
      : undefined;
  if (axis !== undefined) return [`timeseries${axis}.h5`, `residualInv${axis}.h5`, `numInvOff${axis}.h5`];
  return ['timeseries.h5', 'temporalCoherence.h5', 'numInvIfgram.h5'];
}
