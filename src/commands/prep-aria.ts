import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { extraMetadata, readTemplate, resolveOptions } from '../config/index.ts';
import { type LoadOptions, loadOptions } from '../loading/load-options.ts';
import { prepAria } from '../processors/aria/prep-aria.ts';
import type { Arguments, Command } from './command.ts';

/** Destination of a flag and the name of its option, `mintpy.load.<name>`. */
const LAYERS: Readonly<Record<string, string>> = {
  unwFile: 'unwFile',
  corFile: 'corFile',
  connCompFile: 'connCompFile',
  magFile: 'magFile',
  demFile: 'demFile',
  incAngleFile: 'incAngleFile',
  azAngleFile: 'azAngleFile',
  waterMaskFile: 'waterMaskFile',
  tropoFile: 'tropoFile',
  ionoFile: 'ionUnwFile',
  setFile: 'setFile',
};

/** Stacks that `--stack-dir` finds by their base names. */
const IN_STACK_DIR = ['unwFile', 'corFile', 'connCompFile'];

const AMPLITUDE = 'ampStack.vrt';

/** `mintsar prep_aria`: an ARIA-tools set-up to HDF5. */
export const command: Command = {
  description:
    'Reads the stacks and layers that ariaTSsetup.py extracts from GUNW products. Values of the template other than auto win over flags. Troposphere and tide stacks become time series beside the interferograms.',
  examples: [
    'mintsar prep_aria -t SanFranSenDT42.txt',
    'mintsar prep_aria -t SanFranSenDT42.txt --update',
    "mintsar prep_aria -s ../stack -d ../DEM/SRTM_3arcsec.dem -i '../incidenceAngle/*.vrt'",
    "mintsar prep_aria -s ../stack -d ../DEM/SRTM_3arcsec.dem -i '../incidenceAngle/*.vrt' -a '../azimuthAngle/*.vrt' -w ../mask/watermask.msk",
    "mintsar prep_aria -t SanFranSenDT42.txt -ct '../stack/troposphere*.vrt' -cs ../stack/setStack.vrt",
  ],
  templateSteps: ['load_data'],
  configure(parser) {
    parser.add_argument('-t', '--template', {
      dest: 'template_file',
      help: 'template with mintpy.load.*, mintpy.subset.* and mintpy.multilook.*',
    });
    parser.add_argument('-o', '--output', {
      dest: 'outfile',
      nargs: 2,
      default: ['./inputs/ifgramStack.h5', './inputs/geometryGeo.h5'],
      metavar: ['STACK', 'GEOMETRY'],
      help: 'files of stack and geometry (default: inputs/ifgramStack.h5 inputs/geometryGeo.h5)',
    });
    parser.add_argument('--update', {
      dest: 'updateMode',
      action: 'store_true',
      help: 'keep files that are complete',
    });
    parser.add_argument('--compression', {
      choices: ['default', 'gzip', 'lzf'],
      default: 'default',
      help: 'HDF5 filter (default: %(default)s)',
    });
    const stack = parser.add_argument_group('interferograms', 'stacks of one band a pair');
    stack.add_argument('-s', '--stack-dir', { dest: 'stackDir', help: 'folder of the stacks' });
    stack.add_argument('-u', '--unwrap-stack-name', {
      dest: 'unwFile',
      default: 'unwrapStack.vrt',
      help: 'unwrapped phase (default: %(default)s)',
    });
    stack.add_argument('-c', '--coherence-stack-name', {
      dest: 'corFile',
      default: 'cohStack.vrt',
      help: 'coherence (default: %(default)s)',
    });
    stack.add_argument('-l', '--conn-comp-stack-name', {
      dest: 'connCompFile',
      default: 'connCompStack.vrt',
      help: 'connected components (default: %(default)s)',
    });
    stack.add_argument('--amp-stack-name', '--amplitude-stack-name', {
      dest: 'magFile',
      default: AMPLITUDE,
      help: 'amplitude, optional (default: %(default)s)',
    });
    const geometry = parser.add_argument_group('geometry');
    geometry.add_argument('-d', '--dem', { dest: 'demFile', help: 'elevation' });
    geometry.add_argument('-i', '--incidence-angle', { dest: 'incAngleFile', help: 'incidence angle' });
    geometry.add_argument('-a', '--az-angle', '--azimuth-angle', {
      dest: 'azAngleFile',
      help: 'azimuth angle',
    });
    geometry.add_argument('-w', '--water-mask', { dest: 'waterMaskFile', help: 'water mask' });
    const corrections = parser.add_argument_group('corrections', 'stacks that come with the products');
    corrections.add_argument('-ct', '--tropo', {
      dest: 'tropoFile',
      help: 'troposphere, one file or a pattern',
    });
    corrections.add_argument('-ci', '--iono', { dest: 'ionoFile', help: 'ionosphere' });
    corrections.add_argument('-cs', '--set', { dest: 'setFile', help: 'solid Earth tides' });
  },
  async run(args, context) {
    const { options, updateMode } = ariaOptions(args);
    const [stack, geometry] = (args.outfile as string[]).map((path) => resolve(path));
    const { series } = await prepAria(options, {
      outDir: dirname(stack),
      paths: { 'ifgramStack.h5': stack, 'geometryGeo.h5': geometry },
      updateMode,
      info: context.log.info,
      warn: context.log.warn,
      progress: (file, done, total) => context.progress(`loading ${basename(file)}`, done, total),
      workers: context.workers,
      maxMemory: context.maxMemory,
      signal: context.signal,
    });
    for (const path of series) context.log.info(`wrote ${path}`);
  },
};

/** Loading options from flags and, where it says more than auto, the template. */
function ariaOptions(args: Arguments): { options: LoadOptions; updateMode: boolean } {
  const typed = Object.fromEntries(
    Object.entries(LAYERS).flatMap(([flag, name]) =>
      args[flag] === undefined || isUsualButMissing(args, flag)
        ? []
        : [[`mintpy.load.${name}`, fromStackDir(args, flag)]],
    ),
  );
  const flags = { ...typed, 'mintpy.load.compression': args.compression };
  const workDir = process.cwd();
  if (args.template_file === undefined)
    return {
      options: loadOptions({ ...flags, 'mintpy.load.processor': 'aria' }, { workDir }),
      updateMode: args.updateMode,
    };
  const template = readTemplate(args.template_file);
  const { text, given, config } = resolveOptions(template);
  const said = Object.fromEntries([...text].filter(([key]) => given.has(key)));
  return {
    options: loadOptions(
      {
        ...flags,
        ...said,
        ...Object.fromEntries(extraMetadata(template)),
        'mintpy.load.processor': 'aria',
      },
      { workDir },
    ),
    updateMode: given.has('mintpy.load.updateMode') ? config.load.updateMode : args.updateMode,
  };
}

/** The usual amplitude stack need not be there; no word about it then. */
function isUsualButMissing(args: Arguments, flag: string): boolean {
  return flag === 'magFile' && args.magFile === AMPLITUDE && !existsSync(AMPLITUDE);
}

function fromStackDir(args: Arguments, flag: string): string {
  const inStackDir = args.stackDir !== undefined && IN_STACK_DIR.includes(flag);
  return inStackDir ? join(args.stackDir, basename(args[flag])) : args[flag];
}
