/* The spread of parameters by the misfit of the interferograms, see src/core/timeseries/full-uncertainty.ts. */
import { invertProfile } from './inverse-band';
import {
  coupling,
  diagonal,
  first,
  index,
  LANES,
  neighbourEntries,
  neighbourFactors,
  numIfgram,
  numUnknown,
  ownEntries,
  ownFactors,
  panelObserved,
  profile,
  ROW,
  response,
  rightSides,
  row,
  second,
  solution,
  spreadAt,
  taken,
  traces,
  weight,
} from './network';
import { solveAs } from './solve';

/** All that the spread of parameters is made of, for a group that is solved. */
export function findSpread(
  group: i32,
  numParameter: i32,
  numOwn: i32,
  numNeighbour: i32,
  leastRedundancy: f64,
): void {
  invertProfile();
  respond(numParameter);
  sumTraces(numParameter, numOwn, numNeighbour);
  sumSpread(group, numParameter, leastRedundancy);
}

// @ts-ignore: decorator
@inline
function responseOf(j: i32): usize {
  return row(response, j * (numUnknown + 1));
}

/** The response of every parameter: the solution of its right side, which all lanes share. */
function respond(numParameter: i32): void {
  let side = rightSides;
  const end = responseOf(numParameter);
  for (let to = response; to < end; to += ROW) {
    const value = v128.load64_splat(side);
    v128.store(to, value);
    v128.store(to, value, 16);
    v128.store(to, value, 32);
    v128.store(to, value, 48);
    side += 8;
  }
  for (let j = 0; j < numParameter; j++) solveAs<f64>(responseOf(j));
}

/** Weighted sums of entries of the profile, less what the responses take off them. */
function sumTraces(numParameter: i32, numOwn: i32, numNeighbour: i32): void {
  sumEntries(ownEntries, ownFactors, numOwn, traces);
  sumEntries(neighbourEntries, neighbourFactors, numNeighbour, traces + ROW);
  const end = responseOf(numParameter);
  for (let p: usize = 0; p < ROW; p += 16) {
    let own = v128.load(traces + p);
    let neighbour = v128.load(traces + p, ROW);
    let share = taken;
    for (let x = response; x < end; x += ROW) {
      const value = v128.load(x + p);
      own = f64x2.sub(own, f64x2.mul(value, v128.load64_splat(share)));
      neighbour = f64x2.sub(neighbour, f64x2.mul(value, v128.load64_splat(share, 8)));
      share += 16;
    }
    v128.store(traces + p, own);
    v128.store(traces + p, neighbour, ROW);
  }
}

function sumEntries(entries: usize, factors: usize, count: i32, to: usize): void {
  let s0 = f64x2.splat(0);
  let s1 = s0;
  let s2 = s0;
  let s3 = s0;
  for (let k = 0; k < count; k++) {
    const z = row(profile, index(entries, k));
    const factor = v128.load64_splat(factors + ((<usize>k) << 3));
    s0 = f64x2.add(s0, f64x2.mul(factor, v128.load(z)));
    s1 = f64x2.add(s1, f64x2.mul(factor, v128.load(z, 16)));
    s2 = f64x2.add(s2, f64x2.mul(factor, v128.load(z, 32)));
    s3 = f64x2.add(s3, f64x2.mul(factor, v128.load(z, 48)));
  }
  v128.store(to, s0);
  v128.store(to, s1, 16);
  v128.store(to, s2, 32);
  v128.store(to, s3, 48);
}

/**
 * Squared misfits w r^2 of every lane, then for each parameter the sum of (w r)^2 / (1 - h) times the square of what its
 * response says of the interferogram.
 */
function sumSpread(group: i32, numParameter: i32, leastRedundancy: f64): void {
  memory.fill(spreadAt, 0, (<usize>numParameter + 1) * ROW);
  let observed = panelObserved + (<usize>group) * (<usize>numIfgram) * LANES * 4;
  const least = f64x2.splat(leastRedundancy);
  const next = (<usize>numUnknown + 1) * ROW; // from one response to the next
  const sum = spreadAt;
  let w = weight;
  for (let i = 0; i < numIfgram; i++) {
    const a = index(first, i);
    const b = index(second, i);
    const da = row(profile, index(diagonal, a));
    const db = row(profile, index(diagonal, b));
    const c = row(profile, index(coupling, i)); // the entry of the reference date, and of what couples with it, is 0
    const xa = row(solution, a);
    const xb = row(solution, b);
    const own0 = ownSpread(0, w, observed, xa, xb, da, db, c, least, sum);
    const own1 = ownSpread(16, w, observed, xa, xb, da, db, c, least, sum);
    const own2 = ownSpread(32, w, observed, xa, xb, da, db, c, least, sum);
    const own3 = ownSpread(48, w, observed, xa, xb, da, db, c, least, sum);
    let ra = row(response, a);
    let rb = row(response, b);
    let to = sum + ROW;
    for (let j = 0; j < numParameter; j++) {
      addPull(0, own0, ra, rb, to);
      addPull(16, own1, ra, rb, to);
      addPull(32, own2, ra, rb, to);
      addPull(48, own3, ra, rb, to);
      ra += next;
      rb += next;
      to += ROW;
    }
    observed += LANES * 4;
    w += ROW;
  }
}

/** (w r)^2 / (1 - h) of two lanes; w r^2 is added to their sum. */
// @ts-ignore: decorator
@inline
function ownSpread(
  p: usize,
  w: usize,
  observed: usize,
  xa: usize,
  xb: usize,
  da: usize,
  db: usize,
  c: usize,
  least: v128,
  sum: usize,
): v128 {
  const value = v128.load(w + p);
  const y = f64x2.promote_low_f32x4(v128.load64_zero(observed + (p >> 1)));
  const r = f64x2.sub(y, f64x2.sub(v128.load(xb + p), v128.load(xa + p)));
  const weighted = f64x2.mul(value, r);
  v128.store(sum + p, f64x2.add(v128.load(sum + p), f64x2.mul(weighted, r)));
  const shared = v128.load(c + p);
  const spread = f64x2.sub(f64x2.add(v128.load(da + p), v128.load(db + p)), f64x2.add(shared, shared));
  const left = f64x2.sub(f64x2.splat(1), f64x2.mul(value, spread));
  return f64x2.div(f64x2.mul(weighted, weighted), f64x2.pmax(least, left));
}

// @ts-ignore: decorator
@inline
function addPull(p: usize, own: v128, ra: usize, rb: usize, to: usize): void {
  const pull = f64x2.sub(v128.load(rb + p), v128.load(ra + p));
  v128.store(to + p, f64x2.add(v128.load(to + p), f64x2.mul(f64x2.mul(own, pull), pull)));
}
