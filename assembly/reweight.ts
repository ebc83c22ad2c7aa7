/* Weights of a group by the residuals of its solution, see src/core/inversion/robust-weights.ts. */
import {
  active,
  first,
  index,
  LANES,
  moved,
  numIfgram,
  ownWeight,
  panelObserved,
  ROW,
  row,
  second,
  solution,
  weight,
} from './network';
import { residuals } from './residuals';

/** Take the weights as what observations weigh by themselves. */
export function keepWeights(): void {
  memory.copy(ownWeight, weight, (<usize>numIfgram) * ROW);
}

// @ts-ignore: decorator
@inline
function narrowed(low: v128, high: v128): v128 {
  return v128.shuffle<i32>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 1, 4, 5);
}

/** u sqrt(u) of u = sqrt(w) |r|. */
// @ts-ignore: decorator
@inline
function powerOf(r: v128, w: v128): v128 {
  const u = f32x4.sqrt(f32x4.mul(f32x4.mul(r, r), w));
  return f32x4.mul(u, f32x4.sqrt(u));
}

/** Weigh the observations of active lanes anew; by how much all weights of a lane changed, as a share of its own. */
export function reweight(group: i32, edge: f32, isFlat: bool): void {
  const base = panelObserved + (<usize>group) * (<usize>numIfgram) * LANES * 4;
  const none = f64x2.splat(0);
  const one = f32x4.splat(1);
  const least = f32x4.splat(1e-6);
  const bound = f32x4.splat(edge);
  for (let p: usize = 0; p < ROW; p += 32) {
    const low = f64x2.ne(v128.load(active + p), none);
    const high = f64x2.ne(v128.load(active + p, 16), none);
    let moved0 = none;
    let moved1 = none;
    let whole0 = none;
    let whole1 = none;
    let observed = base + (p >> 1);
    let at = weight + p;
    let own = ownWeight + p;
    for (let i = 0; i < numIfgram; i++) {
      const r = residuals(
        v128.load(observed),
        row(solution, index(first, i)) + p,
        row(solution, index(second, i)) + p,
      );
      const own0 = v128.load(own);
      const own1 = v128.load(own, 16);
      const y = isFlat
        ? f32x4.div(one, f32x4.max(f32x4.abs(r), bound))
        : f32x4.pmin(one, f32x4.pmax(least, f32x4.div(bound, powerOf(r, narrowed(own0, own1)))));
      const y0 = f64x2.promote_low_f32x4(y);
      const y1 = f64x2.promote_low_f32x4(v128.shuffle<i32>(y, y, 2, 3, 0, 1));
      const old0 = v128.load(at);
      const old1 = v128.load(at, 16);
      const wide0 = isFlat ? v128.and(y0, f64x2.ne(own0, none)) : f64x2.mul(own0, y0);
      const wide1 = isFlat ? v128.and(y1, f64x2.ne(own1, none)) : f64x2.mul(own1, y1);
      const next0 = v128.bitselect(wide0, old0, low);
      const next1 = v128.bitselect(wide1, old1, high);
      moved0 = f64x2.add(moved0, f64x2.abs(f64x2.sub(next0, old0)));
      moved1 = f64x2.add(moved1, f64x2.abs(f64x2.sub(next1, old1)));
      whole0 = f64x2.add(whole0, own0);
      whole1 = f64x2.add(whole1, own1);
      v128.store(at, next0);
      v128.store(at, next1, 16);
      observed += LANES * 4;
      at += ROW;
      own += ROW;
    }
    v128.store(moved + p, f64x2.div(moved0, whole0));
    v128.store(moved + p, f64x2.div(moved1, whole1), 16);
  }
}
