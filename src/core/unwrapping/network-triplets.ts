import type { Pair } from '../network/pairs.ts';
import { triplets } from '../network/triplets.ts';
import type { Triplets } from './closure.ts';

/** All triplets of a network, as places in the list of pairs; none when nothing closes. */
export function networkTriplets(pairs: readonly Pair[]): Triplets {
  const loops = triplets(pairs);
  const data = Int32Array.from(loops.flatMap((t) => [t.ifgram12, t.ifgram23, t.ifgram13]));
  return { data, shape: [loops.length, 3] };
}
