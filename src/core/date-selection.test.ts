import { expect, test } from 'vitest';
import { dateMatcher, excludedDates, findDate, isAfter, isBefore } from './date-selection.ts';
import { DateError } from './dates.ts';
import { pairsToDrop } from './network/network-selection.ts';
import { parsePair } from './network/pairs.ts';

/** Two flights on the second day. */
const dates = ['20180104T0523', '20180116T0523', '20180116T1730', '20180128T0000', '20180209T2359'];

test('a limit without time includes its whole day, one with time is meant to the minute', () => {
  expect(isBefore('20180116T0000', '20180116')).toBe(false);
  expect(isAfter('20180116T2359', '20180116')).toBe(false);
  expect(isBefore('20180116T0523', '20180116T0524')).toBe(true);
  expect(isAfter('20180116T0523', '20180116T0523')).toBe(false);
  // a date without time lies within a limit of its day, whatever the hour
  expect(isBefore('20180116', '20180116T1200')).toBe(false);
  expect(excludedDates(dates, { startDate: '20180116', endDate: '20180128' })).toEqual([dates[0], dates[4]]);
  expect(excludedDates(dates, { startDate: '20180116T0600', endDate: '20180127T2359' })).toEqual([
    dates[0],
    dates[1],
    dates[3],
    dates[4],
  ]);
});

test('a date without time names all acquisitions of its day, one with time a single one', () => {
  expect(dates.filter(dateMatcher(['20180116', '20180209T2359']))).toEqual([dates[1], dates[2], dates[4]]);
  expect(dates.filter(dateMatcher(['20180116T1730', '180104']))).toEqual([dates[0], dates[2]]);
  expect(['20180116', '20180128'].filter(dateMatcher(['20180116T1730']))).toEqual(['20180116']);
});

test('a day is found when it has one acquisition, and asks for the time when it has several', () => {
  expect(findDate(dates, '20180128')).toBe(3);
  expect(findDate(dates, '20180116T1730')).toBe(2);
  expect(findDate(dates, '20180117')).toBe(-1);
  expect(() => findDate(dates, '20180116')).toThrow(DateError);
  expect(() => findDate(dates, '20180116')).toThrow(/2 acquisitions: 20180116T0523, 20180116T1730/);
  expect(findDate(['20180104', '20180116'], '20180116T0523')).toBe(1);
});

test('network limits count hours', () => {
  const pairs = [
    `${dates[0]}_${dates[1]}`, // 12 days
    `${dates[0]}_${dates[2]}`, // 12.5 days
    `${dates[1]}_${dates[2]}`, // 12 hours
    `${dates[2]}_${dates[3]}`,
  ].map(parsePair);
  const dropped = (criteria: Parameters<typeof pairsToDrop>[1]) => [...pairsToDrop(pairs, criteria).keys()];
  expect(dropped({ tempBaseMax: 12 })).toEqual([1]);
  expect(dropped({ tempBaseMax: 0.51 })).toEqual([0, 1, 3]);
  expect(dropped({ startDate: '20180116' })).toEqual([0, 1]);
  expect(dropped({ startDate: '20180116T0600' })).toEqual([0, 1, 2]);
  expect(dropped({ endDate: '180116' })).toEqual([3]);
  expect(dropped({ excludeDate: ['20180116T1730'] })).toEqual([1, 2, 3]);
  expect(dropped({ excludeDate12: ['20180104_20180116'] })).toEqual([0, 1]);
  expect(dropped({ excludeDate12: [`${dates[0]}_${dates[2]}`] })).toEqual([1]);
  expect(dropped({ connNumMax: 1 })).toEqual([1]);
});
