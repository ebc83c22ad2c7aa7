import { basename } from 'node:path';
import type { Slice } from './slices.ts';

/** What the name of a figure follows from. */
export interface TitleFacts {
  readonly path: string;
  readonly fileType: string;
  /** The dataset the file is about, and how many rasters it has in all. */
  readonly main: string;
  readonly numSlice: number;
  readonly slices: readonly Slice[];
  readonly refDate?: string;
  readonly isSubset?: boolean;
  readonly hasExcluded?: boolean;
  /** Interval of wrapped values. */
  readonly wrap?: readonly [number, number];
}

/**
 * Title of a figure, and with blanks removed the name of its file: the raster, the part of the file's name that tells
 * corrections apart, and how it is shown (`timeseries_demErr_wrap10`, `unwrapPhase_wrap`, `geo_velocity`).
 */
export function figureTitle(facts: TitleFacts): string {
  const { slices, wrap, refDate } = facts;
  const single = slices.length === 1;
  let title = single ? rasterTitle(facts, slices[0]) : panelsTitle(facts);
  if (facts.isSubset) title += '_sub';
  if (wrap) title += `_wrap${isFullCycle(wrap) ? '' : Number((wrap[1] - wrap[0]).toPrecision(6))}`;
  if (!single && refDate !== undefined) title += `_ref${refDate}`;
  if (!single && facts.hasExcluded) title += '_ex';
  return title;
}

/** Whether an interval is one cycle of phase. */
function isFullCycle([low, high]: readonly [number, number]): boolean {
  return Math.abs(high - low - 2 * Math.PI) < 1e-3;
}

function rasterTitle({ path, fileType, main, numSlice, refDate }: TitleFacts, slice: Slice): string {
  const base = stem(path);
  if (fileType === 'ifgramStack') return slice.name + ionSuffix(base);
  if (fileType === 'timeseries') {
    const reference = refDate === undefined ? '' : `timeseries-${refDate}_`;
    return reference + slice.name + (base.split('timeseries')[1] ?? '');
  }
  if (fileType === 'geometry') return slice.name;
  if (numSlice === 1 || slice.dataset === main) return base;
  const cut = base.lastIndexOf('_');
  return cut > 0 ? `${base.slice(0, cut)}_${slice.name}` : slice.name;
}

function panelsTitle({ path, fileType, slices }: TitleFacts): string {
  const base = stem(path);
  if (fileType !== 'ifgramStack') return base;
  const datasets = new Set(slices.map(({ dataset }) => dataset));
  return datasets.size === 1 ? slices[0].dataset + ionSuffix(base) : base;
}

function ionSuffix(base: string): string {
  return base.startsWith('ion') ? '_ion' : '';
}

function stem(path: string): string {
  return basename(path).replace(/\.[^.]+$/, '');
}
