import { expect, test } from 'vitest';
import { earthquakeReach, earthquakeSteps } from './earthquake-steps.ts';

const bounds = { south: 35, north: 36, west: -118, east: -117 };
const dates = ['20190101', '20190701', '20190801', '20200101'];
const quake = (date: string, magnitude: number, latitude = 35.7, longitude = -117.5) => ({
  date,
  latitude,
  longitude,
  magnitude,
});

test('the reach grows tenfold with two magnitudes', () => {
  expect(earthquakeReach(6) / 1000).toBeCloseTo(162.2, 1);
  expect(earthquakeReach(7) / earthquakeReach(5)).toBeCloseTo(10, 9);
});

test('the largest that reaches the scene between two dates is a step, wherever the longitude is counted from', () => {
  const ridgecrest = [quake('20190704T1733', 6.4), quake('20190706T0319', 7.1)];
  const far = quake('20190901', 6, 35.5, -114);
  const outside = [quake('20181201', 7), quake('20200101', 7), far];
  expect(earthquakeSteps([...ridgecrest, ...outside], bounds, dates)).toEqual([ridgecrest[1]]);
  const near = quake('20190901', 6, 35.5, 360 - 116.5); // 45 km east of the scene
  expect(earthquakeSteps([near, ...ridgecrest], bounds, dates)).toEqual([ridgecrest[1], near]);
  expect(earthquakeSteps([quake('20190701', 5)], bounds, dates)).toHaveLength(1);
});
