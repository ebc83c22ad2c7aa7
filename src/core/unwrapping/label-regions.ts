import type { Grid, Values } from '../array.ts';
import { type LabelRuns, paintRuns, runBuilder, runsOf } from './label-runs.ts';

/** Regions of a raster, numbered 1 ... `num` in raster order of their first pixel; 0 is background. */
export interface RegionRuns {
  readonly runs: LabelRuns;
  readonly num: number;
  /** pixels of each region [num + 1]; entry 0 counts the background */
  readonly areas: Int32Array;
}

/** The same with the number of every pixel. */
export interface LabelledRegions extends RegionRuns {
  readonly labels: Grid<Int32Array>;
}

/**
 * Label regions of equal value that hang together over shared edges (4-connectivity); 0 and NaN are background.
 * Touching regions of different value stay apart.
 *
 * @param values component numbers or a mask [length, width]; fractions are cut off
 */
export function labelRegions(values: Grid<Values>): LabelledRegions {
  return painted(labelRuns(runsOf(values)));
}

/** Regions with their raster of labels. */
export function painted(regions: RegionRuns): LabelledRegions {
  return { ...regions, labels: paintRuns(regions.runs) };
}

/**
 * {@link labelRegions} on runs. Union-find: a run joins the runs of its value that it touches in the row above. The
 * root of a set is its smallest provisional label, hence the one met first, so that numbering the roots in ascending
 * order numbers the regions in raster order.
 */
export function labelRuns(values: LabelRuns): RegionRuns {
  const { shape, row, start, label: value } = values;
  const [length, width] = shape;
  const provisional = new Int32Array(value.length);
  const parent = new Int32Array(value.length + 1);
  let numProvisional = 0;
  for (let y = 0; y < length; y++) {
    let above = y === 0 ? 0 : row[y - 1];
    const endOfAbove = y === 0 ? 0 : row[y];
    for (let k = row[y]; k < row[y + 1]; k++) {
      const v = value[k];
      if (v === 0) continue;
      let label = 0;
      while (above < endOfAbove && start[above + 1] + width <= start[k]) above++;
      for (let a = above; a < endOfAbove && start[a] + width < start[k + 1]; a++) {
        if (value[a] === v) label = label === 0 ? provisional[a] : union(parent, label, provisional[a]);
      }
      if (label === 0) {
        label = ++numProvisional;
        parent[label] = label;
      }
      provisional[k] = label;
    }
  }
  // Parents are smaller than their children, so one ascending sweep flattens the sets and numbers the roots.
  let num = 0;
  for (let k = 1; k <= numProvisional; k++) parent[k] = parent[k] === k ? ++num : parent[parent[k]];
  const areas = new Int32Array(num + 1);
  const label = provisional.map((k) => parent[k]);
  for (let k = 0; k < label.length; k++) areas[label[k]] += start[k + 1] - start[k];
  return { runs: { shape, row, start, label }, num, areas };
}

/** Merge two sets; the smaller root stays root. Paths are halved on the way up. */
function union(parent: Int32Array, a: number, b: number): number {
  const rootA = find(parent, a);
  const rootB = find(parent, b);
  if (rootA < rootB) {
    parent[rootB] = rootA;
    return rootA;
  }
  parent[rootA] = rootB;
  return rootB;
}

function find(parent: Int32Array, start: number): number {
  let k = start;
  while (parent[k] !== k) {
    parent[k] = parent[parent[k]];
    k = parent[k];
  }
  return k;
}

/** Drop the regions for which `keep` is false and close the gaps in the numbering; raster order stays. */
export function keepRegions(regions: RegionRuns, keep: (label: number, area: number) => boolean): RegionRuns {
  const renumbered = new Int32Array(regions.num + 1);
  let num = 0;
  for (let k = 1; k <= regions.num; k++) if (keep(k, regions.areas[k])) renumbered[k] = ++num;
  if (num === regions.num) return regions;

  const areas = new Int32Array(num + 1);
  for (let k = 0; k <= regions.num; k++) areas[renumbered[k]] += regions.areas[k];
  const { shape, row, start, label } = regions.runs;
  const kept = runBuilder(shape, label.length);
  for (let y = 0; y < shape[0]; y++) {
    for (let k = row[y]; k < row[y + 1]; k++) kept.add(start[k], renumbered[label[k]]);
    kept.endRow();
  }
  return { runs: kept.finish(), num, areas };
}

/** Label of the region with the most pixels, the first of equals; 0 without any region. */
export function largestRegion(regions: RegionRuns): number {
  let best = 0;
  for (let k = 1; k <= regions.num; k++) if (best === 0 || regions.areas[k] > regions.areas[best]) best = k;
  return best;
}

/**
 * The largest 4-connected region of a mask, alone.
 * @param mask [length, width], nonzero = inside
 * @param minArea regions below this many pixels do not count
 * @returns mask [length, width], 1 = in the region; all 0 when none is large enough
 */
export function largestConnectedRegion(mask: Grid<Values>, minArea = 0): Grid<Uint8Array> {
  const inside = new Uint8Array(mask.data.length);
  for (let i = 0; i < inside.length; i++) inside[i] = mask.data[i] !== 0 ? 1 : 0;
  const regions = labelRegions({ data: inside, shape: mask.shape });
  const best = largestRegion(regions);
  const out = new Uint8Array(inside.length);
  if (best > 0 && regions.areas[best] >= minArea) {
    for (let i = 0; i < out.length; i++) out[i] = regions.labels.data[i] === best ? 1 : 0;
  }
  return { data: out, shape: mask.shape };
}
