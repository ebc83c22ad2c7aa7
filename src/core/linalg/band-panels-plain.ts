import {
  type BandPanels,
  type Bands,
  PANEL,
  type PanelNeeds,
  type PlacedMatrix,
  type Sums,
} from './band-panels.ts';
import { quadraticForm } from './quadratic-form.ts';

/** The kernels in plain TypeScript: for machines without vector instructions, and the judge of the vector kernels. */
export function plainBandPanels<Needs extends PanelNeeds>(needs: Needs): BandPanels<Needs> {
  const each = <In, Out>(record: Readonly<Record<string, In>>, make: (value: In) => Out) =>
    Object.fromEntries(Object.entries(record).map(([name, value]) => [name, make(value)]));
  const keep = new Int32Array(PANEL).fill(-1);
  return {
    bands: each(needs.bands, (rows) => ({ rows, values: new Float32Array(rows * PANEL), at: 0 })),
    sums: each(needs.sums, (rows) => ({ rows, values: new Float64Array(rows * PANEL), at: 0 })),
    matrices: each(needs.matrices, (matrix) => ({ ...matrix, at: 0 })),
    keep,
    ...kernels(keep),
  } as BandPanels<Needs>;
}

type Kernels = Pick<
  BandPanels<PanelNeeds>,
  'project' | 'sumSquares' | 'sumMoments' | 'subtract' | 'quadraticForms' | 'outsideProducts'
>;

function kernels(keep: Int32Array): Kernels {
  const rest = new Float64Array(PANEL);
  const before = new Float64Array(PANEL);
  return {
    project(weights, from, to, count, column = 0) {
      for (let row = 0; row < weights.rows; row++) {
        const at = row * PANEL;
        if (column === 0) to.values.fill(0, at, at + count);
        for (let k = 0; k < from.rows; k++) {
          const weight = weights.data[row * weights.cols + column + k];
          const band = k * PANEL;
          for (let i = 0; i < count; i++) to.values[at + i] += weight * from.values[band + i];
        }
      }
    },

    sumSquares(design, parameters, from, to, count) {
      to.values.fill(0, 0, count);
      for (let k = 0; k < from.rows; k++) {
        copyRow(from, k, rest, count);
        subtractRow(design, k, parameters, rest, count);
        for (let i = 0; i < count; i++) to.values[i] += rest[i] * rest[i];
      }
    },

    sumMoments(design, parameters, from, { power, neighbour }, count) {
      for (const values of [power.values, neighbour.values, before]) values.fill(0, 0, count);
      for (let k = 0; k < from.rows; k++) {
        copyRow(from, k, rest, count);
        subtractRow(design, k, parameters, rest, count);
        for (let i = 0; i < count; i++) {
          power.values[i] += rest[i] * rest[i];
          neighbour.values[i] += rest[i] * before[i];
          before[i] = rest[i];
        }
      }
    },

    subtract(design, parameters, from, to, count, scaled) {
      for (let k = 0; k < from.rows; k++) {
        const at = k * PANEL;
        copyRow(from, k, rest, count);
        if (scaled) {
          const { rows, factor } = scaled;
          for (let i = 0; i < count; i++) rest[i] -= rows.values[at + i] * factor.values[i];
        }
        subtractRow(design, k, parameters, rest, count);
        for (let i = 0; i < count; i++) to.values[at + i] = keep[i] ? rest[i] : 0;
      }
    },

    quadraticForms(folded, from, to, count) {
      const bands = new Float64Array(from.rows + 1); // one band of zeros more, so that rows pair up
      for (let p = 0; p < to.rows; p++) {
        const form = folded.data.subarray(p * from.rows * from.rows);
        for (let i = 0; i < count; i++) {
          for (let k = 0; k < from.rows; k++) bands[k] = from.values[k * PANEL + i];
          to.values[p * PANEL + i] = quadraticForm(form, from.rows, bands);
        }
      }
    },

    outsideProducts(basis, coordinates, from, data, { norm, normOutside, dot }, count) {
      for (const { values } of [norm, normOutside, dot]) values.fill(0, 0, count);
      for (let k = 0; k < from.rows; k++) {
        const at = k * PANEL;
        copyRow(from, k, rest, count);
        for (let i = 0; i < count; i++) norm.values[i] += rest[i] * rest[i];
        subtractRow(basis, k, coordinates, rest, count);
        for (let i = 0; i < count; i++) {
          normOutside.values[i] += rest[i] * rest[i];
          dot.values[i] += rest[i] * data.values[at + i];
        }
      }
    },
  };
}

function copyRow({ values }: Bands | Sums, row: number, to: Float64Array, count: number): void {
  for (let i = 0; i < count; i++) to[i] = values[row * PANEL + i];
}

/** rest -= sum_p a[row, p] · parameters[p] */
function subtractRow(
  a: PlacedMatrix,
  row: number,
  { values }: Sums,
  rest: Float64Array,
  count: number,
): void {
  for (let p = 0; p < a.cols; p++) {
    const weight = a.data[row * a.cols + p];
    for (let i = 0; i < count; i++) rest[i] -= weight * values[p * PANEL + i];
  }
}
