import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { defaultOptions, extraMetadata, readTemplate, resolveOptions } from '../../config/index.ts';
import { type LoadOptions, loadOptions } from '../../loading/load-options.ts';
import type { Prep, PrepArguments, PrepFlags } from '../processor.ts';
import { prepAria } from './prep-aria.ts';

const AMPLITUDE = 'ampStack.vrt';

const FILES: PrepFlags = {
  flags: [
    {
      names: ['-t', '--template'],
      dest: 'template_file',
      help: 'template with mintpy.load.*, mintpy.subset.* and mintpy.multilook.*',
    },
    {
      names: ['-o', '--output'],
      dest: 'outfile',
      nargs: 2,
      default: ['./inputs/ifgramStack.h5', './inputs/geometryGeo.h5'],
      metavar: ['STACK', 'GEOMETRY'],
      help: 'files of stack and geometry (default: inputs/ifgramStack.h5 inputs/geometryGeo.h5)',
    },
    {
      names: ['--update'],
      dest: 'updateMode',
      action: 'store_true',
      help: 'keep files that are complete',
    },
    {
      names: ['--compression'],
      choices: ['default', 'gzip', 'lzf'],
      default: 'default',
      help: 'HDF5 filter (default: %(default)s)',
    },
  ],
};

const STACKS: PrepFlags = {
  title: 'interferograms',
  description: 'stacks of one band a pair',
  flags: [
    { names: ['-s', '--stack-dir'], dest: 'stackDir', help: 'folder of the stacks' },
    {
      names: ['-u', '--unwrap-stack-name'],
      dest: 'unwFile',
      default: 'unwrapStack.vrt',
      help: 'unwrapped phase (default: %(default)s)',
    },
    {
      names: ['-c', '--coherence-stack-name'],
      dest: 'corFile',
      default: 'cohStack.vrt',
      help: 'coherence (default: %(default)s)',
    },
    {
      names: ['-l', '--conn-comp-stack-name'],
      dest: 'connCompFile',
      default: 'connCompStack.vrt',
      help: 'connected components (default: %(default)s)',
    },
    {
      names: ['--amp-stack-name', '--amplitude-stack-name'],
      dest: 'magFile',
      default: AMPLITUDE,
      help: 'amplitude, optional (default: %(default)s)',
    },
  ],
};

const GEOMETRY: PrepFlags = {
  title: 'geometry',
  flags: [
    { names: ['-d', '--dem'], dest: 'demFile', help: 'elevation' },
    { names: ['-i', '--incidence-angle'], dest: 'incAngleFile', help: 'incidence angle' },
    { names: ['-a', '--az-angle', '--azimuth-angle'], dest: 'azAngleFile', help: 'azimuth angle' },
    { names: ['-w', '--water-mask'], dest: 'waterMaskFile', help: 'water mask' },
  ],
};

const CORRECTIONS: PrepFlags = {
  title: 'corrections',
  description: 'stacks that come with the products',
  flags: [
    { names: ['-ct', '--tropo'], dest: 'tropoFile', help: 'troposphere, one file or a pattern' },
    { names: ['-ci', '--iono'], dest: 'ionoFile', help: 'ionosphere' },
    { names: ['-cs', '--set'], dest: 'setFile', help: 'solid Earth tides' },
  ],
};

/** Destinations of the flags that name files of the set-up. */
const LAYERS = [STACKS, GEOMETRY, CORRECTIONS]
  .flatMap(({ flags }) => flags.map(({ dest }) => dest as string))
  .filter((dest) => dest.endsWith('File'));

/** Stacks that `--stack-dir` finds by their base names. */
const IN_STACK_DIR = ['unwFile', 'corFile', 'connCompFile'];

export const prep: Prep = {
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
  groups: [FILES, STACKS, GEOMETRY, CORRECTIONS],
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

/** Loading options from the template and, where it says no more than auto, from flags. */
function ariaOptions(args: PrepArguments): { options: LoadOptions; updateMode: boolean } {
  const template = args.template_file === undefined ? undefined : readTemplate(args.template_file);
  const { config, given } = template === undefined ? defaultOptions() : resolveOptions(template);
  const { load } = config;
  const said = given.has('mintpy.load.compression') ? load.compression : args.compression;
  const options = loadOptions(
    { ...config, load: { ...load, processor: 'aria', compression: said } },
    { workDir: process.cwd(), metadata: template && extraMetadata(template) },
  );
  const typed = LAYERS.filter((dest) => args[dest] !== undefined && !isUsualButMissing(args, dest))
    .map((dest) => [dest === 'ionoFile' ? 'ionUnwFile' : dest, fromStackDir(args, dest)])
    .filter(([name]) => !options.declined.includes(name));
  return {
    options: { ...options, patterns: { ...Object.fromEntries(typed), ...options.patterns } },
    updateMode: given.has('mintpy.load.updateMode') ? load.updateMode : args.updateMode,
  };
}

/** The usual amplitude stack need not be there; no word about it then. */
function isUsualButMissing(args: PrepArguments, dest: string): boolean {
  return dest === 'magFile' && args.magFile === AMPLITUDE && !existsSync(AMPLITUDE);
}

function fromStackDir(args: PrepArguments, dest: string): string {
  const inStackDir = args.stackDir !== undefined && IN_STACK_DIR.includes(dest);
  return inStackDir ? join(args.stackDir, basename(args[dest])) : args[dest];
}
