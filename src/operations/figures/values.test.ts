import { expect, test } from 'vitest';
import { grid } from '../../core/array.ts';
import { changeValues } from './values.ts';

const row = (...values: number[]) => grid(Float32Array.from(values), 1, values.length);
const SAME = { unit: '1', factor: 1 };

test('phase is shown relative to the reference pixel and 0 stays no data', () => {
  const { data } = changeValues(row(0, 3, 5), { scale: SAME, referencePhase: 3, zeroMask: false });
  expect([...data]).toEqual([0, 0, 2]);
  const masked = changeValues(row(0, 4, 5), { scale: SAME, referencePhase: 3, zeroMask: true });
  expect([...masked.data]).toEqual([Number.NaN, 1, 2]);
});

test('the reference date is subtracted before, a chosen pixel after masking, then the unit applies', () => {
  const { data } = changeValues(row(1, 2, 3), {
    scale: { unit: 'cm', factor: 100 },
    referenceValues: row(0, 1, 1),
    mask: grid(Uint8Array.of(1, 0, 1), 1, 3),
    offset: 0.5,
  });
  expect([...data]).toEqual([50, Number.NaN, 150]);
});

test('values wrap into the half-open interval after scaling', () => {
  const { data } = changeValues(row(-0.06, 0.05, 0.12), {
    scale: { unit: 'cm', factor: 100 },
    wrap: [-5, 5],
  });
  expect(data[0]).toBeCloseTo(4, 5);
  expect(Math.abs(data[1])).toBeCloseTo(5, 5);
  expect(data[2]).toBeCloseTo(2, 5);
});

test('decibel never fall below those of 0.1 and keep no data', () => {
  const { data } = changeValues(row(10, 0.001, Number.NaN), {
    scale: { unit: 'dB', factor: 1, decibel: 20 },
  });
  expect([...data]).toEqual([20, -20, Number.NaN]);
});

test('operations come last; an offset without value is none', () => {
  const { data } = changeValues(row(3, -2), { scale: SAME, math: 'square', offset: Number.NaN });
  expect([...data]).toEqual([9, 4]);
});

test('a difference that equals the value of no data is one', () => {
  const { data } = changeValues(row(-9, 4, 1), {
    scale: SAME,
    noDataValue: -9,
    referenceValues: row(1, 13, 1),
  });
  expect([...data]).toEqual([Number.NaN, -9, 0]);
});
