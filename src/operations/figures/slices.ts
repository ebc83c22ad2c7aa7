import { existsSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expandDates } from '../../config/date-list.ts';
import { dateMatcher, findDate } from '../../core/date-selection.ts';
import { FileError, OptionError } from '../../core/errors.ts';
import { nearestNames } from '../../core/nearest-name.ts';
import type { H5Reader } from '../../io/hdf5/types.ts';
import { fileTypeOf } from '../../io/products/file-type.ts';
import { dateLabels, sliceNames } from '../../io/products/slices.ts';

/** One raster of a file. */
export interface Slice {
  /** `velocity`, `timeseries-20180104`, `unwrapPhase-20180104_20180116` */
  readonly name: string;
  readonly dataset: string;
  /** Plane of a cube; undefined for rasters that stand alone. */
  readonly plane: number | undefined;
  /** Date, pair or number that follows the name of the dataset. */
  readonly label: string | undefined;
  /** An interferogram that is not used. */
  readonly dropped: boolean;
}

/** Which rasters of a file are wanted. */
export interface SliceChoice {
  /** Names or parts of names; `*` stands for anything. */
  readonly names?: readonly string[];
  /** Positions among all rasters, from 0. */
  readonly indices?: readonly number[];
  /** false: names are whole names. */
  readonly search?: boolean;
  /** Dates, or text files of dates, to leave out. */
  readonly exclude?: readonly string[];
  /** Leave interferograms out that are not used. */
  readonly keptOnly?: boolean;
}

/** Every raster of a file in the order in which it is shown. */
export function listSlices(file: H5Reader): Slice[] {
  const labels = dateLabels(file);
  const place = new Map(labels?.map((label, k) => [label, k]));
  const kept = file.datasets.has('dropIfgram') ? (file.read('dropIfgram') as Uint8Array) : undefined;
  return sliceNames(file).map((name) => {
    if (file.datasets.has(name)) {
      return { name, dataset: name, plane: undefined, label: undefined, dropped: false };
    }
    const dash = name.lastIndexOf('-');
    const label = name.slice(dash + 1);
    const plane = place.get(label) ?? Number(label) - 1;
    return {
      name,
      dataset: name.slice(0, dash),
      plane,
      label,
      dropped: kept !== undefined && kept[plane] === 0,
    };
  });
}

const DATE_PAIR = /^(\d{8}(?:T\d{4})?)_(\d{8}(?:T\d{4})?)$/;
const isDate = (label: string) => /^\d{8}/.test(label);

/**
 * The rasters asked for, in file order. Names are parts of names (`unwrapPhase-` leaves corrected phases out), or
 * patterns from their start when they hold a `*`; files of velocity take whole names alone.
 *
 * @returns `between`: the first date of a pair `20180104_20180128` asked of a time series, which the second is shown
 *   relative to
 * @throws {OptionError} when nothing is found, naming what the file has
 */
export function selectSlices(file: H5Reader, choice: SliceChoice): { slices: Slice[]; between?: string } {
  const all = listSlices(file);
  if (all.length === 0)
    throw new FileError(`${file.path} holds no raster.`, 'There is nothing to draw in it.');
  const type = fileTypeOf(file);
  const left = all.filter((slice) => !(choice.keptOnly && slice.dropped));
  const isExcluded = dateMatcher(
    expandDates(choice.exclude ?? [], (path) => (existsSync(path) ? readFileSync(path, 'utf8') : null)),
  );
  const wanted = left.filter(({ label }) => !label?.split('_').filter(isDate).some(isExcluded));
  const difference = DATE_PAIR.exec(choice.names?.[0] ?? '');
  if (type === 'timeseries' && choice.names?.length === 1 && difference !== null) {
    const dates = wanted.map(({ label }) => label ?? '').filter(isDate);
    const [first, second] = [difference[1], difference[2]].map((date) => dates[findDate(dates, date)]);
    const found = wanted.filter(({ label }) => label === second);
    if (found.length > 0) return { slices: found, between: first ?? difference[1] };
  }
  const indices = choice.indices ?? [];
  const bad = indices.find((k) => !(k >= 0 && k < all.length));
  if (bad !== undefined) {
    throw new OptionError(
      `-n ${bad}: ${basename(file.path)} has ${all.length} rasters, counted from 0.`,
      `List them with: mintsar info ${file.path} --slice`,
    );
  }
  const names = choice.names ?? [];
  if (names.length === 0 && indices.length === 0) return { slices: usualSlices(wanted, type) };
  const whole = choice.search === false || type === 'velocity';
  const found = new Set(indices.map((k) => all[k]));
  for (const name of names) {
    const matching = matches(wanted, name, whole);
    if (matching.length === 0) throw nothingFound(file.path, name, all);
    for (const slice of matching) found.add(slice);
  }
  return { slices: all.filter((slice) => found.has(slice)) };
}

function usualSlices(slices: readonly Slice[], type: string): Slice[] {
  const chosen = slices.filter(({ dataset }) => {
    const name = dataset.replace(/^.*\//, '');
    if (type === 'ifgramStack') return name.startsWith('unwrapPhase');
    if (type === 'HDFEOS') return name === 'displacement';
    return !(type === 'geometry' && name === 'bperp');
  });
  return chosen.length > 0 ? chosen : [...slices];
}

function matches(slices: readonly Slice[], typed: string, whole: boolean): Slice[] {
  if (typed.includes('*')) {
    const escaped = typed.split('*').map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'));
    const pattern = new RegExp(`^${escaped.join('.*')}`);
    return slices.filter(({ name }) => pattern.test(name));
  }
  // A whole name, or a dataset by its own name, is meant before anything that merely contains it.
  const exact = slices.filter(({ name, dataset }) => name === typed || dataset === typed);
  if (whole || exact.some(({ name }) => name === typed)) return exact;
  return slices.filter(({ name }) => name.includes(typed));
}

function nothingFound(path: string, name: string, all: readonly Slice[]): OptionError {
  const names = [...new Set(all.flatMap((slice) => [slice.dataset, slice.name]))];
  const near = nearestNames(name, names);
  const list = [...new Set(all.map(({ dataset }) => dataset))].join(', ');
  return new OptionError(
    `${basename(path)} has no raster "${name}".`,
    near.length > 0
      ? `Did you mean ${near.join(' or ')}?`
      : `It has ${list}; list all with: mintsar info ${path} --slice`,
  );
}
