import { type BandPanels, type Bands, PANEL, type Sums } from '../linalg/band-panels.ts';
import { bandPanels } from '../linalg/fastest-band-panels.ts';
import { type Matrix, multiply, multiplyVector, stackRows, transpose, zeros } from '../linalg/matrix.ts';
import { CUTOFF, type DemErrorSystem, type ObservedRows } from './dem-error-system.ts';

/** Baselines that all pixels share. */
export interface CommonBaseline {
  /** relative to the reference date [numDate, 1] */ readonly bperp: Matrix;
  /** b⊥ as weights of the dates [1, numDate]: b⊥ · d */ readonly outside: Matrix;
  /** G⁺ b [numParameter] */ readonly coupling: Float64Array;
  /** |b|² of the fitted rows */ readonly norm: number;
  /** |b⊥|² */ readonly normOutside: number;
}

/** The work on a panel of pixels; what its rows and matrices hold says {@link demErrorPanels}. */
export type DemErrorPanels = BandPanels<ReturnType<typeof panelNeeds>>;

/** Rows of `unknown`. */
export const [AMPLITUDE, MODEL] = [0, 1];

/** @param common left out when every pixel has baselines of its own */
export function demErrorPanels(system: DemErrorSystem, common?: CommonBaseline): DemErrorPanels {
  const panels = bandPanels(panelNeeds(system, common));
  if (!common) return panels;
  const { coupling, norm, normOutside } = panels.sums;
  common.coupling.forEach((value, p) => {
    coupling.values.fill(value, p * PANEL, (p + 1) * PANEL);
  });
  norm.values.fill(common.norm);
  normOutside.values.fill(common.normOutside);
  return panels;
}

function panelNeeds({ design, estimator, projector, basis }: DemErrorSystem, common?: CommonBaseline) {
  const numDate = design.rows;
  const numParameter = design.cols;
  const numRow = common ? 0 : basis.rows;
  const bperp = common?.bperp ?? zeros(numDate, 1);
  return {
    bands: { series: numDate, corrected: numDate, residual: numDate },
    sums: {
      /** b⊥ · d, then w = dz / (R sin theta); the time functions; the sum over dates */
      unknown: numParameter + 2,
      /** G⁺ b */ coupling: numParameter,
      /** |b|² of the fitted rows */ norm: 1,
      /** |b⊥|², b⊥ = the part of b that G cannot explain */ normOutside: 1,
      // the rest only for baselines per pixel
      /** relative to the reference date */ bperp: common ? 0 : numDate,
      /** b and d in the fitted rows */ baseline: numRow,
      observed: numRow,
      /** coordinates of b in the range of G */ inRange: basis.cols,
    },
    matrices: {
      /** series to unknowns */
      weights: stackRows([common?.outside ?? zeros(1, numDate), estimator, ones(numDate)]),
      /** b, 0 where every pixel has its own */ topography: bperp,
      /** [b, G] */ model: besides(bperp, design),
      estimator,
      projector,
      basis,
    },
  };
}

function ones(length: number): Matrix {
  return { rows: 1, cols: length, data: new Float64Array(length).fill(1) };
}

function besides(a: Matrix, b: Matrix): Matrix {
  return transpose(stackRows([transpose(a), transpose(b)]));
}

/** @param bperp perpendicular baseline per date relative to the reference date, m */
export function commonBaseline(
  { operator, basis, estimator }: DemErrorSystem,
  bperp: Float64Array,
): CommonBaseline {
  const observed = multiplyVector(operator, bperp);
  const inRange = multiplyVector(basis, multiplyVector(transpose(basis), observed));
  const rest = observed.map((b, row) => b - inRange[row]);
  const square = (x: Float64Array) => x.reduce((sum, value) => sum + value * value, 0);
  return {
    bperp: { rows: bperp.length, cols: 1, data: bperp },
    outside: multiply({ rows: 1, cols: rest.length, data: rest }, operator),
    coupling: multiplyVector(estimator, bperp),
    norm: square(observed),
    normOutside: square(rest),
  };
}

/**
 * Split the baselines of each pixel into what the time functions explain and the rest, and measure the data along the
 * rest.
 * @param bperp block [numDate, numPixel], of which the pixels from `start` on are in the panel
 * @param referenceIndex date whose baseline is subtracted, -1 for none
 */
export function projectBaselines(
  rows: ObservedRows,
  { bands, sums, matrices, project, outsideProducts }: DemErrorPanels,
  bperp: Float32Array,
  referenceIndex: number,
  start: number,
  count: number,
): void {
  const { unknown, inRange, baseline, observed, norm, normOutside } = sums;
  referBaselines(bperp, referenceIndex, start, count, sums.bperp);
  const { unseen } = rows;
  for (const k of unseen) fillGaps(sums.bperp, k, count);
  observe(rows, sums.bperp, count, baseline);
  observe(rows, bands.series, count, observed);
  project(matrices.estimator, sums.bperp, sums.coupling, count);
  project(matrices.projector, sums.bperp, inRange, count);
  outsideProducts(matrices.basis, inRange, baseline, observed, { norm, normOutside, dot: unknown }, count);
  // What has no baseline cannot be corrected.
  for (const k of unseen) restoreGaps(bperp, sums.bperp, k, start, count);
}

/** A missing baseline of a date that is not fitted must not reach what is fitted: 0 times NaN is NaN. */
function fillGaps({ values }: Sums, k: number, count: number): void {
  for (let i = k * PANEL; i < k * PANEL + count; i++) if (Number.isNaN(values[i])) values[i] = 0;
}

function restoreGaps(
  bperp: Float32Array,
  { rows: numDate, values }: Sums,
  k: number,
  start: number,
  count: number,
): void {
  const from = k * (bperp.length / numDate) + start;
  for (let i = 0; i < count; i++) if (Number.isNaN(bperp[from + i])) values[k * PANEL + i] = Number.NaN;
}

function referBaselines(
  bperp: Float32Array,
  referenceIndex: number,
  start: number,
  count: number,
  { rows: numDate, values }: Sums,
): void {
  const numPixel = bperp.length / numDate;
  const reference = new Float64Array(PANEL);
  if (referenceIndex >= 0)
    reference.set(bperp.subarray(referenceIndex * numPixel + start).subarray(0, count));
  for (let k = 0; k < numDate; k++) {
    const from = k * numPixel + start;
    const to = k * PANEL;
    for (let i = 0; i < count; i++) values[to + i] = bperp[from + i] - reference[i];
  }
}

/** The fitted rows of a panel of dates. */
function observe({ date, since, weight }: ObservedRows, dates: Bands | Sums, count: number, to: Sums): void {
  for (let row = 0; row < date.length; row++) {
    const at = row * PANEL;
    const from = date[row] * PANEL;
    if (since[row] < 0) to.values.set(dates.values.subarray(from, from + count), at);
    else {
      const before = since[row] * PANEL;
      for (let i = 0; i < count; i++) {
        to.values[at + i] = weight[row] * (dates.values[from + i] - dates.values[before + i]);
      }
    }
  }
}

/**
 * From b⊥ · d to w per pixel, minimum-norm where b cannot be told from the time functions.
 *
 * With s = 1/(R sin theta) the column of dz is s b. The smallest singular value of [s b, G] is at most
 * s|b⊥| / sqrt(1 + s²|G⁺b|²) and close to it when b nearly lies in the range of G; below the cutoff (relative to the
 * largest, between those of s b and G) b⊥ is taken as zero. Then dz minimises dz² + |m0 - G⁺ s b dz|², m0 = G⁺ d:
 *
 *     dz = s G⁺b · m0 / (1 + s² |G⁺b|²)
 *
 * The time functions become those beside it, m = m0 - G⁺b w.
 *
 * @param scale s per pixel
 */
export function solveDemError(
  { largest }: DemErrorSystem,
  { sums }: DemErrorPanels,
  scale: Float64Array,
  count: number,
): void {
  const unknown = sums.unknown.values;
  const coupling = sums.coupling.values;
  const [norm, normOutside] = [sums.norm.values, sums.normOutside.values];
  const end = sums.coupling.rows * PANEL;
  const model = MODEL * PANEL;
  for (let i = 0; i < count; i++) {
    const s2 = scale[i] * scale[i];
    let coupled = 0;
    let aligned = 0;
    for (let p = i; p < end; p += PANEL) {
      coupled += coupling[p] * coupling[p];
      aligned += coupling[p] * unknown[model + p];
    }
    const floor = CUTOFF * CUTOFF * (largest + s2 * norm[i]) * (1 + s2 * coupled);
    const w =
      s2 * normOutside[i] > floor
        ? unknown[AMPLITUDE * PANEL + i] / normOutside[i]
        : (s2 * aligned) / (1 + s2 * coupled);
    unknown[AMPLITUDE * PANEL + i] = w;
    for (let p = i; p < end; p += PANEL) unknown[model + p] -= coupling[p] * w;
  }
}
