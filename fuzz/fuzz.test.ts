import { afterAll, expect, test } from 'vitest';
import { describeWithSharedData } from '../test/support/shared-data.ts';
import { FAMILIES } from './families.ts';
import { Fuzzer } from './fuzz.ts';
import { FAULTS } from './outcome.ts';

/* `npm run fuzz` tries ten times as many. */
const COUNT = 200;
const ON_SHARED_DATA = ['gamma'];

const fuzzer = new Fuzzer();
afterAll(() => fuzzer.end());

const isHandled = (family: string) =>
  test(`${COUNT} damaged inputs of ${family} are refused by name, or do no harm`, async () => {
    const mutants = (await fuzzer.fuzz({ family, seed: 1, from: 0, to: COUNT }))!;
    expect(mutants).toHaveLength(COUNT);
    expect(mutants.filter(({ kind }) => FAULTS.includes(kind))).toEqual([]);
    // Damage is seen, and not all of it matters; notes of mintsar's own never do.
    expect(new Set(mutants.map(({ kind }) => kind)).size > 1).toBe(family !== 'notes');
  });

for (const { name } of FAMILIES) if (!ON_SHARED_DATA.includes(name)) isHandled(name);
describeWithSharedData('damaged products of GAMMA', () => ON_SHARED_DATA.forEach(isHandled));
