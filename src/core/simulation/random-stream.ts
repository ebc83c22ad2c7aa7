import { createRandom, type Random } from '../stats/random.ts';

/**
 * An independent generator for one purpose of a seeded simulation, e.g. `randomStream(seed, 'noise', 12)` for the
 * noise of interferogram 12. What one part of a scene draws does not depend on how much another part drew.
 */
export function randomStream(seed: number, ...path: (string | number)[]): Random {
  let hash = seed | 0;
  for (const character of path.join('/')) hash = Math.imul(hash ^ character.charCodeAt(0), 0x01000193); // FNV-1a
  return createRandom(Math.imul(hash ^ (hash >>> 15), 0x2c1b3c6d));
}
