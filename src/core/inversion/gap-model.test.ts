import { expect, test } from 'vitest';
import { formatDate, parseDate, temporalBaselines } from '../dates.ts';
import { sequentialPairs } from '../network/pair-selection.ts';
import { createGaussian } from '../stats/gaussian.ts';
import { createRandom } from '../stats/random.ts';
import { prepareTimeFunctionFit } from '../timeseries/fit.ts';
import { gapModel } from './gap-model.ts';
import { prepareInversion } from './inversion.ts';

const DAY = 86_400_000;
const start = parseDate('20150101');

/** Every twelve days, with a gap of so many days in the middle. */
function datesAround(gap: number): string[] {
  return Array.from({ length: 98 }, (_, k) => formatDate(start + DAY * (12 * k + (k >= 49 ? gap - 12 : 0))));
}

test.each([180, 365])('velocities across a gap of %d days have no bias', (gap) => {
  const dates = datesAround(gap);
  const days = temporalBaselines(dates);
  const pairs = sequentialPairs(dates, 5).filter(
    ({ date1, date2 }) => date1 >= dates[49] || date2 < dates[49],
  );
  const gaussian = createGaussian(createRandom(7));
  const [numPixel, velocity, season, noise] = [400, 49, 5, 3];
  const observed = new Float32Array(pairs.length * numPixel);
  for (let p = 0; p < numPixel; p++) {
    const series = new Map(
      dates.map((date, k) => {
        const year = days[k] / 365.25;
        return [date, velocity * year + season * Math.sin(2 * Math.PI * year + p) + noise * gaussian()];
      }),
    );
    pairs.forEach(({ date1, date2 }, i) => {
      observed[i * numPixel + p] = series.get(date2)! - series.get(date1)! + 0.5 * gaussian();
    });
  }
  const found = (['nsbas', null] as const).map((way) => {
    const { invert } = prepareInversion({ pairs, weightFunc: 'no', gap: way });
    const { timeseries, numPieces, numInPieces } = invert({ numPixel, observed });
    expect(numInPieces).toBe(numPixel);
    expect(numPieces === undefined ? undefined : [...new Set(numPieces)]).toEqual(way ? [2] : undefined);
    const fit = prepareTimeFunctionFit({ dates, model: { polynomial: 1, periodic: [1] } });
    const velocities = [...fit(timeseries.slice()).get('velocity')!];
    const mean = velocities.reduce((a, b) => a + b) / numPixel;
    return {
      bias: mean - velocity,
      std: Math.hypot(...velocities.map((v) => v - mean)) / Math.sqrt(numPixel),
    };
  });
  expect(Math.abs(found[0].bias)).toBeLessThan(0.3);
  expect(found[0].std).toBeLessThan(1.1);
  expect(found[1].bias).toBeLessThan(-5); // smallest velocities take the motion across the gap for nothing
});

test('pieces lie where least squares with equations of the model of tiny weight put them', () => {
  const days = [0, 12, 24, 100, 130, 160, 400, 430, 500, 700, 760];
  const piece = Int32Array.from([0, 0, 0, 4, 4, 4, 4, 8, 8, 8, 8]);
  const gaussian = createGaussian(createRandom(3));
  const phase = Float64Array.from(days, () => 3 * gaussian());
  const placed = phase.slice();
  gapModel(days)(placed, piece, 1);
  // differences within a piece stay, and so does the piece of the reference date
  for (const k of days.keys())
    expect(placed[k] - placed[piece[k]]).toBeCloseTo(phase[k] - phase[piece[k]], 12);
  expect([...placed.slice(0, 3)]).toEqual([...phase.slice(0, 3)]);
  // no other shift of a piece fits its line and season better
  const misfit = (shift4: number, shift8: number) => {
    const series = placed.map((value, k) => value + (piece[k] === 4 ? shift4 : piece[k] === 8 ? shift8 : 0));
    return bestMisfit(days, series);
  };
  const best = misfit(0, 0);
  for (const [a, b] of [
    [0.01, 0],
    [-0.01, 0],
    [0, 0.01],
    [0, -0.01],
  ])
    expect(misfit(a, b)).toBeGreaterThan(best);
});

/** Squared misfit of line, season (damped) and constant, by descent along each coordinate until nothing moves. */
function bestMisfit(days: readonly number[], series: ArrayLike<number>): number {
  const terms = days.map((day) => {
    const year = day / 365.25;
    return [1, year, Math.sin(2 * Math.PI * year), Math.cos(2 * Math.PI * year)];
  });
  const model = [0, 0, 0, 0];
  const damping = [0, 0, 0.25, 0.25];
  for (let round = 0; round < 4000; round++) {
    for (let q = 0; q < 4; q++) {
      let [top, bottom] = [-damping[q] * model[q], damping[q]];
      terms.forEach((row, k) => {
        const rest = series[k] - row.reduce((sum, x, r) => sum + x * model[r], 0);
        top += row[q] * rest;
        bottom += row[q] * row[q];
      });
      model[q] += top / bottom;
    }
  }
  let sum = damping[2] * model[2] ** 2 + damping[3] * model[3] ** 2;
  terms.forEach((row, k) => {
    sum += (series[k] - row.reduce((all, x, r) => all + x * model[r], 0)) ** 2;
  });
  return sum;
}
