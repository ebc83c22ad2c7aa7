import type { BlockRoom, LaneGroup, LaneKernel, LaneSetup } from './lane-kernel.ts';
import type { NetworkStructure } from './network-structure.ts';
import { assemble, countDates, findPivots } from './normal-matrix.ts';
import { makeRelative } from './observation-mask.ts';
import { phasorSum } from './phasor-sum.ts';
import { quickKernel } from './quick-kernel.ts';
import { robustWeight } from './robust-weights.ts';
import { decompose, solveFactored } from './skyline.ts';
import { spreadKernel } from './spread-kernel.ts';

const { fround } = Math;

/**
 * The kernel in plain TypeScript: the reference of all others.
 * @param lanes pixels side by side: enough to hide the loop overhead, few enough to stay in the cache
 */
export function laplacianKernel(
  { structure, weigh, normal, kind, references, spread, isQuick }: LaneSetup,
  capacity: number,
  lanes = 64,
): LaneKernel {
  const { numIfgram, numDate, numUnknown, numEntry } = structure;
  const block: BlockRoom = {
    capacity,
    observed: new Float32Array(numIfgram * capacity),
    quality: new Float32Array((weigh ?? normal) ? numIfgram * capacity : 0),
    isOff: new Int32Array(capacity),
    timeseries: new Float32Array(numDate * capacity),
  };
  /** [numIfgram, lanes] NaN = not observed */
  const observed = new Float32Array(numIfgram * lanes);
  const quality = new Float32Array(block.quality.length > 0 ? numIfgram * lanes : 0);
  const isOff = new Int32Array(lanes);
  const phasors = phasorSum(lanes);
  const group: LaneGroup = {
    weight: new Float64Array(numIfgram * lanes),
    factor: new Float64Array((numEntry + 1) * lanes),
    solution: new Float64Array((numUnknown + 1) * lanes),
    squares: phasors.squares,
    products: phasors.products,
    squareSum: new Float64Array(lanes),
    smallestPivot: new Float64Array(lanes),
    largestPivot: new Float64Array(lanes),
    count: new Float64Array(lanes),
    least: new Float64Array(lanes),
    hasGap: new Float64Array(lanes),
    zero: new Float64Array(lanes),
    keep: new Float64Array(lanes),
    spread: new Float64Array((1 + (spread?.numParameter ?? 0)) * lanes),
    traces: new Float64Array(2 * lanes),
    active: new Float64Array(lanes),
    moved: new Float64Array(lanes),
  };
  const dateCount = new Float64Array((numUnknown + 1) * lanes);
  const residual = new Float64Array(lanes);
  const findSpread = spread && spreadKernel(structure, spread, lanes);
  let ownWeight = new Float64Array(0);
  const { first, second, spanning } = structure;
  const { weight, factor, solution, squareSum } = group;

  function load(start: number, numPixel: number): void {
    const used = Math.min(lanes, numPixel - start);
    for (let i = 0; i < numIfgram; i++) {
      const from = i * numPixel + start;
      observed.set(block.observed.subarray(from, from + used), i * lanes);
      if (quality.length > 0) quality.set(block.quality.subarray(from, from + used), i * lanes);
    }
    for (let p = 0; p < lanes; p++) isOff[p] = p < used ? block.isOff[start + p] : -1;
    // Without references only pixels that are left out go: zeros of offsets stay as they are.
    if (references !== undefined) makeRelative(observed, lanes, references, isOff, kind);
    else makeRelative(observed, lanes, new Float64Array(numIfgram), isOff, 'offset');
  }

  function select(): void {
    if (weigh === undefined) weight.fill(1);
    else {
      weight.set(quality);
      weigh(weight);
    }
    group.count.fill(numIfgram);
    group.hasGap.fill(0);
    for (let i = 0; i < numIfgram; i++) {
      for (let p = 0; p < lanes; p++) {
        if (!Number.isNaN(observed[i * lanes + p])) continue;
        weight[i * lanes + p] = 0;
        group.count[p]--;
        if (spanning[i] !== 0) group.hasGap[p] = -1;
      }
    }
  }

  function sumResiduals(of: 'phasor' | 'square'): void {
    phasors.clear();
    squareSum.fill(0);
    for (let i = 0; i < numIfgram; i++) {
      const w = i * lanes;
      const a = first[i] * lanes;
      const b = second[i] * lanes;
      for (let p = 0; p < lanes; p++) residual[p] = observed[w + p] - (solution[b + p] - solution[a + p]);
      if (of === 'phasor') phasors.add(residual);
      else
        for (let p = 0; p < lanes; p++) squareSum[p] += weight[w + p] === 0 ? 0 : residual[p] * residual[p];
    }
    phasors.finish();
  }

  function sumNormalised(): void {
    squareSum.fill(0);
    const inverseVariance = residual;
    for (let i = 0; i < numIfgram; i++) {
      const [w, a, b] = [i * lanes, first[i] * lanes, second[i] * lanes];
      inverseVariance.set(quality.subarray(w, w + lanes));
      normal?.(inverseVariance);
      for (let p = 0; p < lanes; p++) {
        if (weight[w + p] === 0) continue;
        const rest = observed[w + p] - (solution[b + p] - solution[a + p]);
        squareSum[p] += inverseVariance[p] * rest * rest;
      }
    }
  }

  function reweight(edge: number, isFlat: boolean): void {
    const { active, moved } = group;
    moved.fill(0);
    const whole = residual.fill(0);
    for (let i = 0; i < numIfgram; i++) {
      const w = i * lanes;
      const a = first[i] * lanes;
      const b = second[i] * lanes;
      for (let p = 0; p < lanes; p++) {
        const own = ownWeight[w + p];
        whole[p] += own;
        if (active[p] === 0 || own === 0) continue;
        const rest = fround(observed[w + p] - (solution[b + p] - solution[a + p]));
        const next = robustWeight(rest, own, edge, isFlat);
        moved[p] += Math.abs(next - weight[w + p]);
        weight[w + p] = next;
      }
    }
    for (let p = 0; p < lanes; p++) moved[p] /= whole[p];
  }

  return {
    lanes,
    panel: 1,
    block,
    group,
    quick: isQuick ? quickKernel({ structure, weigh, references }, block, lanes) : undefined,
    load,
    select,
    countDates: () => countDates(structure, group, lanes, dateCount),
    assemble: () => assemble(structure, group, lanes),
    decompose() {
      decompose(structure, factor, lanes);
      findPivots(structure, group, lanes);
    },
    solve() {
      addRightSide(structure, observed, weight, solution, lanes);
      solveFactored(structure, factor, solution, lanes);
    },
    keepWeights() {
      ownWeight = weight.slice();
    },
    reweight,
    findSpread: (leastRedundancy) => findSpread?.(group, observed, leastRedundancy),
    sumResiduals,
    sumNormalised,
    store: (pixel, used, numPixel, scale) => store(structure, group, block, pixel, used, numPixel, scale),
  };

  function store(
    { unknown }: NetworkStructure,
    { zero, keep }: LaneGroup,
    { timeseries }: BlockRoom,
    pixel: number,
    used: number,
    numPixel: number,
    scale: number,
  ): void {
    for (let k = 0; k < numDate; k++) {
      const row = unknown[k] * lanes;
      const to = k * numPixel + pixel;
      for (let p = 0; p < used; p++) {
        timeseries[to + p] = keep[p] === 0 ? 0 : (solution[row + p] - zero[p]) * scale;
      }
    }
  }
}

/** Right side Aᵀ W y of every lane in the place of its solution. */
function addRightSide(
  { numIfgram, first, second }: NetworkStructure,
  observed: Float32Array,
  weight: Float64Array,
  solution: Float64Array,
  lanes: number,
): void {
  solution.fill(0);
  for (let i = 0; i < numIfgram; i++) {
    const w = i * lanes;
    const a = first[i] * lanes;
    const b = second[i] * lanes;
    for (let p = 0; p < lanes; p++) {
      const value = weight[w + p] * (observed[w + p] || 0); // 0 for NaN
      solution[a + p] -= value;
      solution[b + p] += value;
    }
  }
}
