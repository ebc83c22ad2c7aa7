import { describe, expect, test } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { toRows } from '../linalg/matrix.ts';
import { networkReferenceDate, phaseDesignMatrix, velocityDesignMatrix } from './design-matrix.ts';
import { datesOfPairs, parsePair } from './pairs.ts';
import { tripletMatrix } from './triplets.ts';

describe('design matrices equal the reference', () => {
  for (const { name, input, expected, tolerance } of unitCases('design_matrix')) {
    const pairs = input.date12_list.map(parsePair);
    test(name, () => {
      if (name.startsWith('C_')) {
        const rows = toRows(tripletMatrix(pairs));
        if (expected.C === null) expect(rows).toEqual([]);
        else expectWithin(rows, expected.C, tolerance);
        return;
      }
      expectWithin(toRows(phaseDesignMatrix(pairs, input.refDate ?? undefined)), expected.A, tolerance);
      // With every date kept the reference leaves a last column of zeros in B, which carries nothing.
      const B = expected.B.map((row: number[]) => row.slice(0, datesOfPairs(pairs).length - 1));
      expectWithin(toRows(velocityDesignMatrix(pairs)), B, tolerance);
      if (expected.date_list) expect(datesOfPairs(pairs)).toEqual(expected.date_list);
    });
  }
});

test('a star network is referenced to the date all pairs start from', () => {
  const star = ['20150208_20150103', '20150208_20150115', '20150208_20150304'].map(parsePair);
  expect(networkReferenceDate(star)).toBe('20150208');
});

test('one pair gives one column', () => {
  const pair = [parsePair('200101-200113')];
  expect(toRows(phaseDesignMatrix(pair))).toEqual([[1]]);
  expect(toRows(velocityDesignMatrix(pair))).toEqual([[12 / 365.25]]);
});

test('an empty network and a foreign reference date are errors with a remedy', () => {
  expect(() => networkReferenceDate([])).toThrow(/no interferograms/);
  expect(() => phaseDesignMatrix([parsePair('200101-200113')], '20210101')).toThrow(/20210101/);
});
