import { describe, expect, it } from 'vitest';
import { createRandom } from '../stats/random.ts';
import { type BandPanels, loadBands, PANEL, type Sums, storeBands } from './band-panels.ts';
import { plainBandPanels } from './band-panels-plain.ts';
import { hasSimd, simdBandPanels } from './band-panels-simd.ts';
import { fromRows, type Matrix, multiplyVector, toRows, zeros } from './matrix.ts';
import { foldSymmetric } from './quadratic-form.ts';

const random = createRandom(3);
const matrix = (rows: number, cols: number): Matrix => ({
  ...zeros(rows, cols),
  data: Float64Array.from({ length: rows * cols }, () => random() - 0.5),
});
const numBand = 7;
const count = 45; // no multiple of the lanes
const needs = {
  bands: { data: numBand, rest: numBand },
  sums: { unknown: 3, wide: numBand, coordinates: 3, out: 3, norm: 1, normOutside: 1, dot: 1, factor: 1 },
  matrices: {
    weights: matrix(3, numBand),
    design: matrix(numBand, 3),
    none: zeros(numBand, 0),
    forms: foldedForms(),
  },
};
type Panels = BandPanels<typeof needs>;

function foldedForms(): Matrix {
  return fromRows(
    [0, 1, 2].flatMap(() => {
      const { data } = matrix(numBand, numBand);
      const rows = Array.from({ length: numBand }, (_, i) =>
        Array.from({ length: numBand }, (_, j) => data[i * numBand + j] + data[j * numBand + i]),
      );
      return toRows(foldSymmetric(fromRows(rows)));
    }),
  );
}

const numPixel = 60;
const block = Float32Array.from({ length: numBand * numPixel }, () => random() - 0.5);
const doubles = Float64Array.from({ length: numBand * PANEL }, () => random() - 0.5);
doubles[numBand] = Number.NaN;

function filled(make: (wanted: typeof needs) => Panels): Panels {
  const panels = make(needs);
  loadBands(panels.bands.data, block, numPixel, 5, count);
  for (const { values } of Object.values(panels.sums)) values.set(doubles.subarray(0, values.length));
  return panels;
}

const column = ({ values }: { values: ArrayLike<number> }, rows: number, i: number) =>
  Array.from({ length: rows }, (_, k) => values[k * PANEL + i]);
const dot = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, x, k) => sum + x * b[k], 0);
const row = (a: Matrix, k: number) => a.data.subarray(k * a.cols, (k + 1) * a.cols);

function expectClose(got: readonly number[], wanted: ArrayLike<number>, digits = 14) {
  expect(got).toHaveLength(wanted.length);
  got.forEach((value, k) => {
    if (Number.isNaN(wanted[k])) expect(value).toBeNaN();
    else expect(value).toBeCloseTo(wanted[k], digits);
  });
}

const { weights, design, forms } = needs.matrices;

/** What every kernel does to a panel, and what it should give for one pixel. */
const kernels: [
  name: string,
  run: (panels: Panels) => void,
  check: (panels: Panels, i: number, data: number[]) => void,
][] = [
  [
    'weighted sums of bands',
    ({ project, matrices, bands, sums }) => project(matrices.weights, bands.data, sums.out, count),
    ({ sums }, i, data) => expectClose(column(sums.out, 3, i), multiplyVector(weights, data)),
  ],
  [
    'weighted sums of bands that come in two parts',
    ({ project, matrices, bands: { data }, sums }) => {
      project(matrices.weights, { ...data, rows: 5 }, sums.out, count);
      const place = { values: data.values.subarray(5 * PANEL), at: data.at + 20 * PANEL };
      project(matrices.weights, { ...place, rows: 2 }, sums.out, count, 5);
    },
    ({ sums }, i, data) => expectClose(column(sums.out, 3, i), multiplyVector(weights, data)),
  ],
  [
    'weighted sums of sums',
    ({ project, matrices, sums }) => project(matrices.weights, sums.wide, sums.out, count),
    ({ sums }, i) =>
      expectClose(column(sums.out, 3, i), multiplyVector(weights, column(sums.wide, numBand, i))),
  ],
  [
    'squares of what a model leaves',
    ({ sumSquares, matrices, bands, sums }) =>
      sumSquares(matrices.design, sums.unknown, bands.data, sums.dot, count),
    ({ sums }, i, data) => {
      const predicted = multiplyVector(design, column(sums.unknown, 3, i));
      expectClose([sums.dot.values[i]], [data.reduce((sum, d, k) => sum + (d - predicted[k]) ** 2, 0)]);
    },
  ],
  [
    'power of what a model leaves, and its products of neighbours',
    ({ sumMoments, matrices, bands, sums }) =>
      sumMoments(matrices.design, sums.unknown, bands.data, { power: sums.norm, neighbour: sums.dot }, count),
    ({ sums }, i, data) => {
      const predicted = multiplyVector(design, column(sums.unknown, 3, i));
      const rest = data.map((d, k) => d - predicted[k]);
      expectClose([sums.norm.values[i]], [dot(rest, rest)]);
      expectClose([sums.dot.values[i]], [dot(rest.slice(1), rest.slice(0, -1))]);
    },
  ],
  [
    'what a model leaves, and 0 for pixels not to keep',
    ({ subtract, matrices, bands, sums, keep }) => {
      keep[3] = 0;
      subtract(matrices.design, sums.unknown, bands.data, bands.rest, count);
    },
    ({ bands, sums }, i, data) => {
      const predicted = multiplyVector(design, column(sums.unknown, 3, i));
      expectClose(
        column(bands.rest, numBand, i),
        data.map((d, k) => (i === 3 ? 0 : d - predicted[k])),
        7,
      );
    },
  ],
  [
    'what a row per band times a factor per pixel leaves',
    ({ subtract, matrices, bands, sums }) =>
      subtract(matrices.none, sums.unknown, bands.data, bands.rest, count, {
        rows: sums.wide,
        factor: sums.factor,
      }),
    ({ bands, sums }, i, data) =>
      expectClose(
        column(bands.rest, numBand, i),
        data.map((d, k) => d - sums.wide.values[k * PANEL + i] * sums.factor.values[i]),
        7,
      ),
  ],
  [
    'quadratic forms',
    ({ quadraticForms, matrices, bands, sums }) =>
      quadraticForms(matrices.forms, bands.data, sums.out, count),
    ({ sums }, i, data) =>
      expectClose(
        column(sums.out, 3, i),
        [0, 1, 2].map((p) => dot(data, multiplyVector(forms, data).subarray(p * numBand))),
      ),
  ],
  [
    'products with what a basis leaves',
    ({ outsideProducts, matrices, sums }) =>
      outsideProducts(matrices.design, sums.coordinates, sums.wide, sums.wide, sums, count),
    ({ sums }, i) => {
      const from = column(sums.wide, numBand, i);
      const rest = from.map((x, k) => x - dot(row(design, k), column(sums.coordinates, 3, i)));
      expectClose(
        [sums.norm, sums.normOutside, sums.dot].map(({ values }: Sums) => values[i]),
        [dot(from, from), dot(rest, rest), dot(rest, from)],
      );
    },
  ],
];

it('this machine has vector instructions', () => {
  expect(hasSimd()).toBe(true);
});

describe.each(kernels)('%s', (_, run, check) => {
  it('follow their definition', () => {
    const panels = filled(plainBandPanels);
    run(panels);
    for (let i = 0; i < count; i++) {
      check(
        panels,
        i,
        Array.from({ length: numBand }, (_, k) => block[k * numPixel + 5 + i]),
      );
    }
  });

  it('have the same bits with vectors', () => {
    const plain = filled(plainBandPanels);
    const fast = filled(simdBandPanels);
    run(plain);
    run(fast);
    const results = ({ bands, sums }: Panels) =>
      [bands.rest, ...Object.values(sums)].flatMap(({ values, rows }) =>
        Array.from({ length: rows }, (_, k) => Array.from(values.subarray(k * PANEL, k * PANEL + count))),
      );
    expect(results(fast)).toEqual(results(plain));
  });
});

it('a panel is stored where it was loaded from, and nowhere else', () => {
  const { bands } = filled(simdBandPanels);
  const out = new Float32Array(block.length).fill(9);
  storeBands(bands.data, out, numPixel, 5, count);
  out.forEach((value, at) => {
    const pixel = at % numPixel;
    expect(value).toBe(pixel >= 5 && pixel < 5 + count ? block[at] : 9);
  });
});
