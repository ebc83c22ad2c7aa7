import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import {
  attributesOf,
  TINY_ATTRIBUTES,
  temporaryFolder,
  tinyGrid,
  tinyRasters,
  tinySeries,
  valuesOf,
} from '../../../test/support/tiny-series.ts';
import { TINY_PAIRS } from '../../../test/support/tiny-stack.ts';
import { closePool } from '../../compute/pool.ts';
import { quietContext } from '../../core/context.ts';
import { writeProduct } from '../../io/products/product.ts';
import { multilookFile } from './multilook.ts';

const folder = temporaryFolder();
afterAll(closePool);
const at = (name: string) => join(folder, name);
const context = quietContext();
const cell = (y: number, x: number) => 10 * y + x;
await tinyRasters(at('velocity.h5'), { velocity: tinyGrid(cell) });

test('windows of a series become one pixel each, its dates stay, and looks and sizes are those of the result', async () => {
  await tinySeries(
    at('ts.h5'),
    ['20200101', '20200113'],
    (k, y, x) => (y === 0 && x === 0 ? Number.NaN : k * cell(y, x)),
    {
      attributes: { RLOOKS: '3', REF_Y: '3', REF_X: '5' },
    },
  );
  for (const workers of [1, 2]) {
    const outfile = at(`looks${workers}.h5`);
    const request = { file: at('ts.h5'), outfile, looks: { y: 2, x: 3 } };
    await multilookFile(request, quietContext({ workers, maxMemory: 1 << 16 }));
    expect(await valuesOf(outfile, 'timeseries')).toEqual([
      0,
      0,
      0,
      0,
      ...[(6 + 30) / 5, 9, 26, 29].map(Math.fround),
    ]);
    expect(await valuesOf(outfile, 'date')).toEqual(['20200101', '20200113']);
    expect(await attributesOf(outfile)).toMatchObject({
      LENGTH: '2',
      WIDTH: '2',
      ALOOKS: '2',
      RLOOKS: '9',
      REF_Y: '1',
      REF_X: '1',
      AZIMUTH_PIXEL_SIZE: '120.0',
      RANGE_PIXEL_SIZE: '60.0',
    });
  }
});

test('labels take the nearest pixel, a mask is 1 where any pixel is', async () => {
  const label = {
    name: 'connectComponent',
    type: 'i2' as const,
    shape: [4, 5, 7],
    values: new Int16Array(140),
  };
  label.values.set(Int16Array.from(tinyGrid(cell)));
  const phase = { name: 'unwrapPhase', type: 'f4' as const, shape: [4, 5, 7], values: new Float32Array(140) };
  const date = {
    name: 'date',
    type: 'S8' as const,
    shape: [4, 2],
    values: TINY_PAIRS.flatMap((pair) => pair.split('_')),
  };
  await writeProduct(
    at('labels.h5'),
    { ...TINY_ATTRIBUTES, FILE_TYPE: 'ifgramStack' },
    [label, phase, date],
    context,
  );
  await multilookFile({ file: at('labels.h5'), outfile: at('few.h5'), looks: { y: 2, x: 3 } }, context);
  expect((await valuesOf(at('few.h5'), 'connectComponent')).slice(0, 4)).toEqual([11, 14, 31, 34]);
  const mask = {
    name: 'mask',
    type: 'bool' as const,
    shape: [5, 7],
    values: Uint8Array.from({ length: 35 }, (_, i) => (i === 8 ? 1 : 0)),
  };
  await writeProduct(at('m.h5'), { ...TINY_ATTRIBUTES, FILE_TYPE: 'mask' }, [mask], context);
  await multilookFile({ file: at('m.h5'), outfile: at('few.h5'), looks: { y: 2, x: 3 } }, context);
  expect(await valuesOf(at('few.h5'), 'mask')).toEqual([1, 0, 0, 0]);
});

test('with the windows of dense offsets the middle of the image is taken, as many pixels as there are offsets', async () => {
  const few = {
    file: at('velocity.h5'),
    outfile: at('few.h5'),
    looks: { y: 1, x: 2 },
    method: 'nearest' as const,
  };
  // (7 - 2 - 1) / 2 + 1 columns and 5 - 2 - 1 + 1 rows
  await multilookFile({ ...few, offsets: { search: { y: 1, x: 1 }, correlation: { y: 1, x: 1 } } }, context);
  const middle = [1, 2, 3].flatMap((y) => [1, 3, 5].map((x) => cell(y, x)));
  expect(await valuesOf(at('few.h5'), 'velocity')).toEqual(middle);
  await multilookFile({ ...few, outfile: at('same.h5'), offsets: { file: at('few.h5') } }, context);
  expect(await valuesOf(at('same.h5'), 'velocity')).toEqual(middle);
  await expect(multilookFile({ ...few, looks: { y: 6, x: 1 } }, context)).rejects.toThrow(
    /too few for a window of 6 x 1/,
  );
});

test('the mean of a complex interferogram is that of its phasors, which knows no jump at pi', async () => {
  const size = [4, 6] as const;
  const values = new Float32Array(2 * size[0] * size[1]);
  for (let k = 0; k < 24; k++) {
    const phase = (k % 2 === 0 ? 3.1 : -3.1) + (k < 12 ? 0 : 0.02);
    values.set([2 * Math.cos(phase), 2 * Math.sin(phase)], 2 * k);
  }
  writeFileSync(at('pair.int'), new Uint8Array(values.buffer));
  writeFileSync(at('pair.int.rsc'), 'WIDTH 6\nFILE_LENGTH 4\nPROCESSOR roipac\nWAVELENGTH 0.056\n');
  await multilookFile({ file: at('pair.int'), outfile: at('pair.h5'), looks: { y: 2, x: 2 } }, context);
  const phase = await valuesOf(at('pair.h5'), 'phase');
  for (const value of phase.slice(0, 3)) expect(Math.abs(value)).toBeCloseTo(Math.PI, 5);
  for (const value of phase.slice(3)) expect(value).toBeCloseTo(-Math.PI + 0.02, 5);
  for (const value of await valuesOf(at('pair.h5'), 'magnitude'))
    expect(value).toBeCloseTo(2 * Math.cos(Math.PI - 3.1), 5);
  const median = multilookFile(
    { file: at('pair.int'), outfile: at('no.h5'), looks: { y: 2, x: 2 }, method: 'median' },
    context,
  );
  await expect(median).rejects.toThrow(/pair\.int is complex: its phase has no median/);
});
