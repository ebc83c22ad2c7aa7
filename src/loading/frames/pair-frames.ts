import { dirname } from 'node:path';
import { pythonFloat } from '../../core/python-float.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type { PairDescription, PairFrames, StackDataset } from '../description.ts';
import {
  type CommonGrid,
  chooseGrid,
  fitting,
  overlap,
  type Placing,
  type Resampling,
} from '../grids/common-grid.ts';
import { fitLayer } from '../grids/fit-layer.ts';
import type { FileLayer, FramesSource } from '../layer.ts';
import type { PairEntry } from '../pair-entry.ts';

/** Share of a product that lies on another one of the same pair when both are versions of it and not frames. */
const SAME_AREA = 0.9;

const WHAT: Partial<Record<StackDataset, FramesSource['what']>> = {
  unwrapPhase: 'phase',
  connectComponent: 'labels',
  wrapPhase: 'wrapped',
};

/** Whether products of one pair are of the same area. */
export function areVersions(entries: readonly PairEntry[]): boolean {
  const [first, ...others] = entries.map(placingOf);
  return others.every(
    (placing) =>
      (placing.map === undefined) === (first.map === undefined) &&
      (placing.map === undefined
        ? placing.length === first.length && placing.width === first.width
        : placing.crs === first.crs && overlap(placing, first) > SAME_AREA),
  );
}

function placingOf({ placings }: PairEntry): Placing {
  return Object.values(placings)[0] as Placing;
}

/**
 * Products of one pair as frames of one interferogram, from north to south, on a grid that holds all of them. What has to be added
 * to their phase is measured later.
 * @returns why they cannot be put together, instead
 */
export function stitchedEntry(
  entries: readonly PairEntry[],
  resampling: Resampling,
): { readonly entry: PairEntry } | { readonly problem: string } {
  const sorted = [...entries].sort((a, b) => north(b) - north(a));
  const names = frameNames(sorted);
  const listed = names.join(', ');
  if (sorted.some((entry) => placingOf(entry).map === undefined))
    return { problem: `frames in radar coordinates (${listed})` };
  for (const key of ['ORBIT_DIRECTION', 'relative_orbit']) {
    const told = [...new Set(sorted.flatMap(({ header }) => header.attributes[key]?.toLowerCase() ?? []))];
    if (told.length > 1) return { problem: `${key} ${told.join(' and ')} (${listed})` };
  }
  const items = sorted.flatMap(({ path, placings }) =>
    Object.values(placings).map((placing) => ({ label: path, placing })),
  );
  const grid = chooseGrid(items, 'union', resampling);
  for (const { label, placing } of items) {
    const how = fitting(placing, grid);
    if (how.kind === 'impossible') return { problem: `${label} has ${how.reason}` };
  }
  return { entry: joined(sorted, names, grid) };
}

function joined(entries: readonly PairEntry[], names: readonly string[], grid: CommonGrid): PairEntry {
  const [first] = entries;
  const { length, width } = grid;
  const fitted = (dataset: StackDataset): FileLayer[] =>
    entries.map(({ pair, placings }) =>
      fitLayer(pair.layers[dataset] as FileLayer, placings[dataset] as Placing, grid, dataset),
    );
  const datasets = Object.keys(first.pair.layers) as StackDataset[];
  const labels = datasets.includes('connectComponent') ? fitted('connectComponent') : undefined;
  const layers = Object.fromEntries(
    datasets.map((dataset): [StackDataset, FileLayer] => {
      const frames = fitted(dataset);
      const what = WHAT[dataset] ?? 'first';
      const { path } = frames[0].source;
      const source: FramesSource = {
        kind: 'frames',
        path,
        what,
        frames,
        ...(what === 'phase' ? { labels } : {}),
      };
      const label = frames.map((frame) => frame.label).join(' + ');
      return [dataset, { label, length, width, source, transforms: [] }];
    }),
  );
  const { date1, date2 } = first.pair;
  const mean = (of: (pair: PairDescription) => number) =>
    entries.reduce((sum, { pair }) => sum + of(pair), 0) / entries.length;
  const bperpTop = mean((pair) => pair.bperpTop);
  const bperpBottom = mean((pair) => pair.bperpBottom);
  const phases = datasets.includes('unwrapPhase') ? fitted('unwrapPhase') : undefined;
  const frames: PairFrames | undefined = phases && {
    names,
    paths: entries.map(({ path }) => path),
    phases,
    ...(labels === undefined ? {} : { labels }),
  };
  return {
    path: first.path,
    header: {
      ...first.header,
      bperpTop,
      bperpBottom,
      attributes: jointAttributes(entries, { bperpTop, bperpBottom }),
    },
    pair: { date1, date2, bperpTop, bperpBottom, layers, ...(frames === undefined ? {} : { frames }) },
    placings: Object.fromEntries(datasets.map((dataset) => [dataset, grid])),
  };
}

/** Those of the first frame, with the time and baseline of all. */
function jointAttributes(
  entries: readonly PairEntry[],
  { bperpTop, bperpBottom }: { bperpTop: number; bperpBottom: number },
): Attributes {
  const all = entries.map(({ header }) => header.attributes);
  const out: Attributes = { ...all[0] };
  const times = all.map(({ CENTER_LINE_UTC }) => Number(CENTER_LINE_UTC));
  if (times.every(Number.isFinite))
    out.CENTER_LINE_UTC = pythonFloat(times.reduce((a, b) => a + b, 0) / times.length);
  const sorted = (key: string) => all.flatMap((one) => one[key] ?? []).sort();
  if (out.startUTC !== undefined) out.startUTC = sorted('startUTC')[0];
  if (out.stopUTC !== undefined) out.stopUTC = sorted('stopUTC').at(-1) as string;
  if (out.P_BASELINE_TOP_HDR !== undefined) out.P_BASELINE_TOP_HDR = pythonFloat(bperpTop);
  if (out.P_BASELINE_BOTTOM_HDR !== undefined) out.P_BASELINE_BOTTOM_HDR = pythonFloat(bperpBottom);
  return out;
}

function north(entry: PairEntry): number {
  const { map } = placingOf(entry);
  return map === undefined ? 0 : map.yFirst + (map.length / 2) * map.yStep;
}

/** What products call their frames, else the parts of their paths in which they differ. */
function frameNames(entries: readonly PairEntry[]): string[] {
  const told = entries.map(({ header }) => header.frame);
  if (told.every((name) => name !== undefined) && new Set(told).size === told.length) return told as string[];
  const paths = entries.map(({ path }) => path.split('/'));
  const at = paths[0].findIndex((part, k) => paths.some((other) => other[k] !== part));
  const parts = paths.map((path) => path[at]);
  return new Set(parts).size === parts.length ? parts : entries.map(({ path }) => dirname(path));
}
