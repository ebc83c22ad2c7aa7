import { describe, expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { dateRange } from '../date-selection.ts';
import { pseudoInverse } from '../linalg/decompositions.ts';
import { fromRows, multiplyVector, toRows } from '../linalg/matrix.ts';
import { createRandom } from '../stats/random.ts';
import { timeFunctionDesign } from '../timeseries/design-matrix.ts';
import { TimeFunctionError } from '../timeseries/model.ts';
import { prepareDemError } from './dem-error.ts';

const cases = unitCases('dem_error');

describe('DEM error of the reference', () => {
  for (const { name, input, expected, tolerance } of cases) {
    for (const shared of [true, false]) {
      it(`agrees with ${shared ? 'common' : 'pixel-wise'} baselines: ${name}`, () => {
        const given = cases.find((c) => c.name === input.same_input_as)?.input ?? input;
        const ts: number[][] = given.ts ?? given.ts_obs.map((value: number) => [value]);
        const n = ts[0].length;
        const pbase: number[] = given.pbase;
        const estimate = prepareDemError({
          dates: given.date_list,
          model: given.model,
          phaseVelocity: given.phase_velocity,
          excludeDate: given.date_list.filter((_: string, k: number) => given.date_flag?.[k] === false),
          bperp: shared ? pbase : undefined,
        });
        const result = estimate({
          timeseries: Float32Array.from(ts.flat()),
          slantRange: given.range_dist,
          incidenceAngle: given.inc_angle,
          bperp: shared ? undefined : Float32Array.from(pbase.flatMap((b) => ts[0].map(() => b))),
        });
        const rows = (data: Float32Array) => ts.map((_, k) => data.subarray(k * n, (k + 1) * n));
        if (expected.delta_z) expectWithin(result.dem, expected.delta_z, tolerance);
        if (expected.ts_cor) expectWithin(rows(result.corrected), expected.ts_cor, tolerance);
        if (expected.ts_res) expectWithin(rows(result.residual), expected.ts_res, tolerance);
      });
    }
  }
});

const numPixel = 2300;
const dates = dateRange('20180105', '20181231', 24);
const numDate = dates.length;
const random = createRandom(11);
const noise = (n: number, scale: number, mean = 0) =>
  Float32Array.from({ length: n }, () => mean + scale * (random() - 0.5));
const timeseries = noise(numDate * numPixel, 0.1);
const slantRange = noise(numPixel, 1e4, 8e5);
const incidenceAngle = noise(numPixel, 4, 36);
const bperp = noise(numDate * numPixel, 300);
const columnOf = (data: Float32Array, i: number) =>
  Float64Array.from({ length: data.length / numPixel }, (_, k) => data[k * numPixel + i]);
const columns = (data: Float32Array, from: number, to: number) =>
  Float32Array.from({ length: (data.length / numPixel) * (to - from) }, (_, i) => {
    return data[Math.floor(i / (to - from)) * numPixel + from + (i % (to - from))];
  });

/** Minimum-norm least squares by singular values for one pixel. */
function bySvd(
  model: { polynomial: number; stepDate?: string[] },
  baseline: Float64Array,
  i: number,
  used: number[],
) {
  const scale = 1 / (slantRange[i] * Math.sin((incidenceAngle[i] * Math.PI) / 180));
  const design = toRows(timeFunctionDesign(dates, model)).map((row, k) => [baseline[k] * scale, ...row]);
  const { inverse, rank } = pseudoInverse(fromRows(used.map((k) => design[k])), 1e-8);
  const series = columnOf(timeseries, i);
  const x = multiplyVector(
    inverse,
    used.map((k) => series[k]),
  );
  const predicted = multiplyVector(fromRows(design), x);
  return {
    rank,
    dem: x[0],
    corrected: series.map((d, k) => d - design[k][0] * x[0]),
    residual: series.map((d, k) => d - predicted[k]),
  };
}

function expectPixel(
  result: ReturnType<ReturnType<typeof prepareDemError>>,
  i: number,
  solution: ReturnType<typeof bySvd>,
) {
  expectWithin(result.dem[i], solution.dem, { abs: 1e-9, rel: 1e-6 });
  expectWithin(columnOf(result.corrected, i), Array.from(solution.corrected), { abs: 2e-8 });
  expectWithin(columnOf(result.residual, i), Array.from(solution.residual), { abs: 2e-8 });
}

describe('elimination of the time functions', () => {
  const all = dates.map((_, k) => k);

  it('estimates a pixel from its other dates where an excluded date has no baseline, and leaves that date open', () => {
    const model = { polynomial: 1 };
    const used = all.filter((k) => k !== 3);
    const holes = bperp.slice();
    for (const pixel of [0, 4, 1201]) holes[3 * numPixel + pixel] = Number.NaN;
    holes[2 * numPixel + 7] = Number.NaN; // of a date that is fitted
    for (const phaseVelocity of [false, true]) {
      const estimate = prepareDemError({
        dates,
        model,
        excludeDate: [dates[3]],
        referenceDate: dates[1],
        phaseVelocity,
      });
      const whole = estimate({ timeseries, slantRange, incidenceAngle, bperp });
      const result = estimate({ timeseries, slantRange, incidenceAngle, bperp: holes });
      for (const pixel of [0, 1, 4, 1201]) {
        expect(result.dem[pixel]).toBe(whole.dem[pixel]);
        const at = (data: Float32Array, dates: number[]) => dates.map((k) => columnOf(data, pixel)[k]);
        expect(at(result.corrected, used)).toEqual(at(whole.corrected, used));
        expect(at(result.residual, used)).toEqual(at(whole.residual, used));
        expect(Number.isNaN(columnOf(result.corrected, pixel)[3])).toBe(pixel !== 1);
      }
      expect(result.dem[7]).toBe(0);
    }
  });

  it('gives the least-squares solution of every pixel, excluded dates corrected too', () => {
    const model = { polynomial: 2, stepDate: ['20180601'] };
    const excludeDate = [dates[3], dates[9]];
    const used = all.filter((k) => k !== 3 && k !== 9);
    const estimate = prepareDemError({ dates, model, excludeDate, referenceDate: dates[4] });
    const result = estimate({ timeseries, slantRange, incidenceAngle, bperp });
    for (let i = 0; i < numPixel; i += 191) {
      const series = columnOf(bperp, i);
      expectPixel(
        result,
        i,
        bySvd(
          model,
          series.map((b) => b - series[4]),
          i,
          used,
        ),
      );
    }
  });

  it('is of minimum norm when baselines are a polynomial of time or vanish', () => {
    const model = { polynomial: 1 };
    const years = toRows(timeFunctionDesign(dates, model)).map((row) => row[1]);
    for (const common of [years.map((t) => 50 + 400 * t), years.map(() => 0), years.map(() => 1e4)]) {
      const result = prepareDemError({ dates, model, bperp: common })({
        timeseries,
        slantRange,
        incidenceAngle,
      });
      for (let i = 0; i < numPixel; i += 577) {
        const solution = bySvd(model, Float64Array.from(common), i, all);
        expect(solution.rank).toBe(2);
        expectPixel(result, i, solution);
      }
    }
  });

  it('is of minimum norm when the dates cannot determine the time functions', () => {
    const model = { polynomial: 1, stepDate: [dates[5], dates[5]] };
    const result = prepareDemError({ dates, model })({ timeseries, slantRange, incidenceAngle, bperp });
    for (let i = 0; i < numPixel; i += 577) expectPixel(result, i, bySvd(model, columnOf(bperp, i), i, all));
  });

  it('bits do not depend on how the pixels are split', () => {
    for (const phaseVelocity of [true, false]) {
      const estimate = prepareDemError({ dates, model: { polynomial: 2 }, phaseVelocity });
      const whole = estimate({ timeseries, slantRange, incidenceAngle, bperp });
      const part = estimate({
        timeseries: columns(timeseries, 701, 1901),
        slantRange: slantRange.subarray(701, 1901),
        incidenceAngle: incidenceAngle.subarray(701, 1901),
        bperp: columns(bperp, 701, 1901),
      });
      expect(part.dem).toEqual(whole.dem.slice(701, 1901));
      expect(part.corrected).toEqual(columns(whole.corrected, 701, 1901));
      expect(part.residual).toEqual(columns(whole.residual, 701, 1901));
    }
  });

  it('a result that is given is filled, no-data pixels too', () => {
    const estimate = prepareDemError({ dates, model: { polynomial: 2 } });
    const mask = Float32Array.from({ length: numPixel }, (_, i) => (i % 7 === 0 ? 0 : 0.5));
    const block = { timeseries, slantRange, incidenceAngle, bperp, mask };
    const used = (length: number) => new Float32Array(length).fill(9);
    const given = {
      dem: used(numPixel),
      corrected: used(timeseries.length),
      residual: used(timeseries.length),
    };
    expect(estimate(block, given)).toBe(given);
    expect(given).toEqual(estimate(block));
    const inPlace = { ...given, corrected: timeseries.slice() };
    expect(estimate({ ...block, timeseries: inPlace.corrected }, inPlace)).toEqual(given);
    expect(given.dem[7]).toBe(0);
    expect(given.dem[8]).not.toBe(0);
  });

  it('a DEM error in clean data is recovered', () => {
    const baseline = columnOf(bperp, 0);
    const scale = 1 / (8e5 * Math.sin(Math.PI / 6));
    const series = Float32Array.from(baseline, (b) => b * scale * 25);
    const estimate = prepareDemError({ dates, model: { polynomial: 1 }, bperp: baseline });
    const { dem, residual } = estimate({ timeseries: series, slantRange: 8e5, incidenceAngle: 30 });
    expect(dem[0]).toBeCloseTo(25, 4);
    for (const r of residual) expect(Math.abs(r)).toBeLessThan(1e-8);
  });

  it('pixels without data, geometry or mask are 0', () => {
    const series = columns(timeseries, 0, 6);
    for (let k = 0; k < numDate; k++) series[6 * k] = 0;
    series[6 * 2 + 1] = Number.NaN;
    const angle = incidenceAngle.slice(0, 6);
    angle[2] = 0;
    const range = slantRange.slice(0, 6);
    range[3] = Number.NaN;
    const mask = Uint8Array.of(1, 1, 1, 1, 0, 1);
    const estimate = prepareDemError({ dates, model: { polynomial: 1 } });
    const block = {
      timeseries: series,
      slantRange: range,
      incidenceAngle: angle,
      bperp: columns(bperp, 0, 6),
      mask,
    };
    const { dem, corrected, residual } = estimate(block);
    expect(Array.from(dem, (z) => z !== 0)).toEqual([false, false, false, false, false, true]);
    for (const series6 of [corrected, residual]) {
      for (let k = 0; k < numDate; k++)
        expect([...series6.subarray(6 * k, 6 * k + 5)]).toEqual([0, 0, 0, 0, 0]);
    }
  });

  it('models, baselines and blocks that do not fit are errors', () => {
    expect(() => prepareDemError({ dates, model: { polynomial: 0 } })).toThrow(TimeFunctionError);
    expect(() => prepareDemError({ dates, model: { polynomial: numDate + 1 } })).toThrow(TimeFunctionError);
    expect(() => prepareDemError({ dates, model: { polynomial: 1 }, excludeDate: dates.slice(1) })).toThrow(
      /1 of/,
    );
    expect(() => prepareDemError({ dates, model: { polynomial: 1 }, bperp: [1, 2] })).toThrow(/2 perp/);
    expect(() => prepareDemError({ dates, model: { polynomial: 1 }, referenceDate: '20300101' })).toThrow(
      /20300101/,
    );
    const estimate = prepareDemError({ dates, model: { polynomial: 1 } });
    expect(() => estimate({ timeseries, slantRange, incidenceAngle })).toThrow(/baselines/);
    expect(() => estimate({ timeseries, slantRange: slantRange.slice(1), incidenceAngle, bperp })).toThrow(
      /differ/,
    );
  });
});
