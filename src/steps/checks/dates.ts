import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { expandDates, isDateFile } from '../../config/index.ts';
import { FileError, MintsarError, OptionError } from '../../core/errors.ts';
import { optionalNumber } from '../../io/attributes/typed.ts';
import { FILES } from '../../operations/work-files.ts';
import type { Plan } from '../plan.ts';
import type { StepCheck } from '../step.ts';
import type { Scene } from './scene.ts';

/** Dates and pairs that the network leaves out. */
export const checkNetwork: StepCheck = (plan, scene) => {
  const { excludeDate, excludeDate12, excludeIfgIndex, startDate, endDate } = plan.config.network;
  if (startDate !== null && endDate !== null && startDate > endDate) {
    throw new OptionError(
      `mintpy.network.startDate = ${startDate} is after endDate = ${endDate}.`,
      'Exchange them.',
    );
  }
  const dates = namedDates(plan, 'mintpy.network.excludeDate', excludeDate);
  if (scene === undefined) return [];
  const { pairs } = scene;
  const beyond = excludeIfgIndex.filter((index) => index >= pairs.length);
  return [
    ...strangers('mintpy.network.excludeDate', dates, scene),
    ...excludeDate12
      .filter((pair) => !pairs.includes(pair))
      .map((pair) => `mintpy.network.excludeDate12: ${scene.source} has no interferogram ${pair}`),
    ...(beyond.length === 0
      ? []
      : [`mintpy.network.excludeIfgIndex: ${beyond.join(', ')} of ${pairs.length} interferograms`]),
  ];
};

/** The date that all series shall be relative to. */
export const checkReferenceDate: StepCheck = (plan, scene) => {
  const { date } = plan.config.reference;
  if (date === null || date.kind === 'file') {
    if (date !== null) requireDateFile(plan, 'mintpy.reference.date', date.file);
    return [];
  }
  if (scene === undefined || scene.dates.includes(date.date)) return [];
  throw new OptionError(
    `mintpy.reference.date = ${date.date}: ${scene.source} has no such date.`,
    `It has: ${scene.dates.join(', ')}.`,
  );
};

/** Time functions of the velocity: enough dates, and events among them. */
export const checkVelocity: StepCheck = async (plan, scene) => {
  const { timeFunc } = plan.config;
  const excluded = namedDates(plan, 'mintpy.timeFunc.excludeDate', timeFunc.excludeDate);
  const { timeSeriesCovFile: covariance, uncertaintyQuantification } = timeFunc;
  if (covariance !== null && uncertaintyQuantification === 'covariance')
    requireFile(plan, 'mintpy.timeFunc.timeSeriesCovFile', covariance);
  if (timeFunc.quakeFile !== null) requireFile(plan, 'mintpy.timeFunc.quakeFile', timeFunc.quakeFile);
  if (scene === undefined) return [];
  const [first, last] = [timeFunc.startDate ?? '', timeFunc.endDate ?? '9'].map((date) => date.slice(0, 8));
  const dates = scene.dates.filter((date) => {
    const day = date.slice(0, 8);
    return day >= first && day <= last && !excluded.includes(date) && !excluded.includes(day);
  });
  if (dates.length < 2) {
    throw new OptionError(
      `mintpy.timeFunc: ${dates.length} of the ${scene.dates.length} dates of ${scene.source} are left for the fit.`,
      'Widen mintpy.timeFunc.startDate and endDate, or exclude fewer dates.',
    );
  }
  // Loaded here: most runs check other steps alone.
  const { factoriseTimeFunctions } = await import('../../core/timeseries/fit.ts');
  const { timeFunctionModel } = await import('../../operations/timeseries/velocity-setup.ts');
  inSection('mintpy.timeFunc', () =>
    factoriseTimeFunctions({ dates, seconds: secondsOf(scene), model: timeFunctionModel(timeFunc) }),
  );
  return strangers('mintpy.timeFunc.excludeDate', excluded, scene);
};

/** Deformation model of the DEM error. */
export const checkTopography: StepCheck = async (plan, scene) => {
  const { polyOrder, stepDate, phaseVelocity, excludeDate } = plan.config.topographicResidual;
  const named = namedDates(plan, 'mintpy.topographicResidual.excludeDate', excludeDate);
  if (scene === undefined) return [];
  const days = new Set(scene.dates.flatMap((date) => [date, date.slice(0, 8)]));
  const { demErrorSystem } = await import('../../core/terrain/dem-error-system.ts');
  inSection('mintpy.topographicResidual', () =>
    demErrorSystem({
      dates: scene.dates,
      seconds: secondsOf(scene),
      model: { polynomial: polyOrder, stepDate },
      excludeDate: named.filter((date) => days.has(date)),
      phaseVelocity,
    }),
  );
  const [first, last] = [scene.dates[0].slice(0, 8), scene.dates.at(-1)!];
  const beyond = stepDate.filter((date) => date <= first || date.slice(0, 8) > last.slice(0, 8));
  return [
    ...strangers('mintpy.topographicResidual.excludeDate', named, scene),
    ...(beyond.length === 0
      ? []
      : [
          `mintpy.topographicResidual.stepDate: ${beyond.join(', ')} lies outside ${scene.dates[0]} to ${last} and has no effect`,
        ]),
  ];
};

/** The same error, told which options it is about. */
function inSection(section: string, check: () => void): void {
  try {
    check();
  } catch (error) {
    if (!(error instanceof MintsarError)) throw error;
    throw new OptionError(`${section}: ${error.message}`, error.remedy, { cause: error });
  }
}

function secondsOf({ attributes }: Scene): number {
  return optionalNumber(attributes, 'CENTER_LINE_UTC') ?? 0;
}

/** Dates of a list, those in text files included. @throws {FileError} for a file that is not there */
function namedDates(plan: Plan, key: string, items: readonly string[]): string[] {
  for (const item of items) if (isDateFile(item)) requireDateFile(plan, key, item);
  return expandDates(items, (name) => {
    const path = resolve(plan.project.workDir, name);
    return existsSync(path) ? readFileSync(path, 'utf8') : null;
  });
}

/** The workflow writes two such files itself. */
function requireDateFile(plan: Plan, key: string, name: string): void {
  if (name !== FILES.excludeDate && name !== FILES.referenceDate) requireFile(plan, key, name);
}

/** @throws {FileError} when a file of the options is not there */
export function requireFile(plan: Plan, key: string, name: string): void {
  const path = resolve(plan.project.workDir, name);
  if (existsSync(path)) return;
  throw new FileError(
    `${key} = ${name}: there is no ${path}.`,
    'Check the name; paths start from the work directory. auto or no does without.',
  );
}

function strangers(key: string, dates: readonly string[], { dates: known, source }: Scene): string[] {
  const days = new Set(known.flatMap((date) => [date, date.slice(0, 8)]));
  const missing = dates.filter((date) => !days.has(date));
  return missing.length === 0 ? [] : [`${key}: ${source} has no acquisition of ${missing.join(', ')}`];
}
