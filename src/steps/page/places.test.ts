import { expect, test } from 'vitest';
import { grid } from '../../core/array.ts';
import { choosePlaces } from './places.ts';

const SIZE = 60;
const map = (value: (y: number, x: number) => number) =>
  grid(
    Float32Array.from({ length: SIZE * SIZE }, (_, i) => value(Math.floor(i / SIZE), i % SIZE)),
    SIZE,
    SIZE,
  );
/** A hill of uplift at (15, 15), a hole at (15, 45). */
const velocity = map(
  (y, x) =>
    0.02 * Math.exp(-((y - 15) ** 2 + (x - 15) ** 2) / 40) -
    0.03 * Math.exp(-((y - 15) ** 2 + (x - 45) ** 2) / 40),
);

test('places are the fastest toward and away from the satellite, and a quiet one far from the reference', () => {
  const places = choosePlaces(velocity, undefined, { y: 5, x: 5 });
  expect(places[0]).toMatchObject({ letter: 'A', y: 15, x: 15 });
  expect(places[1]).toMatchObject({ letter: 'B', y: 15, x: 45 });
  const quiet = places.find(({ why }) => why.startsWith('quiet'));
  expect(quiet).toMatchObject({ y: 59, x: 59 });
});

test('a single wild pixel is no place, and one without reliable neighbours neither', () => {
  const wild = map((y, x) => (y === 40 && x === 20 ? 0.1 : velocity.data[y * SIZE + x]));
  expect(choosePlaces(wild, undefined, undefined)[0]).toMatchObject({ y: 15, x: 15 });
  const alone = map((y, x) => (y === 40 && x === 20 ? 5 : y > 30 ? Number.NaN : velocity.data[y * SIZE + x]));
  expect(choosePlaces(alone, undefined, undefined)[0]).toMatchObject({ y: 15, x: 15 });
});

test('of neighbours the most coherent pixel is taken', () => {
  const coherence = map((y, x) => (y === 16 && x === 15 ? 0.99 : 0.8));
  expect(choosePlaces(velocity, coherence, undefined)[0]).toMatchObject({ y: 16, x: 15 });
});

test('a map without a reliable pixel has no places', () => {
  expect(
    choosePlaces(
      map(() => Number.NaN),
      undefined,
      { y: 1, x: 1 },
    ),
  ).toEqual([]);
});
