import { describe, expect, it } from 'vitest';
import { expectWithin, unitCases } from '../../../test/support/units.ts';
import { grid } from '../array.ts';
import { circleMask, polygonMask } from './mask-shapes.ts';
import { type MultilookMethod, multilook } from './multilook.ts';
import { removeSmallClusters } from './small-clusters.ts';

const rowsOf = (data: ArrayLike<number>, shape: readonly number[]) =>
  Array.from({ length: shape[0] }, (_, y) =>
    Array.from({ length: shape[1] }, (_u, x) => data[y * shape[1] + x]),
  );

describe('images of the reference', () => {
  for (const { name, input, expected, tolerance } of unitCases('image_ops')) {
    const out = expected?.out ?? expected;
    if (name.startsWith('multilook')) {
      it(`multilook agrees: ${name}`, () => {
        const shape = Array.isArray(input.data[0][0])
          ? [input.data.length, input.data[0].length, input.data[0][0].length]
          : [input.data.length, input.data[0].length];
        const raster = { data: Float32Array.from(input.data.flat(2)), shape };
        const result = multilook(raster, input.lks_y, input.lks_x, input.method);
        const size =
          shape.length === 3 ? [out.length, out[0].length, out[0][0].length] : [out.length, out[0].length];
        expect(result.shape).toEqual(size);
        expectWithin(result.data, out.flat(2), tolerance);
      });
    } else if (name === 'circular_mask') {
      it(`circle agrees: ${name}`, () => {
        const mask = circleMask(input.shape[0], input.shape[1], input.y, input.x, input.radius);
        expectWithin(rowsOf(mask.data, mask.shape), out, tolerance);
      });
    } else if (name.startsWith('circle_index')) {
      it(`circle agrees: ${name}`, () => {
        const { meta } = input;
        let [y, x, radius] = input.circle.split(',').map(Number);
        if (meta.Y_FIRST) {
          // Latitude and longitude go to the nearest grid line here.
          y = Math.round((y - Number(meta.Y_FIRST)) / Number(meta.Y_STEP));
          x = Math.round((x - Number(meta.X_FIRST)) / Number(meta.X_STEP));
        }
        const mask = circleMask(Number(meta.LENGTH), Number(meta.WIDTH), y, x, radius);
        expectWithin(rowsOf(mask.data, mask.shape), out, tolerance);
      });
    } else if (name === 'polygon2mask') {
      it(`polygon agrees: ${name}`, () => {
        const mask = polygonMask(input.shape[0], input.shape[1], input.polygon);
        expectWithin(rowsOf(mask.data, mask.shape), out, tolerance);
      });
    }
  }
});

describe('multilook', () => {
  it('a window of NaN stays NaN, integers lose the fraction, nothing is left of a too small raster', () => {
    const data = Float32Array.of(Number.NaN, Number.NaN, 1, 2, Number.NaN, Number.NaN, 3, 4);
    expect([...multilook(grid(data, 2, 4), 2, 2).data]).toEqual([Number.NaN, 2.5]);
    expect([...multilook(grid(data, 2, 4), 2, 2, 'median').data]).toEqual([Number.NaN, 2.5]);
    expect([...multilook(grid(Int16Array.of(1, 2, 2, 2), 2, 2), 2, 2).data]).toEqual([1]);
    expect(multilook(grid(new Float32Array(6), 2, 3), 3, 3).shape).toEqual([0, 1]);
  });

  it('looks and method are checked', () => {
    expect(() => multilook(grid(new Float32Array(6), 2, 3), 0, 1)).toThrow(/0 x 1/);
    expect(() => multilook(grid(new Float32Array(6), 2, 3), 1, 1, 'max' as MultilookMethod)).toThrow(/max/);
  });
});

describe('masks', () => {
  it('small clusters go, diagonal neighbours do not count', () => {
    const text = ['##..#', '#..#.', '....#', '.####'];
    const mask = grid(
      Uint8Array.from(text.join(''), (c) => (c === '#' ? 1 : 0)),
      4,
      5,
    );
    const kept = removeSmallClusters(mask, 3);
    expect(rowsOf(kept.data, kept.shape).map((row) => row.map((v) => (v ? '#' : '.')).join(''))).toEqual([
      '##...',
      '#....',
      '....#',
      '.####',
    ]);
    expect(removeSmallClusters(mask, 1)).toEqual(mask);
    expect(removeSmallClusters(mask, 100).data.some((v) => v)).toBe(false);
  });

  it('shapes beyond the image are cut, empty polygons are empty', () => {
    expect([...circleMask(2, 3, -1, 0, 2).data]).toEqual([1, 1, 0, 1, 0, 0]);
    const square = polygonMask(3, 3, [
      [-5, -5],
      [1, -5],
      [1, 1],
      [-5, 1],
    ]);
    expect([...square.data]).toEqual([1, 1, 0, 1, 1, 0, 0, 0, 0]);
    expect(polygonMask(3, 3, []).data.some((v) => v)).toBe(false);
  });
});
