import { relative } from 'node:path';

/** A file of another layer is looked for: of which pair, and beside which file. */
export interface CompanionQuery {
  readonly workDir: string;
  /** The primary file, and its place in the list of primary files. */
  readonly path: string;
  readonly index: number;
  /** Dates of the pair as they stand in paths. */
  readonly dates: readonly string[];
  /** Other spellings of the pair. */
  readonly tags: readonly string[];
}

/**
 * The file of a layer that belongs to a pair: the one at the same place of the sorted list, else the first. Where several have the
 * dates of the pair, as frames do, the one whose path is most like that of the primary file.
 */
export function companionOf(
  { workDir, path, index, dates, tags }: CompanionQuery,
  files: readonly string[],
): string | undefined {
  const belongs = (candidate: string): boolean => {
    const shown = relative(workDir, candidate);
    // A path without times tells days only.
    const told = /\d{6}T\d{4}/.test(shown) ? dates : dates.map((date) => date.slice(0, 6));
    return told.every((date) => shown.includes(date)) || tags.some((tag) => shown.includes(tag));
  };
  const candidates = files.filter(belongs);
  if (candidates.length < 2) return candidates[0];
  const likeness = candidates.map((candidate) => likenessOf(candidate, path));
  const best = candidates.filter((_, k) => likeness[k] === Math.max(...likeness));
  return best.includes(files[index]) ? files[index] : best[0];
}

/** How much two paths are alike: the characters with which they begin, and with which their names begin. */
export function likenessOf(a: string, b: string): number {
  const common = (x: string, y: string) => {
    let n = 0;
    while (n < x.length && x[n] === y[n]) n++;
    return n;
  };
  const nameOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);
  return common(a, b) + common(nameOf(a), nameOf(b));
}
