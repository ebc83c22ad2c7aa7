import { fastest } from '../simd-module.ts';
import type { RowRoom, RowSums } from './row-loops.ts';
import { plainRowSums } from './row-sums-plain.ts';
import { hasSimdRowSums, simdRowSums } from './row-sums-simd.ts';

/** The loops as fast as this machine has them. */
function rowSums(room: RowRoom): RowSums {
  return fastest(
    hasSimdRowSums(room),
    () => simdRowSums(room),
    () => plainRowSums(room),
  );
}

/** Makes the loops once for each width, for filters that go over many rasters. */
export function keptRowSums(roomOf: (width: number) => RowRoom): (width: number) => RowSums {
  let kept: RowSums | undefined;
  return (width) => {
    if (kept?.room.width !== width) kept = rowSums(roomOf(width));
    return kept;
  };
}
