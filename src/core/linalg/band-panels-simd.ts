import { MemoryLayout, SimdModule } from '../simd-module.ts';
import { type BandPanels, PANEL, type PanelNeeds } from './band-panels.ts';
import { BAND_PANELS_SIMD } from './band-panels-simd-code.ts';

/** Pixels that go through a kernel together; a panel is a whole number of them. */
const GROUP = 8;

/** Functions of assembly/band-panels.ts; matrices, rows of bands and rows of sums by their addresses. */
interface Exports {
  projectBands(...numbers: ProjectArguments): void;
  projectSums(...numbers: ProjectArguments): void;
  sumSquares(
    design: number,
    cols: number,
    parameters: number,
    from: number,
    bands: number,
    to: number,
    groups: number,
  ): void;
  sumMoments(
    design: number,
    cols: number,
    parameters: number,
    from: number,
    bands: number,
    power: number,
    neighbour: number,
    groups: number,
  ): void;
  subtract(
    design: number,
    cols: number,
    parameters: number,
    factor: number,
    scaled: number,
    from: number,
    bands: number,
    to: number,
    keep: number,
    groups: number,
  ): void;
  quadraticForm(q: number, from: number, bands: number, wide: number, to: number, groups: number): void;
  outsideProducts(
    basis: number,
    cols: number,
    coordinates: number,
    from: number,
    data: number,
    rows: number,
    norm: number,
    normOutside: number,
    dot: number,
    groups: number,
  ): void;
}

type ProjectArguments = [
  weights: number,
  rows: number,
  cols: number,
  column: number,
  from: number,
  bands: number,
  to: number,
  groups: number,
];

const CODE = new SimdModule<Exports>(BAND_PANELS_SIMD);

/** Whether this machine runs WebAssembly with 128-bit vectors. */
export function hasSimd(): boolean {
  return CODE.isSupported();
}

/** The kernels in WebAssembly with vector instructions (assembly/band-panels.ts): the bits of `plainBandPanels`. */
export function simdBandPanels<Needs extends PanelNeeds>(needs: Needs): BandPanels<Needs> {
  const layout = new MemoryLayout();
  const place = <T>(record: Readonly<Record<string, T>>, bytes: (value: T) => number) =>
    Object.entries(record).map(([name, value]) => ({ name, value, at: layout.reserve(bytes(value)) }));
  const bands = place(needs.bands, (rows) => 4 * PANEL * rows);
  const sums = place(needs.sums, (rows) => 8 * PANEL * rows);
  const matrices = place(needs.matrices, ({ data }) => data.byteLength);
  const keepAt = layout.reserve(4 * PANEL);
  const wide = layout.reserve(8 * GROUP * (Math.max(0, ...Object.values(needs.bands)) + 1));

  const { code, memory } = CODE.start(layout);
  const { buffer } = memory;
  const keep = new Int32Array(buffer, keepAt, PANEL).fill(-1);
  const groups = (count: number) => Math.ceil(count / GROUP);
  const named = <T, Out>(
    list: readonly { name: string; value: T; at: number }[],
    make: (value: T, at: number) => Out,
  ) => Object.fromEntries(list.map(({ name, value, at }) => [name, make(value, at)]));
  return {
    bands: named(bands, (rows, at) => ({ rows, values: new Float32Array(buffer, at, rows * PANEL), at })),
    sums: named(sums, (rows, at) => ({ rows, values: new Float64Array(buffer, at, rows * PANEL), at })),
    matrices: named(matrices, (matrix, at) => {
      const data = new Float64Array(buffer, at, matrix.data.length);
      data.set(matrix.data);
      return { ...matrix, data, at };
    }),
    keep,

    project(weights, from, to, count, column = 0) {
      const run = from.values instanceof Float32Array ? code.projectBands : code.projectSums;
      const { rows, cols, at } = weights;
      run(at, rows, cols, column, from.at, from.rows, to.at, groups(count));
    },
    sumSquares({ at, cols }, parameters, from, to, count) {
      code.sumSquares(at, cols, parameters.at, from.at, from.rows, to.at, groups(count));
    },
    sumMoments({ at, cols }, parameters, from, { power, neighbour }, count) {
      code.sumMoments(at, cols, parameters.at, from.at, from.rows, power.at, neighbour.at, groups(count));
    },
    subtract({ at, cols }, parameters, from, to, count, scaled) {
      const [factor, rows] = scaled ? [scaled.factor.at, scaled.rows.at] : [0, 0];
      code.subtract(at, cols, parameters.at, factor, rows, from.at, from.rows, to.at, keepAt, groups(count));
    },
    quadraticForms(folded, from, to, count) {
      const formBytes = 8 * from.rows * from.rows;
      for (let p = 0; p < to.rows; p++) {
        const [form, row] = [folded.at + p * formBytes, to.at + p * 8 * PANEL];
        code.quadraticForm(form, from.at, from.rows, wide, row, groups(count));
      }
    },
    outsideProducts({ at, cols }, coordinates, from, data, { norm, normOutside, dot }, count) {
      code.outsideProducts(
        at,
        cols,
        coordinates.at,
        from.at,
        data.at,
        from.rows,
        norm.at,
        normOutside.at,
        dot.at,
        groups(count),
      );
    },
  } as BandPanels<Needs>;
}
