import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder, valuesOf } from '../../../test/support/tiny-series.ts';
import { tinyStack } from '../../../test/support/tiny-stack.ts';
import { defaultOptions } from '../../config/index.ts';
import { quietContext } from '../../core/context.ts';
import { invertStack } from './invert-network.ts';

const folder = temporaryFolder();

test('offsets are relative to the reference pixel of their stack, unless it has none or is passed over', async () => {
  const options = {
    ...defaultOptions().config.networkInversion,
    weightFunc: 'no',
    waterMaskFile: null,
  } as const;
  const invert = async (name: string, more: object, attributes: Record<string, string>) => {
    const work = join(folder, name);
    mkdirSync(join(work, 'inputs'), { recursive: true });
    const stack = await tinyStack(
      join(work, 'inputs', 'offsetStack.h5'),
      { rangeOffset: (k, y, x) => 1 + k + 10 * y + x },
      { attributes: { ALOOKS: '3', RLOOKS: '9', ...attributes } },
    );
    const outfiles = {
      timeseries: join(work, 'timeseriesRg.h5'),
      quality: join(work, 'residualInvRg.h5'),
      count: join(work, 'numInvOffRg.h5'),
    };
    const request = { stack, dataset: 'rangeOffset', options, outfiles, folder: work, ...more };
    await invertStack(request, quietContext());
    return Array.from(await valuesOf(outfiles.timeseries, 'timeseries'));
  };
  const reference = { REF_Y: '2', REF_X: '3' };
  const absolute = await invert('none', {}, { REF_Y: 'None', REF_X: 'None' });
  const relative = await invert('some', {}, reference);
  expect(await invert('skipped', { skipReference: true }, reference)).toEqual(absolute);
  const at = 2 * 7 + 3;
  for (let k = 0; k < relative.length; k += 35) {
    expect(relative[k + at]).toBe(0);
    for (const p of [0, 20, 34]) expect(relative[k + p]).toBeCloseTo(absolute[k + p] - absolute[k + at], 4);
  }
  expect(absolute.at(-1)).not.toBe(0);
});
