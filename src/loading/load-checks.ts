import { FileError, MetadataError, OptionError } from '../core/errors.ts';
import type { PairStack } from './description.ts';
import { filesOf, type LoadOptions, matchesOf, nameOf, settingOf } from './load-options.ts';
import { type Reduction, reducedSize } from './read-blocks.ts';

/** @throws {OptionError} when so many pixels are to become one that none is left of a file */
export function refuseEmpty(file: string, reduction: Reduction, isSubset: boolean): void {
  const { length, width } = reducedSize(reduction);
  if (length > 0 && width > 0) return;
  const { box, ystep, xstep } = reduction;
  const [option, value, size, what] =
    length === 0 ? ['ystep', ystep, box.y1 - box.y0, 'rows'] : ['xstep', xstep, box.x1 - box.x0, 'columns'];
  throw new OptionError(
    `mintpy.multilook.${option} = ${value} is more than the ${size} ${what} of the ${isSubset ? 'subset' : 'image'}: ${file} would have no pixel.`,
    `Choose a smaller mintpy.multilook.${option}${isSubset ? ', or a larger subset' : ''}.`,
  );
}

/** Metres; pairs even of long wavelengths keep no coherence over a tenth of it. */
const MOST_BPERP = 1e5;

/** @throws {MetadataError} for a perpendicular baseline that no two orbits have */
export function checkBaselines({ pairs }: PairStack): void {
  for (const { date1, date2, bperpTop, bperpBottom, layers } of pairs) {
    const odd = [bperpTop, bperpBottom].find((value) => !(Math.abs(value) <= MOST_BPERP));
    if (odd === undefined) continue;
    throw new MetadataError(
      `The perpendicular baseline of ${date1}_${date2} is ${odd} m (${Object.values(layers)[0]?.label}).`,
      "Correct it in the processor's files of baselines, or take the pair out of the stack.",
    );
  }
}

/** Places that the patterns would have looked into and could not: what lies there is not loaded. */
export function hiddenPlaces(options: LoadOptions): string[] {
  const places = new Map<string, { reason: string; names: string[] }>();
  for (const [name, pattern] of Object.entries(options.patterns)) {
    for (const { path, reason } of matchesOf(options, pattern).hidden) {
      const place = places.get(path) ?? { reason, names: [] };
      place.names.push(nameOf(options, `mintpy.load.${name}`));
      places.set(path, place);
    }
  }
  return [...places].map(
    ([path, { reason, names }]) =>
      `${path} cannot be looked into (${reason}): what lies there is left out of ${names.join(', ')}.`,
  );
}

export function incomplete(leftOut: readonly string[]): FileError {
  const [first] = leftOut;
  return new FileError(
    leftOut.length === 1
      ? first
      : `Not everything can be loaded:\n${leftOut.map((line) => `  ${line}`).join('\n')}`,
    'Mend it, or leave out --strict to load the rest.',
  );
}

/** Options that were given and match no file; autoPath names layers that need not exist. */
export function unmatchedPatterns(options: LoadOptions): string[] {
  if (options.autoPath) return [];
  return Object.keys(options.patterns)
    .filter((name) => name.endsWith('File') && filesOf(options, name).length === 0)
    .map(
      (name) =>
        `${settingOf(options, `mintpy.load.${name}`, options.patterns[name])}: no file (relative to ${options.workDir}).`,
    );
}
