import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  TINY_ATTRIBUTES,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { ENVISAT_DRIFT } from '../../core/atmosphere/oscillator-drift.ts';
import { quietContext } from '../../core/context.ts';
import { readUnwrapped, writeUnwrapped } from '../../io/products/unwrapped-file.ts';
import { correctOscillatorDrift } from './correct-lod.ts';

const folder = temporaryFolder();
const dates = ['20040101', '20050101', '20080101'];
const years = [0, 366 / 365.25 - 1 / 365.25 + 0.000684, 4];

test('the drift grows with slant range from the reference pixel and with time from the reference date', async () => {
  const file = await tinySeries(join(folder, 'a.h5'), dates, () => 0, {
    attributes: { REF_DATE: '20040101' },
  });
  const range = tinyGrid((y, x) => 830000 + 1000 * y + 20 * x);
  const geometry = await tinyRasters(join(folder, 'g.h5'), { slantRangeDistance: range });
  const outfile = join(folder, 'a_LOD.h5');
  await correctOscillatorDrift({ timeseries: file, geometry, outfile }, quietContext());
  const out = await valuesOf(outfile, 'timeseries');
  expect(out[7 + 2]).toBeCloseTo(0, 12);
  // row 4, column 6 lies 3 rows and 4 columns from the reference pixel; a decimal year counts days of the year
  expect(out[70 + 34]).toBeCloseTo(-ENVISAT_DRIFT * 3080 * 4, 9);
  expect(out[35 + 34]).toBeCloseTo(-ENVISAT_DRIFT * 3080 * years[1], 5);
});

test('without a geometry file the slant range follows from the column', async () => {
  const file = await tinySeries(join(folder, 'b.h5'), dates, () => 0);
  const outfile = join(folder, 'b_LOD.h5');
  await correctOscillatorDrift({ timeseries: file, outfile }, quietContext());
  const out = await valuesOf(outfile, 'timeseries');
  expect(out[70 + 6]).toBeCloseTo(-ENVISAT_DRIFT * 80 * 4, 12);
  expect(out[70 + 28 + 6]).toBe(out[70 + 6]);
});

test('only Envisat is corrected', async () => {
  const file = await tinySeries(join(folder, 'c.h5'), dates, () => 0, { attributes: { PLATFORM: 'Sen' } });
  const request = { timeseries: file, outfile: join(folder, 'c_LOD.h5') };
  await expect(correctOscillatorDrift(request, quietContext())).rejects.toThrow('Sen');
});

test('an interferogram gets the phase of the drift between its dates and keeps its magnitude', async () => {
  const file = join(folder, 'filt_040101-080101.unw');
  const attributes = { ...TINY_ATTRIBUTES, DATE12: '040101-080101', PROCESSOR: 'roipac' };
  const raster = (value: number) => ({ data: tinyGrid(() => value), shape: [5, 7] as const });
  writeUnwrapped(file, attributes, raster(3), raster(1));
  const outfile = join(folder, 'out.unw');
  await correctOscillatorDrift({ timeseries: file, outfile }, quietContext());
  const { magnitude, phase } = await readUnwrapped(outfile);
  expect(magnitude.data[6]).toBe(3);
  expect(phase.data[2]).toBe(1);
  const displacement = -ENVISAT_DRIFT * 80 * 4;
  expect(phase.data[6]).toBeCloseTo(1 - (4 * Math.PI * displacement) / 0.056, 5);
});

test('a file without slant range that is no geometry is not passed over', async () => {
  const file = await tinySeries(join(folder, 'd.h5'), dates, () => 0);
  const geometry = await tinyRasters(
    join(folder, 'velocity.h5'),
    { velocity: tinyGrid(() => 0) },
    { FILE_TYPE: 'velocity' },
  );
  const request = { timeseries: file, geometry, outfile: join(folder, 'd_LOD.h5') };
  await expect(correctOscillatorDrift(request, quietContext())).rejects.toThrow('has no slantRangeDistance');
});
