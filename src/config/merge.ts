import { canonicalValue } from './loose-values.ts';
import { isOldName, translateOldNames } from './old-names.ts';
import { isOptionKey, options } from './schema.ts';
import { type Environment, parseTemplate, splitLine, type Template, type TemplateEntry } from './template.ts';
import { TEMPLATE_NAME, templateText } from './template-text.ts';

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

/**
 * The packaged template with the values of an older one in which options are missing, or null when none is missing.
 * Lines of the old file that are no options (`PLATFORM = Sen`) are kept at the end.
 */
export function upgradeTemplate(old: string): { text: string; missing: string[]; warnings: string[] } | null {
  const before = parseTemplate(old, { source: TEMPLATE_NAME, env: null });
  const missing = [...options.keys()].filter((key) => !before.entries.has(key));
  if (missing.length === 0) return null;
  const { template, warnings } = translateOldNames(before);
  const { text } = writeValues(templateText(), template, null);
  const others = [...before.entries.values()].filter(({ key }) => !isOptionKey(key) && !isOldName(key));
  const kept = others.map(({ key, value }) => `${key} = ${value}\n`).join('');
  return {
    text: kept === '' ? text : `${text}\n\n########## kept from the file before\n${kept}`,
    missing,
    warnings,
  };
}
