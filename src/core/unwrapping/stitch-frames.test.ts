import { describe, expect, test } from 'vitest';
import { ShapeError } from '../errors.ts';
import { type FramePixels, seamTally } from './seam-tally.ts';
import { joinFrames, misfits, stitchFrames } from './stitch-frames.ts';

const TWO_PI = 2 * Math.PI;
const [LENGTH, WIDTH] = [30, 20];

/** A smooth phase of many cycles that is nowhere 0. */
const truth = Float32Array.from(
  { length: LENGTH * WIDTH },
  (_, i) => 3 + 0.8 * Math.floor(i / WIDTH) + 0.3 * (i % WIDTH),
);

/** Rows of the truth as a frame; NaN elsewhere. @param change of phase, by row and column */
function frame(
  [y0, y1]: readonly [number, number],
  change: (y: number, x: number) => number,
  label: (y: number, x: number) => number = () => 1,
): FramePixels {
  const phase = new Float32Array(LENGTH * WIDTH).fill(Number.NaN);
  const labels = new Int16Array(LENGTH * WIDTH);
  for (let y = y0; y < y1; y++)
    for (let x = 0; x < WIDTH; x++) {
      phase[y * WIDTH + x] = truth[y * WIDTH + x] + change(y, x);
      labels[y * WIDTH + x] = label(y, x);
    }
  return { phase, labels };
}

function expectTruth(phase: Float32Array, digits = 4): void {
  expect(phase.length).toBe(truth.length);
  for (let i = 0; i < truth.length; i++) expect(phase[i]).toBeCloseTo(truth[i], digits);
}

describe('frames that differ by whole cycles and an offset', () => {
  const frames = [frame([0, 18], () => 0), frame([14, 30], () => -2 * TWO_PI - 0.3)];
  const stitched = stitchFrames(frames);

  test('continue one another', () => {
    expectTruth(stitched.phase);
    expect(new Set(stitched.labels)).toEqual(new Set([1]));
  });

  test('and tell cycles apart from the offset, before and after', () => {
    const [seam] = stitched.seams;
    expect(seam.pixels).toBe(4 * WIDTH);
    expect(seam.before).toBeCloseTo(2 * TWO_PI + 0.3, 4);
    expect(seam.after).toBeCloseTo(0, 4);
    expect(seam.components).toHaveLength(1);
    expect(seam.components[0].cycles).toBe(2);
    expect(stitched.shifts[1].offset).toBeCloseTo(0.3, 4);
    expect(stitched.shifts[1].cycles).toBe(2);
    expect(misfits(stitched)).toEqual([]);
  });
});

test('frames that agree keep their values to the bit', () => {
  const { phase, shifts } = stitchFrames([frame([0, 18], () => 0), frame([14, 30], () => 0)]);
  expect(shifts[1]).toEqual({ offset: 0, cycles: 0, components: [{ label: 1, cycles: 0, number: 1 }] });
  expect(phase).toEqual(truth);
});

test('every component has cycles of its own, the offset is that of the frame', () => {
  const half = (_y: number, x: number) => (x < WIDTH / 2 ? 1 : 2);
  const second = frame([12, 30], (_y, x) => 1.2 + (x < WIDTH / 2 ? TWO_PI : -3 * TWO_PI), half);
  const stitched = stitchFrames([frame([0, 18], () => 0, half), second]);
  expectTruth(stitched.phase);
  expect(stitched.shifts[1].offset).toBeCloseTo(-1.2, 4);
  expect(stitched.shifts[1].components.map(({ cycles }) => cycles)).toEqual([-1, 3]);
});

test('two components of the first frame are brought together by one of the second', () => {
  const half = (_y: number, x: number) => (x < WIDTH / 2 + 2 ? 1 : 2);
  const first = frame([0, 18], (_y, x) => (x < WIDTH / 2 + 2 ? 0 : 5 * TWO_PI), half);
  const stitched = stitchFrames([first, frame([12, 30], () => 0.5)]);
  expectTruth(stitched.phase);
  expect(new Set(stitched.labels)).toEqual(new Set([1]));
  expect(stitched.shifts[0].components).toEqual([
    { label: 1, cycles: 0, number: 1 },
    { label: 2, cycles: -5, number: 1 },
  ]);
});

test('a component that touches no other frame moves with its own and has a number of its own', () => {
  const second = frame(
    [12, 30],
    () => TWO_PI,
    (y) => (y < 24 ? 1 : 2),
  );
  const first = frame(
    [0, 18],
    () => 0,
    (y) => (y < 6 ? 4 : 2),
  );
  const stitched = stitchFrames([first, second]);
  expectTruth(stitched.phase);
  expect([0, 10, 20, 28].map((y) => stitched.labels[y * WIDTH])).toEqual([4, 2, 2, 5]);
});

test('three frames are a chain, whatever their order', () => {
  const frames = [
    frame([20, 30], () => 2.5),
    frame([0, 12], () => 4 * TWO_PI),
    frame([9, 23], () => -TWO_PI + 1),
  ];
  const { phase, seams, apart } = stitchFrames(frames);
  const shift = phase[29 * WIDTH] - truth[29 * WIDTH];
  expect(shift).toBeCloseTo(2.5, 4); // the first of the list keeps its phase
  expectTruth(
    phase.map((value) => value - shift),
    4,
  );
  expect(seams.map(({ first, second }) => [first, second])).toEqual([
    [0, 2],
    [1, 2],
  ]);
  expect(apart).toEqual([]);
});

test('a frame without overlap is told, and stays as it is', () => {
  const far = frame([20, 30], () => 9);
  const { phase, apart, seams } = stitchFrames([frame([0, 18], () => 0), far]);
  expect(apart).toEqual([1]);
  expect(seams).toEqual([]);
  expect(phase[25 * WIDTH]).toBe(far.phase[25 * WIDTH]);
});

test('a frame of another pair is a misfit', () => {
  const noise = frame([12, 30], (y, x) => 40 * Math.sin(12.9898 * x + 78.233 * y));
  const found = misfits(stitchFrames([frame([0, 18], () => 0), noise]));
  expect(found).toHaveLength(1);
  expect(found[0].fit).toBeLessThan(0.5);
});

test('unreliable pixels decide nothing and give way to reliable ones', () => {
  const second = frame(
    [12, 30],
    (_y, x) => (x < 5 ? 100 : -TWO_PI),
    (_y, x) => (x < 5 ? 0 : 1),
  );
  const { phase, labels, seams } = stitchFrames([frame([0, 18], () => 0), second]);
  expect(seams[0].pixels).toBe(6 * 15);
  expect(phase[15 * WIDTH]).toBeCloseTo(truth[15 * WIDTH], 5);
  expect(labels[15 * WIDTH]).toBe(1);
  expect(labels[25 * WIDTH]).toBe(0);
  expect(phase[25 * WIDTH]).toBeCloseTo(truth[25 * WIDTH] + 100 + TWO_PI, 3); // moves with its frame
});

test('a tally is the same however its pixels come, and small for an overlap of any size', () => {
  const n = 300_000;
  const one = Float32Array.from({ length: n }, (_, i) => 1 + Math.sin(i));
  const other = one.map((value, i) => value - 7 - 0.1 * Math.cos(3 * i));
  const [whole, parts] = [seamTally(), seamTally()];
  whole.add({ phase: one }, { phase: other });
  for (let i = 0; i < n; i += 7001)
    parts.add({ phase: one.subarray(i, i + 7001) }, { phase: other.subarray(i, i + 7001) });
  const [overlap] = whole.overlaps();
  expect(parts.overlaps()).toEqual([overlap]);
  expect(overlap.pixels).toBe(n);
  expect(overlap.differences.length).toBeLessThanOrEqual(1 << 18);
  const { shifts } = joinFrames([[1], [1]], [{ first: 0, second: 1, overlaps: [overlap] }]);
  expect(shifts[1].offset + TWO_PI * shifts[1].cycles).toBeCloseTo(7, 3);
});

test('frames of other sizes are refused', () => {
  expect(() => stitchFrames([{ phase: truth }, { phase: truth.subarray(1) }])).toThrow(ShapeError);
});
