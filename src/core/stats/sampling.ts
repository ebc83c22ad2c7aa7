import type { Random } from './random.ts';

/**
 * `count` different integers out of 0 ... `total - 1`, each subset equally likely, in ascending order; all of them
 * when `count` reaches `total`. Floyd's algorithm (Bentley & Floyd 1987, doi:10.1145/30401.315746): memory and time
 * follow `count`, not `total`.
 *
 * @returns [min(count, total)]
 */
export function sampleWithoutReplacement(total: number, count: number, random: Random): Int32Array {
  if (count >= total) return Int32Array.from({ length: total }, (_, i) => i);
  const chosen = new Set<number>();
  for (let last = total - count; last < total; last++) {
    const candidate = Math.floor(random() * (last + 1));
    chosen.add(chosen.has(candidate) ? last : candidate);
  }
  return Int32Array.from(chosen).sort();
}
