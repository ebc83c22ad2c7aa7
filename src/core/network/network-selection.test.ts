import { describe, expect, test } from 'vitest';
import { ifgramIndices, type NetworkCriteria, pairsToDrop } from './network-selection.ts';
import { parsePair } from './pairs.ts';

// Four dates, all six pairs: 0 12, 1 13, 2 14, 3 23, 4 24, 5 34.
const pairs = [
  '20200101_20200113',
  '20200101_20200125',
  '20200101_20200206',
  '20200113_20200125',
  '20200113_20200206',
  '20200125_20200206',
].map(parsePair);

const dropped = (criteria: NetworkCriteria) => [...pairsToDrop(pairs, criteria).keys()].sort((a, b) => a - b);

describe('each criterion drops what it names', () => {
  test.each<[string, NetworkCriteria, number[]]>([
    ['nothing without a criterion', {}, []],
    ['temporal baselines above the limit, the limit itself stays', { tempBaseMax: 24 }, [2]],
    [
      'perpendicular baselines above the limit, whatever their sign',
      { perpBaseMax: 100, perpBaseline: [100, -101, 0, 99, 101, -100] },
      [1, 4],
    ],
    ['all but the next neighbours', { connNumMax: 1 }, [1, 2, 4]],
    ['listed positions', { excludeIfgIndex: ifgramIndices(['1', '3:5']) }, [1, 3, 4, 5]],
    ['listed pairs in any spelling', { excludeDate12: ['200101-200125', '20200125_20200206'] }, [1, 5]],
    ['pairs that use a date', { excludeDate: ['200113'] }, [0, 3, 4]],
    ['pairs that begin too early', { startDate: '20200113' }, [0, 1, 2]],
    ['pairs that end too late', { endDate: '200125' }, [2, 4, 5]],
    ['pairs that another network does not keep', { referencePairs: [pairs[0], pairs[5]] }, [1, 2, 3, 4]],
    ['positions beyond the last pair, which name nothing', { excludeIfgIndex: [2, 6, 99] }, [2]],
    ['the union of several', { startDate: '20200113', excludeIfgIndex: [5] }, [0, 1, 2, 5]],
  ])('%s', (_, criteria, expected) => {
    expect(dropped(criteria)).toEqual(expected);
  });
});

describe('quality criteria', () => {
  const value = [0.9, 0.8, 0.3, 0.7, 0.2, 0.1];

  test('drop below the threshold except the tree that holds the dates together', () => {
    // The tree: 12 (0.9), 13 (0.8), then 14 (0.3) is the best link of the last date.
    expect(dropped({ coherence: { value, min: 0.75 } })).toEqual([3, 4, 5]);
  });
  test('drop all below the threshold when no tree is kept', () => {
    const coherence = { value, min: 0.75, keepMinSpanTree: false };
    expect(dropped({ coherence })).toEqual([2, 3, 4, 5]);
  });
  test('grow the tree on what other criteria left', () => {
    expect(dropped({ coherence: { value, min: 0.75 }, excludeIfgIndex: [2] })).toEqual([2, 3, 5]);
  });
  test('area ratio counts pairs of low coherence as gone already', () => {
    const areaRatio = { value: [0.1, 0.2, 0.3, 0.9, 0.9, 0.9], min: 0.5 };
    expect(dropped({ coherence: { value, min: 0.75 }, areaRatio })).toEqual([3, 4, 5]);
    expect(pairsToDrop(pairs, { coherence: { value, min: 0.75 }, areaRatio }).get(3)).toEqual([
      'coherenceBased',
    ]);
  });
  test('never drop a pair of unknown quality, and prefer others for the tree', () => {
    expect(dropped({ coherence: { value: [NaN, 0.9, 0.9, 0.9, 0.9, 0.9], min: 0.7 } })).toEqual([]);
  });
  test('keep a pair of zero coherence when it is the only link', () => {
    expect(dropped({ coherence: { value: [0.9, 0.9, 0, 0.9, 0, 0], min: 0.5 } })).toEqual([4, 5]);
  });
});

test('a pair remembers every reason', () => {
  const reasons = pairsToDrop(pairs, { tempBaseMax: 24, endDate: '20200125' }).get(2);
  expect(reasons).toEqual(['tempBaseMax', 'endDate']);
});

test('an empty network, positions that are none and lists of another length are errors', () => {
  expect(() => dropped({ tempBaseMax: 1 })).toThrow(/All 6 interferograms/);
  expect(() => dropped({ excludeIfgIndex: [-1] })).toThrow(/excludeIfgIndex -1/);
  expect(() => dropped({ perpBaseMax: 1 })).toThrow(/perpendicular baselines/);
  expect(() => dropped({ coherence: { value: [1], min: 0 } })).toThrow(/1 values for 6 pairs/);
  expect(() => ifgramIndices(['a'])).toThrow(/'a'/);
});
