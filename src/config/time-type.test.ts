import { expect, test } from 'vitest';
import * as type from './time-type.ts';

test('date lists are trimmed and widened', () => {
  expect(type.dates.parse('20080520, 090817')).toEqual(['20080520', '20090817']);
  expect(type.dates.parse('20180610T0312')).toEqual(['20180610T0312']);
  expect(type.dates.parse('no')).toEqual([]);
  expect(type.datesOrFile.parse('exclude_date.txt')).toEqual(['exclude_date.txt']);
  expect(type.datesOrFile.parse('my dates.txt, 20080520')).toEqual(['my dates.txt', '20080520']);
  expect(() => type.dates.parse('exclude_date.txt')).toThrow(
    'is a file; this option takes the dates themselves',
  );
});

test('a date source is a date or a file', () => {
  expect(type.dateOrFile.parse('20090817')).toEqual({ kind: 'date', date: '20090817' });
  expect(type.dateOrFile.parse('reference_date.txt')).toEqual({ kind: 'file', file: 'reference_date.txt' });
  expect(() => type.dateOrFile.parse('20091817')).toThrow('is not a day of the calendar');
});

test('pairs are widened and joined by an underscore', () => {
  expect(type.pairs.parse('20080520_20090817, 090817-100102')).toEqual([
    '20080520_20090817',
    '20090817_20100102',
  ]);
});

test('relaxations are groups of an onset and one or more times, separated by ; / or |', () => {
  const two = [
    { onset: '20110311', times: [60, 120] },
    { onset: '20170908', times: [120] },
  ];
  for (const text of [
    '20110311,60,120;20170908,120',
    '20110311, 60, 120 / 20170908, 120',
    '110311,60,120|170908,120',
  ]) {
    expect(type.relaxations.parse(text)).toEqual(two);
  }
  expect(() => type.relaxations.parse('20110311,-3')).toThrow('"-3" is not a characteristic time in days.');
});
