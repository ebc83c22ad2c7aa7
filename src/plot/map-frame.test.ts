import { expect, test } from 'vitest';
import { mapAxes, mapGeometry } from './map-frame.ts';
import { textWidth } from './text.ts';

test('longitude labels stand clear of each other', () => {
  const frame = { kind: 'geo', north: 37.95, west: -122.33, latStep: -0.00083, lonStep: 0.00083 } as const;
  const { x } = mapAxes(frame, 60, 84, { width: 440, height: 400 });
  const labels = x.ticks ?? [];
  expect(labels.length).toBeGreaterThanOrEqual(3);
  expect(labels.reduce((sum, { label }) => sum + textWidth(label, 12), 0)).toBeLessThan(440);
});

test('a radar image that was thinned out keeps the line numbers of the file', () => {
  const { x, y } = mapAxes({ kind: 'radar', y0: 100, x0: 40, step: 10 }, 30, 20, { width: 300, height: 300 });
  expect([y.from, y.to]).toEqual([399.5, 99.5]);
  expect([x.from, x.to]).toEqual([39.5, 239.5]);
});

test('turning over by hand wins over the flight direction', () => {
  const frame = {
    kind: 'radar',
    orbitDirection: 'ascending',
    flipUpDown: false,
    flipLeftRight: true,
  } as const;
  expect(mapGeometry(frame, 5, 7)).toMatchObject({ flipUpDown: false, flipLeftRight: true });
});
