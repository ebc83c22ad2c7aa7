import { describe, expect, test } from 'vitest';
import type { Grid } from '../array.ts';
import { createRandom } from '../stats/random.ts';
import { sampleWithoutReplacement } from '../stats/sampling.ts';
import { commonRegions } from './common-regions.ts';
import { correctByPhaseClosure } from './phase-closure.ts';
import { referencedPhase } from './referenced-phase.ts';

const shape = [30, 70] as const;
const mask: Grid<Uint8Array> = {
  data: Uint8Array.from({ length: 30 * 70 }, (_, i) => {
    const [y, x] = [Math.floor(i / 70), i % 70];
    return (x < 20 || (x >= 30 && x < 65)) && y > 1 ? 1 : x >= 24 && x < 29 && y < 5 ? 1 : 0;
  }),
  shape,
};
const where = { refY: 10, refX: 10, connCompMinArea: 10 };
const regions = () => commonRegions(mask, { ...where, numSample: 40, random: createRandom(7) });

test('common regions come largest first, with samples of their own', () => {
  const found = regions();
  expect(found.map(({ label, area, isReference }) => [label, area, isReference])).toEqual([
    [3, 980, false],
    [2, 560, true],
    [1, 25, false],
  ]);
  expect(found.map(({ samples }) => samples.length)).toEqual([40, 40, 25]); // small region: all its pixels
  for (const { samples } of found) {
    expect(new Set(samples).size).toBe(samples.length);
    expect(samples.every((i) => mask.data[i] === 1)).toBe(true);
  }
});

test('the same seed draws the same samples, another seed others', () => {
  expect(regions()).toEqual(regions());
  const other = commonRegions(mask, { ...where, numSample: 40, random: createRandom(8) });
  expect(other[0].samples).not.toEqual(regions()[0].samples);
});

test('an empty common mask has no regions', () => {
  const empty = { data: new Uint8Array(shape[0] * shape[1]), shape };
  expect(commonRegions(empty, { ...where, random: createRandom(1) })).toEqual([]);
});

describe('applying cycles', () => {
  const components = mask.data.slice(); // the same regions, the large one and the small one joined below
  const phase: Grid = { data: new Float32Array(30 * 70).fill(1.5), shape };
  phase.data[15 * 70 + 40] = 0;
  phase.data[0] = 0;

  test('a component that holds all samples of a region gets its cycles', () => {
    const { phase: out, cycles } = correctByPhaseClosure(
      phase,
      { data: components, shape },
      regions(),
      [2, 0, -1],
      where,
    );
    expect([...cycles]).toEqual([0, -1, 0, 2]);
    expect(out.data[15 * 70 + 41]).toBeCloseTo(4 * Math.PI, 5);
    expect(out.data[1 * 70 + 25]).toBeCloseTo(-2 * Math.PI, 5);
    expect(out.data[10 * 70 + 5]).toBe(0);
  });

  test('a component that splits the samples of a region is only referenced', () => {
    const split = components.slice();
    for (let y = 0; y < 30; y++) split[y * 70 + 45] = 0;
    const { cycles } = correctByPhaseClosure(phase, { data: split, shape }, regions(), [2, 0, -1], where);
    expect([...cycles]).toEqual([0, -1, 0, 0, 0]);
  });

  test('a component with several regions follows the largest', () => {
    const joined = components.slice();
    for (let y = 2; y < 5; y++) joined[y * 70 + 29] = 1;
    const { cycles } = correctByPhaseClosure(phase, { data: joined, shape }, regions(), [2, 0, -1], where);
    expect([...cycles]).toEqual([0, 2, 0]);
  });

  test('no-data is shifted like its neighbours or kept, as asked', () => {
    const run = (noData: 'keep' | 'shift') =>
      correctByPhaseClosure(phase, { data: components, shape }, regions(), [2, 0, 0], { ...where, noData })
        .phase.data;
    expect(run('shift')[15 * 70 + 40]).toBeCloseTo(4 * Math.PI - 1.5, 5);
    expect(run('shift')[0]).toBe(-1.5);
    expect(run('keep')[15 * 70 + 40]).toBe(0);
    expect(run('keep')[0]).toBe(0);
    expect(run('keep')[15 * 70 + 41]).toBe(run('shift')[15 * 70 + 41]);
  });

  test('opposite corrections restore exact zeros', () => {
    const options = { ...where, noData: 'shift' as const };
    const zero: Grid = { data: new Float32Array(30 * 70), shape };
    const comp = { data: components, shape };
    const there = correctByPhaseClosure(zero, comp, regions(), [1, 0, 3], options).phase;
    const back = correctByPhaseClosure(there, comp, regions(), [-1, 0, -3], options).phase;
    expect(back.data.every((v) => v === 0)).toBe(true);
  });
});

test('one pixel is referenced to itself', () => {
  const one: Grid = { data: Float32Array.of(4.5), shape: [1, 1] };
  expect([...referencedPhase(one, 4.5).data]).toEqual([0]);
});

test('drawing without replacement gives every subset its share', () => {
  const random = createRandom(11);
  const hits = new Int32Array(6);
  for (let k = 0; k < 6000; k++) for (const i of sampleWithoutReplacement(6, 2, random)) hits[i]++;
  for (const n of hits) expect(Math.abs(n - 2000)).toBeLessThan(150); // 4 standard deviations
  expect([...sampleWithoutReplacement(3, 5, random)]).toEqual([0, 1, 2]);
});
