import { copyFileSync, existsSync } from 'node:fs';
import { parseTemplate, type TemplateEntry } from '../../config/index.ts';
import { readTemplateText, splitLine } from '../../config/template.ts';
import { writeWhole } from '../../io/whole-file.ts';
import type { Finding, Fix } from './findings.ts';

const EXCLUDE = 'mintpy.load.excludePair';

/** What was changed in a template. */
export interface Mended {
  /** Changed lines, for people: `key: old -> new`. */
  readonly changes: readonly string[];
  /** Where the template is as it was; undefined when nothing changed. */
  readonly copy?: string;
}

/**
 * Do the fixes of findings to a template. Products are never touched, and the template as it was is kept beside it.
 * @throws {FileError} when the template cannot be read or written
 */
export function mend(template: string, findings: readonly Finding[]): Mended {
  const before = readTemplateText(template);
  const { text, changes } = mendText(
    before,
    findings.flatMap(({ fix }) => (fix === undefined ? [] : [fix])),
  );
  if (text === before) return { changes };
  const copy = freeName(`${template}.before-fix`);
  copyFileSync(template, copy);
  writeWhole(template, text);
  return { changes, copy };
}

function freeName(name: string): string {
  let free = name;
  for (let k = 2; existsSync(free); k++) free = `${name}-${k}`;
  return free;
}

/** Template text with fixes done: lines are changed in place, or added at the end. */
function mendText(text: string, fixes: readonly Fix[]): { text: string; changes: string[] } {
  const changes: string[] = [];
  let out = text;
  for (const fix of fixes) {
    if (fix.kind !== 'rename') continue;
    const renamed = changeLine(out, fix.key, (line) => `${fix.name} = ${line.value}`);
    if (renamed === out) continue;
    out = renamed;
    changes.push(`${fix.key} is spelled ${fix.name}`);
  }
  const values = new Map<string, string>();
  for (const fix of fixes) if (fix.kind === 'set') values.set(fix.key, fix.value);
  const excluded = fixes.flatMap((fix) => (fix.kind === 'exclude' ? fix.pairs : []));
  if (excluded.length > 0) {
    const before = lineOf(out, EXCLUDE)?.value ?? 'no';
    const kept = /^(?:auto|no|none)$/i.test(before) ? [] : before.split(/[,;\s]+/);
    values.set(EXCLUDE, [...new Set([...kept, ...excluded])].sort().join(','));
  }
  for (const [key, value] of values) {
    const old = lineOf(out, key)?.value;
    if (old === value) continue;
    changes.push(`${key}: ${old ?? 'not set'} -> ${value}`);
    out =
      old === undefined
        ? `${out.trimEnd()}\n${key} = ${value}\n`
        : changeLine(out, key, (line) => `${line.before}${value}${line.after}`);
  }
  return { text: out, changes };
}

function lineOf(text: string, key: string): TemplateEntry | undefined {
  return parseTemplate(text, { env: null }).entries.get(key);
}

/** Every line of a key changed; all others stay to the letter. */
function changeLine(
  text: string,
  key: string,
  change: (line: NonNullable<ReturnType<typeof splitLine>>) => string,
): string {
  return text
    .split('\n')
    .map((row) => {
      const line = splitLine(row);
      return line === null || line.key !== key || line.value === '' ? row : change(line);
    })
    .join('\n');
}
