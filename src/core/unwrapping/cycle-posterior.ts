import type { ClosureClass } from './closure-classes.ts';

/** What is believed of the cycles of one pair: their probabilities from -REACH to REACH. */
const REACH = 6;
const WIDTH = 2 * REACH + 1;
/** Beyond this many times less probable than the best, a state is given up. */
const HOPELESS = 1e-7;

/** Shares of pairs that are off by 0, 1, 2 and 3 or more cycles, before anything is known of a place. */
const FIRST_GUESS = [0.86, 0.08, 0.04, 0.02];
/** Pairs that the first guess is worth when the shares are learnt from the place itself. */
const GUESS_WEIGHT = 2;

export interface PosteriorOptions {
  /** states that are kept for each date: with all, the answer is exact. Default 100. */
  readonly beam?: number;
  /** how often the shares of wrong pairs are learnt from the answer and all is done again. Default 3. */
  readonly passes?: number;
}

/**
 * Most probable whole cycles of every pair of a class, from what {@link closingCycles} found: all answers that close the
 * triplets are `cycles - (k[second] - k[first])` with one integer k a date. With independent errors of probability p(n)
 * the posterior of the k is a product over pairs, summed here date by date over the states of those dates that still have
 * pairs to come (the sum-product rule on a chain, Kschischang et al. 2001, doi:10.1109/18.910572), the best `beam` of them.
 * For each pair that n is taken which is most probable in sum over all answers: so the number of wrong pairs is least, which
 * neither the answer of fewest cycles (the reference's) nor that of fewest wrong pairs attains. The shares p(n), symmetric
 * and never rising with |n|, are learnt from the place itself.
 *
 * Values of k that no pair asks for, directly or over one later date, are not tried.
 *
 * @returns a function of the cycles of the pairs of the class, in its order [pairs]; its answer lives until the next call:
 *   the errors [pairs], cycles, and their probability of being right [pairs]
 */
export function cyclePosterior(
  { first, second, numDate }: ClosureClass,
  { beam = 100, passes = 3 }: PosteriorOptions = {},
): (cycles: Int32Array) => { readonly errors: Int32Array; readonly certainty: Float64Array } {
  const numPair = first.length;
  const steps = planSteps(first, second, numDate);
  const layers = steps.map(({ width }) => new Layer(beam, width));
  const start = new Layer(1, 1);
  const scratch = new Scratch(beam, steps);
  const marginal = new Float64Array(numPair * WIDTH);
  const errors = new Int32Array(numPair);
  const certainty = new Float64Array(numPair);

  return (cycles) => {
    let shares = FIRST_GUESS;
    for (let pass = 0; pass < passes; pass++) {
      const odds = oddsOf(shares);
      start.count = 1;
      start.alpha[0] = 1;
      start.rows[0] = 0;
      for (let s = 0; s < steps.length; s++) {
        forward(steps[s], s === 0 ? start : layers[s - 1], layers[s], cycles, odds, scratch, beam);
      }
      marginal.fill(0);
      const last = layers[steps.length - 1];
      last.beta.fill(1, 0, last.count);
      for (let s = steps.length - 1; s >= 0; s--) {
        backward(steps[s], s === 0 ? start : layers[s - 1], layers[s], cycles, marginal);
      }
      shares = learntShares(marginal, numPair);
    }
    for (let e = 0; e < numPair; e++) {
      let best = REACH;
      let sum = 0;
      for (let n = 0; n < WIDTH; n++) {
        const p = marginal[e * WIDTH + n];
        sum += p;
        if (p > marginal[e * WIDTH + best]) best = n;
      }
      errors[e] = best - REACH;
      certainty[e] = sum > 0 ? marginal[e * WIDTH + best] / sum : 0;
    }
    return { errors, certainty };
  };
}

/** p(n) / p(0) by |n|, falling to the end. */
function oddsOf([p0, p1, p2, p3]: readonly number[]): Float64Array {
  const odds = new Float64Array(64);
  odds[0] = 1;
  odds[1] = p1 / 2 / p0;
  odds[2] = p2 / 2 / p0;
  for (let n = 3; n < odds.length; n++) odds[n] = (p3 / 2 / p0) * 0.5 ** Math.min(n - 2, 12);
  for (let n = 2; n < odds.length; n++) odds[n] = Math.min(odds[n], odds[n - 1]);
  return odds;
}

function learntShares(marginal: Float64Array, numPair: number): number[] {
  const shares = FIRST_GUESS.map((share) => GUESS_WEIGHT * share);
  for (let e = 0; e < numPair; e++) {
    let sum = 0;
    for (let n = 0; n < WIDTH; n++) sum += marginal[e * WIDTH + n];
    if (!(sum > 0)) continue;
    for (let n = 0; n < WIDTH; n++) {
      shares[Math.min(3, Math.abs(n - REACH))] += marginal[e * WIDTH + n] / sum;
    }
  }
  const total = shares.reduce((a, b) => a + b);
  return shares.map((share) => share / total);
}

/** What happens at one date: its pairs with earlier dates are judged, dates without pairs to come are forgotten. */
interface Step {
  /** dates remembered before and after */
  readonly before: number;
  readonly width: number;
  /** pairs that end here: their number, and the place of their first date among those remembered */
  readonly pair: Int32Array;
  readonly from: Int32Array;
  /** ways to this date over a later one: the place of a remembered date, the pair onwards, the pair back */
  readonly via: Int32Array;
  /** place before of each date remembered after; -1 for this one */
  readonly kept: Int32Array;
}

function planSteps(first: Int32Array, second: Int32Array, numDate: number): Step[] {
  const ending: number[][] = Array.from({ length: numDate }, () => []);
  const leaving: number[][] = Array.from({ length: numDate }, () => []);
  const last = new Int32Array(numDate);
  for (let e = 0; e < first.length; e++) {
    ending[second[e]].push(e);
    leaving[first[e]].push(e);
    last[first[e]] = Math.max(last[first[e]], second[e]);
  }
  const steps: Step[] = [];
  let remembered = [0];
  for (let t = 1; t < numDate; t++) {
    const place = new Map(remembered.map((date, at) => [date, at]));
    const via: number[] = [];
    for (const onwards of leaving[t]) {
      for (const pair of ending[second[onwards]]) {
        const at = place.get(first[pair]);
        if (at !== undefined) via.push(at, pair, onwards);
      }
    }
    const after = [...remembered, t].filter((date) => date === t || last[date] > t);
    steps.push({
      before: remembered.length,
      width: after.length,
      pair: Int32Array.from(ending[t]),
      from: Int32Array.from(ending[t], (e) => place.get(first[e])!),
      via: Int32Array.from(via),
      kept: Int32Array.from(after, (date) => place.get(date) ?? -1),
    });
    remembered = after;
  }
  return steps;
}

/** States after one date, and how they came from those before. */
class Layer {
  count = 0;
  /** integers of the remembered dates, less that of the newest [count, width] */
  readonly rows: Int16Array;
  /** sum of the probabilities of all ways here, and from here to the end; each up to a factor */
  readonly alpha: Float64Array;
  readonly beta: Float64Array;
  numWay = 0;
  wayFrom = new Int32Array(1024);
  wayTo = new Int32Array(1024);
  wayValue = new Int16Array(1024);
  wayOdds = new Float64Array(1024);

  constructor(beam: number, width: number) {
    this.rows = new Int16Array(beam * width);
    this.alpha = new Float64Array(beam);
    this.beta = new Float64Array(beam);
  }

  addWay(from: number, to: number, value: number, odds: number): void {
    const at = this.numWay++;
    if (at === this.wayFrom.length) this.grow();
    this.wayFrom[at] = from;
    this.wayTo[at] = to;
    this.wayValue[at] = value;
    this.wayOdds[at] = odds;
  }

  private grow(): void {
    const doubled = <T extends Int32Array | Int16Array | Float64Array>(old: T): T => {
      const grown = new (old.constructor as new (length: number) => T)(2 * old.length);
      grown.set(old as never);
      return grown;
    };
    this.wayFrom = doubled(this.wayFrom);
    this.wayTo = doubled(this.wayTo);
    this.wayValue = doubled(this.wayValue);
    this.wayOdds = doubled(this.wayOdds);
  }
}

/** States of one date before the best of them are chosen, found by a hash of their integers. */
class Scratch {
  readonly most: number;
  readonly rows: Int16Array;
  readonly alpha: Float64Array;
  readonly slot: Int32Array;
  readonly renamed: Int32Array;
  readonly row: Int16Array;
  readonly base: Int32Array;
  readonly tried: Int32Array;

  constructor(beam: number, steps: readonly Step[]) {
    const widest = steps.reduce((max, { width }) => Math.max(max, width), 1);
    const ways = steps.reduce((max, { pair, via }) => Math.max(max, pair.length + via.length / 3), 1);
    this.most = beam * Math.min(ways, 24);
    this.rows = new Int16Array(this.most * widest);
    this.alpha = new Float64Array(this.most);
    this.slot = new Int32Array(2 ** Math.ceil(Math.log2(2 * this.most + 2)));
    this.renamed = new Int32Array(this.most);
    this.row = new Int16Array(widest);
    this.base = new Int32Array(steps.reduce((max, { pair }) => Math.max(max, pair.length), 1));
    this.tried = new Int32Array(ways);
  }
}

/** Enough pairs that agree on a value make ways over later dates needless. */
const AGREED = 3;

function forward(
  step: Step,
  old: Layer,
  next: Layer,
  cycles: Int32Array,
  odds: Float64Array,
  scratch: Scratch,
  beam: number,
): void {
  const { before, width, pair, from, via, kept } = step;
  const { rows, alpha, slot, renamed, row, base, tried, most } = scratch;
  const mask = slot.length - 1;
  slot.fill(-1);
  let count = 0;
  let best = 0;
  next.numWay = 0;
  for (let s = 0; s < old.count; s++) {
    const at = s * before;
    let numTried = 0;
    let agreed = 0;
    for (let q = 0; q < pair.length; q++) {
      const value = old.rows[at + from[q]] + cycles[pair[q]];
      base[q] = value;
      let votes = 1;
      for (let r = 0; r < q; r++) if (base[r] === value) votes++;
      if (votes > agreed) agreed = votes;
      if (votes === 1) tried[numTried++] = value;
    }
    if (agreed < AGREED) {
      for (let v = 0; v < via.length; v += 3) {
        const value = old.rows[at + via[v]] + cycles[via[v + 1]] - cycles[via[v + 2]];
        let isNew = true;
        for (let r = 0; r < numTried; r++) if (tried[r] === value) isNew = false;
        if (isNew) tried[numTried++] = value;
      }
    }
    for (let c = 0; c < numTried; c++) {
      const value = tried[c];
      let factor = 1;
      for (let q = 0; q < pair.length; q++) {
        const n = base[q] - value;
        factor *= odds[Math.min(n < 0 ? -n : n, 63)];
      }
      const weight = old.alpha[s] * factor;
      if (weight <= best * HOPELESS) continue;
      let hash = 0;
      for (let k = 0; k < width; k++) {
        const integer = kept[k] < 0 ? 0 : old.rows[at + kept[k]] - value;
        row[k] = integer;
        hash = Math.imul(hash ^ integer, 0x01000193);
      }
      hash ^= hash >>> 15;
      let place = hash & mask;
      let state = slot[place];
      while (state >= 0) {
        let isSame = true;
        for (let k = 0; k < width; k++) {
          if (rows[state * width + k] !== row[k]) {
            isSame = false;
            break;
          }
        }
        if (isSame) break;
        place = (place + 1) & mask;
        state = slot[place];
      }
      if (state < 0) {
        if (count === most) continue;
        state = count++;
        slot[place] = state;
        for (let k = 0; k < width; k++) rows[state * width + k] = row[k];
        alpha[state] = 0;
      }
      alpha[state] += weight;
      if (alpha[state] > best) best = alpha[state];
      next.addWay(s, state, value, factor);
    }
  }
  const floor = Math.max(best * HOPELESS, nthLargest(alpha, count, beam));
  next.count = 0;
  for (let state = 0; state < count; state++) {
    if (alpha[state] < floor || next.count === beam) {
      renamed[state] = -1;
      continue;
    }
    const to = next.count++;
    renamed[state] = to;
    next.alpha[to] = alpha[state] / best;
    for (let k = 0; k < width; k++) next.rows[to * width + k] = rows[state * width + k];
  }
  for (let way = 0; way < next.numWay; way++) next.wayTo[way] = renamed[next.wayTo[way]];
}

function nthLargest(values: Float64Array, count: number, n: number): number {
  if (count <= n) return 0;
  return values.slice(0, count).sort()[count - n];
}

function backward(
  { before, pair, from }: Step,
  old: Layer,
  next: Layer,
  cycles: Int32Array,
  marginal: Float64Array,
): void {
  old.beta.fill(0, 0, old.count);
  let total = 0;
  for (let way = 0; way < next.numWay; way++) {
    const to = next.wayTo[way];
    if (to < 0) continue;
    const onwards = next.wayOdds[way] * next.beta[to];
    old.beta[next.wayFrom[way]] += onwards;
    total += old.alpha[next.wayFrom[way]] * onwards;
  }
  let most = 0;
  for (let s = 0; s < old.count; s++) if (old.beta[s] > most) most = old.beta[s];
  for (let way = 0; way < next.numWay; way++) {
    const to = next.wayTo[way];
    if (to < 0) continue;
    const state = next.wayFrom[way];
    const p = (old.alpha[state] * next.wayOdds[way] * next.beta[to]) / total;
    if (p < 1e-9) continue;
    for (let q = 0; q < pair.length; q++) {
      const e = pair[q];
      const n = old.rows[state * before + from[q]] + cycles[e] - next.wayValue[way];
      marginal[e * WIDTH + Math.min(Math.max(n + REACH, 0), WIDTH - 1)] += p;
    }
  }
  for (let s = 0; s < old.count; s++) old.beta[s] /= most;
}
