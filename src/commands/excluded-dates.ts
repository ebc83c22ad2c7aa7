import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { datesOfText, isDateFile } from '../config/index.ts';
import type { CommandContext } from '../flags/command-context.ts';
import { shortName } from '../flags/file-check.ts';
import { withProduct } from '../io/products/open-product.ts';
import { dateLabels } from '../io/products/slices.ts';

/**
 * Warn of typed dates to leave out that leave nothing out: those that a series or stack does not have, and text files that
 * are not there (the list of noisy dates does not exist before any have been found).
 * @param items dates, and text files of dates in this folder or beside the series
 */
export async function warnOfStrangers(
  items: readonly string[],
  file: string,
  { log }: CommandContext,
): Promise<void> {
  if (items.length === 0) return;
  const dates = items.flatMap((item) => {
    if (!isDateFile(item)) return [item];
    const path = [item, join(dirname(file), item)].find((place) => existsSync(place));
    if (path === undefined) log.warn(`${item} does not exist: it leaves no date out`);
    return path === undefined ? [] : datesOfText(readFileSync(path, 'utf8'));
  });
  const labels = (await withProduct(file, dateLabels)) ?? [];
  const known = new Set(
    labels.flatMap((label) => label.split('_')).flatMap((date) => [date, date.slice(0, 8)]),
  );
  const strangers = dates.filter((date) => !known.has(date));
  if (strangers.length > 0) log.warn(`${shortName(file)} has no acquisition of ${strangers.join(', ')}`);
}
