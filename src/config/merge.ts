import { canonicalValue } from './loose-values.ts';
import { isOldName, translateOldNames } from './old-names.ts';
import { options } from './schema.ts';
import { type Environment, parseTemplate, splitLine, type Template, type TemplateEntry } from './template.ts';
import { missingOptionsText, TEMPLATE_NAME } from './template-text.ts';

/** A value that was replaced in the work directory's template. */
export interface Change {
  readonly key: string;
  readonly old: string;
  readonly value: string;
}

/** One line for the log, as users of MintPy know it. */
export function changeText({ key, old, value }: Change): string {
  return `    ${key}: ${old} --> ${value}`;
}

/**
 * A custom template with its values spelled the way files spell them (`Off` -> `no`, `default` -> `auto`,
 * `Height-Correlation` -> `height_correlation`). The bare key `processor`, which stack processors write,
 * speaks for `mintpy.load.processor`.
 */
export function canonicalTemplate(template: Template): Template {
  const entries = new Map<string, TemplateEntry>();
  for (const entry of template.entries.values()) {
    entries.set(entry.key, { ...entry, value: canonicalValue(entry.key, entry.value) });
  }
  const processor = entries.get('processor');
  if (processor !== undefined) {
    entries.set('mintpy.load.processor', { ...processor, key: 'mintpy.load.processor' });
  }
  return { ...template, entries };
}

/**
 * Write values into template text, in place: only keys that the text has already, and only where they differ. Blanks,
 * comments and all other lines stay as they are.
 *
 * @param values template whose values go in; keys unknown to the text are passed over
 * @param env variables with which values of the text are expanded before they are compared
 */
export function writeValues(
  text: string,
  values: Template,
  env: Environment | null = process.env,
): { text: string; changes: Change[] } {
  const current = parseTemplate(text, { env });
  const changes: Change[] = [];
  for (const { key, value } of current.entries.values()) {
    const wanted = values.entries.get(key)?.value;
    if (wanted !== undefined && wanted !== value) changes.push({ key, old: value, value: wanted });
  }
  if (changes.length === 0) return { text, changes };
  const wanted = new Map(changes.map(({ key, value }) => [key, value]));
  const rows = text.split('\n').map((row) => {
    const line = splitLine(row);
    const value = line === null || line.value === '' ? undefined : wanted.get(line.key);
    return line === null || value === undefined ? row : line.before + value + line.after;
  });
  return { text: rows.join('\n'), changes };
}

/** Text in which every option has its line, and how many had none before. */
export interface CompletedTemplate {
  readonly text: string;
  readonly missing: readonly string[];
  readonly warnings: readonly string[];
}

/**
 * A template of which every line and comment stays, with the options that it does not name added below, or null when it
 * names them all. A line with a name of the past becomes a comment; its value goes to the line with the name of today.
 */
export function completeTemplate(old: string): CompletedTemplate | null {
  const before = parseTemplate(old, { source: TEMPLATE_NAME, env: null });
  const missing = [...options.keys()].filter((key) => !before.entries.has(key));
  if (missing.length === 0) return null;
  const { template, warnings } = translateOldNames(before);
  const own = old
    .split('\n')
    .map((row) => (isOldName(splitLine(row)?.key ?? '') ? `# ${row}` : row))
    .join('\n')
    .trimEnd();
  const parts = own === '' ? [] : [own];
  const added = [...parts, `${ADDED}\n`, missingOptionsText(new Set(missing))].join('\n\n');
  const { text } = writeValues(`${added}\n`, template, null);
  return { text, missing, warnings };
}

const ADDED = '########## added: options that are not named above';
