import { decimalYear, hasTime, parseDate } from '../dates.ts';
import { MintsarError } from '../errors.ts';

/** Transient after an event: onset date and one or more characteristic times in whole days. */
export interface Transient {
  readonly onset: string;
  readonly tau: readonly number[];
}

/**
 * Functions of time that describe a displacement history (Hetland et al. 2012, doi:10.1029/2011JB008731).
 * Dates are YYYYMMDD or YYYYMMDDTHHMM.
 */
export interface TimeFunctionModel {
  /** degree: 0 = constant, 1 = constant velocity, 2 = constant acceleration */
  readonly polynomial: number;
  /** periods, years */
  readonly periodic?: readonly number[];
  /** sudden offsets, e.g. earthquakes */
  readonly stepDate?: readonly string[];
  /** changes of velocity */
  readonly polyline?: readonly string[];
  /** exponential relaxation, 1 - exp(-t/tau) */
  readonly exp?: readonly Transient[];
  /** logarithmic relaxation, ln(1 + t/tau) */
  readonly log?: readonly Transient[];
}

export type CompleteModel = Required<TimeFunctionModel>;

export type TimeFunction = keyof TimeFunctionModel;

/** A time-function model that makes no sense for the dates at hand. */
export class TimeFunctionError extends MintsarError {}

/** Fill in what was left out and put step and polyline dates in order. */
export function completeModel(model: TimeFunctionModel): CompleteModel {
  return {
    polynomial: model.polynomial,
    periodic: model.periodic ?? [],
    stepDate: [...(model.stepDate ?? [])].sort(),
    polyline: [...(model.polyline ?? [])].sort(),
    exp: model.exp ?? [],
    log: model.log ?? [],
  };
}

/** Number of unknowns. */
export function countParameters(model: TimeFunctionModel): number {
  const { polynomial, periodic, stepDate, polyline, exp, log } = completeModel(model);
  const transients = [...exp, ...log].reduce((sum, { tau }) => sum + tau.length, 0);
  return polynomial + 1 + 2 * periodic.length + stepDate.length + polyline.length + transients;
}

/** Onset of an event as decimal year: its own time of day, or midnight. */
export function onsetYear(date: string): number {
  return decimalYear(date, 0);
}

/**
 * `['20151021', '60', '200.7']` of an option to a transient; characteristic times lose their fraction of a day.
 *
 * @throws {TimeFunctionError} without onset or characteristic time
 */
export function parseTransient(words: readonly string[], kind: 'exp' | 'log'): Transient {
  const [onset, ...times] = words;
  if (!onset || times.length === 0) {
    throw new TimeFunctionError(
      `${kind} function "${words.join(' ')}" has no characteristic time.`,
      `Give an onset date and days, e.g. --${kind} 20151021 60.`,
    );
  }
  return { onset, tau: times.map((days) => Math.trunc(Number(days))) };
}

/**
 * Check a model against the acquisitions it shall describe.
 * @throws {TimeFunctionError} for a negative degree, periods or characteristic times that are not positive, steps and
 *   polyline dates that do not lie strictly between the first and last acquisition, transients after the last one
 */
export function assertModel(model: TimeFunctionModel, dates: readonly string[]): void {
  const { polynomial, periodic, stepDate, polyline, exp, log } = completeModel(model);
  if (!Number.isInteger(polynomial) || polynomial < 0) {
    throw new TimeFunctionError(`Polynomial degree ${polynomial} is not possible.`, 'Use 1 for a velocity.');
  }
  for (const period of periodic) {
    if (!(period > 0 && Number.isFinite(period))) {
      throw new TimeFunctionError(`Period ${period} is not positive.`, 'Give periods in years, e.g. 1 0.5.');
    }
  }
  const instants = dates.map(parseDate);
  const first = Math.min(...instants);
  const last = Math.max(...instants);
  const span = `${dates[instants.indexOf(first)]} to ${dates[instants.indexOf(last)]}`;
  for (const date of [...stepDate, ...polyline]) {
    const instant = parseDate(date);
    if (!(instant > first && instant < last)) {
      throw new TimeFunctionError(
        `Date ${date} lies outside ${span}.`,
        'Give a date between the acquisitions.',
      );
    }
  }
  for (const { onset, tau } of [...exp, ...log]) {
    // An onset before the first acquisition is fine: the later part of the relaxation is observed.
    if (!(parseDate(onset) < last)) {
      throw new TimeFunctionError(
        `Onset ${onset} is not before the last of ${span}.`,
        'Give an earlier onset.',
      );
    }
    for (const days of tau) {
      if (!(days > 0)) {
        throw new TimeFunctionError(
          `Characteristic time ${days} of onset ${onset} is not positive.`,
          'Give whole days, 1 or more.',
        );
      }
    }
  }
}

/**
 * Acquisition times as decimal years; `seconds` of the day apply where a date has no time of its own.
 *
 * @returns [numDate], decimal years
 */
export function acquisitionYears(dates: readonly string[], seconds = 0): Float64Array {
  return Float64Array.from(dates, (date) => decimalYear(date, hasTime(date) ? 0 : seconds));
}
