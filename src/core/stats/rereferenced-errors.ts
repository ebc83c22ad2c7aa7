import type { Values } from '../array.ts';
import { indexInBlock, type RowBlock } from '../block.ts';
import { errorCorrelation, type NoiseInSpace } from './noise-in-space.ts';

interface Pixel {
  readonly y: number;
  readonly x: number;
}

/** Another pixel to which values are to be relative, and what its error has in common with theirs. */
export interface ErrorReference {
  /** standard deviation at that pixel, which is subtracted */
  readonly added: number;
  /** pixels to which values are relative before and afterwards */
  readonly from: Pixel | undefined;
  readonly to: Pixel;
  /** noise by distance, and the ground size of a pixel, m: without them errors count as independent */
  readonly space?: { readonly noise: NoiseInSpace; readonly spacing: Pixel };
}

/**
 * Standard deviations relative to another pixel b, in place: of a - b, where a and b were relative to r,
 *
 *     s² = s_a² + s_b² - 2 rho s_a s_b
 *
 * with rho of {@link errorCorrelation}. A standard deviation of 0 stands for none and stays 0, but at r; at b it becomes 0.
 *
 * @param values standard deviations [numPixel], any unit
 * @param block where the pixels are
 */
export function rereferenceErrors(
  values: Values,
  { added, from, to, space }: ErrorReference,
  block: RowBlock,
): void {
  const [old, next] = [indexInBlock(from, block), indexInBlock(to, block)];
  const correlationAt = correlations({ from, to, space }, block);
  for (let i = 0; i < block.numPixel; i++) {
    const own = values[i];
    if (own === 0 && i !== old) continue;
    const common = 2 * correlationAt(i) * own * added;
    values[i] = i === next ? 0 : Math.sqrt(Math.max(0, own * own + added * added - common));
  }
}

function correlations(
  { from, to, space }: Pick<ErrorReference, 'from' | 'to' | 'space'>,
  { y0, width }: RowBlock,
): (i: number) => number {
  if (space === undefined || from === undefined) return () => 0;
  const { noise, spacing } = space;
  const apart = (p: Pixel, q: Pixel) => Math.hypot((p.y - q.y) * spacing.y, (p.x - q.x) * spacing.x);
  const br = apart(to, from);
  return (i) => {
    const a = { y: y0 + Math.floor(i / width), x: i % width };
    return errorCorrelation(noise, { ar: apart(a, from), br, ab: apart(a, to) });
  };
}
