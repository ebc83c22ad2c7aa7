import { expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { grid } from '../array.ts';
import { iwSubswaths, subswathOf } from './subswaths.ts';

for (const { name, input, expected, tolerance } of unitCases('correction_helpers')) {
  if (!name.startsWith('subswath_')) continue;
  it(`subswaths agree with the reference: ${name}`, () => {
    const [length, width] = [input.flag.length, input.flag[0].length];
    const flag = grid(Uint8Array.from(input.flag.flat()), length, width);
    const swaths = iwSubswaths(flag, input.cut_overlap_in_half);
    expectWithin(
      swaths.map(({ x0, y0, x1, y1 }) => [x0, y0, x1, y1]),
      expected.box,
      tolerance,
    );
    const labels = subswathOf(swaths, length, width);
    expected.mask.forEach((mask: number[][], k: number) => {
      const own = Array.from(labels, (label) => (label === k + 1 ? 1 : 0));
      expectWithin(own, mask.flat(), tolerance);
    });
  });
}

it('an image without stairs has no subswaths', () => {
  expect(() => iwSubswaths(grid(new Uint8Array(120).fill(1), 10, 12))).toThrow(/filled to both edges/);
  expect(() => iwSubswaths(grid(new Uint8Array(120), 10, 12))).toThrow(/no data/);
});
