import type { RasterSize } from '../array.ts';
import { MintsarError, OptionError } from '../errors.ts';
import { symmetricEigen } from '../linalg/decompositions.ts';
import { type Matrix, zeros } from '../linalg/matrix.ts';
import { indexOfData, indexOfDesign, numRampSample } from './ramp-sums.ts';
import { RAMP_TYPES, type RampType } from './ramp-type.ts';
import { scaling } from './scaled-indices.ts';

/** A ramp that the data cannot determine. */
export class RampError extends MintsarError {}

/** Powers of y and x in the columns of the reference: [y² x² xy y x 1] and parts of it. */
const TERMS: Record<RampType, readonly (readonly [powerY: number, powerX: number])[]> = {
  linear: [
    [1, 0],
    [0, 1],
    [0, 0],
  ],
  quadratic: [
    [2, 0],
    [0, 2],
    [1, 1],
    [1, 0],
    [0, 1],
    [0, 0],
  ],
  linear_range: [
    [0, 1],
    [0, 0],
  ],
  linear_azimuth: [
    [1, 0],
    [0, 0],
  ],
  quadratic_range: [
    [0, 2],
    [0, 1],
    [0, 0],
  ],
  quadratic_azimuth: [
    [2, 0],
    [1, 0],
    [0, 0],
  ],
};

export interface RampFit {
  readonly type: RampType;
  readonly length: number;
  readonly width: number;
  /** coefficients in scaled indices, one per term */
  readonly scaled: Float64Array;
  /** 0 for a raster that is 0 wherever it has values */
  readonly numSample: number;
}

/**
 * Least-squares ramp in azimuth (y) and range (x) through all samples:
 *
 *     linear y + x + 1, quadratic y² + x² + xy + y + x + 1, and the parts along one axis
 *
 * of minimum norm (in indices scaled to [-1, 1]) when the samples do not determine all coefficients.
 *
 * @param sums [21] of a raster, see `prepareRampSums`
 * @throws {RampError} without any sample
 */
export function solveRamp(sums: Float64Array, { length, width }: RasterSize, type: RampType): RampFit {
  const terms = TERMS[type];
  if (!terms)
    throw new OptionError(`Unknown ramp type "${type}".`, `Choose one of ${RAMP_TYPES.join(', ')}.`);
  const numSample = numRampSample(sums);
  if (!(numSample > 0)) {
    throw new RampError('No valid pixel to estimate a ramp from.', 'Check the mask and the data.');
  }
  const n = terms.length;
  const normal = zeros(n, n);
  const right = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    const [a, b] = terms[i];
    right[i] = sums[indexOfData(a, b)];
    for (let j = 0; j < n; j++) {
      normal.data[i * n + j] = sums[indexOfDesign(a + terms[j][0], b + terms[j][1])];
    }
  }
  return { type, length, width, scaled: minimumNormSolution(normal, right), numSample };
}

/** The ramp through values of 0: 0 everywhere. */
export function flatRamp({ length, width }: RasterSize, type: RampType): RampFit {
  return { type, length, width, scaled: new Float64Array(TERMS[type].length), numSample: 0 };
}

function minimumNormSolution(normal: Matrix, right: Float64Array): Float64Array {
  const n = right.length;
  const { values, vectors } = symmetricEigen(normal);
  const out = new Float64Array(n);
  for (let k = 0; k < n; k++) {
    if (!(values[k] > 1e-13 * values[n - 1])) continue;
    let along = 0;
    for (let i = 0; i < n; i++) along += vectors.data[i * n + k] * right[i];
    for (let i = 0; i < n; i++) out[i] += (along / values[k]) * vectors.data[i * n + k];
  }
  return out;
}

/** The ramp at a pixel. */
export function rampValue(fit: RampFit, y: number, x: number): number {
  const [c0, c1, c2] = rampAlongRow(fit, y);
  const { center, half } = scaling(fit.width);
  const u = (x - center) / half;
  return c0 + u * (c1 + u * c2);
}

/** Along row y the ramp is c0 + c1 u + c2 u², where u is the range index scaled to [-1, 1]. */
export function rampAlongRow({ type, length, scaled }: RampFit, y: number): [number, number, number] {
  const { center, half } = scaling(length);
  const v = (y - center) / half;
  const row: [number, number, number] = [0, 0, 0];
  const terms = TERMS[type];
  for (let i = 0; i < terms.length; i++) {
    const [p, q] = terms[i];
    row[q] += scaled[i] * (p === 0 ? 1 : p === 1 ? v : v * v);
  }
  return row;
}

/**
 * Coefficients for plain pixel indices in the order [y² x² xy y x 1] (the parts that the type has).
 *
 * @returns [numTerm], one per part, in the unit of the raster per pixel to the power of the part
 */
export function rampCoefficients({ type, length, width, scaled }: RampFit): Float64Array {
  const terms = TERMS[type];
  const { center: cy, half: hy } = scaling(length);
  const { center: cx, half: hx } = scaling(width);
  // (y - c)^p / h^p expanded: factors of y⁰, y¹, y²
  const expand = (p: number, c: number, h: number) =>
    p === 0 ? [1] : p === 1 ? [-c / h, 1 / h] : [(c * c) / (h * h), (-2 * c) / (h * h), 1 / (h * h)];
  const out = new Float64Array(terms.length);
  terms.forEach(([p, q], i) => {
    expand(p, cy, hy).forEach((a, powerY) => {
      expand(q, cx, hx).forEach((b, powerX) => {
        const target = terms.findIndex(([py, px]) => py === powerY && px === powerX);
        out[target] += scaled[i] * a * b;
      });
    });
  });
  return out;
}
