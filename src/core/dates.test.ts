import { describe, expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../test/support/units.ts';
import { dateOfYearDay, instantOfDatenum, season, solarTime } from './calendar.ts';
import { dateRange, excludedDates } from './date-selection.ts';
import {
  DateError,
  date12FromPath,
  dateFormat,
  dayOfDecimalYear,
  decimalYear,
  decimalYearOfInstant,
  formatDate,
  fullYear,
  hasTime,
  isoDateTime,
  longDate,
  longDate12,
  parseDate,
  roundToSecond,
  shortDate,
  shortDate12,
  temporalBaselines,
} from './dates.ts';

// biome-ignore lint/suspicious/noExplicitAny: arguments differ by topic
type Input = any;

/** One function of ours per function of the reference. */
const evaluate: Record<string, (input: Input) => unknown> = {
  yyyymmdd: ({ dates }) => dates.map(longDate),
  yymmdd: ({ dates }) => dates.map(shortDate),
  yyyymmdd_date12: ({ date12 }) => date12.map(longDate12),
  yymmdd_date12: ({ date12 }) => date12.map(shortDate12),
  get_date_str_format: ({ date_str }) => {
    if (date_str === 'xx') {
      expect(() => dateFormat(date_str)).toThrow(DateError);
      return { format: 'ValueError', compact: null };
    }
    const { format, iso } = dateFormat(date_str);
    return { format, compact: iso };
  },
  yyyymmdd2years: ({ dates, seconds }) => dates.map((date: string) => decimalYear(date, Number(seconds))),
  decimal_year2datetime: ({ years }) => years.map((year: number) => isoDateTime(dayOfDecimalYear(year))),
  date_list2tbase: ({ date_list, ref_date }) => ({ tbase: temporalBaselines(date_list, ref_date) }),
  date_list2vector: ({ date_list, seconds }) => {
    const instants = date_list.map((date: string) => parseDate(date) + Number(seconds) * 1000);
    return { dates: instants.map(isoDateTime), years: instants.map(decimalYearOfInstant) };
  },
  yyyymmdd2season: ({ date }) => season(date),
  yyyyddd2yyyymmdd: ({ date }) => date.map(dateOfYearDay),
  yy2yyyy: ({ year }) => year.map(fullYear),
  datenum2datetime: ({ datenum }) => datenum.map((n: number) => isoDateTime(instantOfDatenum(n))),
  // Times of the cases carry microseconds; an instant keeps them as fractions of a millisecond.
  round_seconds: ({ t }) => t.map((text: string) => isoDateTime(roundToSecond(parseDate(text)))),
  get_date_range: ({ dmin, dmax, dstep, dunit, out_fmt }) => dateRange(dmin, dmax, dstep, dunit, out_fmt),
  get_exclude_date_list: ({ date_list, start_date, end_date, exclude_date }) =>
    excludedDates(date_list, { startDate: start_date, endDate: end_date, exclude: exclude_date }),
  get_date12_from_path: ({ path }) => {
    if (!path.includes('15')) {
      expect(() => date12FromPath(path)).toThrow(DateError);
      return 'ValueError';
    }
    return date12FromPath(path);
  },
};

describe('dates', () => {
  for (const { name, source, input, expected, tolerance } of unitCases('date')) {
    const reference = source.replace('ptime.', '');
    if (reference === 'utc2solar_time') {
      it(`solar time agrees to the microsecond: ${name}`, () => {
        const solar = solarTime(parseDate(input.utc), input.longitude);
        expect(Math.abs(solar - parseDate(expected))).toBeLessThan(0.002);
      });
    } else {
      it(`agrees with the reference: ${name}`, () => {
        expectWithin(evaluate[reference](input), expected, tolerance);
      });
    }
  }

  it('every day leads to its decimal year and back', () => {
    for (const date of dateRange('19920101', '20301231', 1)) {
      expect(formatDate(dayOfDecimalYear(decimalYear(date)))).toBe(date);
    }
  });

  it('days that do not exist are errors', () => {
    for (const text of ['20150229', '20151301', '20150103T2460', '2015', '', 'no']) {
      expect(() => parseDate(text)).toThrow(DateError);
    }
  });

  it('a time of day is recognised', () => {
    expect(hasTime('20150103T0012')).toBe(true);
    expect(hasTime('20150103')).toBe(false);
  });

  it('no dates have no baselines, an unknown reference date is an error', () => {
    expect(temporalBaselines([])).toHaveLength(0);
    expect(() => temporalBaselines(['20150103'], '20150104')).toThrow(/20150104/);
  });

  it('formats day of year and month name', () => {
    expect(formatDate(parseDate('20160229'), '%j %b %y')).toBe('060 Feb 16');
  });
});
