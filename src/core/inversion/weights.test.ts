import { describe, expect, test } from 'vitest';
import { expectWithin, type UnitCase, unitCases } from '../../../test/support/units.ts';
import {
  crossCorrelationStd,
  MAX_PDF_LOOKS,
  phasePdf,
  phaseVarianceNode,
  phaseVarianceTable,
  pointPhaseVariance,
} from './phase-variance.ts';
import { coherenceWeighting, effectiveLooks, offsetWeighting, weightFunction } from './weights.ts';

/** 2 L gamma^2 / (1 - gamma^2) by the weighting, for coherences that its floor leaves alone. */
function fisherInformation(coherence: number[], looks: number): number[] {
  const values = Float64Array.from(coherence);
  coherenceWeighting('fim', looks)(values);
  return Array.from(values);
}

function answer({ name, input, expected }: UnitCase): [got: unknown, expected: unknown] {
  if (name.startsWith('var_lut')) return [phaseVarianceTable(input.L), expected.variance];
  if (name.startsWith('coh2var_DS')) {
    const table = phaseVarianceTable(Math.min(input.L, MAX_PDF_LOOKS));
    return [input.coherence.map((c: number) => table[phaseVarianceNode(c)]), expected.variance];
  }
  if (name.startsWith('coh2var_PS'))
    return [input.coherence.map((c: number) => pointPhaseVariance(c, input.L)), expected.variance];
  if (name.startsWith('coh2fim')) {
    const usable = input.coherence.map((c: number) => c >= 0.05);
    const keep = (list: number[]) => list.filter((_, k) => usable[k]);
    return [fisherInformation(keep(input.coherence), input.L), keep(expected.fim)];
  }
  if (name.startsWith('coh2weight')) {
    const values = Float64Array.from(input.coherence_float32, Math.fround);
    coherenceWeighting(weightFunction(input.weight_func), input.L)(values);
    return [values, expected.weight ?? Array.from(values, () => 1)];
  }
  if (name.startsWith('pdf')) {
    const phase = Array.from(
      { length: input.phi_num },
      (_, k) => -Math.PI + (2 * Math.PI * k) / (input.phi_num - 1),
    );
    return [phase.map((phi) => phasePdf(input.L, input.coherence[0], phi)), expected.pdf.flat()];
  }
  const std = input.N.map((n: number) =>
    input.coh.map((c: number) => crossCorrelationStd(n, c, input.corr_type)),
  );
  return [std, expected.std];
}

describe('coherence, phase variance and weights equal the reference', () => {
  for (const unit of unitCases('weights')) {
    test(unit.name, () => {
      const [got, expected] = answer(unit);
      expectWithin(got, expected, unit.tolerance);
    });
  }
});

test('phase variances of published looks and coherences', () => {
  const coherence = [0.05, 0.3, 0.5, 0.7, 0.9, 0.9975];
  const published: [number, number[]][] = [
    [1, [3.17193, 2.40486, 1.80348, 1.18399, 0.489155, 0.0207464]],
    [5, [2.95519, 1.34137, 0.550589, 0.169341, 0.0315467, 0.000629224]],
    [20, [2.59095, 0.401799, 0.0895904, 0.0285277, 0.00636555, 0.000207782]],
    [80, [1.93988, 0.0704147, 0.019541, 0.00669262, 0.00152292, 2.25157e-5]],
  ];
  for (const [looks, variance] of published) {
    const table = phaseVarianceTable(looks);
    coherence.forEach((c, k) => {
      expect(table[phaseVarianceNode(c)] / variance[k]).toBeCloseTo(1, 4);
    });
  }
});

test('the phase density integrates to one', () => {
  for (const looks of [1, 2, 7, 40]) {
    let sum = 0;
    for (let k = 0; k < 4000; k++) sum += phasePdf(looks, 0.6, -Math.PI + ((k + 0.5) * 2 * Math.PI) / 4000);
    expect((sum * 2 * Math.PI) / 4000).toBeCloseTo(1, 9);
  }
});

test('looks come from the processor, else from the multilooking, and are whole', () => {
  expect(effectiveLooks({ correlationLooks: 27.4, azimuthLooks: 1, rangeLooks: 1 })).toBe(27);
  expect(effectiveLooks({ azimuthLooks: 5, rangeLooks: 20 })).toBe(52);
  expect(effectiveLooks({ azimuthLooks: 1, rangeLooks: 1 })).toBe(1);
  expect(effectiveLooks({ correlationLooks: 2.5 })).toBe(2);
  expect(() => effectiveLooks({})).toThrow(/looks/);
});

test('offsets weigh by their deviation, floored, and hardly at all when it is unknown', () => {
  const values = Float64Array.of(0.5, 0.001, Number.NaN);
  offsetWeighting(values);
  expect(values[0]).toBe(4);
  expect(values[1]).toBeCloseTo(40000, 6);
  expect(values[2]).toBeCloseTo(1e-4, 12);
});

test('names of weight functions and their aliases', () => {
  expect(['var', 'FIM', 'lin', 'uniform', 'sbas'].map(weightFunction)).toEqual([
    'var',
    'fim',
    'coh',
    'no',
    'no',
  ]);
  expect(() => weightFunction('best')).toThrow(/best/);
  expect(() => phaseVarianceTable(0.5)).toThrow(/0.5/);
});
