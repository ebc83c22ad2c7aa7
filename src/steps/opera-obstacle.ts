import { existsSync, readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { Project } from '../config/index.ts';
import { modelTimesAround, nearestModelTime } from '../core/atmosphere/model-times.ts';
import { datesOfPairs, parsePair } from '../core/network/pairs.ts';
import { stampOf } from '../io/products/provenance.ts';
import { findLogin } from '../services/credentials.ts';
import { EARTHDATA } from '../services/earthdata.ts';
import { parseTropoName } from '../services/opera/tropo-name.ts';
import { LoginMissingError } from '../services/service-errors.ts';
import type { LoadedFacts } from './plan.ts';

/** The folder of zenith delays of a project. */
export function operaDirOf({ workDir, config }: Project): string {
  return resolve(workDir, config.troposphericDelay.operaDir);
}

/** Why no zenith delays can be had, and what to do; undefined when there is a login, or a file. */
export function operaObstacle(project: Project): readonly [why: string, remedy: string] | undefined {
  const missing = missingLogin();
  if (missing === undefined || operaNames(project).length > 0) return undefined;
  const why = `there is no OPERA_L4_TROPO-ZENITH_*.nc in ${operaDirOf(project)}. ${missing.message}`;
  return [why, missing.remedy];
}

let runs = 0;

/**
 * The files that a correction depends on, as a text that changes with them; where dates lack one that may be had meanwhile it
 * changes each time, so that they are tried again.
 */
export function operaStamps(project: Project, facts: LoadedFacts | undefined): string {
  const names = operaNames(project);
  const times = new Set(names.map((name) => parseTropoName(name)?.time));
  const isMissing = facts !== undefined && timesOf(project, facts).some((time) => !times.has(time));
  const again =
    isMissing && missingLogin() === undefined ? [`try ${process.pid}.${Date.now()}.${runs++}`] : [];
  return [...names.map((name) => `${name} ${stampOf(join(operaDirOf(project), name))}`), ...again].join('; ');
}

/** Times of the weather model that the dates of a stack ask for. */
function timesOf({ config }: Project, { attributes, pairs }: LoadedFacts): string[] {
  const seconds = Number(attributes['CENTER_LINE_UTC'] ?? 0);
  const dates = datesOfPairs(pairs.map(parsePair)).filter((date) => date >= '20160101');
  return dates.flatMap((date) =>
    config.troposphericDelay.operaInTime === 'linear'
      ? modelTimesAround(date, seconds).map(({ time }) => time)
      : [nearestModelTime(date, seconds)],
  );
}

function operaNames(project: Project): string[] {
  const folder = operaDirOf(project);
  const names = existsSync(folder) ? readdirSync(folder) : [];
  return names.filter((name) => parseTropoName(name) !== undefined).sort();
}

function missingLogin(): LoginMissingError | undefined {
  try {
    findLogin(EARTHDATA);
    return undefined;
  } catch (error) {
    if (error instanceof LoginMissingError) return error;
    throw error;
  }
}
