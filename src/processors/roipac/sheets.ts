import { existsSync, readdirSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { longDate, shortDate, splitDate12 } from '../../core/dates.ts';
import { FileError, MetadataError } from '../../core/errors.ts';
import { withStandardKeys } from '../../io/attributes/alias.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { readSheet } from '../../io/raster/local.ts';
import { parseRsc } from '../../io/raster/rsc.ts';
import type { PairHeader } from '../../loading/pair-entry.ts';
import { pairInPath } from '../../loading/pair-in-path.ts';

const COMPONENTS = '_snap_connect.byt';

/**
 * The sheet of a raster. Masks of connected components have none and share that of the phase they were made of.
 * @throws {FileError} when there is none
 */
function sheetOf(path: string): string {
  const own = `${path}.rsc`;
  if (existsSync(own)) return own;
  if (path.endsWith(COMPONENTS)) {
    const phase = `${path.slice(0, -COMPONENTS.length)}.unw.rsc`;
    if (existsSync(phase)) return phase;
    const [other] = readdirSync(dirname(path))
      .filter((name) => name.endsWith('.unw.rsc'))
      .sort();
    if (other !== undefined) return join(dirname(path), other);
  }
  throw new FileError(
    `${own} not found: ${basename(path)} has no metadata beside it.`,
    'Copy the .rsc that ROI_PAC wrote with the file.',
  );
}

/**
 * Attributes of a ROI_PAC raster from its `.rsc`, under the standard keys too.
 * @param warn told of lines that have a key and no value
 * @throws {FileError} when there is no sheet
 */
export function roipacAttributes(path: string, warn: (message: string) => void = () => {}): Attributes {
  const sheet = sheetOf(path);
  const { attributes, skipped } = parseRsc(readSheet(sheet));
  if (skipped.length > 0) warn(`${sheet}: no value after ${skipped.join(', ')}; left out.`);
  return {
    ...withStandardKeys(attributes),
    ...(attributes.FILE_LENGTH === undefined ? { FILE_LENGTH: attributes.LENGTH } : {}),
    PROCESSOR: 'roipac',
    NO_DATA_VALUE: 'none',
    FILE_PATH: path,
  };
}

/** Dates of a pair as its sheet tells them, else as its path does. */
function datesOf(attributes: Attributes, path: string): [date1: string, date2: string] {
  const { DATE12: told } = attributes;
  return told !== undefined && /^\d{6,8}[-_]\d{6,8}$/.test(told) ? splitDate12(told) : pairInPath(path);
}

/**
 * Attributes of an interferogram with those of its baseline, which stand in `<date1>_<date2>_baseline.rsc` beside it when
 * its own sheet has none.
 * @throws {FileError} when there is no baseline
 */
export function withBaseline(attributes: Attributes, path: string): Attributes {
  if (attributes.P_BASELINE_TOP_HDR !== undefined) return attributes;
  const dates = datesOf(attributes, path);
  const names = [dates, dates.map((date) => shortDate(longDate(date))), dates.map(longDate)].map(
    ([date1, date2]) => `${date1}_${date2}_baseline.rsc`,
  );
  const found = names.map((name) => join(dirname(path), name)).find((sheet) => existsSync(sheet));
  if (found === undefined)
    throw new FileError(
      `${names[0]} not found in ${dirname(path)}, and ${path}.rsc has no P_BASELINE_TOP_HDR.`,
      'Copy the baseline file of the pair beside the interferogram.',
    );
  return { ...parseRsc(readSheet(found)).attributes, ...attributes };
}

/** What is known of an interferogram. @throws {MetadataError} when its baseline is no number */
export function roipacHeader(path: string, warn?: (message: string) => void): PairHeader {
  const attributes = withBaseline(roipacAttributes(path, warn), path);
  const [date1, date2] = datesOf(attributes, path);
  const baseline = (key: string, fallback?: number): number => {
    const value = Number(attributes[key] ?? fallback ?? Number.NaN);
    if (Number.isFinite(value)) return value;
    throw new MetadataError(
      `${path}: ${key} is ${attributes[key] ?? 'missing'}.`,
      'Correct the perpendicular baseline (m) in its .rsc or in <date1>_<date2>_baseline.rsc.',
    );
  };
  const bperpTop = baseline('P_BASELINE_TOP_HDR');
  const DATE12 = `${shortDate(longDate(date1))}-${shortDate(longDate(date2))}`;
  return {
    date1,
    date2,
    bperpTop,
    bperpBottom: baseline('P_BASELINE_BOTTOM_HDR', bperpTop),
    attributes: { DATE12, ...attributes },
  };
}
