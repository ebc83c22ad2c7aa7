import { expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../test/support/units.ts';
import { splitBox } from './split-box.ts';

for (const { name, input, expected, tolerance } of unitCases('correction_helpers')) {
  if (!name.startsWith('split_')) continue;
  it(`box pieces agree with the reference: ${name}`, () => {
    const [x0, y0, x1, y1] = input.box;
    const boxes = splitBox({ x0, y0, x1, y1 }, input.num_split, input.dimension);
    expectWithin(
      boxes.map((box) => [box.x0, box.y0, box.x1, box.y1]),
      expected.boxes,
      tolerance,
    );
    expect(boxes).toHaveLength(expected.num_split);
  });
}

it('a single row is one piece', () => {
  const row = { x0: 0, x1: 7, y0: 3, y1: 4 };
  expect(splitBox(row, 8)).toEqual([row]);
});
