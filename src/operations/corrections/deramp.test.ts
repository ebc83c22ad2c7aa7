import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  attributesOf,
  TINY_ATTRIBUTES,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { writeProduct } from '../../io/products/product.ts';
import { deramp } from './deramp.ts';

const folder = temporaryFolder();
const dates = ['20040101', '20050101', '20080101'];
const plane = (y: number, x: number) => 0.01 * (y - 1) - 0.02 * (x - 2);

test('every date loses its own plane, which is 0 at the reference pixel', async () => {
  // an offset stays: the ramp is relative to the reference pixel
  const file = await tinySeries(join(folder, 'a.h5'), dates, (k, y, x) =>
    k === 0 ? 0 : k === 2 ? Number.NaN : k * plane(y, x) + 1,
  );
  const outfile = join(folder, 'a_ramp.h5');
  const coefficients = join(folder, 'rampCoeff_a.txt');
  await deramp({ file, type: 'linear', mask: null, outfile, coefficients }, quietContext());
  const out = await valuesOf(outfile, 'timeseries');
  expect(out.slice(0, 35)).toEqual(new Array(35).fill(0));
  for (const value of out.slice(35, 70)) expect(value).toBeCloseTo(1, 6);
  expect((await attributesOf(outfile))['mintpy.deramp']).toBe('linear');
  expect((await attributesOf(outfile))['mintpy.deramp.maskFile']).toBeUndefined();
  const [, first, second, third] = readFileSync(coefficients, 'utf8').split('\n');
  expect(first).toBe('20040101\t0\t0\t0'); // the plane through zeros
  expect(third).toBe('20080101\tnan'); // no data
  const numbers = second.split('\t').slice(1).map(Number);
  expect(numbers[0]).toBeCloseTo(0.01, 7);
  expect(numbers[1]).toBeCloseTo(-0.02, 7);
});

test('the ramp is fitted inside the mask and removed everywhere', async () => {
  const bump = (x: number) => (x === 6 ? 5 : 0);
  const velocity = tinyGrid((y, x) => plane(y, x) + bump(x) + 1);
  const file = await tinyRasters(join(folder, 'velocity.h5'), { velocity });
  const mask = await tinyRasters(join(folder, 'mask.h5'), { mask: tinyGrid((_, x) => (x === 6 ? 0 : 1)) });
  const outfile = join(folder, 'velocity_ramp.h5');
  await deramp({ file, type: 'linear', mask, outfile }, quietContext());
  const out = await valuesOf(outfile, 'velocity');
  expect(out[0]).toBeCloseTo(1, 5);
  expect(out[6]).toBeCloseTo(6, 5);
  expect((await attributesOf(outfile))['mintpy.deramp.maskFile']).toBe('mask.h5');
});

test('an infinite value is no data, and the ramp that of all others', async () => {
  const velocity = tinyGrid((y, x) => (y === 3 && x === 4 ? Number.POSITIVE_INFINITY : plane(y, x) + 1));
  const file = await tinyRasters(join(folder, 'infinite.h5'), { velocity });
  const outfile = join(folder, 'infinite_ramp.h5');
  await deramp({ file, type: 'linear', mask: null, outfile }, quietContext());
  (await valuesOf(outfile, 'velocity')).forEach((value, i) => {
    if (i === 3 * 7 + 4) expect(value).toBeNaN();
    else expect(value).toBeCloseTo(1, 6);
  });
});

test('a stack gains a dataset and keeps the others', async () => {
  const file = join(folder, 'stack.h5');
  const values = new Float32Array(70);
  values.set(tinyGrid((y, x) => plane(y, x) + 3));
  values.set(
    tinyGrid((y, x) => 2 * plane(y, x) - 4),
    35,
  );
  const date = ['20040101', '20050101', '20050101', '20080101'];
  await writeProduct(
    file,
    { ...TINY_ATTRIBUTES, FILE_TYPE: 'ifgramStack' },
    [
      { name: 'unwrapPhase', type: 'f4', shape: [2, 5, 7], values },
      { name: 'date', type: 'S8', shape: [2, 2], values: date },
    ],
    quietContext(),
  );
  await deramp({ file, type: 'linear', mask: null }, quietContext());
  const out = await valuesOf(file, 'unwrapPhase_ramp');
  for (const value of out.slice(0, 35)) expect(value).toBeCloseTo(3, 5);
  for (const value of out.slice(35)) expect(value).toBeCloseTo(-4, 5);
  expect(await valuesOf(file, 'unwrapPhase')).toEqual([...values]);
});

test('a mask without pixels is an error, and the output is not written', async () => {
  const file = await tinySeries(join(folder, 'd.h5'), dates, () => 1);
  const mask = await tinyRasters(join(folder, 'empty.h5'), { mask: tinyGrid(() => 0) });
  const outfile = join(folder, 'd_ramp.h5');
  await expect(deramp({ file, type: 'linear', mask, outfile }, quietContext())).rejects.toThrow(
    'no valid pixel',
  );
  await expect(valuesOf(outfile, 'timeseries')).rejects.toThrow();
});

test('update leaves an output alone that was made with the same options', async () => {
  const file = await tinySeries(join(folder, 'e.h5'), dates, (k, y, x) => k * plane(y, x));
  const outfile = join(folder, 'e_ramp.h5');
  const said: string[] = [];
  const log = { debug() {}, warn() {}, info: (message: string) => said.push(message) };
  const request = { file, type: 'linear', mask: null, outfile, update: true } as const;
  await deramp(request, quietContext({ log }));
  await deramp(request, quietContext({ log }));
  expect(said.filter((message) => message.includes('up to date'))).toHaveLength(1);
  await deramp({ ...request, type: 'quadratic' }, quietContext({ log }));
  expect((await attributesOf(outfile))['mintpy.deramp']).toBe('quadratic');
});
