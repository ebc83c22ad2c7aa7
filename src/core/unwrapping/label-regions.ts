import type { Grid, Values } from '../array.ts';

/** Regions of a raster, numbered 1 ... `num` in raster order of their first pixel; 0 is background. */
export interface LabelledRegions {
  readonly labels: Grid<Int32Array>;
  readonly num: number;
  /** pixels of each region [num + 1]; entry 0 counts the background */
  readonly areas: Int32Array;
}

/**
 * Label regions of equal value that hang together over shared edges (4-connectivity); 0 and NaN are background.
 * Touching regions of different value stay apart.
 *
 * Two raster passes with union-find: the root of a set is its smallest provisional label, hence the one met first,
 * so that numbering the roots in ascending order numbers the regions in raster order.
 *
 * @param values component numbers or a mask [length, width]; fractions are cut off
 */
export function labelRegions(values: Grid<Values>): LabelledRegions {
  const [length, width] = values.shape;
  const { data } = values;
  const value = data instanceof Int32Array ? data : new Int32Array(data); // NaN turns into 0
  const labels = new Int32Array(value.length);
  const parent = new Int32Array(value.length + 1); // at worst every pixel starts a region
  let numProvisional = 0;

  for (let y = 0, i = 0; y < length; y++) {
    for (let x = 0; x < width; x++, i++) {
      const v = value[i];
      if (v === 0) continue;
      const left = x > 0 && value[i - 1] === v ? labels[i - 1] : 0;
      const up = y > 0 && value[i - width] === v ? labels[i - width] : 0;
      if (left === 0 && up === 0) {
        numProvisional++;
        parent[numProvisional] = numProvisional;
        labels[i] = numProvisional;
      } else if (left === 0 || up === 0 || left === up) labels[i] = left === 0 ? up : left;
      else labels[i] = union(parent, left, up);
    }
  }
  // Parents are smaller than their children, so one ascending sweep flattens the sets and numbers the roots.
  let num = 0;
  for (let k = 1; k <= numProvisional; k++) parent[k] = parent[k] === k ? ++num : parent[parent[k]];
  const areas = new Int32Array(num + 1);
  for (let i = 0; i < labels.length; i++) {
    const label = parent[labels[i]];
    labels[i] = label;
    areas[label]++;
  }
  return { labels: { data: labels, shape: [length, width] }, num, areas };
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
export function keepRegions(
  regions: LabelledRegions,
  keep: (label: number, area: number) => boolean,
): LabelledRegions {
  const renumbered = new Int32Array(regions.num + 1);
  let num = 0;
  for (let k = 1; k <= regions.num; k++) if (keep(k, regions.areas[k])) renumbered[k] = ++num;
  if (num === regions.num) return regions;

  const old = regions.labels.data;
  const labels = new Int32Array(old.length);
  const areas = new Int32Array(num + 1);
  for (let i = 0; i < old.length; i++) {
    const label = renumbered[old[i]];
    labels[i] = label;
    areas[label]++;
  }
  return { labels: { data: labels, shape: regions.labels.shape }, num, areas };
}

/** Label of the region with the most pixels, the first of equals; 0 without any region. */
export function largestRegion(regions: LabelledRegions): number {
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
