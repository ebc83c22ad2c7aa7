import { editDistance } from '../core/nearest-name.ts';
import { options } from './schema.ts';
import type { Template } from './template.ts';

/**
 * Warnings for keys that look like options and are none, each with the nearest real one. Other keys of a template
 * (`topsStack.*`, `ORBIT_DIRECTION`, `beam_mode`) belong to other programs or to the metadata and are passed over.
 */
export function unknownKeyWarnings(template: Template): string[] {
  const warnings = template.overridden.map(
    ({ key, value, line }) =>
      `${template.source}, line ${line}: ${key} = ${value} has no effect, ` +
      `because line ${template.entries.get(key)?.line} sets it again.`,
  );
  for (const { key, line } of template.entries.values()) {
    if (options.has(key)) continue;
    const isOurs = /^(mintpy|mintsar)\./i.test(key);
    const nearest = nearestKey(key);
    // Without the prefix only a slip of the keyboard is meant for us: `mintpi.plot`, `network.minCoherence`.
    if (!isOurs && !(nearest !== null && isSlip(key, nearest))) continue;
    const hint = nearest === null ? '' : ` Did you mean ${nearest}?`;
    warnings.push(
      `${template.source}, line ${line}: there is no option ${key}; the line has no effect.${hint}`,
    );
  }
  return warnings;
}

/**
 * The option a misspelt key most likely stands for: the same last word in another group, or else the fewest changed
 * letters; null when nothing comes near.
 */
export function nearestKey(key: string): string | null {
  const wanted = key.toLowerCase().replace(/^mintsar\./, 'mintpy.');
  let best: string | null = null;
  let bestDistance = Number.POSITIVE_INFINITY;
  for (const candidate of options.keys()) {
    const distance =
      editDistance(wanted, candidate.toLowerCase()) - (sameLastWord(wanted, candidate) ? 5 : 0);
    if (distance < bestDistance) {
      best = candidate;
      bestDistance = distance;
    }
  }
  const length = wanted.replace(/^mintpy\./, '').length;
  return bestDistance <= Math.max(2, Math.floor(length / 3)) ? best : null;
}

function isSlip(key: string, nearest: string): boolean {
  return nearest === `mintpy.${key}` || editDistance(key.toLowerCase(), nearest.toLowerCase()) <= 2;
}

function sameLastWord(key: string, candidate: string): boolean {
  const word = key.slice(key.lastIndexOf('.') + 1);
  return word.length > 3 && candidate.toLowerCase().endsWith(`.${word}`);
}
