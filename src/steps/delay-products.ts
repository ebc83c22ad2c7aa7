import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Context } from '../core/context.ts';
import { UnsupportedError } from '../core/errors.ts';
import { version } from '../io/files/version.ts';
import { isNotOlder, stampOf } from '../io/products/provenance.ts';
import { readTimeseries } from '../io/products/timeseries.ts';
import { filesOf } from '../loading/load-options.ts';
import { findLayer, type Layer, layerFiles } from '../operations/corrections/layer-files.ts';
import { FILES } from '../operations/work-files.ts';
import { withAutoPaths } from '../processors/auto-path.ts';
import { isAutomaticWeather } from './automatic-weather.ts';
import { projectLoadOptions } from './load-sources.ts';
import { operaDirOf, operaObstacle, operaStamps } from './opera-obstacle.ts';
import type { Correction, Plan } from './plan.ts';
import type { Staleness, StepCheck } from './step.ts';
import { weatherDirOf, weatherObstacle, weatherStamps } from './weather-obstacle.ts';

/** A correction that is a product to subtract: a file with the delay of every date. */
interface DelayProduct {
  readonly file: string;
  /** the option that asks for it, as in the template */
  readonly option: string;
  readonly what: string;
  /** values of the option that do without the file */
  readonly instead: string;
  /** makes the file, or brings it up to date; undefined for what has to be given */
  readonly maker?: DelayMaker;
  /** it has the opposite sense of the phase, as the options say */
  readonly isTurned?: boolean;
}

interface DelayMaker {
  /** Why the file cannot be made, and what to do; said before anything runs. */
  readonly obstacle: (plan: Plan) => readonly [why: string, remedy: string] | undefined;
  /** What it is made from outside the work directory, as a text that changes when that does. */
  readonly sources?: (plan: Plan) => string;
  /** what of the work directory it is made from; the geometry unless said */
  readonly reads?: (plan: Plan) => readonly string[];
  readonly make: (plan: Plan, series: CorrectedSeries, context: Context) => Promise<unknown>;
  /** it also corrects the series, in the same pass where it can */
  readonly corrects?: true;
}

/** The series before a correction and after it. */
interface CorrectedSeries {
  readonly timeseries: string;
  readonly outfile: string;
  /** whether the one after it is good as long as the delays are */
  readonly isKept: () => boolean;
}

const TIDES: DelayMaker = {
  obstacle: withoutPlaces,
  corrects: true,
  make: async (plan, series, context) => {
    const { removeSolidEarthTides } = await import('../operations/tides/solid-earth-tides.ts');
    const [geometry, tides] = [plan.path(plan.loaded.geometry), plan.path(FILES.solidEarthTides)];
    await removeSolidEarthTides({ ...series, geometry, tides, update: true }, context);
  },
};

const SPLIT_SPECTRUM: DelayMaker = {
  obstacle: (plan) => {
    // Before anything is loaded, the stack may come with the data.
    if (plan.hasFile(FILES.ionStack) || (plan.facts === undefined && loadsIonosphere(plan))) return undefined;
    return [
      `there is no ${FILES.ionStack} of ionospheric phase`,
      'Name the products with mintpy.load.ionUnwFile and load them',
    ];
  },
  reads: () => [FILES.ionStack],
  make: async (plan, { timeseries }, context) => {
    const { removeSplitSpectrumDelay } = await import('../operations/ionosphere/split-spectrum.ts');
    const { excludeDate, excludeDate12 } = plan.config.ionosphericDelay;
    const { yx, lalo } = plan.config.reference;
    await removeSplitSpectrumDelay(
      {
        stack: plan.path(FILES.ionStack),
        timeseries,
        excludeDate,
        excludeDate12,
        pixel: yx ?? undefined,
        latLon: lalo ?? undefined,
        lookup: plan.loaded.lookup && plan.path(plan.loaded.lookup),
        delays: plan.path(FILES.ionosphere),
        folder: plan.project.workDir,
      },
      context,
    );
  },
};

/** Whether the options name products of the ionosphere that are there. */
function loadsIonosphere({ project }: Plan): boolean {
  return filesOf(withAutoPaths(projectLoadOptions(project)), 'ionUnwFile').length > 0;
}

const ZENITH_DELAY = /\.ztd(\.tif)?$/;

const GACOS: DelayMaker = {
  obstacle: (plan) => {
    const folder = folderOf(plan, 'gacosDir');
    if (stampsIn(folder, ZENITH_DELAY) !== '') return withoutPlaces(plan);
    return [
      `there is no zenith delay (*.ztd, *.ztd.tif) in ${folder}`,
      'Get the delays of your dates from http://www.gacos.net and name their folder with mintpy.troposphericDelay.gacosDir',
    ];
  },
  sources: (plan) => stampsIn(folderOf(plan, 'gacosDir'), ZENITH_DELAY),
  corrects: true,
  make: async (plan, series, context) => {
    const { removeGacosDelay } = await import('../operations/troposphere/gacos.ts');
    const [geometry, delays] = [plan.path(plan.loaded.geometry), plan.path('inputs/GACOS.h5')];
    await removeGacosDelay({ ...series, geometry, folder: folderOf(plan, 'gacosDir'), delays }, context);
  },
};

const OPERA: DelayMaker = {
  obstacle: (plan) => operaObstacle(plan.project) ?? withoutPlaces(plan),
  sources: ({ project, facts }) => operaStamps(project, facts),
  corrects: true,
  make: async (plan, series, context) => {
    const { removeOperaDelay } = await import('../operations/troposphere/opera.ts');
    const [geometry, delays] = [plan.path(plan.loaded.geometry), plan.path('inputs/OPERA.h5')];
    const inTime = plan.config.troposphericDelay.operaInTime;
    const folder = operaDirOf(plan.project);
    await removeOperaDelay({ ...series, geometry, folder, inTime, delays }, context);
  },
};

const ERA5: DelayMaker = {
  obstacle: (plan) => weatherObstacle(plan.project, plan.facts) ?? withoutPlaces(plan),
  sources: ({ project, facts }) => weatherStamps(project, facts),
  corrects: true,
  make: async (plan, series, context) => {
    const { removeWeatherDelay } = await import('../operations/troposphere/weather-delay.ts');
    const [geometry, delays] = [plan.path(plan.loaded.geometry), plan.path('inputs/ERA5.h5')];
    await removeWeatherDelay(
      { ...series, geometry, weatherDir: weatherDirOf(plan.project), delays },
      context,
    );
  },
};

/** What products bring along, of pairs or of dates. */
function layerProduct(plan: Plan, layer: Layer, option: string): DelayProduct {
  const found = findLayer(plan.project.workDir, layer);
  const made = layer === 'tide' ? FILES.tideLayer : FILES.troposphereLayer;
  const sign = layer === 'tide' ? plan.config.tides.layerSign : plan.config.troposphericDelay.layerSign;
  const [what, source] = layer === 'tide' ? ['solid Earth tides', 'model'] : ['tropospheric delay', 'pyaps'];
  return {
    file: found?.kind === 'dates' ? found.file : made,
    option,
    what: `${what} of the products`,
    instead: layer === 'tide' ? source : `${source}, height_correlation or no`,
    maker: found?.kind === 'dates' ? undefined : pairsMaker(layer, found?.file, made),
    isTurned: sign === 'turned',
  };
}

function pairsMaker(layer: Layer, stack: string | undefined, made: string): DelayMaker {
  return {
    // Before anything is loaded, the layer may come with the data.
    obstacle: (plan) =>
      stack !== undefined || plan.facts === undefined
        ? undefined
        : [
            `neither is there ${layerFiles(layer)}`,
            'Load products that bring it along; of GUNW products with mintpy.load.delays',
          ],
    reads: () => (stack === undefined ? [] : [stack]),
    make: async (plan, { timeseries }, context) => {
      if (stack === undefined)
        throw new UnsupportedError(
          `There is no ${layerFiles(layer)}.`,
          'Load products that bring it along; of GUNW products with mintpy.load.delays.',
        );
      const { invertLayer } = await import('../operations/corrections/layer-delays.ts');
      const request = { stack: plan.path(stack), timeseries, delays: plan.path(made) };
      await invertLayer({ ...request, folder: plan.project.workDir }, context);
    },
  };
}

function folderOf({ project, config }: Plan, option: 'gacosDir'): string {
  return resolve(project.workDir, config.troposphericDelay[option]);
}

/** Names, sizes and times of the files of a folder; empty when there is none. */
function stampsIn(folder: string, names: RegExp): string {
  const files = existsSync(folder) ? readdirSync(folder).filter((name) => names.test(name)) : [];
  return files
    .sort()
    .map((name) => `${name} ${stampOf(join(folder, name))}`)
    .join('; ');
}

/** Lookup tables on a map do not say where radar pixels are. */
function withoutPlaces({ facts }: Plan): readonly [string, string] | undefined {
  if (facts === undefined || facts.isGeocoded || facts.lookup === facts.geometry) return undefined;
  return [
    `${facts.geometry} does not tell latitude and longitude of its pixels`,
    'Geocode the interferograms before loading them',
  ];
}

/** The product that a correction subtracts; undefined when it is off, or estimated from the series itself. */
export function delayProduct(plan: Plan, correction: Correction): DelayProduct | undefined {
  const { config } = plan;
  const { method, weatherModel } = config.troposphericDelay;
  switch (correction) {
    case 'SET':
      if (!config.solidEarthTides) return undefined;
      if (config.tides.source === 'layer')
        return layerProduct(plan, 'tide', 'mintpy.solidEarthTides.source = layer');
      return {
        file: FILES.solidEarthTides,
        option: 'mintpy.solidEarthTides = yes',
        what: 'solid Earth tides',
        instead: 'no',
        maker: TIDES,
      };
    case 'ionosphere':
      if (config.ionosphericDelay.method === null) return undefined;
      return {
        file: FILES.ionosphere,
        option: `mintpy.ionosphericDelay.method = ${config.ionosphericDelay.method}`,
        what: 'ionospheric delay',
        instead: 'no',
        maker: SPLIT_SPECTRUM,
        isTurned: config.ionosphericDelay.layerSign === 'turned',
      };
    case 'troposphere': {
      if (method === null || method === 'height_correlation') return undefined;
      if (method === 'layer')
        return layerProduct(plan, 'troposphere', 'mintpy.troposphericDelay.method = layer');
      const model = method === 'pyaps' ? weatherModel : method.toUpperCase();
      return {
        file: `inputs/${model}.h5`,
        option: `mintpy.troposphericDelay.method = ${method}`,
        what: `tropospheric delay from ${method === 'pyaps' ? `the weather model ${model}` : model}`,
        instead: 'height_correlation or no',
        maker: { gacos: GACOS, opera: OPERA, pyaps: ERA5 }[method],
      };
    }
    default:
      return undefined;
  }
}

/** Said before anything runs, so that no night is lost on a run that cannot end. @throws when the product is not there */
export function checkDelay(correction: Correction): StepCheck {
  return (plan) => {
    const product = delayProduct(plan, correction);
    if (product === undefined || plan.hasFile(product.file)) return [];
    const { file, option, what, instead, maker } = product;
    if (maker !== undefined) {
      const obstacle = maker.obstacle(plan);
      if (obstacle === undefined) return [];
      const [why, remedy] = obstacle;
      if (isAutomatic(plan, correction))
        return [`the run goes on without a correction of the troposphere: ${why}. ${remedy}, and run again.`];
      throw new UnsupportedError(
        `${option}: there is no ${file}, and ${why.replace(/\.$/, '')}.`,
        `${remedy.replace(/\.$/, '')}; or put ${option.split(' = ')[0]} = ${instead} into your template, or a file with the delay of every date there.`,
      );
    }
    throw new UnsupportedError(
      `${option}: this version of mintsar cannot compute ${what} yet, and there is no ${file}.`,
      `Put ${option.split(' = ')[0]} = ${instead} into your template, or a file with the delay of every date there, and run again.`,
    );
  };
}

/** Whether a correction was not asked for, but is what `auto` stands for: the run goes on where it cannot be made. */
export function isAutomatic({ project }: Plan, correction: Correction): boolean {
  return correction === 'troposphere' && isAutomaticWeather(project);
}

/** Why a product can neither be made nor is there, in two sentences; undefined when nothing is known to be in the way. */
export function obstacleOf(plan: Plan, correction: Correction): string | undefined {
  const product = delayProduct(plan, correction);
  if (product === undefined || plan.hasFile(product.file)) return undefined;
  const obstacle = product.maker?.obstacle(plan);
  return obstacle && `${obstacle.join('. ')}.`;
}

/** What the step reads: the series before it, and the product with what it is made from. */
export function correctionInputs(plan: Plan, correction: Correction): string[] {
  const product = delayProduct(plan, correction);
  const { input } = plan.timeseriesAround(correction);
  if (product === undefined) return [input];
  const { maker } = product;
  return [
    input,
    product.file,
    ...(maker === undefined ? [] : (maker.reads?.(plan) ?? [plan.loaded.geometry])),
  ];
}

/** What a correction is made from outside the work directory. */
export function correctionSources(plan: Plan, correction: Correction): string {
  return delayProduct(plan, correction)?.maker?.sources?.(plan) ?? '';
}

/** Make the series after a correction from the one before it. @param why told: what is still good is kept */
export async function subtractDelayProduct(
  plan: Plan,
  correction: Correction,
  context: Context,
  why?: Staleness,
): Promise<void> {
  const product = delayProduct(plan, correction);
  if (product === undefined) throw new Error(`${correction} is no delay to subtract`);
  const { input, output } = plan.timeseriesAround(correction);
  const [timeseries, delay, outfile] = [input, product.file, output].map((name) => plan.path(name));
  const before = stampOf(delay);
  const isSame = why?.ranBefore === true && why.changedOptions.length === 0;
  const isKept = () => isSame && isNotOlder(outfile, [timeseries, delay]);
  const { maker } = product;
  if (maker !== undefined && !(await isGiven(plan, product.file))) {
    await maker.make(plan, { timeseries, outfile, isKept }, signed(context));
    if (maker.corrects) return;
  } else context.log.info(`subtract the ${product.what} found in ${product.file}`);
  if (stampOf(delay) === before && isKept()) {
    context.log.info(`${output} is up to date`);
    return;
  }
  const { subtractDelay } = await import('../operations/corrections/subtract-delay.ts');
  const { isTurned } = product;
  if (isTurned) context.log.info(`${product.file} is added: its layerSign is turned`);
  await subtractDelay({ timeseries, delay, outfile, isTurned }, context);
}

/** So that the next run knows its own products, also in scripts that do not say who they are. */
function signed(context: Context): Context {
  return { ...context, provenance: context.provenance ?? `mintsar ${version()}: runWorkflow` };
}

/** Whether a product was put there by somebody else: it counts as it is. Ours tell by which command they were made. */
async function isGiven(plan: Plan, file: string): Promise<boolean> {
  if (!plan.hasFile(file)) return false;
  const { datasets } = await readTimeseries(plan.path(file));
  return datasets.get('timeseries')?.attributes['provenance'] === undefined;
}
