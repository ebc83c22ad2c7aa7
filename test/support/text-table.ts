import { readFileSync } from 'node:fs';
import { sameText } from './compare.ts';

/** Words of each line of a text file. */
function linesOf(path: string): string[][] {
  const lines = readFileSync(path, 'utf8').trimEnd().split('\n');
  return lines.map((line) => line.trim().split(/\s+/));
}

/**
 * Differences between two text tables: same words, and numbers within `max`. Comment lines must have the same words,
 * with file names compared without their folder.
 */
export function textDifferences(got: string, expected: string, max = 0): string[] {
  const a = linesOf(got);
  const b = linesOf(expected);
  const name = got.split('/').slice(-2).join('/');
  if (a.length !== b.length) return [`${name}: ${a.length} lines instead of ${b.length}`];
  const isSame = (mine: string, theirs: string) =>
    mine === theirs ||
    mine.split('/').at(-1) === theirs.split('/').at(-1) ||
    Math.abs(Number(mine) - Number(theirs)) <= max ||
    sameText(mine, theirs);
  return b.flatMap((words, i) =>
    a[i].length === words.length && words.every((word, k) => isSame(a[i][k], word))
      ? []
      : [`${name} line ${i + 1}: "${a[i].join(' ')}" instead of "${words.join(' ')}"`],
  );
}
