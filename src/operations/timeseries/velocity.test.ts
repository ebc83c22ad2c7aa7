import { join } from 'node:path';
import { expect, test } from 'vitest';
import { attributesOf, temporaryFolder, tinySeries, valuesOf } from '../../../test/support/tiny-series.ts';
import { defaultOptions } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { ReferencePointError } from '../../core/errors.ts';
import { setReferencePoint } from '../reference/reference-point.ts';
import { fitVelocity, type VelocityRequest } from './velocity.ts';

const folder = temporaryFolder();
const path = (name: string) => join(folder, name);
const options = defaultOptions().config.timeFunc;
const dates = ['20180104', '20180305', '20180621', '20180808', '20181213'];
const velocityOf = async (request: Partial<VelocityRequest> & { timeseries: string; outfile: string }) => {
  await fitVelocity({ options, ...request }, quietContext());
  return valuesOf(request.outfile, 'velocity');
};

/** Relative to y 1, x 2; no data at y 0, x 0. */
const series = (name: string) =>
  tinySeries(path(name), dates, (k, y, x) => (y + x === 0 ? 0 : k * (3 * (y - 1) + 0.5 * (x - 2))));

test('relative to another pixel the old reference pixel has its velocity, as if the series were moved first', async () => {
  const timeseries = await series('a.h5');
  const own = await velocityOf({ timeseries, outfile: path('own.h5') });
  const refYX = { y: 3, x: 5 };
  const moved = await velocityOf({ timeseries, outfile: path('moved.h5'), refYX });
  const [at, origin] = [3 * 7 + 5, 7 + 2];
  expect(own[origin]).toBe(0);
  expect(moved[at]).toBe(0);
  expect(moved[origin]).toBeCloseTo(-own[at], 5);
  expect(moved[0]).toBe(0); // no data
  await setReferencePoint({ file: timeseries, pixel: refYX, outfile: path('b.h5') }, quietContext());
  const after = await velocityOf({ timeseries: path('b.h5'), outfile: path('after.h5') });
  expect(moved.slice(1)).toEqual(after.slice(1));
  const back = await velocityOf({
    timeseries: path('b.h5'),
    outfile: path('back.h5'),
    refYX: { y: 1, x: 2 },
  });
  back.slice(1).forEach((value, i) => {
    expect(value).toBeCloseTo(own[i + 1], 5);
  });
});

test('the residual is relative to the same pixel, and on a map its place is that of the new one', async () => {
  const map = {
    Y_FIRST: '36',
    X_FIRST: '25',
    Y_STEP: '-0.1',
    X_STEP: '0.2',
    REF_LAT: '35.85',
    REF_LON: '25.5',
  };
  const timeseries = await tinySeries(path('c.h5'), dates, (k, y, x) => k * k * (y - 1 + (x - 2)), {
    attributes: map,
  });
  const [outfile, residual] = [path('c_velocity.h5'), { outfile: path('c_residual.h5') }];
  await velocityOf({ timeseries, outfile, refYX: { y: 3, x: 5 }, residual });
  const rest = await valuesOf(residual.outfile, 'timeseries');
  dates.forEach((_, k) => {
    expect(rest[k * 35 + 3 * 7 + 5]).toBe(0);
    expect(Math.abs(rest[k * 35 + 7 + 2])).toBeGreaterThan(0.1);
  });
  for (const file of [outfile, residual.outfile])
    expect(await attributesOf(file)).toMatchObject({
      REF_Y: '3',
      REF_X: '5',
      REF_LAT: '35.65',
      REF_LON: '26.1',
    });
});

test('a reference pixel without a value at some date is refused by name', async () => {
  const timeseries = await tinySeries(path('d.h5'), dates, (k, y, x) =>
    k === 2 && y === 3 && x === 5 ? Number.NaN : k,
  );
  const attempt = velocityOf({ timeseries, outfile: path('d_velocity.h5'), refYX: { y: 3, x: 5 } });
  await expect(attempt).rejects.toThrow(ReferencePointError);
  await expect(attempt).rejects.toThrow(/d\.h5 has no value at the reference pixel y 3, x 5 on 20180621/);
});
