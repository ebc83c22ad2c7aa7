import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, valuesOf } from '../../../test/support/tiny-series.ts';
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { defaultOptions } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { withH5 } from '../../io/hdf5/file.ts';
import { invertStack } from './invert-network.ts';
import { writeCovariance } from './stack-covariance.ts';

const folder = temporaryFolder();
const work = join(folder, 'work');
const outfiles = {
  timeseries: join(work, 'timeseries.h5'),
  quality: join(work, 'temporalCoherence.h5'),
  count: join(work, 'numInvIfgram.h5'),
};

test('the norm is told in the series and asked for by updates; a covariance needs no reference date', async () => {
  mkdirSync(join(work, 'inputs'), { recursive: true });
  const value = (k: number, y: number, x: number) => Math.sin(3 * k + y * 7 + x);
  const stack = await tinyStack(
    join(work, 'inputs', 'ifgramStack.h5'),
    { unwrapPhase: value, coherence: (k, y, x) => 0.5 + 0.4 * value(k, x, y) },
    { attributes: { REF_Y: '2', REF_X: '3', ALOOKS: '3', RLOOKS: '9' } },
  );
  const usual = defaultOptions().config.networkInversion;
  const said: string[] = [];
  const { log } = quietContext();
  const context = quietContext({ log: { ...log, info: (text) => said.push(text) } });
  const invert = (norm: 'L1' | 'L2') => {
    const request = { stack, options: { ...usual, norm }, outfiles, folder: work, update: true };
    return invertStack(request, context).then(() => request);
  };
  const normOf = () => withH5(outfiles.timeseries, (file) => file.attributes['mintpy.networkInversion.norm']);
  await invert('L2');
  expect(await normOf()).toBeUndefined();
  const before = await valuesOf(outfiles.timeseries, 'timeseries');
  const request = await invert('L1');
  expect(await normOf()).toBe('L1');
  const after = await valuesOf(outfiles.timeseries, 'timeseries');
  expect(after).not.toEqual(before);
  expect(after.every(Number.isFinite)).toBe(true);
  said.length = 0;
  await invert('L1');
  expect(said.join()).toContain('is up to date');
  await invert('L2');
  expect(await valuesOf(outfiles.timeseries, 'timeseries')).toEqual(before);

  await writeCovariance(request, { kind: 'file', file: 'reference_date.txt' }, context);
  expect(said.join()).toMatch(/relative to 20200101, the first date.*reference_date\.txt/);
  const covariance = await valuesOf(join(work, 'timeseriesDecorCov.h5'), 'timeseries');
  const pixel = [...covariance].filter((_, k) => k % 35 === 0); // [4, 4] of the first pixel
  expect(pixel.slice(0, 4)).toEqual([0, 0, 0, 0]);
  expect(pixel[5]).toBeGreaterThan(0);
});
