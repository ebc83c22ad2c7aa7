import { expect, test } from 'vitest';
import { subOrbitalRatio } from './sub-orbital-ratio.ts';

test('the share of electrons below Sentinel-1 follows the season, by the value of the next day', () => {
  // the table of the paper's data at days 2, 61, 164, 292 and 366
  expect(subOrbitalRatio('20180101')).toBeCloseTo(0.6637362859214628, 12);
  expect(subOrbitalRatio('20190301')).toBeCloseTo(0.7260784222185872, 12);
  expect(subOrbitalRatio('20200611')).toBeCloseTo(0.5414667885397537, 12);
  expect(subOrbitalRatio('20211018')).toBeCloseTo(0.801284548464572, 12);
  expect(subOrbitalRatio('20211231')).toBeCloseTo(0.48701636338302545, 11);
});

test('the last day of a leap year, behind which there is no day, has its own', () => {
  expect(subOrbitalRatio('20201231')).toBe(subOrbitalRatio('20201230'));
});
