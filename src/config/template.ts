import { existsSync, readFileSync } from 'node:fs';
import { FileError, NotFoundError } from '../core/errors.ts';

/** Environment variables by name. */
export type Environment = Readonly<Record<string, string | undefined>>;

/** One `key = value` line; `value` is trimmed, without comment, and expanded. */
export interface TemplateEntry {
  readonly key: string;
  readonly value: string;
  /** Line number, from 1. */
  readonly line: number;
}

/** What a template file says, key by key, in the order of the file. */
export interface Template {
  /** File name for messages. */
  readonly source: string;
  readonly entries: ReadonlyMap<string, TemplateEntry>;
  /** Lines made void by a later one with the same key and another value. */
  readonly overridden: readonly TemplateEntry[];
}

export interface ParseOptions {
  /** Name of the file, for messages. */
  readonly source?: string;
  /** Variables for `$VAR`, and `HOME` for `~`; null keeps values as written. */
  readonly env?: Environment | null;
}

/**
 * Parse template text: one `key = value` a line.
 *
 * The first `=` separates, so values may contain `=`; everything from the first `#` of the value is comment, so values
 * cannot contain `#`. Lines that start with `#`, `%` or `!`, lines without `=` and keys without a value are passed over.
 * Quotes are part of the value. The last of several lines with one key counts. `mintsar.x` is the key `mintpy.x`.
 */
export function parseTemplate(text: string, options: ParseOptions = {}): Template {
  const { source = 'template', env = process.env } = options;
  const entries = new Map<string, TemplateEntry>();
  const overridden: TemplateEntry[] = [];
  text.split('\n').forEach((row, index) => {
    const parts = splitLine(row);
    if (parts === null || parts.value === '') return;
    const value = env === null ? parts.value : expand(parts.value, env);
    const before = entries.get(parts.key);
    if (before !== undefined && before.value !== value) overridden.push(before);
    entries.set(parts.key, { key: parts.key, value, line: index + 1 });
  });
  return { source, entries, overridden };
}

/** A line of a template taken apart; `before + value + after` is the line as it was. */
export interface TemplateLine {
  readonly key: string;
  readonly value: string;
  /** Everything up to the value: key, `=` and the blanks around them. */
  readonly before: string;
  /** Everything after the value: blanks and the comment. */
  readonly after: string;
}

/** Take one line apart, or null when it is a comment or holds no `key =`. A key `mintsar.x` is the key `mintpy.x`. */
export function splitLine(row: string): TemplateLine | null {
  const equals = row.indexOf('=');
  const key = row
    .slice(0, equals)
    .replace(/^\uFEFF/, '')
    .trim()
    .replace(/^mintsar\./, 'mintpy.');
  if (equals < 0 || key === '' || /^[#%!]/.test(key)) return null;
  const rest = row.slice(equals + 1);
  const hash = rest.indexOf('#');
  const field = hash < 0 ? rest : rest.slice(0, hash);
  const value = field.trim();
  const start = equals + 1 + (value === '' ? field.length : field.indexOf(value));
  return { key, value, before: row.slice(0, start), after: row.slice(start + value.length) };
}

/**
 * Read a template file, or template text given in place of a file name.
 *
 * @throws {FileError} when the file does not exist
 */
export function readTemplate(fileOrText: string, env: Environment = process.env): Template {
  const isText = fileOrText.includes('\n') || (fileOrText.includes('=') && !existsSync(fileOrText));
  if (isText) return parseTemplate(fileOrText, { env });
  return parseTemplate(readTemplateText(fileOrText), { source: fileOrText, env });
}

/** The text of a template file. @throws {FileError} when it cannot be read */
export function readTemplateText(file: string): string {
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch (cause) {
    throw new NotFoundError(
      `Cannot read the template ${file}.`,
      'Check the path; a template is a text file with lines like "mintpy.load.processor = isce".',
      { cause },
    );
  }
  if (text.includes('\0'))
    throw new FileError(
      `${file} is no template: it is no text file.`,
      'Give a text file with lines like "mintpy.load.processor = isce".',
    );
  return text;
}

/** Expand `~` at the start, and `$VAR` and `${VAR}` anywhere; unknown variables stay as written. */
export function expand(value: string, env: Environment): string {
  const home = env['HOME'];
  const path = home !== undefined && /^~(?=\/|$)/.test(value) ? home + value.slice(1) : value;
  return path.replace(/\$(?:(\w+)|\{([^}]*)\})/g, (written, name: string, braced: string) => {
    return env[name ?? braced] ?? written;
  });
}

/**
 * Lines of the form `UPPER_CASE = value`: attributes that the user adds to the stack (`PLATFORM`, `ORBIT_DIRECTION`).
 * SUBSET_XMIN and SUBSET_YMIN describe an older crop of the files being loaded and are not passed on.
 */
export function extraMetadata(template: Template): Map<string, string> {
  const metadata = new Map<string, string>();
  for (const { key, value } of template.entries.values()) {
    if (/^[A-Z][A-Z0-9_]*$/.test(key) && key !== 'SUBSET_XMIN' && key !== 'SUBSET_YMIN')
      metadata.set(key, value);
  }
  return metadata;
}
