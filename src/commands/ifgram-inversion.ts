import { basename, dirname, resolve } from 'node:path';
import { type Config, defaultOptions, readOptions, wideDate } from '../config/index.ts';
import { OptionError } from '../core/errors.ts';
import { readIfgramStack } from '../io/products/ifgram-stack.ts';
import { invertStack } from '../operations/inversion/invert-network.ts';
import type { Arguments, Command, CommandContext } from './command.ts';
import { addComputeFlags, withComputeFlags } from './compute-flags.ts';
import { assertDistinct } from './distinct-files.ts';

/** `mintsar ifgram_inversion`: from pairs to a time series. */
export const command: Command = {
  description:
    'Flags that are typed win over the template. Only pairs that are kept (see modify_network) are inverted; pixels that lack pairs are solved with those they have.',
  examples: [
    'mintsar ifgram_inversion inputs/ifgramStack.h5 -t smallbaselineApp.cfg --update',
    'mintsar ifgram_inversion inputs/ifgramStack.h5 -w no',
    'mintsar ifgram_inversion inputs/ifgramStack.h5 --dset unwrapPhase_bridging',
    'mintsar ifgram_inversion inputs/ifgramStack.h5 --mask-dset coherence --mask-thres 0.4 --min-redun 2',
    'mintsar ifgram_inversion inputs/offsetStack.h5 --dset azimuthOffset',
  ],
  templateSteps: ['invert_network'],
  references: [
    'Berardino et al. (2002), IEEE Trans. Geosci. Remote Sens. 40, doi:10.1109/TGRS.2002.803792 (small baselines)',
    'Pepe & Lanari (2006), IEEE Trans. Geosci. Remote Sens. 44, doi:10.1109/TGRS.2006.873207 (temporal coherence)',
    'Tough et al. (1995), Proc. R. Soc. A 449, doi:10.1098/rspa.1995.0066 (phase variance)',
    'Guarnieri & Tebaldini (2008), IEEE Trans. Geosci. Remote Sens. 46, doi:10.1109/TGRS.2008.2001756 (fim)',
  ],
  configure(parser) {
    parser.add_argument('ifgramStackFile', { help: 'stack of interferograms or offsets' });
    parser.add_argument('-t', '--template', {
      dest: 'templateFile',
      help: 'template with mintpy.networkInversion.*',
    });
    parser.add_argument('-i', '-d', '--dset', {
      dest: 'obsDatasetName',
      help: 'dataset to invert (default: unwrapPhase, corrected if the template says so)',
    });
    parser.add_argument('-m', '--water-mask', {
      dest: 'waterMaskFile',
      help: 'pixels to invert; ignored when the file is missing',
    });
    parser.add_argument('-o', '--output', {
      dest: 'outfile',
      nargs: 3,
      metavar: ['TS_FILE', 'TCOH_FILE', 'NUM_INV_FILE'],
      help: 'time series, quality and count',
    });
    parser.add_argument('--ref-date', {
      dest: 'ref_date',
      help: 'reference date of the time series (default: the first)',
    });
    parser.add_argument('--skip-reference', '--skip-ref', {
      dest: 'skip_ref',
      action: 'store_true',
      help: 'do not subtract the reference pixel',
    });
    parser.add_argument('--calc-cov', {
      dest: 'calcCov',
      action: 'store_true',
      help: 'also write the covariance of the time series',
    });
    parser.add_argument('--update', {
      dest: 'update_mode',
      action: 'store_true',
      help: 'skip when nothing has changed',
    });
    const solution = parser.add_argument_group('solution');
    solution.add_argument('-w', '--weight-func', {
      dest: 'weightFunc',
      choices: ['var', 'fim', 'coh', 'no'],
      default: 'var',
      help: 'weight from coherence: inverse phase variance, Fisher information, coherence, or none (default: %(default)s)',
    });
    solution.add_argument('--min-norm-phase', {
      dest: 'minNormVelocity',
      action: 'store_false',
      help: 'where pairs do not connect all dates, minimise phase instead of velocity',
    });
    const mask = parser.add_argument_group('masking of single observations');
    mask.add_argument('--mask-dset', '--mask-dataset', '--md', {
      dest: 'maskDataset',
      help: 'coherence, connectComponent, offsetSNR, ...',
    });
    mask.add_argument('--mask-thres', '--mask-threshold', '--mt', {
      dest: 'maskThreshold',
      type: 'float',
      default: 0.4,
      help: 'its threshold (default: %(default)s)',
    });
    mask.add_argument('--min-redun', '--min-redundancy', '--mr', {
      dest: 'minRedundancy',
      type: 'float',
      default: 1,
      help: 'pairs every date must have (default: %(default)s)',
    });
    addComputeFlags(parser, { cluster: true });
  },
  async run(args, context) {
    const stack = resolve(args.ifgramStackFile);
    const template = args.templateFile === undefined ? undefined : readOptions(args.templateFile);
    for (const warning of template?.warnings ?? []) context.log.warn(warning);
    const outfiles = outputNames(stack, args);
    assertDistinct(Object.values(outfiles), [stack, args.waterMaskFile]);
    const request = {
      stack,
      dataset: args.obsDatasetName ?? (basename(stack) === 'ionStack.h5' ? 'unwrapPhase' : undefined),
      options: inversionOptions(args, template?.config.networkInversion, context),
      unwrapErrorMethod: template?.config.unwrapError.method,
      outfiles,
      folder: args.templateFile === undefined ? process.cwd() : resolve(dirname(stack), '..'),
      skipReference: args.skip_ref,
      update: args.update_mode,
      fromTemplate: template !== undefined && !template.given.has('mintpy.networkInversion.maskDataset'),
    };
    const limited = withComputeFlags(args, context, template?.config.compute);
    if (args.ref_date !== undefined) await requireDate(stack, args.ref_date);
    await invertStack(request, limited);
    if (args.ref_date !== undefined) {
      const { changeReferenceDate } = await import('../operations/timeseries/reference-date.ts');
      await changeReferenceDate({ files: [outfiles.timeseries], date: args.ref_date }, limited);
    }
    if (args.calcCov) {
      const { writeCovariance } = await import('../operations/inversion/stack-covariance.ts');
      await writeCovariance(request, template?.config.reference.date ?? null, limited);
    }
  },
};

/** Before an hour of inversion, not after it. */
async function requireDate(file: string, word: string): Promise<void> {
  const { date12, kept } = await readIfgramStack(file);
  const dates = [...new Set(kept.flatMap((k) => date12[k].split('_')))].sort();
  if (dates.includes(wideDate(word) ?? word)) return;
  throw new OptionError(`--ref-date ${word} is not a date of ${file}.`, `It has: ${dates.join(', ')}.`);
}

function inversionOptions(
  args: Arguments,
  template: Config['networkInversion'] | undefined,
  { given }: CommandContext,
): Config['networkInversion'] {
  const base = template ?? {
    ...defaultOptions().config.networkInversion,
    waterMaskFile: null,
    maskDataset: null,
  };
  const keys = [
    'weightFunc',
    'minNormVelocity',
    'maskDataset',
    'maskThreshold',
    'minRedundancy',
    'waterMaskFile',
  ];
  const typed = keys
    .filter((key) => given.has(key))
    .map((key) => [key, args[key] === 'no' && key === 'maskDataset' ? null : args[key]]);
  return { ...base, ...Object.fromEntries(typed) };
}

function outputNames(stack: string, args: Arguments) {
  const [timeseries, quality, count] =
    (args.outfile as string[] | undefined) ?? defaultNames(stack, args.obsDatasetName);
  return { timeseries: resolve(timeseries), quality: resolve(quality), count: resolve(count) };
}

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
