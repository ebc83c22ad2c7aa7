import { afterAll, expect, test } from 'vitest';
import { describeWithSharedData } from '../test/support/shared-data.ts';
import { FAMILIES } from './families.ts';
import { Fuzzer } from './fuzz.ts';
import { FAULTS } from './outcome.ts';
import { OF_SAMPLES, PRODUCTS } from './products.ts';

/* `npm run fuzz` tries ten times as many. */
const COUNT = 200;
/** Of the many families of products a few each: they share the parsers of the others. */
const FEW = 8;
const FEW_OF = PRODUCTS.map(({ name }) => name);
const ON_SHARED_DATA = ['gamma', ...OF_SAMPLES];

const fuzzer = new Fuzzer();
afterAll(() => fuzzer.end());

const isHandled = (family: string) => {
  const isFew = FEW_OF.includes(family);
  const count = isFew ? FEW : COUNT;
  return test(`${count} damaged inputs of ${family} are refused by name, or do no harm`, async () => {
    const mutants = (await fuzzer.fuzz({ family, seed: 1, from: 0, to: count }))!;
    expect(mutants).toHaveLength(count);
    expect(mutants.filter(({ kind }) => FAULTS.includes(kind))).toEqual([]);
    // Damage is seen, and not all of it matters; notes of mintsar's own never do.
    if (!isFew) expect(new Set(mutants.map(({ kind }) => kind)).size > 1).toBe(family !== 'notes');
  });
};

for (const { name } of FAMILIES) if (!ON_SHARED_DATA.includes(name)) isHandled(name);
describeWithSharedData('damaged products of the sample stacks', () => ON_SHARED_DATA.forEach(isHandled));
