import { existsSync } from 'node:fs';
import { basename, dirname, join, resolve } from 'node:path';
import { defaultOptions, extraMetadata, readTemplate, resolveOptions } from '../../config/index.ts';
import { defineCommand } from '../../flags/define-command.ts';
import { flag, group, on, type RequestOf, tuple } from '../../flags/flag.ts';
import { choice, outputFile } from '../../flags/kind.ts';
import { type LoadOptions, loadOptions } from '../../loading/load-options.ts';
import { file, folder, loadingBy } from '../prep-command.ts';
import { prepAria } from './prep-aria.ts';

const AMPLITUDE = 'ampStack.vrt';

/** Files of the set-up, by the names of their options. */
const layers = {
  ...group(
    'interferograms',
    {
      stackDir: flag('-s --stack-dir', folder, 'folder of the stacks'),
      unwFile: flag('-u --unwrap-stack-name', file, 'unwrapped phase', { default: 'unwrapStack.vrt' }),
      corFile: flag('-c --coherence-stack-name', file, 'coherence', { default: 'cohStack.vrt' }),
      connCompFile: flag('-l --conn-comp-stack-name', file, 'connected components', {
        default: 'connCompStack.vrt',
      }),
      magFile: flag('--amp-stack-name --amplitude-stack-name', file, 'amplitude, optional', {
        default: AMPLITUDE,
      }),
    },
    'stacks of one band a pair',
  ),
  ...group('geometry', {
    demFile: flag('-d --dem', file, 'elevation'),
    incAngleFile: flag('-i --incidence-angle', file, 'incidence angle'),
    azAngleFile: flag('-a --az-angle --azimuth-angle', file, 'azimuth angle'),
    waterMaskFile: flag('-w --water-mask', file, 'water mask'),
  }),
  ...group(
    'corrections',
    {
      tropoFile: flag('-ct --tropo', file, 'troposphere, one file or a pattern'),
      ionUnwFile: flag('-ci --iono', file, 'ionosphere'),
      setFile: flag('-cs --set', file, 'solid Earth tides'),
    },
    'stacks that come with the products',
  ),
};

type Layers = RequestOf<typeof layers>;

/** Stacks that `--stack-dir` finds by their base names. */
const IN_STACK_DIR: readonly string[] = ['unwFile', 'corFile', 'connCompFile'];

const USUAL_OUTPUTS = ['inputs/ifgramStack.h5', 'inputs/geometryGeo.h5'];

/** `mintsar prep_aria`. */
export const command = defineCommand({
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
  flags: {
    template: flag(
      '-t --template',
      file,
      'template with mintpy.load.*, mintpy.subset.* and mintpy.multilook.*',
    ),
    outfiles: tuple('-o --output', outputFile, 'STACK GEOMETRY', 'files of stack and geometry', {
      shown: 'inputs/ifgramStack.h5 inputs/geometryGeo.h5',
    }),
    update: on('--update', 'keep files that are complete', { option: 'mintpy.load.updateMode' }),
    compression: flag('--compression', choice(['default', 'gzip', 'lzf']), 'HDF5 filter', {
      default: 'default',
      option: 'mintpy.load.compression',
    }),
    ...layers,
  },
  async run(request, context) {
    const { options, updateMode } = ariaOptions(request);
    const [stack, geometry] = request.outfiles ?? USUAL_OUTPUTS.map((path) => resolve(path));
    const { series } = await prepAria(options, {
      outDir: dirname(stack),
      paths: { 'ifgramStack.h5': stack, 'geometryGeo.h5': geometry },
      updateMode,
      ...loadingBy(context),
    });
    for (const path of series) context.log.info(`wrote ${path}`);
  },
});

interface AriaFlags extends Layers {
  readonly template?: string;
  readonly update: boolean;
  readonly compression: 'default' | 'gzip' | 'lzf';
}

/** Loading options from the template and, where it says no more than auto, from flags. */
function ariaOptions(flags: AriaFlags): { options: LoadOptions; updateMode: boolean } {
  const template = flags.template === undefined ? undefined : readTemplate(flags.template);
  const { config, given } = template === undefined ? defaultOptions() : resolveOptions(template);
  const { load } = config;
  const compression = given.has('mintpy.load.compression') ? load.compression : flags.compression;
  const options = loadOptions(
    { ...config, load: { ...load, processor: 'aria', compression } },
    { workDir: process.cwd(), metadata: template && extraMetadata(template) },
  );
  const typed = (Object.keys(layers) as (keyof Layers)[])
    .filter((name) => name !== 'stackDir' && flags[name] !== undefined && !isUsualButMissing(name, flags))
    .map((name) => [name, fromStackDir(name, flags)])
    .filter(([name]) => !options.declined.includes(name));
  return {
    options: {
      ...options,
      patterns: { ...Object.fromEntries(typed), ...options.patterns },
      flags: spellings(options.patterns, flags),
    },
    updateMode: given.has('mintpy.load.updateMode') ? load.updateMode : flags.update,
  };
}

/** Flags by the keys of their options: those that decide, and all of them where there is no template. */
function spellings(ofTemplate: LoadOptions['patterns'], flags: AriaFlags): Readonly<Record<string, string>> {
  const isTyped = (name: keyof Layers) =>
    flags.template === undefined || (flags[name] !== undefined && flags[name] !== layers[name].shown);
  return Object.fromEntries(
    (Object.keys(layers) as (keyof Layers)[])
      .filter((name) => ofTemplate[name] === undefined && isTyped(name))
      .map((name) => [`mintpy.load.${name}`, layers[name].names.find((one) => one.startsWith('--')) ?? name]),
  );
}

/** The usual amplitude stack need not be there; no word about it then. */
function isUsualButMissing(name: keyof Layers, { magFile }: Layers): boolean {
  return name === 'magFile' && magFile === AMPLITUDE && !existsSync(AMPLITUDE);
}

function fromStackDir(name: keyof Layers, flags: Layers): string {
  const path = flags[name] ?? '';
  const isInStackDir = flags.stackDir !== undefined && IN_STACK_DIR.includes(name);
  return isInStackDir ? join(flags.stackDir, basename(path)) : path;
}
