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
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { quietContext } from '../../core/context.ts';
import { writeProduct } from '../../io/products/product.ts';
import { readUnwrapped, writeUnwrapped } from '../../io/products/unwrapped-file.ts';
import { setReferencePoint } from '../reference/reference-point.ts';
import { subtractFiles } from './difference.ts';

const folder = temporaryFolder();
const dates = ['20040101', '20050101', '20080101'];
const path = (name: string) => join(folder, name);

test('an absolute delay is brought to the reference date and pixel of the series first', async () => {
  const delay = (k: number, y: number, x: number) => 2 + (k + 1) * (y - 0.5 * x);
  const first = await tinySeries(
    path('a.h5'),
    dates,
    (k, y, x) => {
      const relative = delay(k, y, x) - delay(k, 1, 2) - (delay(1, y, x) - delay(1, 1, 2));
      return y === 4 && x === 6 ? 0 : relative + 0.77;
    },
    { attributes: { REF_DATE: '20050101' } },
  );
  const { REF_Y: _y, REF_X: _x, ...unreferenced } = TINY_ATTRIBUTES;
  const other = path('delay.h5');
  const values = new Float32Array(3 * 35);
  dates.forEach((_, k) => {
    values.set(
      tinyGrid((y, x) => delay(k, y, x)),
      k * 35,
    );
  });
  await writeProduct(
    other,
    { ...unreferenced, FILE_TYPE: 'timeseries' },
    [
      { name: 'timeseries', type: 'f4', shape: [3, 5, 7], values },
      { name: 'date', type: 'S8', shape: [3], values: dates },
    ],
    quietContext(),
  );
  await subtractFiles({ first, others: [other], outfile: path('out.h5') }, quietContext());
  const out = await valuesOf(path('out.h5'), 'timeseries');
  out.forEach((value, i) => {
    expect(value).toBeCloseTo(i % 35 === 34 ? 0 : 0.77, 5);
  });
});

test('dates without a counterpart stop the work, or stay as they are when forced', async () => {
  const first = await tinySeries(path('b.h5'), dates, (k) => k + 5);
  const other = await tinySeries(path('c.h5'), dates.slice(0, 2), (k) => k);
  const request = { first, others: [other], outfile: path('bc.h5') };
  await expect(subtractFiles(request, quietContext())).rejects.toThrow('20080101');
  await subtractFiles({ ...request, force: true }, quietContext());
  const out = await valuesOf(path('bc.h5'), 'timeseries');
  expect([out[0], out[35], out[70]]).toEqual([5, 5, 7]);
});

test('a series minus a velocity keeps what is not linear in time', async () => {
  const first = await tinySeries(path('d.h5'), ['20040101', '20080101'], (k, y, x) =>
    k === 0 ? 0 : 4 * (y - 1 + x - 2) + 0.25,
  );
  const velocity = await tinyRasters(
    path('velocity.h5'),
    { velocity: tinyGrid((y, x) => y + x) },
    { REF_Y: '0' },
  );
  await subtractFiles({ first, others: [velocity], outfile: path('dv.h5') }, quietContext());
  for (const value of (await valuesOf(path('dv.h5'), 'timeseries')).slice(35))
    expect(value).toBeCloseTo(0.25, 5);
});

test('interferograms are compared relative to their own reference pixels, 0 being no data', async () => {
  const stack = async (name: string, value: (y: number, x: number) => number) => {
    await writeProduct(
      path(name),
      { ...TINY_ATTRIBUTES, FILE_TYPE: 'ifgramStack' },
      [
        { name: 'unwrapPhase', type: 'f4', shape: [1, 5, 7], values: tinyGrid(value) },
        { name: 'coherence', type: 'f4', shape: [1, 5, 7], values: tinyGrid(() => 1) },
        { name: 'date', type: 'S8', shape: [1, 2], values: ['20040101', '20050101'] },
      ],
      quietContext(),
    );
    return path(name);
  };
  const first = await stack('s1.h5', (y, x) => (y === 4 ? 0 : y + x + 10 + (x === 6 ? 3 : 0)));
  const second = await stack('s2.h5', (y, x) => y + x - 20);
  await subtractFiles({ first, others: [second], outfile: path('s.h5') }, quietContext());
  const out = await valuesOf(path('s.h5'), 'unwrapPhase');
  expect([out[0], out[6], out[28]]).toEqual([0, 3, 0]);
  await expect(valuesOf(path('s.h5'), 'coherence')).rejects.toThrow();
});

test('rasters take several subtrahends and keep their type of numbers', async () => {
  const spec = (name: string, value: number) =>
    writeProduct(
      path(name),
      { ...TINY_ATTRIBUTES, FILE_TYPE: 'count' },
      [{ name: 'count', type: 'i2', shape: [5, 7], values: new Int16Array(35).fill(value) }],
      quietContext(),
    );
  await Promise.all([spec('n1.h5', 9), spec('n2.h5', 4), spec('n3.h5', 3)]);
  const request = { first: path('n1.h5'), others: [path('n2.h5'), path('n3.h5')], outfile: path('n.h5') };
  await subtractFiles(request, quietContext());
  expect(await valuesOf(path('n.h5'), 'count')).toEqual(new Array(35).fill(2));
});

test('rasters of other names are those that the files are about', async () => {
  const outfile = path('named.h5');
  const one = await tinyRasters(path('one.h5'), { height: tinyGrid((y) => 10 * y) });
  const two = await tinyRasters(path('two.h5'), { dem: tinyGrid((y, x) => 9 * y + x) });
  await subtractFiles({ first: one, others: [two], outfile }, quietContext());
  expect(await valuesOf(outfile, 'height')).toEqual([...tinyGrid((y, x) => y - x)]);
  const velocity = await tinyRasters(path('velocity2.h5'), {
    intercept: tinyGrid(() => 1),
    velocity: tinyGrid((y, x) => y + x),
  });
  const other = await tinyRasters(path('rate.h5'), { rate: tinyGrid((y) => y + 8) }, { REF_Y: '3' });
  await subtractFiles({ first: velocity, others: [other], outfile }, quietContext());
  // both relative to the reference pixel of the first, y 1, where the rate is 9
  expect(await valuesOf(outfile, 'velocity')).toEqual([...tinyGrid((_, x) => x + 1)]);
  await expect(valuesOf(outfile, 'intercept')).rejects.toThrow();
  const angles = { azimuthAngle: tinyGrid(() => 1), incidenceAngle: tinyGrid(() => 2) };
  const geometry = await tinyRasters(path('angles.h5'), angles, { FILE_TYPE: 'geometry' });
  for (const files of [
    [velocity, geometry],
    [geometry, velocity],
  ])
    await expect(
      subtractFiles({ first: files[0], others: [files[1]], outfile }, quietContext()),
    ).rejects.toThrow(/no raster in common/);
  const flags = path('flags.h5');
  const spec = { name: 'flags', type: 'f4', shape: [2, 5, 7], values: new Float32Array(70) } as const;
  await writeProduct(flags, { ...TINY_ATTRIBUTES, FILE_TYPE: 'flags' }, [spec], quietContext());
  await expect(subtractFiles({ first: one, others: [flags], outfile }, quietContext())).rejects.toThrow(
    /no raster in common/,
  );
});

test('a series takes one subtrahend only', async () => {
  const first = await tinySeries(path('e.h5'), dates, () => 1);
  const request = { first, others: [first, first], outfile: path('ee.h5') };
  await expect(subtractFiles(request, quietContext())).rejects.toThrow('2 files');
});

test('an interferogram loses the phase of the displacement between its dates', async () => {
  const first = path('filt_040101_080101.unw');
  const attributes = { ...TINY_ATTRIBUTES, DATE12: '040101-080101', PROCESSOR: 'roipac' };
  const displacement = (y: number, x: number) => 0.001 * (y - 1) + 0.002 * (x - 2);
  const phase = tinyGrid((y, x) => (-4 * Math.PI * displacement(y, x)) / 0.056 + (y === 4 ? 0.5 : 0) + 9);
  const shape = [5, 7] as const;
  writeUnwrapped(first, attributes, { data: tinyGrid(() => 2), shape }, { data: phase, shape });
  const series = await tinySeries(path('u.h5'), dates, (k, y, x) => (k === 2 ? displacement(y, x) : 0));
  await subtractFiles({ first, others: [series], outfile: path('u.unw') }, quietContext());
  const out = await readUnwrapped(path('u.unw'));
  expect(out.magnitude.data[0]).toBe(2);
  expect(out.phase.data[0]).toBeCloseTo(0, 5);
  expect(out.phase.data[34]).toBeCloseTo(0.5, 5);
});

test('a stack relative to one pixel minus a stack relative to another has values at both', async () => {
  const phase = (k: number, y: number, x: number) => (x === 6 ? 0 : (k + 1) * (8 * y + x) + 0.25);
  const [first, other] = [path('stack1.h5'), path('stack2.h5')];
  await tinyStack(first, { unwrapPhase: phase });
  await tinyStack(other, { unwrapPhase: (k, y, x) => phase(k, y, x) && phase(k, y, x) + 0.5 * y });
  const point = (file: string, y: number, x: number) =>
    setReferencePoint({ file, pixel: { y, x }, writeData: true }, quietContext());
  await point(first, 1, 3);
  await point(other, 4, 2);
  await subtractFiles({ first, others: [other], outfile: path('stacks.h5') }, quietContext());
  const out = await valuesOf(path('stacks.h5'), 'unwrapPhase');
  // 34 - 11 = 23 radians per interferogram lie between the two pixels
  const difference = (k: number) => tinyGrid((y, x) => (x === 6 ? 0 : 23 * (k + 1) + 0.5 * (4 - y)));
  expect(out).toEqual([0, 1, 2, 3].flatMap((k) => [...difference(k)]));
});

test('standard deviations of velocities are those of independent errors when asked for', async () => {
  const velocity = (scale: number) => tinyGrid((y, x) => scale * (y - 1 + x - 2));
  const stdOf = (value: number, y0: number, x0: number) =>
    tinyGrid((y, x) => ((y === y0 && x === x0) || (y === 4 && x === 6) ? 0 : value + y));
  const first = await tinyRasters(path('v1.h5'), { velocity: velocity(3), velocityStd: stdOf(3, 1, 2) });
  const other = await tinyRasters(
    path('v2.h5'),
    { velocity: velocity(1), velocityStd: stdOf(1, 3, 0) },
    {
      REF_Y: '3',
      REF_X: '0',
    },
  );
  const [outfile, plain] = [path('v-std.h5'), path('v-plain.h5')];
  await subtractFiles({ first, others: [other], outfile, withStd: true }, quietContext());
  await subtractFiles({ first, others: [other], outfile: plain }, quietContext());
  expect(await valuesOf(outfile, 'velocity')).toEqual(await valuesOf(plain, 'velocity'));
  const std = await valuesOf(outfile, 'velocityStd');
  const atReference = 2; // of the other, at the reference pixel of the first
  expect(std[0]).toBeCloseTo(Math.hypot(3, 1, atReference), 6);
  expect(std[1 * 7 + 2]).toBe(0); // where both are 0 by definition
  expect(std[3 * 7]).toBeCloseTo(Math.hypot(6, atReference), 6);
  expect(std[34]).toBe(0); // no data
  expect((await valuesOf(plain, 'velocityStd'))[0]).toBe(2);
  const lone = await tinyRasters(path('lone.h5'), { velocity: velocity(1) });
  const attempt = subtractFiles({ first, others: [lone], outfile, withStd: true }, quietContext());
  await expect(attempt).rejects.toThrow(/lone\.h5 has no standard deviations of a velocity/);
});

test('what is done about references and standard deviations of velocities is told', async () => {
  const rasters = { velocity: tinyGrid((y, x) => y - 1 + x - 2), velocityStd: tinyGrid(() => 0.5) };
  const area = { REF_AREA: 'mean of 30 pixels' };
  const first = await tinyRasters(path('w1.h5'), rasters);
  const moved = await tinyRasters(path('w2.h5'), { velocity: rasters.velocity }, { REF_Y: '3', REF_X: '0' });
  const ofArea = await tinyRasters(path('w3.h5'), rasters, area);
  const others = await tinyRasters(path('w4.h5'), rasters, { ...area, REF_Y: '4' });
  const outfile = path('w-out.h5');
  const said = async (one: string, other: string) => {
    const lines: string[] = [];
    const note = (level: string) => (line: string) => void lines.push(`${level}: ${line}`);
    const log = { debug() {}, info: note('info'), warn: note('warning') };
    await subtractFiles({ first: one, others: [other], outfile }, quietContext({ log }));
    return lines.join('\n');
  };
  const plain = await said(first, moved);
  expect(plain).toMatch(/info: .*w2\.h5 brought to the reference pixel of .*w1\.h5, y 1, x 2/);
  expect(plain).toMatch(/warning: no velocityStd in the difference: .*w2\.h5 has none/);
  expect(await said(first, first)).not.toMatch(/brought|warning/);
  expect(await said(ofArea, ofArea)).not.toMatch(/brought|warning/);
  expect((await attributesOf(outfile))['REF_AREA']).toBe('mean of 30 pixels');
  expect(await said(ofArea, moved)).toMatch(
    /warning: .*w3\.h5 is relative to the mean of an area, .*w2\.h5 is not/,
  );
  expect(await attributesOf(outfile)).not.toHaveProperty('REF_AREA');
  expect(await said(ofArea, others)).toMatch(/warning: .*the means of two areas/);
  expect((await valuesOf(outfile, 'velocity')).every((value) => value === 0)).toBe(true);
});
