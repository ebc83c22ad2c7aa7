import { expect, test } from 'vitest';
import residualKernel from './residual-kernel.ts';

const dates = ['20180104', '20180206', '20180311', '20180413'];
const setup = { dates, model: { polynomial: 1 } };

test('what is left of a series of whole numbers is the same as of the same series in single precision', () => {
  const block = { y0: 0, y1: 1, width: 2, numPixel: 2 };
  const series = [3, 0, 1, 4, 5, -2, 8, 7];
  const kernel = residualKernel({
    setup,
    functions: undefined,
    reference: {},
    referencePixel: undefined,
    zeroPixel: undefined,
  });
  const restOf = (timeseries: Float32Array | Int16Array) => kernel({ timeseries }, block).outputs.timeseries;
  const rest = restOf(Float32Array.from(series));
  expect(rest.some((value) => value % 1 !== 0)).toBe(true);
  expect(restOf(Int16Array.from(series))).toEqual(rest);
});
