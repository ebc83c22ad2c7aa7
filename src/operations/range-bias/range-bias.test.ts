import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, tinyGrid, tinyRasters, tinySeries } from '../../../test/support/tiny-series.ts';
import { quietContext } from '../../core/context.ts';
import { computeRangeBias } from './range-bias.ts';

test('an outline without subswaths names the file it was looked for in', async () => {
  const folder = temporaryFolder();
  const timeseries = await tinySeries(join(folder, 'timeseriesRg.h5'), ['20200101', '20200113'], () => 1);
  const geometry = await tinyRasters(join(folder, 'geometry.h5'), { height: tinyGrid(() => 1) });
  await expect(
    computeRangeBias({ timeseries, geometry, method: 'hardwired' }, quietContext()),
  ).rejects.toThrow(/geometry\.h5:height: Row \d+ is filled/);
});
