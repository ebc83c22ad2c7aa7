import { type LaneGroup, type LaneKernel, PANEL, type PanelArrays } from './laplacian-kernel.ts';
import { LAPLACIAN_SIMD } from './laplacian-simd-code.ts';
import type { NetworkStructure } from './network-structure.ts';
import { phaseVarianceNode } from './phase-variance.ts';
import type { Weighting } from './weights.ts';

/** Pixels solved side by side: the working set of a common network then fits in the first-level cache. */
const LANES = 8;
const PAGE = 65536;

/** Where weights come from, as assembly/laplacian.ts numbers it. */
const WEIGHT = { none: 0, table: 1, quality: 2 } as const;

/** The part of the WebAssembly interface that is needed: it is the same in Node, browsers and workers. */
interface WebAssemblyInterface {
  Module: new (bytes: Uint8Array) => object;
  Memory: new (size: { initial: number }) => { readonly buffer: ArrayBuffer };
  Instance: new (module: object, imports: object) => { readonly exports: unknown };
}

interface Exports {
  init(numIfgram: number, numUnknown: number, numEntry: number, lastNode: number, addresses: number): void;
  refer(kind: number): void;
  gather(start: number, kind: number): void;
  blankWeights(start: number): void;
  countDates(): void;
  factor(): void;
  solve(): void;
  sumPhasors(): void;
  sumSquares(): void;
  storeSeries(start: number, scale: number): void;
}

declare const WebAssembly: WebAssemblyInterface | undefined;

let compiled: object | undefined;

/** Whether this machine runs WebAssembly with 128-bit vectors. */
export function hasSimd(): boolean {
  if (typeof WebAssembly === 'undefined') return false;
  try {
    compiled ??= new WebAssembly.Module(decodeBase64(LAPLACIAN_SIMD));
    return true;
  } catch {
    return false; // an engine without vector instructions refuses the module
  }
}

/**
 * The kernel in WebAssembly with vector instructions (assembly/laplacian.ts): the bits of `laplacianKernel`, several
 * times as fast.
 */
export function laplacianSimdKernel(structure: NetworkStructure, weigh: Weighting | undefined): LaneKernel {
  if (!hasSimd() || typeof WebAssembly === 'undefined')
    throw new Error('no WebAssembly SIMD; ask hasSimd() first');
  const { numIfgram, numUnknown, numEntry } = structure;
  const { table = new Float64Array(0) } = weigh ?? {};
  const memory = new Layout();
  const tables = (['first', 'second', 'coupling', 'rowFirst', 'rowStart', 'diagonal'] as const).map(
    (name) => ({
      values: structure[name],
      at: memory.reserve(4 * structure[name].length),
    }),
  );
  const doubles = (rows: number) => memory.reserve(8 * rows * LANES);
  const groupAt = {
    observed: doubles(numIfgram),
    weight: doubles(numIfgram),
    ground: doubles(numUnknown),
    factor: doubles(numEntry + 1),
    solution: doubles(numUnknown + 1),
    sums: doubles(3),
    count: doubles(1),
    least: doubles(1),
    zero: doubles(1),
    keep: doubles(1),
    dateCount: doubles(numUnknown + 1),
  };
  const numQuality = weigh === undefined ? 0 : numIfgram;
  const panelAt = {
    observed: memory.reserve(4 * numIfgram * PANEL),
    quality: memory.reserve(4 * numQuality * PANEL),
    series: memory.reserve(4 * (numUnknown + 1) * PANEL),
    isOff: memory.reserve(4 * PANEL),
    references: memory.reserve(8 * numIfgram),
  };
  const tableAt = memory.reserve(8 * table.length);
  const addresses = [
    ...tables.map(({ at }) => at),
    ...Object.values(groupAt),
    ...Object.values(panelAt),
    tableAt,
  ];
  const addressesAt = memory.reserve(4 * addresses.length);

  const linear = new WebAssembly.Memory({ initial: Math.ceil(memory.end / PAGE) });
  const { buffer } = linear;
  for (const { values, at } of tables) new Int32Array(buffer, at, values.length).set(values);
  new Int32Array(buffer, addressesAt, addresses.length).set(addresses);
  new Float64Array(buffer, tableAt, table.length).set(table);
  const code = new WebAssembly.Instance(compiled!, { env: { memory: linear } }).exports as Exports;
  code.init(numIfgram, numUnknown, numEntry, phaseVarianceNode(1), addressesAt);

  const lanesOf = (at: number, rows: number) => new Float64Array(buffer, at, rows * LANES);
  const sums = lanesOf(groupAt.sums, 3);
  const group: LaneGroup = {
    lanes: LANES,
    observed: lanesOf(groupAt.observed, numIfgram),
    weight: lanesOf(groupAt.weight, numIfgram),
    ground: lanesOf(groupAt.ground, numUnknown),
    factor: lanesOf(groupAt.factor, numEntry + 1),
    solution: lanesOf(groupAt.solution, numUnknown + 1),
    cosSum: sums.subarray(0, LANES),
    sinSum: sums.subarray(LANES, 2 * LANES),
    squareSum: sums.subarray(2 * LANES),
    count: lanesOf(groupAt.count, 1),
    least: lanesOf(groupAt.least, 1),
    zero: lanesOf(groupAt.zero, 1),
    keep: lanesOf(groupAt.keep, 1),
  };
  const panel: PanelArrays = {
    observed: new Float32Array(buffer, panelAt.observed, numIfgram * PANEL),
    quality: new Float32Array(buffer, panelAt.quality, numQuality * PANEL),
    series: new Float32Array(buffer, panelAt.series, (numUnknown + 1) * PANEL),
    isOff: new Int32Array(buffer, panelAt.isOff, PANEL),
    references: new Float64Array(buffer, panelAt.references, numIfgram),
  };
  const kind = weigh === undefined ? WEIGHT.none : table.length > 0 ? WEIGHT.table : WEIGHT.quality;
  return {
    group,
    panel,
    refer: (observation) => code.refer(observation === 'phase' ? 1 : 0),
    gather(start) {
      code.gather(start, kind);
      if (kind !== WEIGHT.quality) return;
      weigh!(group.weight);
      code.blankWeights(start);
    },
    countDates: code.countDates,
    factor: code.factor,
    solve: code.solve,
    sumResiduals: (sum) => (sum === 'phasor' ? code.sumPhasors() : code.sumSquares()),
    store: code.storeSeries,
  };
}

/** Hands out linear memory from the bottom up, on cache lines. */
class Layout {
  /** below lies what the compiler may use */
  end = 1024;

  reserve(bytes: number): number {
    const at = this.end;
    this.end += 64 * Math.ceil(bytes / 64);
    return at;
  }
}

function decodeBase64(text: string): Uint8Array {
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';
  const clean = text.replace(/=+$/, '');
  const out = new Uint8Array(Math.floor((clean.length * 3) / 4));
  for (let i = 0, bits = 0, value = 0, at = 0; i < clean.length; i++) {
    value = ((value << 6) | letters.indexOf(clean[i])) & 0xffff;
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out[at++] = (value >> bits) & 0xff;
    }
  }
  return out;
}
