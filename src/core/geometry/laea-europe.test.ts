import { expect, test } from 'vitest';
import { latLonToLaea } from './laea-europe.ts';

test('the worked example of IOGP guidance note 7-2 for EPSG:3035', () => {
  const [easting, northing] = latLonToLaea(50, 5);
  expect(easting).toBeCloseTo(3962799.45, 2);
  expect(northing).toBeCloseTo(2999718.85, 2);
});

test('the origin of the projection has its false coordinates, and other continents have none', () => {
  expect(latLonToLaea(52, 10)).toEqual([4321000, 3210000]);
  expect(latLonToLaea(-33, 151)).toEqual([Number.NaN, Number.NaN]);
});
