import { describe, expect, test } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import type { Grid } from '../array.ts';
import { ReferencePointError, ShapeError } from '../errors.ts';
import { correctByBridging, type FitRamp } from './bridging.ts';
import { windowMedian } from './window-median.ts';

const cases = unitCases('conncomp').filter(({ name }) => name.startsWith('unwrap_'));

/** Plane through the nonzero pixels of a mask, by the normal equations. */
const fitPlane: FitRamp = (phase, mask) => {
  const width = phase.shape[1];
  const normal = [0, 0, 0].map(() => [0, 0, 0, 0]);
  const basis = (i: number) => [Math.floor(i / width), i % width, 1];
  for (let i = 0; i < phase.data.length; i++) {
    if (mask.data[i] === 0 || phase.data[i] === 0) continue;
    const row = [...basis(i), phase.data[i]];
    for (let a = 0; a < 3; a++) for (let b = 0; b < 4; b++) normal[a][b] += row[a] * row[b];
  }
  for (let a = 0; a < 3; a++) {
    const pivot = normal[a][a];
    normal[a] = normal[a].map((v) => v / pivot);
    for (let b = 0; b < 3; b++) {
      if (b !== a) normal[b] = normal[b].map((v, c) => v - normal[b][a] * normal[a][c]);
    }
  }
  const ramp = phase.data.map((_, i) => basis(i).reduce((sum, v, a) => sum + v * normal[a][3], 0));
  return { data: ramp, shape: phase.shape };
};

test.each(cases)('correction agrees with the reference: $name', (c) => {
  const { unw, conncomp, metadata, min_area, radius, ramp_type } = c.input;
  const shape = [unw.length, unw[0].length] as const;
  const { phase } = correctByBridging(
    { data: Float32Array.from(unw.flat()), shape },
    { data: Int32Array.from(conncomp.flat()), shape },
    {
      refY: metadata.REF_Y === undefined ? undefined : Number(metadata.REF_Y),
      refX: metadata.REF_X === undefined ? undefined : Number(metadata.REF_X),
      connCompMinArea: min_area,
      bridgePtsRadius: radius,
      fitRamp: ramp_type === 'linear' ? fitPlane : undefined,
    },
  );
  expectWithin(phase.data, c.expected.unw.flat(), c.tolerance);
});

describe('two plateaus with a gap', () => {
  const shape = [40, 90] as const;
  const components = new Uint8Array(40 * 90);
  const smooth = new Float32Array(40 * 90);
  for (let i = 0; i < smooth.length; i++) {
    const x = i % 90;
    components[i] = x < 40 ? 1 : x >= 50 && x < 85 ? 2 : 0;
    smooth[i] = 0.5 + 0.01 * x;
  }
  const broken = smooth.map((v, i) => (components[i] === 2 ? v - 6 * Math.PI : v));
  const comp: Grid<Uint8Array> = { data: components, shape };

  test('whole cycles between them are removed and reported', () => {
    const { phase, cycles, bridges } = correctByBridging({ data: broken, shape }, comp, { refY: 3, refX: 5 });
    expect([...cycles]).toEqual([0, 0, 3]);
    expect(bridges).toMatchObject([{ label0: 1, label1: 2, distance: 15 }]);
    phase.data.forEach((v, i) => {
      expect(v).toBeCloseTo(smooth[i] - 0.55, 5);
    });
  });

  test('the result depends on whole cycles of the input only', () => {
    const a = correctByBridging({ data: broken, shape }, comp, { refY: 3, refX: 80 }).phase.data;
    const b = correctByBridging({ data: smooth, shape }, comp, { refY: 3, refX: 80 }).phase.data;
    // The gap itself belongs to no component and is only referenced.
    a.forEach((v, i) => {
      if (components[i] > 0) expect(v).toBeCloseTo(b[i], 5);
    });
  });

  test('no-data is shifted like its neighbours or kept, as asked', () => {
    const holed = broken.slice();
    holed[20 * 90 + 70] = 0;
    holed[20 * 90 + 71] = Number.NaN;
    const shifted = correctByBridging({ data: holed, shape }, comp, { refY: 3, refX: 5 }).phase.data;
    const kept = correctByBridging({ data: holed, shape }, comp, { refY: 3, refX: 5, noData: 'keep' }).phase
      .data;
    expect(shifted[20 * 90 + 70]).toBeCloseTo(6 * Math.PI, 5);
    expect(kept[20 * 90 + 70]).toBe(0);
    expect(kept[20 * 90 + 71]).toBeNaN();
    expect(kept[20 * 90 + 72]).toBe(shifted[20 * 90 + 72]);
  });

  test('one component needs no bridge', () => {
    const one: Grid<Uint8Array> = { data: new Uint8Array(shape[0] * shape[1]).fill(1), shape };
    const { bridges, phase } = correctByBridging({ data: smooth, shape }, one, { refY: 0, refX: 0 });
    expect(bridges).toEqual([]);
    expect(phase.data[89]).toBeCloseTo(0.89, 5);
  });

  test('a reference point in the gap is refused', () => {
    expect(() => correctByBridging({ data: smooth, shape }, comp, { refY: 0, refX: 45 })).toThrow(
      ReferencePointError,
    );
  });

  test('rasters of different shape are refused', () => {
    const turned: Grid<Uint8Array> = { data: components, shape: [90, 40] };
    expect(() => correctByBridging({ data: smooth, shape }, turned)).toThrow(ShapeError);
  });
});

test('the window of a median is cut at the edge and skips other regions and NaN', () => {
  const labels = { data: Int32Array.of(1, 1, 2, 1, 1, 1), shape: [2, 3] as const };
  const phase = Float32Array.of(1, 2, 99, Number.NaN, 5, 7);
  expect(windowMedian(phase, labels, 1, 0, 0, 2)).toBe(2); // 1, 2, 5
  expect(windowMedian(phase, labels, 1, 1, 2, 5)).toBe(3.5); // 1, 2, 5, 7
  expect(windowMedian(phase, labels, 3, 0, 0, 2)).toBeNaN();
  expect(windowMedian(phase, labels, 1, 0, 0, 0)).toBeNaN();
});
