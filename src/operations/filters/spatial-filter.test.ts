import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { tinySeries, valuesOf } from '../../../test/support/tiny-series.ts';
import { closePool } from '../../compute/pool.ts';
import { type Context, quietContext } from '../../core/context.ts';
import { filterInSpace } from './spatial-filter.ts';

const folder = mkdtempSync(join(tmpdir(), 'mintsar-filter-'));
const dates = ['20200101', '20200113', '20200125'];
const file = await tinySeries(join(folder, 'timeseries.h5'), dates, (k, y, x) =>
  y === 2 && x === 3 ? Number.NaN : Math.sin(k + 7 * y + 3 * x),
);
afterAll(closePool);

async function filtered(options: Partial<Context>): Promise<number[]> {
  const outfile = join(folder, 'filtered.h5');
  await filterInSpace(
    {
      ...{ file, outfile, filter: 'lowpass_gaussian', parameters: [0.5] },
      datasets: ['timeseries-20200101', 'timeseries-20200125'],
    },
    quietContext(options),
  );
  return valuesOf(outfile, 'timeseries');
}

test('bands of rows come to the bits of whole planes, planes that are not chosen pass', async () => {
  const whole = await filtered({ workers: 1, maxMemory: 1e9 });
  const numPixel = whole.length / 3;
  expect(whole.slice(numPixel, 2 * numPixel)).toEqual(
    (await valuesOf(file, 'timeseries')).slice(numPixel, 2 * numPixel),
  );
  const progress: number[] = [];
  const bands = await filtered({
    workers: 1,
    maxMemory: 1, // a row at a time
    progress: (_, __, total) => progress.push(total),
  });
  expect(bands).toEqual(whole);
  expect(progress[0]).toBe((numPixel / 7) * 3); // rows are counted, of all planes
});
