import { describe, expect, test } from 'vitest';
import { fileLayer } from './layer.ts';
import { pairInPath } from './pair-in-path.ts';
import { mostCommon } from './pair-sizes.ts';
import { type PairStackInput, pairStack } from './pair-stack.ts';

const WORK = '/p/mintpy';
const unw = (d12: string): string => `/p/pairs/${d12}/filt.unw`;
const cor = (d12: string): string => `/p/pairs/${d12}/filt.cor`;

function input(over: Partial<PairStackInput> = {}): PairStackInput {
  return {
    workDir: WORK,
    files: {},
    header: (path) => {
      const [date1, date2] = pairInPath(path);
      return { date1, date2, bperpTop: 1, bperpBottom: 3, attributes: { FILE: path } };
    },
    layer: (_, path) => fileLayer(path, { known: { length: 5, width: 7 } }),
    ...over,
  };
}

describe('a stack of pairs', () => {
  test('is sorted by dates and takes the attributes of its first pair', () => {
    const files = { unwrapPhase: [unw('990101-200113'), unw('20200101_20200113')] };
    const { stack } = pairStack(input({ files, overrides: { PLATFORM: 'Sen' } }));
    expect(stack?.pairs.map((p) => [p.date1, p.date2])).toEqual([
      ['19990101', '20200113'],
      ['20200101', '20200113'],
    ]);
    expect(stack?.attributes).toEqual({ FILE: unw('990101-200113'), PLATFORM: 'Sen' });
  });

  test('finds companions by both dates in the path when the lists do not run alike', () => {
    const files = {
      unwrapPhase: [unw('20200101_20200113'), unw('20200101_20200125')],
      coherence: ['/p/cor/200101_200125.cor', '/p/cor/200101_200113.cor'],
    };
    const { stack, warnings } = pairStack(input({ files }));
    expect(stack?.pairs.map((p) => p.layers.coherence?.label)).toEqual([
      '/p/cor/200101_200113.cor',
      '/p/cor/200101_200125.cor',
    ]);
    expect(warnings).toEqual([]);
  });

  test('keeps the time of acquisitions that share a day, and gives each pair its own companions', () => {
    const pairs = ['20100301T0930_20100312T0930', '20100301T1730_20100312T0930'];
    const files = { unwrapPhase: pairs.map(unw), coherence: [cor(pairs[1]), cor(pairs[0])] };
    const { stack, warnings } = pairStack(input({ files }));
    expect(stack?.pairs.map(({ date1, date2, layers }) => [date1, date2, layers.coherence?.label])).toEqual(
      pairs.map((pair) => [...pair.split('_'), cor(pair)]),
    );
    const lost = pairStack(input({ files: { ...files, coherence: [cor(pairs[1])] } }));
    expect(lost.warnings).toEqual([`Skipped 1 pair(s) with missing files: ${pairs[0]} (no coherence).`]);
    const daily = pairStack(input({ files: { ...files, coherence: [cor('20100301_20100312')] } }));
    expect([warnings, daily.warnings, daily.stack?.pairs.length]).toEqual([[], [], 2]);
  });

  test('has dates to the minute where paths tell seconds', () => {
    expect(pairInPath('/p/S1_20100301T173015_20100312T093001/x.unw')).toEqual([
      '20100301T1730',
      '20100312T0930',
    ]);
  });

  test('leaves out a pair without companion and names it', () => {
    const pairs = ['20200101_20200113', '20200101_20200125', '20200113_20200125'];
    const files = { unwrapPhase: pairs.map(unw), coherence: [cor(pairs[0]), cor(pairs[2])] };
    const { stack, warnings } = pairStack(input({ files }));
    expect(stack?.pairs.length).toBe(2);
    expect(warnings).toEqual(['Skipped 1 pair(s) with missing files: 20200101_20200125 (no coherence).']);
  });

  test('leaves out a layer that no pair has', () => {
    const files = { unwrapPhase: [unw('20200101_20200113')], coherence: [cor('20210101_20210113')] };
    const { stack, warnings } = pairStack(input({ files }));
    expect(stack?.datasets).toEqual(['unwrapPhase']);
    expect(warnings).toEqual(['No coherence file belongs to any pair: coherence is left out.']);
  });

  test('leaves out pairs of an unusual size, unless a window lies within all of them', () => {
    const pairs = ['20200101_20200113', '20200101_20200125', '20200113_20200125'];
    const layer: PairStackInput['layer'] = (_, path) =>
      fileLayer(path, { known: { length: path.includes(pairs[1]) ? 4 : 5, width: 7 } });
    const files = { unwrapPhase: pairs.map(unw) };
    const { stack, warnings } = pairStack(input({ files, layer }));
    expect([stack?.pairs.length, stack?.length, stack?.width]).toEqual([2, 5, 7]);
    expect(warnings[0]).toMatch(/Left out 1 pair\(s\) .* 5 x 7: 20200101_20200125 \(4 x 7\)/);
    expect(
      pairStack(input({ files, layer, subset: { yx: { y0: 0, x0: 0, y1: 4, x1: 7 } } })).stack?.pairs.length,
    ).toBe(3);
    expect(
      pairStack(input({ files, layer, subset: { yx: { y0: 0, x0: 0, y1: 5, x1: 7 } } })).stack?.pairs.length,
    ).toBe(2);
  });

  test('an area within all maps keeps those of an unusual size, where they begin at one place', () => {
    const pairs = ['20200101_20200113', '20200101_20200125', '20200113_20200125'];
    const length = (path: string) => (path.includes(pairs[1]) ? 4 : 5);
    const layer: PairStackInput['layer'] = (_, path) =>
      fileLayer(path, { known: { length: length(path), width: 7 } });
    const on = (yFirst: number) => {
      const header: PairStackInput['header'] = (path) => {
        const map = {
          LENGTH: String(length(path)),
          WIDTH: '7',
          Y_STEP: '-0.1',
          X_STEP: '0.1',
          X_FIRST: '20',
        };
        const Y_FIRST = String(path.includes(pairs[1]) ? yFirst : 10);
        return { ...input().header(path), attributes: { ...map, Y_FIRST } };
      };
      return { files: { unwrapPhase: pairs.map(unw) }, layer, header };
    };
    const area = (south: number) => ({ lalo: { south, north: 9.9, west: 20.1, east: 20.5 } });
    const count = (more: Partial<PairStackInput>) => pairStack(input(more)).stack?.pairs.length;
    expect(count({ ...on(10), subset: area(9.6) })).toBe(3);
    expect(count({ ...on(10), subset: area(9.5) })).toBe(2);
    expect(count({ ...on(9.9), subset: area(9.6) })).toBe(2);
  });

  test('without any primary file is none', () => {
    expect(pairStack(input({ files: { coherence: [cor('20200101_20200113')] } })).stack).toBeUndefined();
  });

  test('in which no pair is complete is refused', () => {
    const files = {
      unwrapPhase: [unw('20200101_20200113'), unw('20200101_20200125')],
      coherence: [cor('20200101_20200113')],
      connectComponent: ['/p/pairs/20200101_20200125/filt.conncomp'],
    };
    expect(() => pairStack(input({ files }))).toThrow(
      /None of the 2 unwrapPhase files makes a complete pair/,
    );
  });
});

test('the first of the most frequent values wins', () => {
  expect(mostCommon([4, 5, 5, 4, 6])).toBe(4);
  expect(mostCommon([4, 5, 5])).toBe(5);
  expect(mostCommon([])).toBeNaN();
});

test.each([
  ['/p/20190101_20190201/filt_20200101-20200113_8rlks.unw', ['20200101', '20200113']],
  ['/p/20190101_20190201/200101-200113/filt.unw', ['200101', '200113']],
  ['/p/20200101T0423_20200113T0423/filt_fine.unw', ['20200101T0423', '20200113T0423']],
])('the dates of %s are those nearest to its end', (path, dates) => {
  expect(pairInPath(path)).toEqual(dates);
});
