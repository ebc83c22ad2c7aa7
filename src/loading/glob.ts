import { type Dirent, readdirSync, type Stats, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, parse, resolve } from 'node:path';
import { isAddress } from '../io/bytes/address.ts';

/** A place that a pattern would have looked into, and why it could not. */
export interface HiddenPlace {
  readonly path: string;
  readonly reason: string;
}

/** What a pattern finds, and what may be missing from it. */
export interface Matches {
  /** Absolute paths or addresses, sorted. */
  readonly files: readonly string[];
  /** Folders that may not be read, and links to nothing where a folder is wanted. */
  readonly hidden: readonly HiddenPlace[];
}

/**
 * Files that match a shell pattern, sorted by path. `*`, `?` and `[...]` match inside one path segment and never a
 * leading dot; `~`, `$NAME` and `${NAME}` are expanded first, an undefined variable stays as it is. Addresses (http, https) with
 * blanks between them stand for themselves.
 * @param workDir folder that relative patterns start from
 */
export function matchPattern(pattern: string, workDir: string): Matches {
  const expanded = expandVariables(pattern.trim());
  if (expanded === '') return { files: [], hidden: [] };
  if (isAddress(expanded)) return { files: expanded.split(/\s+/).sort(), hidden: [] };
  const absolute = isAbsolute(expanded) ? expanded : joinUnresolved(workDir, expanded);
  const hidden = new Map<string, HiddenPlace>();
  const { root } = parse(absolute);
  const segments = hasWildcard(absolute)
    ? absolute.slice(root.length).split(/[\\/]+/)
    : [resolve(absolute).slice(root.length)];
  let folders = [root];
  segments.forEach((segment, i) => {
    const last = i === segments.length - 1;
    folders = folders.flatMap((folder) => matchSegment(folder, segment, last, hidden));
  });
  return {
    files: [...new Set(folders.map((path) => resolve(path)))].sort(),
    hidden: [...hidden.values()],
  };
}

/** The files of `matchPattern`; empty when nothing matches. */
export function expandPattern(pattern: string, workDir: string): string[] {
  return [...matchPattern(pattern, workDir).files];
}

/** Plain joining: a `..` after a wildcard segment must be looked up in the file system, not folded away. */
function joinUnresolved(folder: string, relative: string): string {
  return `${resolve(folder)}/${relative}`;
}

export function expandVariables(text: string): string {
  const home = text === '~' || text.startsWith('~/') ? homedir() + text.slice(1) : text;
  return home.replace(
    /\$(?:\{(\w+)\}|(\w+))/g,
    (whole, braced, bare) => process.env[braced ?? bare] ?? whole,
  );
}

export function hasWildcard(pattern: string): boolean {
  return /[*?[]/.test(pattern);
}

type Hidden = Map<string, HiddenPlace>;

function matchSegment(folder: string, segment: string, last: boolean, hidden: Hidden): string[] {
  if (!hasWildcard(segment)) {
    const path = `${folder === '/' ? '' : folder}/${segment}`;
    return statusOf(path, hidden) === undefined ? [] : [path];
  }
  let entries: Dirent[];
  try {
    entries = readdirSync(folder === '' ? '/' : folder, { withFileTypes: true });
  } catch (error) {
    hide(folder, error, hidden);
    return [];
  }
  const matches = segmentMatcher(segment);
  return entries
    .filter((entry) => matches(entry.name))
    .map((entry) => ({ entry, path: join(folder, entry.name) }))
    .filter(({ entry, path }) => last || entry.isDirectory() || leadsToFolder(path, entry, hidden))
    .map(({ path }) => path);
}

function leadsToFolder(path: string, entry: Dirent, hidden: Hidden): boolean {
  const status = statusOf(path, hidden);
  if (status === undefined && entry.isSymbolicLink() && !hidden.has(path))
    hidden.set(path, { path, reason: 'a link to nothing' });
  return status?.isDirectory() ?? false;
}

function statusOf(path: string, hidden: Hidden): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch (error) {
    hide(path, error, hidden);
    return undefined;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'permission denied',
  ELOOP: 'a link that leads back to itself',
  ENAMETOOLONG: 'the path is too long',
};

/** Keep a place that could not be looked into; that something is no folder, or not there, hides nothing. */
function hide(path: string, error: unknown, hidden: Hidden): void {
  const { code = '' } = error as NodeJS.ErrnoException;
  if (code === 'ENOENT' || code === 'ENOTDIR') return;
  hidden.set(path, { path, reason: REASONS[code] ?? code });
}

/** Predicate for one pattern segment. */
export function segmentMatcher(segment: string): (name: string) => boolean {
  let source = '';
  for (let i = 0; i < segment.length; i++) {
    const c = segment[i];
    if (c === '*') source += '.*';
    else if (c === '?') source += '.';
    else if (c === '[') {
      const end = segment.indexOf(']', i + 2);
      if (end < 0) source += '\\[';
      else {
        const inner = segment.slice(i + 1, end).replace(/\\/g, '\\\\');
        source += `[${inner.startsWith('!') ? `^${inner.slice(1)}` : inner}]`;
        i = end;
      }
    } else source += c.replace(/[.+^${}()|\\\]]/g, '\\$&');
  }
  const expression = new RegExp(`^${source}$`, 's');
  return (name) => expression.test(name) && (!name.startsWith('.') || segment.startsWith('.'));
}
