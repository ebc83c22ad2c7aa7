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
 * Union-find over runs, the stretches of equal value along a row: a run joins the runs of its value that it touches in
 * the row above. The root of a set is its smallest provisional label, hence the one met first, so that numbering the
 * roots in ascending order numbers the regions in raster order.
 *
 * @param values component numbers or a mask [length, width]; fractions are cut off
 */
export function labelRegions(values: Grid<Values>): LabelledRegions {
  const [length, width] = values.shape;
  const { data } = values;
  const value = data instanceof Int32Array ? data : new Int32Array(data); // NaN turns into 0
  // At worst every pixel is a run, and every run starts a region. Memory that is not touched costs nothing.
  const first = new Int32Array(value.length);
  const end = new Int32Array(value.length);
  const provisional = new Int32Array(value.length);
  const parent = new Int32Array(value.length + 1);
  let numProvisional = 0;
  let numRun = 0;

  for (let y = 0, above = 0; y < length; y++) {
    const endOfAbove = numRun; // runs of the row above: from `above` up to here
    const endOfRow = (y + 1) * width;
    for (let i = y * width; i < endOfRow; ) {
      const from = i;
      const v = value[i++];
      while (i < endOfRow && value[i] === v) i++;
      if (v === 0) continue;
      let label = 0;
      while (above < endOfAbove && end[above] + width <= from) above++;
      for (let k = above; k < endOfAbove && first[k] + width < i; k++) {
        if (value[first[k]] !== v) continue;
        label = label === 0 ? provisional[k] : union(parent, label, provisional[k]);
      }
      if (label === 0) {
        label = ++numProvisional;
        parent[label] = label;
      }
      first[numRun] = from;
      end[numRun] = i;
      provisional[numRun++] = label;
    }
    above = endOfAbove;
  }
  // Parents are smaller than their children, so one ascending sweep flattens the sets and numbers the roots.
  let num = 0;
  for (let k = 1; k <= numProvisional; k++) parent[k] = parent[k] === k ? ++num : parent[parent[k]];
  const labels = new Int32Array(value.length);
  const areas = new Int32Array(num + 1);
  areas[0] = value.length;
  for (let k = 0; k < numRun; k++) {
    const label = parent[provisional[k]];
    labels.fill(label, first[k], end[k]);
    areas[label] += end[k] - first[k];
    areas[0] -= end[k] - first[k];
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
