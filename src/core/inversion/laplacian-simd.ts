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
  init(...numbersAndAddresses: number[]): void;
  countSeen(): void;
  gather(kind: number): void;
  blankWeights(): void;
  factor(): void;
  solve(): void;
  sumPhasors(): void;
  sumSquares(): void;
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
  const tables = ['first', 'second', 'coupling', 'rowFirst', 'rowStart', 'diagonal'] as const;
  const rows = {
    observed: numIfgram,
    weight: numIfgram,
    ground: numUnknown,
    factor: numEntry + 1,
    solution: numUnknown + 1,
    sums: 3,
  };
  let end = 1024; // below lies what the compiler may use
  const reserve = (bytes: number): number => {
    const at = end;
    end += 64 * Math.ceil(bytes / 64);
    return at;
  };
  const tableAt = tables.map((name) => reserve(4 * structure[name].length));
  const rowAt = Object.values(rows).map((n) => reserve(8 * n * LANES));
  const panelAt = [numIfgram, weigh === undefined ? 0 : numIfgram, 1].map((n) => reserve(4 * n * PANEL));
  const pixelsAt = reserve(4 * LANES);
  const { table = new Float64Array(0) } = weigh ?? {};
  const weightsAt = reserve(8 * table.length);
  const memory = new WebAssembly.Memory({ initial: Math.ceil(end / PAGE) });
  tables.forEach((name, k) => {
    new Int32Array(memory.buffer, tableAt[k], structure[name].length).set(structure[name]);
  });
  const [observed, weight, ground, factor, solution, sums] = Object.values(rows).map(
    (n, k) => new Float64Array(memory.buffer, rowAt[k], n * LANES),
  );
  const code = new WebAssembly.Instance(compiled!, { env: { memory } }).exports as Exports;
  const addresses = [...tableAt, ...rowAt, ...panelAt, pixelsAt, weightsAt];
  code.init(numIfgram, numUnknown, numEntry, ...addresses, phaseVarianceNode(1));
  new Float64Array(memory.buffer, weightsAt, table.length).set(table);
  const pixelsOfGroup = new Int32Array(memory.buffer, pixelsAt, LANES);
  const kind = weigh === undefined ? WEIGHT.none : table.length > 0 ? WEIGHT.table : WEIGHT.quality;
  const panel: PanelArrays = {
    observed: new Float32Array(memory.buffer, panelAt[0], numIfgram * PANEL),
    quality: new Float32Array(memory.buffer, panelAt[1], weigh === undefined ? 0 : numIfgram * PANEL),
    seen: new Int32Array(memory.buffer, panelAt[2], PANEL),
  };
  const group: LaneGroup = {
    lanes: LANES,
    observed,
    weight,
    ground,
    factor,
    solution,
    cosSum: sums.subarray(0, LANES),
    sinSum: sums.subarray(LANES, 2 * LANES),
    squareSum: sums.subarray(2 * LANES),
  };
  return {
    group,
    panel,
    countSeen: code.countSeen,
    gather(pixels) {
      pixelsOfGroup.set(pixels);
      code.gather(kind);
      if (kind !== WEIGHT.quality) return;
      weigh!(weight);
      code.blankWeights();
    },
    factor: code.factor,
    solve: code.solve,
    sumResiduals: (kind) => (kind === 'phasor' ? code.sumPhasors() : code.sumSquares()),
  };
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
