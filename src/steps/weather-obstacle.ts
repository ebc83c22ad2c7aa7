import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Project } from '../config/index.ts';
import { datesOfPairs, parsePair } from '../core/network/pairs.ts';
import { stampOf } from '../io/products/provenance.ts';
import { nearestHour } from '../operations/troposphere/weather-archive.ts';
import { findStoreKey, keyMissing } from '../services/climate-store/store-key.ts';
import type { LoadedFacts } from './plan.ts';

/** The weather folder of a project. */
export function weatherDirOf({ workDir, config }: Project): string {
  return resolve(workDir, config.troposphericDelay.weatherDir);
}

/** Why no weather can be had, and what to do; undefined when there is a key, or a file of a date. */
export function weatherObstacle(
  project: Project,
  facts: LoadedFacts | undefined,
): readonly [why: string, remedy: string] | undefined {
  const { weatherModel } = project.config.troposphericDelay;
  if (weatherModel !== 'ERA5')
    return [
      `the weather model ${weatherModel} is not read`,
      'Put mintpy.troposphericDelay.weatherModel = ERA5 into your template, which covers all places from 1940 on',
    ];
  if (findStoreKey() !== undefined || weatherFiles(project, facts).length > 0) return undefined;
  const { message, remedy } = keyMissing();
  return [
    `there is no weather file of ${facts === undefined ? 'ERA5' : 'its dates'} in ${join(weatherDirOf(project), 'ERA5')}. ${message.replace(/\.$/, '')}`,
    remedy.replace(/\.$/, ''),
  ];
}

/** Files of the dates of a stack at its hour, whatever their area; of any date before anything is loaded. */
function weatherFiles(project: Project, facts: LoadedFacts | undefined): string[] {
  const folder = join(weatherDirOf(project), 'ERA5');
  const names = existsSync(folder)
    ? readdirSync(folder).filter((name) => /^ERA-?5_.*\.\w+$/i.test(name))
    : [];
  if (facts === undefined) return names;
  const hour = nearestHour(Number(facts.attributes['CENTER_LINE_UTC'] ?? 0));
  const ends = daysOf(facts).map((day) => `_${day}_${String(hour).padStart(2, '0')}.`);
  return names.filter((name) => ends.some((end) => name.includes(end))).sort();
}

/** YYYYMMDD of the dates of a stack. */
function daysOf({ pairs }: LoadedFacts): string[] {
  return datesOfPairs(pairs.map(parsePair)).map((date) => date.slice(0, 8));
}

let runs = 0;

/**
 * The weather files that a correction depends on, as a text that changes with them; where dates lack one that may be had
 * meanwhile it changes each time, so that they are tried again.
 */
export function weatherStamps(project: Project, facts: LoadedFacts | undefined): string {
  const folder = join(weatherDirOf(project), 'ERA5');
  const files = weatherFiles(project, facts);
  const missing =
    facts === undefined
      ? []
      : daysOf(facts).filter((day) => !files.some((name) => name.includes(`_${day}_`)));
  const again =
    missing.length > 0 && findStoreKey() !== undefined ? [`try ${process.pid}.${Date.now()}.${runs++}`] : [];
  const why = weatherObstacle(project, facts)?.[0] ?? '';
  return [...files.map((name) => `${name} ${stampOf(join(folder, name))}`), why, ...again].join('; ');
}
