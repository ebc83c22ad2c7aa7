import { expect, test } from 'vitest';
import { expectWithin, unitCases } from '../../test/support/units.ts';
import { OptionError } from '../core/errors.ts';
import { dateTicks, dayOf, isoDate } from './date-axis.ts';
import { metresPerDegree } from './map-frame.ts';
import { scaleBarLength } from './scale-bar.ts';
import { textWidth } from './text.ts';
import { degreeTicks, integerTicks, linearTicks, logTicks, niceStep, roundToOne } from './ticks.ts';

const labels = (ticks: { label: string }[]) => ticks.map((tick) => tick.label);

test('ticks are round numbers with one common number of decimals and a true minus sign', () => {
  expect(labels(linearTicks(-1.7, 5.3, 7))).toEqual(['−1', '0', '1', '2', '3', '4', '5']);
  expect(labels(linearTicks(0, 1, 5))).toEqual(['0.0', '0.2', '0.4', '0.6', '0.8', '1.0']);
  expect(labels(linearTicks(-0.05, 0.05, 4))).toEqual(['−0.050', '−0.025', '0.000', '0.025', '0.050']);
});

test('ticks of a reversed axis are those of the axis', () => {
  expect(linearTicks(180, 0, 4)).toEqual(linearTicks(0, 180, 4));
});

test('pixel ticks are whole numbers even over three pixels', () => {
  expect(labels(integerTicks(-0.5, 2.5))).toEqual(['0', '1', '2']);
});

test('a span of nothing still has a step', () => {
  expect(niceStep(0, 5)).toBe(1);
  expect(niceStep(Number.NaN, 5)).toBe(1);
});

test('huge and tiny numbers are powers of ten', () => {
  expect(labels(linearTicks(2e8, 3e8, 2))).toContain('2×10⁸');
  expect(labels(linearTicks(0, 2e-8, 2))).toContain('1×10⁻⁸');
  expect(labels(logTicks(0.6, 2e3))).toEqual(['10⁰', '10¹', '10²', '10³']);
});

test('degrees carry their hemisphere, zero none', () => {
  expect(labels(degreeTicks(36.358, 36.461, 'latitude', 5))).toEqual([
    '36.36°N',
    '36.38°N',
    '36.40°N',
    '36.42°N',
    '36.44°N',
    '36.46°N',
  ]);
  expect(labels(degreeTicks(-10, 10, 'longitude', 4))).toEqual(['10°W', '5°W', '0°', '5°E', '10°E']);
  expect(labels(degreeTicks(179, 182, 'longitude', 3))).toEqual(['179°E', '180°', '179°W', '178°W']);
  expect(labels(degreeTicks(-181, -179, 'longitude', 2))).toEqual(['179°E', '180°', '179°W']);
});

test('lengths round to one digit as the reference does', () => {
  const [round] = unitCases('statistics').filter((c) => c.name === 'round_to_1');
  expectWithin(round.input.x.map(roundToOne), round.expected, round.tolerance);
  expect(scaleBarLength(14_400)).toEqual({ metres: 3000, label: '3 km' });
  expect(scaleBarLength(2700, 0.2)).toEqual({ metres: 500, label: '500 m' });
});

test('a degree on the ellipsoid', () => {
  expect(metresPerDegree(0).longitude).toBeCloseTo(111_319.49, 1);
  expect(metresPerDegree(0).latitude).toBeCloseTo(110_574.28, 1);
  expect(metresPerDegree(45).longitude).toBeCloseTo(78_846.81, 1);
});

test('months carry the year once, long spans show years', () => {
  const year = dateTicks(dayOf('20180101'), dayOf('20190210'));
  expect(labels(year.ticks)).toEqual(['Jan\n2018', 'Mar', 'May', 'Jul', 'Sep', 'Nov', 'Jan\n2019']);
  expect(year.minor).toHaveLength(14);
  expect(labels(dateTicks(dayOf('20141201'), dayOf('20210601')).ticks)).toEqual([
    '2015',
    '2016',
    '2017',
    '2018',
    '2019',
    '2020',
    '2021',
  ]);
  expect(labels(dateTicks(dayOf('20140101'), dayOf('20210601'), 7, 2).ticks)).toEqual([
    '2014',
    '2016',
    '2018',
    '2020',
  ]);
  expect(labels(dateTicks(dayOf('20200225'), dayOf('20200305')).ticks)[0]).toMatch(/Feb 2\d\n2020/);
});

test('dates are days since 1970, with or without time', () => {
  expect(dayOf('19700102')).toBe(1);
  expect(dayOf('2018-01-04')).toBe(17535);
  expect(dayOf('20180104T1200')).toBe(17535.5);
  expect(isoDate('20180104')).toBe('2018-01-04');
  expect(() => dayOf('velocity')).toThrow(OptionError);
});

test('text width follows the font: digits are equal, capitals wider', () => {
  expect(textWidth('1', 10)).toBeCloseTo(6.36);
  expect(textWidth('−1', 10)).toBeCloseTo(14.74);
  expect(textWidth('W', 10)).toBeGreaterThan(textWidth('i', 10));
});
