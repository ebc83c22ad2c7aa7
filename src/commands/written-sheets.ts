import type { WrittenSheet } from '../processors/prepare-sheets.ts';
import type { CommandContext } from './command.ts';

/** How many sheets were written and how many said the same already; each of them with --debug. */
export function sayWritten(sheets: readonly WrittenSheet[], { log }: CommandContext): void {
  for (const { path, kept } of sheets) log.debug(`${kept ? 'kept ' : 'wrote'} ${path}`);
  const kept = sheets.filter((sheet) => sheet.kept).length;
  const same = kept > 0 ? `, kept ${kept} that say the same` : '';
  log.info(`wrote ${sheets.length - kept} metadata sheets${same}`);
}
