import type { Relaxation } from '../config/index.ts';
import { parseTransient } from '../core/timeseries/model.ts';
import { flag, group, list, repeated } from '../flags/flag.ts';
import { int, positive } from '../flags/kind.ts';
import { date } from './date-kinds.ts';

const WORDS = ['DATE', 'DAYS'];

const transient =
  (kind: 'exp' | 'log') =>
  (words: readonly string[]): Relaxation => {
    const { onset, tau } = parseTransient(words, kind);
    return { onset: date.parse(onset), times: tau };
  };

/** The shared flags that describe a model of displacement over time. */
export const timeFunctionFlags = group(
  'time functions',
  {
    polynomial: flag('--poly --polynomial --poly-order', int(0), 'degree; 1 = velocity', {
      default: 1,
      option: 'mintpy.timeFunc.polynomial',
    }),
    periodic: list('--periodic --period --peri', positive, 'periods, years', {
      count: '+',
      option: 'mintpy.timeFunc.periodic',
    }),
    stepDate: list('--step --step-date', date, 'dates of sudden offsets', {
      count: '+',
      option: 'mintpy.timeFunc.stepDate',
    }),
    polyline: list('--polyline', date, 'dates at which the velocity changes', { count: '+' }),
    exp: repeated(
      '--exp --exponential',
      WORDS,
      'exponential: onset, then characteristic times in days; repeatable',
      transient('exp'),
      { option: 'mintpy.timeFunc.exp' },
    ),
    log: repeated('--log --logarithmic', WORDS, 'logarithmic: likewise', transient('log'), {
      option: 'mintpy.timeFunc.log',
    }),
  },
  'added up to describe the displacement history',
);
