import { existsSync, readFileSync } from 'node:fs';
import type { Log } from '../core/context.ts';
import { OptionError } from '../core/errors.ts';
import type { Attributes } from '../io/hdf5/types.ts';
import { formatRsc } from '../io/raster/rsc.ts';
import { writeWhole } from '../io/whole-file.ts';
import { expandPattern } from '../loading/glob.ts';

/** A metadata sheet that was written, or kept because it said the same already. */
export interface WrittenSheet {
  readonly path: string;
  readonly kept: boolean;
}

/** Write `<file>.rsc`; in update mode a sheet with the same content is left alone. */
export function writeSheet(path: string, attributes: Attributes, updateMode = false): WrittenSheet {
  const { FILE_PATH: _path, FILE_TYPE: _type, ...kept } = attributes;
  const text = formatRsc(kept);
  const sheet = `${path}.rsc`;
  if (updateMode && existsSync(sheet) && readFileSync(sheet, 'utf8') === text)
    return { path: sheet, kept: true };
  writeWhole(sheet, text);
  return { path: sheet, kept: false };
}

/** How many sheets were written and how many said the same already; each of them with --debug. */
export function sayWritten(sheets: readonly WrittenSheet[], log: Log): void {
  for (const { path, kept } of sheets) log.debug(`${kept ? 'kept ' : 'wrote'} ${path}`);
  const kept = sheets.filter((sheet) => sheet.kept).length;
  const same = kept > 0 ? `, kept ${kept} that say the same` : '';
  log.info(`wrote ${sheets.length - kept} metadata sheets${same}`);
}

/** Files of patterns typed by a user. @param what names them @throws {OptionError} when there are none */
export function filesFrom(patterns: readonly string[], workDir: string, what: string): string[] {
  const files = patterns.flatMap((pattern) => expandPattern(pattern, workDir));
  if (files.length > 0) return files;
  throw new OptionError(
    `${what}: no file matches ${patterns.join(' ')} (relative to ${workDir}).`,
    'Check the pattern; put it in quotes so that the shell does not change it.',
  );
}
