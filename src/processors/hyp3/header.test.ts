import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { temporaryFolder } from '../../../test/support/tiny-series.ts';
import { unitCases } from '../../../test/support/units.ts';
import { hyp3Attributes } from './header.ts';
import { hyp3Name } from './product-name.ts';

const CASES = unitCases('prep_hyp3');
const KINDS: Readonly<Record<string, string>> = {
  INSAR_GAMMA: 'gamma',
  INSAR_ISCE_BURST: 'burst',
  INSAR_ISCE_MULTI_BURST: 'multi-burst',
};

test.each(CASES.filter(({ name }) => name.startsWith('name_')))('$input.name', ({ input, expected }) => {
  const found = hyp3Name(input.name);
  if (typeof expected === 'string') return expect(found).toBeUndefined();
  expect([found?.product, found?.kind]).toEqual([expected[0], KINDS[expected[1]]]);
});

test('files of a product tell what the reference reads from their name and text', () => {
  const folder = temporaryFolder();
  let text = '';
  const cases = CASES.filter(({ name }) => name.startsWith('meta_'));
  for (const { input, expected } of cases) {
    if (!input.product_txt.startsWith('as in')) text = input.product_txt;
    writeFileSync(join(folder, `${hyp3Name(input.fname)?.product}.txt`), text);
    const raster = Object.fromEntries(Object.entries(input.meta).map(([key, value]) => [key, String(value)]));
    const found = hyp3Attributes(join(folder, input.fname), raster);
    for (const [key, value] of Object.entries(expected)) {
      const isNumber = !Number.isNaN(Number(value));
      if (isNumber) expect(Number(found[key]) / Number(value), `${input.fname} ${key}`).toBeCloseTo(1, 9);
      else expect(found[key], `${input.fname} ${key}`).toBe(value);
    }
  }
  expect(cases).toHaveLength(12);
});
