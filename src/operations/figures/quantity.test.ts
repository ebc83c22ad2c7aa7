import { expect, test } from 'vitest';
import { quantityLabel } from './quantity.ts';

test('a colour bar says what it shows, in which unit, and which way is positive', () => {
  expect(quantityLabel('geo/geo_velocity.h5', 'velocity', 'cm/year')).toBe(
    'LOS velocity [cm/year], + towards satellite',
  );
  expect(quantityLabel('timeseries_demErr.h5', 'timeseries', 'cm')).toBe(
    'LOS displacement [cm], + towards satellite',
  );
  expect(quantityLabel('S1.he5', 'HDFEOS/GRIDS/timeseries/observation/displacement', 'm')).toBe(
    'LOS displacement [m], + towards satellite',
  );
  expect(quantityLabel('ifgramStack.h5', 'unwrapPhase_bridging', 'radian')).toBe(
    'Unwrapped phase [radian], + away from satellite',
  );
  expect(quantityLabel('avgPhaseVelocity.h5', 'velocity', 'cm/year')).toBe(
    'Average phase velocity [cm/year], + towards satellite',
  );
  expect(quantityLabel('temporalCoherence.h5', 'temporalCoherence', '1')).toBe('Temporal coherence');
});

test('uncertainties have no side, phase of displacement has the other one', () => {
  expect(quantityLabel('velocity.h5', 'velocityStd', 'mm/year')).toBe(
    'Standard deviation of LOS velocity [mm/year]',
  );
  expect(quantityLabel('timeseries.h5', 'timeseries', 'radian')).toBe(
    'Phase of LOS displacement [radian], + away from satellite',
  );
});

test('split motion says which part it is and which way is positive', () => {
  const up = { motion: 'vertical, + up' };
  expect(quantityLabel('mine.h5', 'velocity', 'cm/year', up)).toBe('Vertical velocity [cm/year], + up');
  expect(quantityLabel('hz.h5', 'displacement', 'cm')).toBe('Horizontal displacement [cm], + east');
});

test('files of counts are called by what they count, unknown datasets by their names', () => {
  expect(quantityLabel('geo_numInvIfgram.h5', 'mask', '1')).toBe('Interferograms used');
  expect(quantityLabel('own.h5', 'strangeThing', 'K')).toBe('strangeThing [K]');
});
