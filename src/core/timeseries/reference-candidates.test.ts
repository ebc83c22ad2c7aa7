import { describe, expect, test } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { type CandidateRasters, rankCandidates } from './reference-candidates.ts';

const [LENGTH, WIDTH] = [120, 150];

/** A scene of which the left third subsides, the upper third is a mountain, the lower right is incoherent. */
function scene(): CandidateRasters & { readonly height: Float32Array; readonly deviation: Float32Array } {
  const random = createRandom(3);
  const make = (value: (y: number, x: number) => number) =>
    Float32Array.from({ length: LENGTH * WIDTH }, (_, p) => value(Math.floor(p / WIDTH), p % WIDTH));
  const noise = () => 0.0005 * (random() - 0.5);
  const isPoor = (y: number, x: number) => y > 80 && x > 100;
  return {
    length: LENGTH,
    width: WIDTH,
    usable: new Uint8Array(LENGTH * WIDTH).fill(1),
    coherence: make((y, x) => (isPoor(y, x) ? 0.72 : 0.95) + 0.02 * random()),
    velocity: make((_, x) => (x < 40 ? -0.05 : 0.01) + noise()),
    deviation: make((y, x) => (isPoor(y, x) ? 0.004 : 0.001) + noise() / 10),
    height: make((y) => (y < 40 ? 1500 - 20 * y : 100 + 0.1 * y)),
  };
}

describe('a place for the reference', () => {
  test('is coherent, quiet, low and far from what moves', () => {
    const { candidates } = rankCandidates(scene(), 5);
    expect(candidates).toHaveLength(5);
    for (const { y, x, velocity, distance } of candidates.slice(0, 3)) {
      expect(y).toBeGreaterThanOrEqual(40);
      expect(x).toBeGreaterThan(60);
      expect(y > 80 && x > 100).toBe(false);
      expect(Math.abs(velocity)).toBeLessThan(0.001);
      expect(distance).toBeGreaterThan(20);
    }
    const scores = candidates.map(({ score }) => score);
    expect(scores).toEqual([...scores].sort((a, b) => a - b));
  });

  test('has another one two cells away at the nearest', () => {
    const { candidates, side } = rankCandidates(scene(), 8);
    for (const [i, a] of candidates.entries())
      for (const b of candidates.slice(0, i))
        expect(Math.hypot(a.y - b.y, a.x - b.x)).toBeGreaterThanOrEqual(2 * side);
  });

  test('is compared with the present one', () => {
    const { present, numCell } = rankCandidates(scene(), 3, { y: 60, x: 20 });
    expect(present!.rank).toBeGreaterThan(0.7 * numCell); // behind all that do not move
    expect(present!.candidate.moves).toBe(true);
    expect(present!.candidate.velocity).toBeCloseTo(-0.06, 3);
    expect(present!.candidate.better.motion).toBeGreaterThan(0.6);
  });

  test('is judged without heights and deviations by what is left', () => {
    const { height: _, deviation: __, ...rest } = scene();
    const [best] = rankCandidates(rest, 1).candidates;
    expect(best.height).toBeUndefined();
    expect(Object.keys(best.better)).toEqual(['coherence', 'motion', 'distance']);
  });

  test('lies where cells can be used for a half at least; there may be none', () => {
    const { usable, ...rest } = scene();
    expect(rankCandidates({ ...rest, usable: usable.map((_, p) => (p % 3 === 0 ? 1 : 0)) }, 3)).toMatchObject(
      {
        candidates: [],
        numCell: 0,
        present: undefined,
      },
    );
  });

  test('counts cells that move, not a constant that all velocities share', () => {
    const plain = rankCandidates(scene(), 4).candidates;
    const { velocity, ...rest } = scene();
    const moved = rankCandidates({ ...rest, velocity: velocity.map((value) => value + 0.25) }, 4).candidates;
    expect(moved.map(({ y, x }) => [y, x])).toEqual(plain.map(({ y, x }) => [y, x]));
  });
});
