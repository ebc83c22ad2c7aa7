import { type Dirent, existsSync, readdirSync, statSync } from 'node:fs';
import { homedir } from 'node:os';
import { isAbsolute, join, parse, resolve } from 'node:path';

/**
 * Files that match a shell pattern, sorted by path. `*`, `?` and `[...]` match inside one path segment and never a
 * leading dot; `~`, `$NAME` and `${NAME}` are expanded first, an undefined variable stays as it is.
 * @param workDir folder that relative patterns start from
 * @returns absolute paths; empty when nothing matches
 */
export function expandPattern(pattern: string, workDir: string): string[] {
  const expanded = expandVariables(pattern.trim());
  if (expanded === '') return [];
  const absolute = isAbsolute(expanded) ? expanded : joinUnresolved(workDir, expanded);
  if (!hasWildcard(absolute)) return existsSync(absolute) ? [resolve(absolute)] : [];
  const { root } = parse(absolute);
  const segments = absolute.slice(root.length).split(/[\\/]+/);
  let folders = [root];
  segments.forEach((segment, i) => {
    const last = i === segments.length - 1;
    folders = folders.flatMap((folder) => matchSegment(folder, segment, last));
  });
  return [...new Set(folders.map((path) => resolve(path)))].sort();
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

function matchSegment(folder: string, segment: string, last: boolean): string[] {
  if (!hasWildcard(segment)) {
    const path = `${folder === '/' ? '' : folder}/${segment}`;
    return existsSync(path) ? [path] : [];
  }
  let entries: Dirent[];
  try {
    entries = readdirSync(folder === '' ? '/' : folder, { withFileTypes: true });
  } catch {
    return []; // not a folder: it cannot match
  }
  const matches = segmentMatcher(segment);
  return entries
    .filter((entry) => matches(entry.name))
    .map((entry) => ({ entry, path: join(folder, entry.name) }))
    .filter(({ entry, path }) => last || entry.isDirectory() || isFolder(path))
    .map(({ path }) => path);
}

function isFolder(path: string): boolean {
  return statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false;
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
