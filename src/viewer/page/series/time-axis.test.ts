import { expect, test } from 'vitest';
import { dateTicks } from './time-axis.ts';

const at = (...days: string[]) => days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000);
const day = 86_400;

test('months tell their year at the first one and where it changes', () => {
  const months = at('2018-09-01', '2018-11-01', '2019-01-01', '2019-03-01');
  expect(dateTicks(months, 61 * day, 'en')).toEqual(['Sep\n2018', 'Nov', 'Jan\n2019', 'Mar']);
  expect(dateTicks(months, 61 * day, 'de')[3]).toBe('Mär');
});

test('days and years', () => {
  expect(dateTicks(at('2018-12-30', '2019-01-03'), 4 * day, 'en')).toEqual(['Dec 30\n2018', 'Jan 3\n2019']);
  expect(dateTicks(at('2018-01-01', '2020-01-01'), 730 * day, 'en')).toEqual(['2018', '2020']);
});
