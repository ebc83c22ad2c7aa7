import { describe, expect, test } from 'vitest';
import { grid } from '../core/array.ts';
import { colormap } from './colormap.ts';
import { contourLevels, contourLines, smoothed } from './contours.ts';
import { commonLimits, dataRange, displayLimits } from './limits.ts';
import { mapColorbar } from './map-figure.ts';
import { colorize, subsample, wrapValues } from './raster.ts';
import { shadedRelief } from './relief.ts';

const floats = (values: number[], length: number, width: number) =>
  grid(Float32Array.from(values), length, width);
const pixel = (image: { rgba: Uint8ClampedArray; width: number }, y: number, x: number) =>
  Array.from(image.rgba.subarray(4 * (y * image.width + x), 4 * (y * image.width + x) + 4));

describe('colours of pixels', () => {
  const gray = { map: colormap('gray'), vmin: 0, vmax: 1 };

  test('limits map to the end colours, values beyond are clipped', () => {
    const image = colorize(floats([0, 1, -5, 9], 1, 4), gray);
    expect([0, 1, 2, 3].map((x) => pixel(image, 0, x)[0])).toEqual([0, 255, 0, 255]);
    expect(pixel(image, 0, 0)[3]).toBe(255);
  });

  test('NaN and masked pixels are transparent', () => {
    const mask = grid(Uint8Array.of(1, 0, 1), 1, 3);
    const image = colorize(floats([0.5, 0.5, Number.NaN], 1, 3), { ...gray, mask });
    expect([0, 1, 2].map((x) => pixel(image, 0, x)[3])).toEqual([255, 0, 0]);
  });

  test('a radar image turns upside down or left to right', () => {
    const values = floats([0, 0.2, 0.4, 0.6, 0.8, 1], 2, 3);
    const plain = colorize(values, gray);
    const up = colorize(values, { ...gray, flipUpDown: true });
    const left = colorize(values, { ...gray, flipLeftRight: true });
    for (let x = 0; x < 3; x++) {
      expect(pixel(up, 0, x)).toEqual(pixel(plain, 1, x));
      expect(pixel(left, 1, x)).toEqual(pixel(plain, 1, 2 - x));
    }
  });

  test('alpha makes data translucent', () => {
    expect(pixel(colorize(floats([1], 1, 1), { ...gray, alpha: 0.8 }), 0, 0)).toEqual([255, 255, 255, 204]);
  });

  test('equal limits colour everything alike instead of failing', () => {
    expect(pixel(colorize(floats([3], 1, 1), { map: gray.map, vmin: 3, vmax: 3 }), 0, 0)[3]).toBe(255);
  });
});

test('wrapping keeps the low end of the cycle and folds the high end onto it', () => {
  const wrapped = wrapValues(floats([-5, 4.5, 5, 12, -5.5, Number.NaN], 1, 6), [-5, 5]);
  expect(Array.from(wrapped.data)).toEqual([-5, 4.5, -5, 2, 4.5, Number.NaN]);
});

test('sub-sampling keeps every n-th pixel from the first', () => {
  const values = grid(
    Int16Array.from({ length: 35 }, (_v, i) => i),
    5,
    7,
  );
  const small = subsample(values, 3);
  expect(small.shape).toEqual([2, 3]);
  expect(Array.from(small.data)).toEqual([0, 3, 6, 21, 24, 27]);
  expect(subsample(values, 1)).toBe(values);
});

describe('limits', () => {
  test('ignore NaN, infinite and masked values', () => {
    const values = floats([Number.NaN, 1, 2, Number.POSITIVE_INFINITY, 99], 1, 5);
    expect(dataRange(values, grid(Uint8Array.of(1, 1, 1, 1, 0), 1, 5))).toEqual([1, 2]);
    expect(dataRange(floats([Number.NaN], 1, 1))).toEqual([Number.NaN, Number.NaN]);
    expect(displayLimits(floats([Number.NaN], 1, 1))).toEqual({ vmin: 0, vmax: 1, levels: [] });
  });

  test('few even values become levels with half a step of margin', () => {
    const mask = displayLimits(grid(Uint8Array.of(0, 1, 1, 0), 2, 2));
    expect(mask).toEqual({ vmin: -0.5, vmax: 1.5, levels: [0, 1] });
    expect(displayLimits(floats([0, 2, 4, 2], 2, 2)).levels).toEqual([0, 2, 4]);
    expect(displayLimits(floats([0, 1, 4, 2], 2, 2)).levels).toBeUndefined();
    const many = floats(
      Array.from({ length: 21 }, (_v, i) => i),
      3,
      7,
    );
    expect(displayLimits(many)).toEqual({ vmin: 0, vmax: 20 });
  });

  test('a full phase cycle snaps to plus and minus pi', () => {
    const phase = floats([-3.12, 0.3, 1, 3.13], 2, 2);
    expect(displayLimits(phase)).toEqual({ vmin: -Math.PI, vmax: Math.PI });
  });

  test('a constant raster has one level and no other value on its bar', () => {
    const { vmin, vmax, levels } = displayLimits(floats([2, 2], 1, 2));
    expect(levels).toEqual([2]);
    expect(commonLimits([floats([2, 2], 1, 2)]).levels).toEqual([2]);
    expect(mapColorbar({ values: floats([2, 2], 1, 2) })).toMatchObject({ ticks: [2], map: { n: 1 } });
    expect(vmin).toBeLessThan(2);
    expect(vmax).toBeGreaterThan(2);
  });

  test('common limits look past single outliers', () => {
    const values = new Float32Array(400).fill(1);
    values[7] = 1001;
    const other = grid(new Float32Array(400).fill(-2), 20, 20);
    expect(commonLimits([grid(values, 20, 20), other])).toEqual({ vmin: -2, vmax: 11 });
  });
});

describe('terrain', () => {
  test('a slope facing the light is bright, one facing away dark, level ground light grey', () => {
    const ramp = (sign: number) =>
      floats(
        Array.from({ length: 49 }, (_v, i) => sign * ((i % 7) + Math.floor(i / 7))),
        7,
        7,
      );
    const lit = pixel(shadedRelief(ramp(1), 1), 3, 3)[0]; // rises to the south-east, faces north-west
    const dark = pixel(shadedRelief(ramp(-1), 1), 3, 3)[0];
    const level = pixel(shadedRelief(floats([5, 5, 5, 5], 2, 2), 1), 0, 0)[0];
    expect(lit).toBeGreaterThan(level);
    expect(dark).toBeLessThan(level);
    expect(level).toBeGreaterThan(180);
  });

  test('no-data stays transparent', () => {
    expect(pixel(shadedRelief(floats([1, Number.NaN, 3, 4], 2, 2), 1), 0, 1)[3]).toBe(0);
  });

  test('the contour of a cone is one closed circle', () => {
    const cone = floats(
      Array.from({ length: 21 * 21 }, (_v, i) => 10 - Math.hypot((i % 21) - 10, Math.floor(i / 21) - 10)),
      21,
      21,
    );
    const lines = contourLines(cone, [4.3]);
    expect(lines).toHaveLength(1);
    const { points } = lines[0];
    expect([points[0], points[1]]).toEqual([points.at(-2), points.at(-1)]);
    for (let k = 0; k < points.length; k += 2) {
      expect(Math.hypot(points[k] - 10, points[k + 1] - 10)).toBeCloseTo(5.7, 1);
    }
  });

  test('contour levels lie strictly inside the range', () => {
    expect(contourLevels(0, 600, 200)).toEqual([200, 400]);
    expect(contourLevels(-250, 50, 100)).toEqual([-200, -100, 0]);
  });

  test('smoothing keeps a plane, its no-data and its mean level', () => {
    const level = floats([3, 3, Number.NaN, 3, 3, 3], 2, 3);
    const out = smoothed(level, 1);
    expect(out.data[2]).toBeNaN();
    expect(out.data[0]).toBeCloseTo(3, 6);
  });
});
