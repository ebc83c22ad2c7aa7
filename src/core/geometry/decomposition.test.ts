import { expect, test } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { decompositionWeights, eastNorthUpRows, horizontalVerticalRows } from './decomposition.ts';
import { overlapGrid, unionGrid, windowInGrid, windowOfGrid } from './map-sets.ts';

const cases = new Map(unitCases('asc_desc').map((one) => [one.name, one]));
const caseOf = (name: string) => cases.get(name)!;
const looksOf = (incidence: readonly number[], azimuth: readonly number[]) =>
  incidence.map((angle, i) => ({ incidence: angle, azimuth: azimuth[i] }));

test.each(['test_haz30', 'test_haz-90', 'test_haz0'])(
  'two lines of sight give horizontal and vertical motion: %s',
  (name) => {
    const { input, expected, tolerance } = caseOf(name);
    const looks = looksOf(input.los_inc_angle, input.los_az_angle);
    const { horizontal, vertical } = decompositionWeights(looks, input.horz_az_angle);
    const [first, second] = input.dlos as number[][][];
    const motion = (weights: readonly number[]) =>
      first.map((row, y) => row.map((value, x) => weights[0] * value + weights[1] * second[y][x]));
    expectWithin(motion(horizontal), expected.horz, tolerance);
    expectWithin(motion(vertical), expected.vert, tolerance);
  },
);

test('rows of the design are what unit motions look like along the lines of sight', () => {
  const two = caseOf('G_horz_vert');
  const looks = looksOf(two.input.inc, two.input.az);
  expectWithin(horizontalVerticalRows(looks, two.input.horz_az_angle), two.expected, two.tolerance);
  const three = caseOf('G_enu');
  expectWithin(
    eastNorthUpRows(looksOf(three.input.inc, three.input.az), three.input.obs),
    three.expected,
    three.tolerance,
  );
});

test('three lines of sight that agree give the motion they see', () => {
  const looks = looksOf([34, 40, 36], [102, -101, 99]);
  const { horizontal, vertical } = decompositionWeights(looks, -70);
  const seen = horizontalVerticalRows(looks, -70).map(([h, v]) => 0.3 * h - 0.7 * v);
  const sum = (weights: readonly number[]) => weights.reduce((all, weight, i) => all + weight * seen[i], 0);
  expect(sum(horizontal)).toBeCloseTo(0.3, 12);
  expect(sum(vertical)).toBeCloseTo(-0.7, 12);
});

test('the same direction twice gives the smallest motion that fits, an angle that is not known none', () => {
  const { isUnique, horizontal, vertical } = decompositionWeights(looksOf([35, 35], [102, 102]));
  const [[h, v]] = horizontalVerticalRows(looksOf([35], [102]));
  expect(isUnique).toBe(false);
  expect(2 * (h * horizontal[0] + v * vertical[0])).toBeCloseTo(1, 12);
  expect(vertical[0] / horizontal[0]).toBeCloseTo(v / h, 12);
  expect(decompositionWeights(looksOf([35, Number.NaN], [102, -102])).vertical).toEqual([
    Number.NaN,
    Number.NaN,
  ]);
});

test('maps have in common what all edges hold, and a window of it in each', () => {
  const { input, expected } = caseOf('overlap');
  const grids = (input.atr as Record<string, string>[]).map((atr) => ({
    yFirst: Number(atr['Y_FIRST']),
    xFirst: Number(atr['X_FIRST']),
    yStep: Number(atr['Y_STEP']),
    xStep: Number(atr['X_STEP']),
    length: Number(atr['LENGTH']),
    width: Number(atr['WIDTH']),
  }));
  const common = overlapGrid(grids);
  const [south, north, west, east] = expected as number[];
  expect(common).toMatchObject({ yFirst: north, xFirst: west });
  expect(common.length).toBe(Math.round((north - south) * 10));
  expect(common.width).toBe(Math.round((east - west) * 10));
  expect(windowInGrid(grids[0], common)).toEqual({ y0: 5, x0: 7, y1: 20, x1: 30 });
  expect(windowInGrid(grids[1], common)).toEqual({ y0: 0, x0: 0, y1: 15, x1: 23 });
  const all = unionGrid(grids);
  expect(all).toMatchObject({ yFirst: 10, xFirst: 20, length: 35, width: 37 });
  expect(windowOfGrid(all, grids[1])).toEqual({ y0: -5, x0: -7, y1: 30, x1: 30 });
});

test('maps on both sides of the 180th meridian have in common what they see', () => {
  const east = { yFirst: 10, xFirst: 179.5, yStep: -0.1, xStep: 0.1, length: 10, width: 10 };
  const west = { ...east, xFirst: -180 };
  expect(overlapGrid([east, west])).toMatchObject({ xFirst: 180, width: 5 });
  expect(windowInGrid(west, overlapGrid([east, west]))).toMatchObject({ x0: 0, x1: 5 });
  expect(unionGrid([west, east])).toMatchObject({ xFirst: -180.5, width: 15 });
});
