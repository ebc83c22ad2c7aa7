import type { AreaKey, StackSums } from '../io/products/stack-sums.ts';
import { sumsAreExact } from './raster-sums.ts';

/**
 * Sums of a stack to which interferograms were added, from the sums of those before and of those that came.
 * @param planes for each interferogram its number among those before, undefined = one that came; all of those before are there
 */
export function extendSums(
  before: StackSums,
  came: StackSums,
  planes: readonly (number | undefined)[],
): StackSums {
  const { length, width } = came;
  const range = before.range &&
    came.range && {
      least: Math.min(before.range.least, came.range.least),
      most: Math.max(before.range.most, came.range.most),
    };
  const isExact = range !== undefined && sumsAreExact(planes.length, range.least, range.most);
  const [old, fresh] = [before.coherence, came.coherence];
  return {
    numIfgram: planes.length,
    length,
    width,
    range,
    coherence:
      isExact && old !== undefined && fresh !== undefined
        ? { sum: added(old.sum, fresh.sum), missing: added(old.missing, fresh.missing) }
        : undefined,
    componentGaps: both(before.componentGaps, came.componentGaps),
    phaseGaps: both(before.phaseGaps, came.phaseGaps),
    areas: joinedAreas(before.areas, came.areas, planes),
  };
}

function both(a: Uint16Array | undefined, b: Uint16Array | undefined): Uint16Array | undefined {
  return a && b && added(a, b);
}

function added<T extends Float64Array | Uint16Array>(a: T, b: T): T {
  const out = a.slice() as T;
  for (let p = 0; p < out.length; p++) out[p] += b[p];
  return out;
}

/** Areas that both know: where the land is another one, the sums over it begin anew. */
function joinedAreas(
  before: ReadonlyMap<AreaKey, Float64Array>,
  came: ReadonlyMap<AreaKey, Float64Array>,
  planes: readonly (number | undefined)[],
): Map<AreaKey, Float64Array> {
  const joined = new Map<AreaKey, Float64Array>();
  for (const [key, fresh] of came) {
    const old = before.get(key);
    if (old === undefined) continue;
    let next = 0;
    const values = planes.flatMap((k) => {
      const [from, at] = k === undefined ? [fresh, next++] : [old, k];
      return [from[2 * at], from[2 * at + 1]];
    });
    joined.set(key, Float64Array.from(values));
  }
  return joined;
}
