import { expect, test } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { createFft, fft2 } from './fft.ts';
import { powerLawFields } from './random-field.ts';

test('the transform equals the sum that defines it', () => {
  const re = Float64Array.of(1, -2, 3, 0.5, 4, 0, -1, 2);
  const im = Float64Array.of(0, 1, 0, -3, 0.25, 0, 2, 1);
  const expected = Array.from({ length: 8 }, (_, k) => {
    let real = 0;
    let imaginary = 0;
    for (let n = 0; n < 8; n++) {
      const angle = (-2 * Math.PI * k * n) / 8;
      real += re[n] * Math.cos(angle) - im[n] * Math.sin(angle);
      imaginary += re[n] * Math.sin(angle) + im[n] * Math.cos(angle);
    }
    return [real, imaginary];
  });
  createFft(8)(re, im);
  expected.forEach(([real, imaginary], k) => {
    expect(re[k]).toBeCloseTo(real, 12);
    expect(im[k]).toBeCloseTo(imaginary, 12);
  });
});

test('a plane wave has a single spectral line, also where length and width differ', () => {
  const [length, width] = [4, 16];
  const re = new Float64Array(length * width);
  const im = new Float64Array(length * width);
  for (let y = 0; y < length; y++) {
    for (let x = 0; x < width; x++) {
      const angle = 2 * Math.PI * ((1 * y) / length + (3 * x) / width);
      re[y * width + x] = Math.cos(angle);
      im[y * width + x] = Math.sin(angle);
    }
  }
  fft2(re, im, length, width);
  re.forEach((value, i) => {
    expect(value).toBeCloseTo(i === 1 * width + 3 ? length * width : 0, 10);
  });
});

/** Slope of the power along rows, log-log, over the middle wavenumbers, averaged over fields. */
function rowSpectrumSlope(slope: number): number {
  const size = 256;
  const window = Float64Array.from({ length: size }, (_, i) => Math.sin((Math.PI * (i + 0.5)) / size) ** 2);
  const power = new Float64Array(size / 2);
  const transform = createFft(size);
  for (let seed = 0; seed < 3; seed++) {
    for (const field of powerLawFields(size, size, slope, createRandom(seed))) {
      for (let y = 0; y < size; y++) {
        const re = Float64Array.from(window, (w, i) => w * field.data[y * size + i]);
        const im = new Float64Array(size);
        transform(re, im);
        for (let k = 1; k < size / 2; k++) power[k] += re[k] ** 2 + im[k] ** 2;
      }
    }
  }
  let [n, sx, sy, sxx, sxy] = [0, 0, 0, 0, 0];
  for (let k = 6; k <= 50; k++) {
    const [x, y] = [Math.log(k), Math.log(power[k])];
    n++;
    sx += x;
    sy += y;
    sxx += x * x;
    sxy += x * y;
  }
  return (n * sxy - sx * sy) / (n * sxx - sx * sx);
}

test('a transect has a spectrum one power flatter than the field: 5/3 for turbulence', () => {
  expect(Math.abs(rowSpectrumSlope(8 / 3) + 5 / 3)).toBeLessThan(0.15);
  expect(Math.abs(rowSpectrumSlope(3.5) + 2.5)).toBeLessThan(0.15);
});

test('fields have zero mean, unit deviation, and the two of a pair are unrelated', () => {
  const [a, b] = powerLawFields(50, 70, 0, createRandom(2));
  let [sum, squares, product] = [0, 0, 0];
  a.data.forEach((value, i) => {
    sum += value;
    squares += value * value;
    product += value * b.data[i];
  });
  expect(Math.abs(sum / 3500)).toBeLessThan(1e-6);
  expect(squares / 3500).toBeCloseTo(1, 5);
  expect(Math.abs(product / 3500)).toBeLessThan(0.06);
});

test('a single pixel is a field of zero', () => {
  const [a] = powerLawFields(1, 1, 2, createRandom(1));
  expect([...a.data]).toEqual([0]);
});
