import { relative } from 'node:path';

/** A file of another layer is looked for: of which pair, and beside which file. */
export interface CompanionQuery {
  /** The primary file, and its place in the list of primary files. */
  readonly path: string;
  readonly index: number;
  /** Dates of the pair as they stand in paths. */
  readonly dates: readonly string[];
  /** Other spellings of the pair. */
  readonly tags: readonly string[];
}

interface Candidate {
  readonly path: string;
  /** from the work directory */
  readonly shown: string;
  readonly hasTimes: boolean;
}

/** Digits of a day in paths (YYMMDD), by which files are found: thousands of files would be too many to compare with each pair. */
const KEY = 6;

/** The files of a layer, by the days in their paths. */
export class Companions {
  private readonly files: readonly string[];
  private readonly all: readonly Candidate[];
  private readonly byDigits = new Map<string, Candidate[]>();

  constructor(workDir: string, files: readonly string[]) {
    this.files = files;
    this.all = files.map((path) => {
      const shown = relative(workDir, path);
      return { path, shown, hasTimes: /\d{6}T\d{4}/.test(shown) };
    });
    for (const candidate of this.all)
      for (const digits of keysIn(candidate.shown)) {
        const known = this.byDigits.get(digits);
        if (known === undefined) this.byDigits.set(digits, [candidate]);
        else known.push(candidate);
      }
  }

  /**
   * The file that belongs to a pair: the one at the same place of the sorted list, else the first. Where several have the dates of
   * the pair, as frames do, the one whose path is most like that of the primary file.
   */
  find({ path, index, dates, tags }: CompanionQuery): string | undefined {
    const days = dates.map((date) => date.slice(0, KEY));
    const belongs = ({ shown, hasTimes }: Candidate) =>
      // A path without times tells days only.
      (hasTimes ? dates : days).every((date) => shown.includes(date)) ||
      tags.some((tag) => shown.includes(tag));
    const candidates = this.around([days[0], ...tags])
      .filter(belongs)
      .map((candidate) => candidate.path);
    if (candidates.length < 2) return candidates[0];
    const likeness = candidates.map((candidate) => likenessOf(candidate, path));
    const most = Math.max(...likeness);
    const best = candidates.filter((_, k) => likeness[k] === most);
    return best.includes(this.files[index]) ? this.files[index] : best[0];
  }

  /** In their order all files that may hold one of some texts. */
  private around(texts: readonly string[]): readonly Candidate[] {
    const keys = texts.map((text) => keysIn(text)[0]);
    if (keys.some((key) => key === undefined)) return this.all;
    const found = [...new Set(keys)].map((key) => this.byDigits.get(key) ?? []);
    if (found.length === 1) return found[0];
    const wanted = new Set(found.flat());
    return this.all.filter((candidate) => wanted.has(candidate));
  }
}

/** Every run of so many digits in a text, once each. */
function keysIn(text: string): string[] {
  const keys = new Set<string>();
  for (const [digits] of text.matchAll(/\d{6,}/g))
    for (let k = 0; k + KEY <= digits.length; k++) keys.add(digits.slice(k, k + KEY));
  return [...keys];
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
