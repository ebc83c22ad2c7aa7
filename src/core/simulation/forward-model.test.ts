import { expect, test } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { headingToLosAzimuth } from '../geometry/look-angle.ts';
import { losVector } from '../geometry/look-vector.ts';
import { yearsSinceFirst } from './acquisition-dates.ts';
import { interferogramPhases, linearDisplacement, slope } from './forward-model.ts';
import { type MogiSource, mogi } from './mogi.ts';
import { variableDisplacement } from './variable-displacement.ts';

const cases = unitCases('simulation');
const named = (name: string) => cases.find((unit) => unit.name === name)!;
const sourceOf = ([east, north, depth, volumeChange]: number[]): MogiSource => ({
  east,
  north,
  depth,
  volumeChange,
});

test.each(['mogi_0', 'mogi_1'])(
  'point source: displacement, strain and tilt agree with the reference (%s)',
  (name) => {
    const { input, expected, tolerance } = named(name);
    const [east, north] = input.xloc as [number[], number[]];
    const points = east.map((x, i) => mogi(sourceOf(input.geometry), x, north[i], input.nu));
    const rows = (key: 'displacement' | 'strain' | 'tilt') =>
      points[0][key].map((_, axis) => points.map((point) => point[key][axis]));
    for (const key of ['displacement', 'strain', 'tilt'] as const)
      expectWithin(rows(key), expected[key], tolerance);
  },
);

test('point source seen along the line of sight agrees with the reference', () => {
  const { input, expected, tolerance } = named('mogi_los_0');
  const [length, width] = input.shape as [number, number];
  const los = losVector(34, headingToLosAzimuth(-168));
  const got = Array.from({ length }, (_, y) =>
    Array.from({ length: width }, (_, x) => {
      // The reference spreads n nodes over n spacings, hence n / (n - 1).
      const east = (x * input.resolution * width) / (width - 1);
      const north = (y * input.resolution * length) / (length - 1);
      const { displacement } = mogi(sourceOf(input.source_geom), east, north);
      return input.scale * displacement.reduce((sum, u, axis) => sum + u * los[axis], 0);
    }),
  );
  expectWithin(got, expected, tolerance);
});

test('interferogram phase is -4 pi / lambda times the displacement between its dates', () => {
  const { input, expected, tolerance } = named('ts2ifgram');
  const pairs = input.date12_list.map((date12: string) =>
    date12.split('_').map((date) => input.date_list.indexOf(date)),
  );
  expectWithin(interferogramPhases(input.ts, pairs, input.wvl), expected, tolerance);
  expect(() => interferogramPhases([0, 1], [[0, 2]], 0.05)).toThrow('outside 0-1');
});

test('a velocity gives a straight history and a history its velocity', () => {
  const straight = named('vel2ts');
  const years = yearsSinceFirst(straight.input.date_list);
  expectWithin(linearDisplacement(straight.input.vel, years), straight.expected, straight.tolerance);
  const fit = named('ts2vel');
  expectWithin([slope(yearsSinceFirst(fit.input.date_list), fit.input.defo)], fit.expected, fit.tolerance);
  expect(slope([1], [5])).toBe(0);
});

test.each(['variable_ts_10', 'variable_ts_50', 'variable_ts_v1'])(
  'motion that changes agrees with the reference (%s)',
  (name) => {
    const { input, expected, tolerance } = named(name);
    const days = input.tbase ?? Array.from({ length: input.num_date }, (_, k) => 12 * k);
    expectWithin(variableDisplacement(days), expected, tolerance);
  },
);
