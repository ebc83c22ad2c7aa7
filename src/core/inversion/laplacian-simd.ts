import { type Field, placeFields } from '../simd-fields.ts';
import { SimdModule } from '../simd-module.ts';
import { lastBelow } from './inverse-band.ts';
import type { LaneKernel, LaneSetup, QuickKernel } from './lane-kernel.ts';
import { LAPLACIAN_SIMD } from './laplacian-simd-code.ts';
import { phaseVarianceNode } from './phase-variance.ts';
import type { Weighting } from './weights.ts';

/** Pixels solved side by side: the working set of a common network then fits in the first-level cache. */
const LANES = 8;
/** Pixels of the quick kernel side by side: their rows are as long. */
const QUICK_LANES = 2 * LANES;
/** Bytes of a panel: half of a usual second-level cache; but reading a block in shorter pieces takes longer. */
const PANEL_BYTES = 512 << 10;
const LEAST_GROUPS = 8;
const MOST_GROUPS = 64;

/** Where weights come from: what is made of qualities, as assembly/panel.ts numbers it. */
const WEIGHT = { none: 0, table: 1, quality: 2 } as const;
/** Codes of observations in a panel; the last one is that of a missing one. */
const NUM_CODE = 256;
const NOTHING = new Int32Array(0);

interface Exports {
  init(numIfgram: number, numUnknown: number, numEntry: number, addresses: number): void;
  loadPanel(start: number, groups: number, stride: number, isPhase: boolean, kind: number): void;
  takeQuick(pixel: number, stride: number): void;
  countQuickDates(): void;
  solveQuick(): boolean;
  storeQuick(pixel: number, used: number, stride: number, scale: number, isAll: boolean): void;
  weigh(group: number): void;
  fetchQualities(group: number): void;
  blankWeights(group: number): void;
  countDates(): void;
  assemble(): void;
  factor(): void;
  solve(group: number): void;
  keepWeights(): void;
  reweight(group: number, edge: number, isFlat: boolean): void;
  findSpread(
    group: number,
    numParameter: number,
    numOwn: number,
    numNeighbour: number,
    leastRedundancy: number,
  ): void;
  sumPhasors(group: number): void;
  sumSquares(group: number): void;
  sumNormalised(group: number): void;
  storeSeries(pixel: number, used: number, stride: number, scale: number): void;
}

const CODE = new SimdModule<Exports>(LAPLACIAN_SIMD);

/** Whether this machine runs WebAssembly with 128-bit vectors. */
export function hasSimd(): boolean {
  return CODE.isSupported();
}

/**
 * The kernel in WebAssembly with vector instructions (assembly/laplacian.ts): the bits of `laplacianKernel`, several
 * times as fast.
 */
export function laplacianSimdKernel(setup: LaneSetup, capacity: number): LaneKernel {
  const { structure, weigh, normal, kind, references } = setup;
  const { numIfgram, numUnknown, numEntry } = structure;
  const source = weigh === undefined ? WEIGHT.none : weigh.table ? WEIGHT.table : WEIGHT.quality;
  const toLoad = normal === undefined ? source : source | WEIGHT.table;
  const bytesOfGroup = numIfgram * LANES * (source === WEIGHT.quality ? 9 : 5);
  const panel = Math.min(MOST_GROUPS, Math.max(LEAST_GROUPS, Math.floor(PANEL_BYTES / bytesOfGroup)));
  const { layout, addressesAt, fill } = placeFields(fieldsOf(setup, capacity, panel * LANES, source));
  layout.reserveSpare();
  const { code, memory } = CODE.start(layout);
  const arrays = fill(memory.buffer);
  code.init(numIfgram, numUnknown, numEntry, addressesAt);
  const isPhase = kind === 'phase' && references !== undefined;
  const {
    weight,
    factor,
    solution,
    sums,
    pivots,
    count,
    least,
    hasGap,
    zero,
    keep,
    active,
    moved,
    spread,
    traces,
  } = arrays;
  let selected = 0;
  return {
    lanes: LANES,
    panel,
    block: {
      capacity,
      observed: arrays.observed,
      quality: arrays.quality,
      isOff: arrays.isOff,
      timeseries: arrays.timeseries,
    },
    group: {
      weight,
      factor,
      solution,
      squares: sums.subarray(0, LANES),
      products: sums.subarray(LANES, 2 * LANES),
      squareSum: sums.subarray(2 * LANES),
      smallestPivot: pivots.subarray(0, LANES),
      largestPivot: pivots.subarray(LANES),
      count,
      least,
      hasGap,
      zero,
      keep,
      active,
      moved,
      spread,
      traces,
    },
    quick: setup.isQuick ? quickOf(code, arrays) : undefined,
    load(start, numPixel, most = panel) {
      const groups = Math.min(most, Math.ceil((numPixel - start) / LANES));
      arrays.isOff.fill(-1, numPixel, numPixel + LANES);
      code.loadPanel(start, groups, numPixel, isPhase, toLoad);
    },
    select(group) {
      selected = group;
      code.weigh(group);
      if (source !== WEIGHT.quality) return;
      code.fetchQualities(group);
      weigh!(weight);
      code.blankWeights(group);
    },
    countDates: code.countDates,
    assemble: code.assemble,
    decompose: code.factor,
    solve: () => code.solve(selected),
    keepWeights: code.keepWeights,
    reweight: (edge, isFlat) => code.reweight(selected, edge, isFlat),
    findSpread(least) {
      if (setup.spread === undefined) return;
      const { numParameter, ownEntries, neighbourEntries } = setup.spread;
      code.findSpread(selected, numParameter, ownEntries.length, neighbourEntries.length, least);
    },
    sumResiduals: (of) => (of === 'phasor' ? code.sumPhasors(selected) : code.sumSquares(selected)),
    sumNormalised: () => code.sumNormalised(selected),
    store: code.storeSeries,
  };
}

/** The quick kernel of {@link laplacianSimdKernel}, on the same block. */
function quickOf(
  code: Exports,
  arrays: ReturnType<ReturnType<typeof placeFields<ReturnType<typeof fieldsOf>>>['fill']>,
): QuickKernel {
  const { quickSums, quickCount, quickSolution, quickZero, quickKeep, quickStays, isOff } = arrays;
  const lanes = QUICK_LANES;
  // What it shares with groups of half as many pixels in double precision.
  const singles = ({ buffer, byteOffset, byteLength }: Float64Array) =>
    new Float32Array(buffer, byteOffset, byteLength / 4);
  return {
    lanes,
    count: quickCount,
    least: singles(arrays.least),
    solution: quickSolution,
    squares: quickSums.subarray(0, lanes),
    products: quickSums.subarray(lanes),
    zero: quickZero,
    keep: quickKeep,
    stays: quickStays,
    take(pixel, numPixel) {
      if (pixel + lanes > numPixel) isOff.fill(-1, numPixel, numPixel + lanes);
      code.takeQuick(pixel, numPixel);
    },
    countDates: code.countQuickDates,
    solve: () => Boolean(code.solveQuick()),
    store(pixel, used, numPixel, scale) {
      code.storeQuick(pixel, used, numPixel, scale, used === lanes && !quickStays.includes(-1));
    },
  };
}

/** The arrays of the kernel, in the order of assembly/network.ts. */
function fieldsOf(
  { structure, weigh, normal, references, spread, isQuick }: LaneSetup,
  capacity: number,
  panelPixels: number,
  source: (typeof WEIGHT)[keyof typeof WEIGHT],
) {
  const { numIfgram, numDate, numUnknown, numEntry, unknown, spanning } = structure;
  const numParameter = spread?.numParameter ?? 0;
  const dateOfRow = new Int32Array(numDate);
  for (let k = 0; k < numDate; k++) dateOfRow[unknown[k]] = k;
  return {
    first: integers(structure.first),
    second: integers(structure.second),
    coupling: integers(structure.coupling),
    rowFirst: integers(structure.rowFirst),
    rowStart: integers(structure.rowStart),
    diagonal: integers(structure.diagonal),
    dateOfRow: integers(dateOfRow),
    spanning: bytes(numIfgram, spanning),
    weight: doubles(numIfgram * LANES),
    factor: doubles((numEntry + 1) * LANES),
    solution: doubles((numUnknown + 1) * LANES),
    sums: doubles(3 * LANES),
    pivots: doubles(2 * LANES),
    count: doubles(LANES),
    hasGap: doubles(LANES),
    least: doubles(LANES),
    zero: doubles(LANES),
    keep: doubles(LANES),
    active: doubles(LANES),
    moved: doubles(LANES),
    ownWeight: doubles(numIfgram * LANES),
    dateCount: doubles((numUnknown + 1) * LANES),
    panelObserved: floats(numIfgram * panelPixels),
    panelCode: bytes(numIfgram * panelPixels),
    panelQuality: floats(source === WEIGHT.quality ? numIfgram * panelPixels : 0),
    // Vectors reach beyond the last pixel of a block.
    observed: floats(numIfgram * capacity + QUICK_LANES),
    quality: floats((weigh ?? normal) ? numIfgram * capacity + QUICK_LANES : 0),
    timeseries: floats(numDate * capacity),
    isOff: integers(new Int32Array(capacity + QUICK_LANES)),
    references: floats(numIfgram, references),
    table: doubles(NUM_CODE, weightsOfCodes(weigh)),
    lastBelow: integers(lastBelow(structure)),
    profile: doubles(spread ? (numEntry + 1) * LANES : 0),
    response: doubles(numParameter * (numUnknown + 1) * LANES),
    spread: doubles((1 + numParameter) * LANES),
    traces: doubles(2 * LANES),
    rightSides: doubles(spread?.rightSides.length ?? 0, spread?.rightSides),
    ownEntries: integers(spread?.ownEntries ?? NOTHING),
    neighbourEntries: integers(spread?.neighbourEntries ?? NOTHING),
    ownFactors: doubles(spread?.ownFactors.length ?? 0, spread?.ownFactors),
    neighbourFactors: doubles(spread?.neighbourFactors.length ?? 0, spread?.neighbourFactors),
    taken: doubles(spread?.taken.length ?? 0, spread?.taken),
    normalTable: doubles(NUM_CODE, weightsOfCodes(normal)),
    quickRest: floats(isQuick ? numIfgram * QUICK_LANES : 0),
    quickSolution: floats(isQuick ? (numUnknown + 1) * QUICK_LANES : 0),
    quickStep: floats(isQuick ? (numUnknown + 1) * QUICK_LANES : 0),
    quickSums: doubles(2 * QUICK_LANES),
    quickCount: integers(new Int32Array(QUICK_LANES)),
    quickKeep: integers(new Int32Array(QUICK_LANES)),
    quickStays: integers(new Int32Array(QUICK_LANES)),
    quickZero: floats(QUICK_LANES),
    quickTable: floats(NUM_CODE, weightsOfCodes(weigh)),
    quickTurns: floats(QUICK_LANES),
  };
}

/** Weights by code: those of the nodes of the phase variance, 1 where all weigh the same; 0 for what is missing. */
function weightsOfCodes(weigh: Weighting | undefined): Float64Array {
  const weights = new Float64Array(NUM_CODE).fill(1);
  if (weigh?.table !== undefined) {
    const last = phaseVarianceNode(1);
    for (let node = 0; node < NUM_CODE; node++) weights[node] = weigh.table[Math.min(node, last)];
  }
  weights[NUM_CODE - 1] = 0;
  return weights;
}

function integers(values: Int32Array): Field<Int32Array> {
  return { Kind: Int32Array, length: values.length, values };
}

function doubles(length: number, values?: Float64Array): Field<Float64Array> {
  return { Kind: Float64Array, length, values };
}

function floats(length: number, values?: ArrayLike<number>): Field<Float32Array> {
  return { Kind: Float32Array, length, values };
}

function bytes(length: number, values?: Uint8Array): Field<Uint8Array> {
  return { Kind: Uint8Array, length, values };
}
