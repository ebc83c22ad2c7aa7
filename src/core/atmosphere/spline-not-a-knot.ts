/**
 * Cubic splines through values on the same knots, whose third derivative does not jump at the second and the last but one
 * knot (de Boor 1978, A Practical Guide to Splines, chapter IV): the equations of the slopes are factorised once for all.
 */
export class NotAKnotSpline {
  /** pieces between the knots */
  readonly numPiece: number;
  private readonly knots: Float64Array;
  /** lengths of the pieces, and one over them */
  private readonly step: Float64Array;
  private readonly perStep: Float64Array;
  /** elimination: factor of the row before, one over the pivot, element right of the diagonal */
  private readonly factor: Float64Array;
  private readonly perPivot: Float64Array;
  private readonly upper: Float64Array;
  /** right side of a row: so many times the rise of one piece, and of the next */
  private readonly fromFirst: Float64Array;
  private readonly fromNext: Float64Array;
  private readonly slopes: Float64Array;

  /** @param size number of knots, at least four */
  constructor(size: number) {
    const array = () => new Float64Array(size);
    this.numPiece = size - 1;
    [this.knots, this.step, this.perStep, this.slopes] = [array(), array(), array(), array()];
    [this.factor, this.perPivot, this.upper] = [array(), array(), array()];
    [this.fromFirst, this.fromNext] = [array(), array()];
  }

  /**
   * Take other knots.
   * @param x [size] or more, ascending
   */
  place(x: Float64Array): void {
    const { numPiece: last, knots, step: h, perStep, factor, perPivot, upper, fromFirst, fromNext } = this;
    for (let k = 0; k <= last; k++) knots[k] = x[k];
    for (let k = 0; k < last; k++) {
      h[k] = x[k + 1] - x[k];
      perStep[k] = 1 / h[k];
    }
    const span = h[0] + h[1];
    perPivot[0] = perStep[1];
    upper[0] = span;
    fromFirst[0] = ((h[0] + 2 * span) * h[1] * perStep[0]) / span;
    fromNext[0] = (h[0] * h[0] * perStep[1]) / span;
    for (let k = 1; k < last; k++) {
      factor[k] = h[k] * perPivot[k - 1];
      perPivot[k] = 1 / (2 * (h[k - 1] + h[k]) - factor[k] * upper[k - 1]);
      upper[k] = h[k - 1];
      fromFirst[k] = 3 * h[k] * perStep[k - 1];
      fromNext[k] = 3 * h[k - 1] * perStep[k];
    }
    const [before, end] = [h[last - 2], h[last - 1]];
    const lastSpan = before + end;
    factor[last] = lastSpan * perPivot[last - 1];
    perPivot[last] = 1 / (before - factor[last] * upper[last - 1]);
    fromFirst[last] = (end * end * perStep[last - 2]) / lastSpan;
    fromNext[last] = ((2 * lastSpan + end) * before * perStep[last - 1]) / lastSpan;
  }

  /**
   * Cubic pieces through values: with t from 0 to 1 over piece k, c0 + t (c1 + t (c2 + t c3)).
   *
   * @param y values at the knots [size] or more
   * @param out gets the coefficients of the pieces from `first` on, `stride` apart, as many as are asked for
   */
  pieces(
    y: Float64Array,
    out: Float64Array,
    { first = 0, end = this.numPiece, at = 0, stride = 4 }: SplinePieces = {},
  ): void {
    const { numPiece: last, step, factor, perPivot, upper, fromFirst, fromNext, slopes } = this;
    let rise = y[1] - y[0];
    let next = y[2] - y[1];
    slopes[0] = fromFirst[0] * rise + fromNext[0] * next;
    for (let k = 1; k < last; k++) {
      next = y[k + 1] - y[k];
      slopes[k] = fromFirst[k] * rise + fromNext[k] * next - factor[k] * slopes[k - 1];
      rise = next;
    }
    const before = y[last - 1] - y[last - 2];
    let slope = fromFirst[last] * before + fromNext[last] * rise - factor[last] * slopes[last - 1];
    slope *= perPivot[last];
    for (let k = last - 1, to = at + (last - 1 - first) * stride; k >= first; k--, to -= stride) {
      const above = slope;
      slope = (slopes[k] - upper[k] * above) * perPivot[k];
      if (k >= end) continue;
      const [from, till] = [slope * step[k], above * step[k]];
      const height = y[k + 1] - y[k];
      out[to] = y[k];
      out[to + 1] = from;
      out[to + 2] = 3 * height - 2 * from - till;
      out[to + 3] = from + till - 2 * height;
    }
  }

  /**
   * In which pieces places lie, and how far along.
   *
   * @param at places, ascending; those beyond the knots lie in the outermost pieces
   * @param piece gets the number of the piece of each
   * @param along gets 0 to 1, beyond the knots less or more
   */
  locate(at: Float64Array, piece: Int32Array, along: Float64Array): void {
    const { knots, perStep, numPiece } = this;
    for (let i = 0, k = 0; i < at.length; i++) {
      const place = at[i];
      while (k < numPiece - 1 && place >= knots[k + 1]) k++;
      piece[i] = k;
      along[i] = (place - knots[k]) * perStep[k];
    }
  }
}

/** Which pieces are wanted, and where they go. */
export interface SplinePieces {
  readonly first?: number;
  readonly end?: number;
  readonly at?: number;
  readonly stride?: number;
}
