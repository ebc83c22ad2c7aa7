import { readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { longDate, shortDate } from '../../core/dates.ts';
import { FileError, MetadataError } from '../../core/errors.ts';
import { segmentMatcher } from '../../loading/glob.ts';

/** What the name of a GAMMA interferogram file tells: two dates and the looks, e.g. `_4rlks`. */
export interface GammaName {
  readonly folder: string;
  /** As written: YYYYMMDD or YYMMDD. */
  readonly date1: string;
  readonly date2: string;
  /** What follows the dates up to the extension. */
  readonly looks: string;
}

/** @throws {MetadataError} when the name has no pair of dates */
export function gammaName(path: string): GammaName {
  const name = basename(path);
  const match = /(?:^|\D)(\d{8}|\d{6})[-_](\d{8}|\d{6})(?!\d)([^.]*)/.exec(name);
  if (match === null) {
    throw new MetadataError(
      `${path}: the name has no pair of dates.`,
      'GAMMA files are expected as *<date1>-<date2>_<looks>.<ext>, e.g. diff_20180106-20180130_8rlks.unw.',
    );
  }
  return { folder: dirname(path), date1: match[1], date2: match[2], looks: match[3] };
}

/** Folder listings kept while one stack is described: hundreds of pairs ask for the same ones. */
export class Folders {
  private readonly lists = new Map<string, readonly string[]>();

  /** Files of a folder whose name matches any of the patterns, in the order of the patterns. */
  find(folder: string, patterns: readonly string[]): string[] {
    let names = this.lists.get(folder);
    if (names === undefined) {
      try {
        names = readdirSync(folder).sort();
      } catch (cause) {
        throw new FileError(`Cannot list ${folder}: ${(cause as Error).message}.`, 'Check the path.', {
          cause,
        });
      }
      this.lists.set(folder, names);
    }
    const listed = names;
    return patterns.flatMap((pattern) => listed.filter(segmentMatcher(pattern)).map((n) => join(folder, n)));
  }
}

const PARAMETER_EXTENSIONS = ['amp', 'ramp', 'mli', 'rmli', 'slc', 'rslc'];

/** Image parameter file of an acquisition beside the interferogram, if there is one. */
export function parameterFile(
  { folder, looks }: GammaName,
  date: string,
  folders: Folders,
): string | undefined {
  const short = shortDate(longDate(date));
  return folders.find(
    folder,
    PARAMETER_EXTENSIONS.map((extension) => `*${short}${looks}.${extension}.par`),
  )[0];
}

/** A file of the pair with the same dates and looks and another extension, e.g. `.off` or `.base_perp`. */
export function pairFile(
  name: GammaName,
  extensions: readonly string[],
  folders: Folders,
): string | undefined {
  const { folder, date1, date2, looks } = name;
  const [a, b] = [date1, date2].map((date) => shortDate(longDate(date)));
  const withLooks = extensions.map((e) => `*${a}[-_]*${b}${looks}${e}`);
  const without = extensions.map((e) => `*${a}[-_]*${b}*${e}`);
  return folders.find(folder, [...withLooks, ...without])[0];
}

/** File with the corner coordinates of an acquisition. */
export function cornerFile(
  folder: string,
  date: string,
  looks: string,
  folders: Folders,
): string | undefined {
  const short = shortDate(longDate(date));
  const endings = ['corner', 'corner_full'];
  return folders.find(folder, [
    ...endings.map((e) => `*${short}${looks}*.${e}`),
    ...endings.map((e) => `*${short}*.${e}`),
  ])[0];
}
