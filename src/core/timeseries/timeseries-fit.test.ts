import { describe, expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { toRows } from '../linalg/matrix.ts';
import { createRandom } from '../stats/random.ts';
import { bootstrapResamples } from './bootstrap.ts';
import { timeFunctionDesign } from './design-matrix.ts';
import { factoriseTimeFunctions, prepareTimeFunctionFit } from './fit.ts';
import {
  assertModel,
  completeModel,
  parseTransient,
  TimeFunctionError,
  type TimeFunctionModel,
} from './model.ts';
import { estimatedDatasets, parameterDatasets } from './parameter-datasets.ts';
import { prepareTimeFunctionRemoval } from './removal.ts';

type Transients = Record<string, number[]>;
const transients = (record: Transients) => Object.entries(record).map(([onset, tau]) => ({ onset, tau }));
// biome-ignore lint/suspicious/noExplicitAny: model as the reference spells it
const modelOf = (m: any): TimeFunctionModel => ({ ...m, exp: transients(m.exp), log: transients(m.log) });

const cases = unitCases('time_func');
const flat = (rows: number[][]) => Float32Array.from(rows.flat());

describe('time functions of the reference', () => {
  for (const { name, input, expected, tolerance } of cases) {
    if (name.startsWith('G_')) {
      it(`design matrix agrees: ${name}`, () => {
        const design = timeFunctionDesign(input.date_list, modelOf(input.model), input.seconds);
        expectWithin(toRows(design), expected.G, tolerance);
      });
    } else if (name.startsWith('fit_')) {
      it(`estimates, uncertainties and names agree: ${name}`, () => {
        const model = modelOf(input.model);
        const estimate = prepareTimeFunctionFit({ dates: input.date_list, seconds: input.seconds, model });
        const datasets = estimate(flat(input.ts));
        expect([...datasets.keys()]).toEqual([...expected.dataset_names, 'residue']);
        expectWithin(Object.fromEntries(datasets), expected.datasets, tolerance);
        expectWithin(datasets.get('residue'), expected.residue, tolerance);
        const names = estimatedDatasets(model, { withResidue: true });
        const units = { ...expected.dataset_units, residue: 'm' };
        expect(Object.fromEntries(names.map(({ name: key, unit }) => [key, unit]))).toEqual(units);
      });
      it(`the double-precision solution agrees closely: ${name}`, () => {
        const setup = { dates: input.date_list, seconds: input.seconds, model: modelOf(input.model) };
        const { inverse } = factoriseTimeFunctions(setup);
        const ts = input.ts.map((row: number[]) => Array.from(Float32Array.from(row)));
        const m = toRows(inverse).map((row) =>
          [0, 1, 2].map((pixel) => row.reduce((sum, w, k) => sum + w * ts[k][pixel], 0)),
        );
        expectWithin(m, expected.m_double, { abs: 3e-8 * expected.cond_G, rel: 1e-6 });
      });
    } else if (name.startsWith('cov_')) {
      it(`standard deviations follow from the covariance: ${name}`, () => {
        const setup = { dates: input.date_list, model: modelOf(input.model) };
        const uncertainty = { kind: 'covariance' } as const;
        const block = new Float32Array(input.date_list.length).fill(0.01);
        const diagonal = Float32Array.from(input.ts_cov, (row: number[], k) => row[k]);
        const full = flat(input.ts_cov);
        const estimate = prepareTimeFunctionFit({ ...setup, uncertainty });
        for (const covariance of name === 'cov_diag' ? [diagonal, full] : [full]) {
          const datasets = estimate(block, covariance);
          const std = ['interceptStd', 'velocityStd'].map((key) => datasets.get(key)?.[0]);
          expectWithin(std, expected.m_std.slice(0, 2), tolerance);
        }
      });
    } else if (name.startsWith('bootstrap_')) {
      it(`bootstrap mean and spread agree: ${name}`, () => {
        const model = modelOf(input.model);
        const uncertainty = { kind: 'bootstrap', resamples: input.boot_ind } as const;
        const datasets = prepareTimeFunctionFit({ dates: input.date_list, model, uncertainty })(
          flat(input.ts),
        );
        for (const { name: key, kind, columns } of parameterDatasets(model)) {
          if (kind === 'value') {
            expectWithin(datasets.get(key), expected.m[columns[0]], tolerance);
            expectWithin(datasets.get(`${key}Std`), expected.m_std[columns[0]], tolerance);
          } else if (kind === 'amplitude') {
            const amplitude = [0, 1, 2].map((i) => Math.hypot(...columns.map((c) => expected.m[c][i])));
            expectWithin(datasets.get(key), amplitude, tolerance);
          }
        }
      });
    } else {
      it(`options become a model or an error: ${name}`, () => {
        const parse = () => {
          const { exp, log } = input.inps;
          const words = (list: string[][], kind: 'exp' | 'log') => list.map((w) => parseTransient(w, kind));
          const model = completeModel({ ...input.inps, exp: words(exp, 'exp'), log: words(log, 'log') });
          assertModel(model, input.date_list);
          return model;
        };
        if (expected.error) expect(parse).toThrow(TimeFunctionError);
        else expect(parse()).toEqual(completeModel(modelOf(expected.model)));
      });
    }
  }
});

const dates = [
  '20180101',
  '20180201',
  '20180305',
  '20180402',
  '20180510',
  '20180601',
  '20180803',
  '20181001',
];

describe('blocks', () => {
  const random = createRandom(5);
  const numPixel = 2500;
  const block = Float32Array.from({ length: dates.length * numPixel }, () => random() - 0.5);
  const columnsOf = (from: number, to: number) =>
    Float32Array.from({ length: dates.length * (to - from) }, (_, i) => {
      const k = Math.floor(i / (to - from));
      return block[k * numPixel + from + (i % (to - from))];
    });

  it('bits do not depend on how the pixels are split', () => {
    const resamples = bootstrapResamples(dates.length, 20, createRandom(1));
    for (const uncertainty of [{ kind: 'residue' }, { kind: 'bootstrap', resamples }] as const) {
      const model = { polynomial: 1, periodic: [1], polyline: ['20180415'] };
      const estimate = prepareTimeFunctionFit({ dates, model, uncertainty });
      const whole = estimate(block);
      const parts = [columnsOf(0, 7), columnsOf(7, 1500), columnsOf(1500, numPixel)].map((part) =>
        estimate(part),
      );
      for (const [name, values] of whole) {
        expect(Float32Array.from(parts.flatMap((part) => [...(part.get(name) ?? [])]))).toEqual(values);
      }
    }
  });

  it('pixels without data are 0 in the estimates and NaN in the residual', () => {
    const holes = columnsOf(0, 3);
    for (let k = 0; k < dates.length; k++) holes[3 * k] = 0;
    holes[3 * 4 + 2] = Number.NaN;
    const setup = { dates, model: { polynomial: 1, periodic: [0.7] } };
    for (const [, values] of prepareTimeFunctionFit(setup)(holes)) {
      expect([values[0], values[2]]).toEqual([0, 0]);
      expect(values[1]).not.toBe(0);
    }
    const residual = prepareTimeFunctionRemoval(setup)(holes);
    for (let k = 0; k < dates.length; k++) {
      expect(residual[3 * k]).toBeNaN();
      expect(residual[3 * k + 1]).not.toBeNaN();
      expect(residual[3 * k + 2]).toBeNaN();
    }
  });

  it('removing all functions leaves what the fit calls residue', () => {
    const setup = { dates, model: { polynomial: 2, stepDate: ['20180415'] } };
    const residue = prepareTimeFunctionFit(setup)(block).get('residue') as Float32Array;
    const residual = prepareTimeFunctionRemoval(setup)(block);
    for (let i = 0; i < numPixel; i += 97) {
      let sum = 0;
      for (let k = 0; k < dates.length; k++) sum += residual[k * numPixel + i] ** 2;
      expect(Math.sqrt(sum)).toBeCloseTo(residue[i], 6);
    }
  });

  it('functions are removed in place when asked', () => {
    const remove = prepareTimeFunctionRemoval({ dates, model: { polynomial: 2 } });
    const series = block.slice();
    expect(remove(series, series)).toBe(series);
    expect(series).toEqual(remove(block));
    expect(series).not.toEqual(block);
  });

  it('removing one function keeps the others', () => {
    const model = { polynomial: 1, stepDate: ['20180415'] };
    const design = timeFunctionDesign(dates, model);
    const exact = Float32Array.from(
      dates,
      (_, k) => 0.1 + 0.2 * design.data[3 * k + 1] + 0.3 * design.data[3 * k + 2],
    );
    const residual = prepareTimeFunctionRemoval({ dates, model }, ['stepDate'])(exact);
    residual.forEach((value, k) => {
      expect(value).toBeCloseTo(0.1 + 0.2 * design.data[3 * k + 1], 6);
    });
  });

  it('dates that cannot determine the model are an error', () => {
    expect(() => prepareTimeFunctionFit({ dates: dates.slice(0, 2), model: { polynomial: 1 } })).toThrow(
      /2 dates/,
    );
    const twins = { polynomial: 1, stepDate: ['20180415', '20180420'] };
    expect(() => prepareTimeFunctionFit({ dates, model: twins })).toThrow(/only 3 of the 4/);
    const noResamples = { kind: 'bootstrap', resamples: [] } as const;
    expect(() =>
      prepareTimeFunctionFit({ dates, model: { polynomial: 1 }, uncertainty: noResamples }),
    ).toThrow(TimeFunctionError);
  });

  it('blocks of the wrong size are an error', () => {
    const estimate = prepareTimeFunctionFit({
      dates,
      model: { polynomial: 1 },
      uncertainty: { kind: 'covariance' },
    });
    expect(() => estimate(new Float32Array(9))).toThrow(/whole number/);
    expect(() => estimate(new Float32Array(8))).toThrow(/covariance/);
  });

  it('no pixels are no work', () => {
    expect(
      prepareTimeFunctionFit({ dates, model: { polynomial: 1 } })(new Float32Array(0)).get('velocity'),
    ).toHaveLength(0);
  });
});
