import { expect, test } from 'vitest';
import { datesOfText, expandDates, wideDate } from './date-list.ts';

test('dates with two digits for the year belong to 1990-2089', () => {
  expect(wideDate('070106')).toBe('20070106');
  expect(wideDate('991231')).toBe('19991231');
  expect(wideDate('890101')).toBe('20890101');
  expect(wideDate('150103T0012')).toBe('20150103T0012');
});

test('days that are not in the calendar are no dates', () => {
  for (const text of ['20180230', '20181301', '2018', 'today', '20180101T2500', ''])
    expect(wideDate(text)).toBeNull();
  expect(wideDate('20200229')).toBe('20200229');
});

test('a text file of dates holds one in the first word of a line', () => {
  expect(datesOfText('# noisy dates\n20180901\n\n20180516  0.02\n080520,x\nend')).toEqual([
    '20180901',
    '20180516',
    '20080520',
  ]);
});

test('lists mix dates and files; a missing file holds no dates', () => {
  const files: Record<string, string> = { 'exclude_date.txt': '20180901\n20180516\n' };
  const read = (path: string) => files[path] ?? null;
  expect(expandDates(['exclude_date.txt', '20100101', '20180901'], read)).toEqual([
    '20100101',
    '20180516',
    '20180901',
  ]);
  expect(expandDates(['other.txt'], read)).toEqual([]);
  expect(expandDates([], read)).toEqual([]);
});
