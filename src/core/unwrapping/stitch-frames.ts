import { ShapeError } from '../errors.ts';
import { medianInPlace } from '../stats/selection.ts';
import { type ComponentOverlap, type FramePixels, seamTally } from './seam-tally.ts';

const TWO_PI = 2 * Math.PI;

/** What becomes of a frame so that it continues the others. */
export interface FrameShift {
  /** rad, less than half a cycle: added to the whole frame */
  readonly offset: number;
  /** whole cycles added to what belongs to no component that is listed */
  readonly cycles: number;
  /** of every component: whole cycles added to it, and its number in the whole */
  readonly components: readonly {
    readonly label: number;
    readonly cycles: number;
    readonly number: number;
  }[];
}

/** Where two frames overlap. */
export interface Seam {
  /** frames, counted from 0 in the order given */
  readonly first: number;
  readonly second: number;
  /** pixels with reliable phase in both */
  readonly pixels: number;
  /** median of first minus second as they were, rad */
  readonly before: number;
  /** the same after stitching, rad */
  readonly after: number;
  /** median distance from `after`, rad: noise of the overlap */
  readonly spread: number;
  /** share of the pixels that are within a quarter of a cycle after stitching */
  readonly fit: number;
  /** by components: `before` and `after` as above, and the whole cycles that were found between them */
  readonly components: readonly {
    readonly labels: readonly [first: number, second: number];
    readonly pixels: number;
    readonly before: number;
    readonly cycles: number;
    readonly after: number;
  }[];
}

/** How frames are put together. */
export interface FrameJoin {
  /** one per frame */
  readonly shifts: readonly FrameShift[];
  /** of the frames that overlap */
  readonly seams: readonly Seam[];
  /** frames that do not hang together with the first one, which stay as they are */
  readonly apart: readonly number[];
}

/** Two frames and the components that lie on one another: see `seamTally`. */
export interface FrameOverlap {
  readonly first: number;
  readonly second: number;
  readonly overlaps: readonly ComponentOverlap[];
}

/** Offsets below this are rounding of single precision, rad. */
const NOTHING = 1e-4;
/** Share of an overlap that fits at least; frames that have nothing to do with one another reach a quarter. */
const LEAST_FIT = 0.5;

/**
 * Find what has to be added to the frames of an interferogram so that they continue one another. Frames are unwrapped each by
 * itself: between two of them lie whole cycles, another number for every component, and an offset of less than half a cycle that
 * is the same for all of a frame. The offset is the median over the overlap once whole cycles are taken off; the cycles between two
 * components are those of the median of their difference without it. Components are joined along a spanning tree of overlaps,
 * largest first, so that two components of one frame are brought together by one of its neighbour. The first frame keeps its phase; a
 * component that touches no other frame moves as the largest overlap of its frame does.
 *
 * @param labels component numbers of every frame, each above 0; all that occur
 * @param overlaps of pairs of frames, first < second
 * @param minPixels overlaps of fewer pixels join nothing
 * @returns one shift per frame; numbers of components follow one another from frame to frame, joined ones have one number
 */
export function joinFrames(
  labels: readonly (readonly number[])[],
  overlaps: readonly FrameOverlap[],
  minPixels = 10,
): FrameJoin {
  const wide = overlaps
    .map(({ first, second, overlaps: found }) => ({
      first,
      second,
      overlaps: found.filter(({ pixels }) => pixels >= minPixels),
    }))
    .filter(({ overlaps: found }) => found.length > 0);
  const { offsets, isPlaced } = frameOffsets(labels.length, wide);
  const tree = new CycleTree();
  const edges = wide
    .flatMap(({ first, second, overlaps: found }) =>
      found.map(({ labels: [one, other], pixels, differences }) => ({
        nodes: [`${first} ${one}`, `${second} ${other}`] as const,
        pixels,
        cycles: Math.round((medianOf(differences) + offsets[first] - offsets[second]) / TWO_PI),
      })),
    )
    .sort((a, b) => b.pixels - a.pixels);
  for (const { nodes, cycles } of edges) tree.join(nodes[0], nodes[1], cycles);
  const shifts = shiftsOf(labels, edges, tree, offsets);
  const seams = wide.map((overlap) => seamOf(overlap, shifts));
  const apart = labels.flatMap((_, k) => (isPlaced[k] ? [] : [k]));
  return { shifts, seams, apart };
}

/** Frames, by their number, that overlap others and do not continue them: the phases have nothing to do with one another. */
export function misfits({ seams }: Pick<FrameJoin, 'seams'>): Seam[] {
  return seams.filter(({ fit }) => !(fit >= LEAST_FIT));
}

/** Offset of every frame from the first, less than half a cycle; frames are reached from the largest overlap on. */
function frameOffsets(num: number, overlaps: readonly FrameOverlap[]) {
  const offsets = new Float64Array(num);
  const isPlaced = Array.from({ length: num }, (_, k) => k === 0);
  for (;;) {
    const rims = overlaps.filter(({ first, second }) => isPlaced[first] !== isPlaced[second]);
    if (rims.length === 0) return { offsets, isPlaced };
    const widest = rims.reduce((a, b) => (pixelsOf(b) > pixelsOf(a) ? b : a));
    const next = isPlaced[widest.first] ? widest.second : widest.first;
    const touching = rims.filter(({ first, second }) => first === next || second === next);
    offsets[next] = commonOffset(
      touching.flatMap(({ first, second, overlaps: found }) => {
        const sign = second === next ? 1 : -1;
        const known = offsets[second === next ? first : second];
        return found.map(({ differences, pixels }) => ({ differences, sign, known, pixels }));
      }),
    );
    isPlaced[next] = true;
  }
}

function pixelsOf({ overlaps }: FrameOverlap): number {
  return overlaps.reduce((sum, { pixels }) => sum + pixels, 0);
}

/** Median of wrapped differences around their circular mean, rad within half a cycle. */
function commonOffset(
  parts: readonly {
    readonly differences: Float32Array;
    readonly sign: number;
    readonly known: number;
    readonly pixels: number;
  }[],
): number {
  let [re, im, count] = [0, 0, 0];
  for (const { differences, sign, known, pixels } of parts) {
    const weight = pixels / differences.length;
    for (const difference of differences) {
      re += weight * Math.cos(sign * difference + known);
      im += weight * Math.sin(sign * difference + known);
    }
    count += differences.length;
  }
  const mean = Math.atan2(im, re);
  const around = new Float32Array(count);
  let at = 0;
  for (const { differences, sign, known } of parts)
    for (const difference of differences) around[at++] = nearZero(sign * difference + known - mean);
  const offset = nearZero(mean + medianInPlace(around));
  return Math.abs(offset) < NOTHING ? 0 : offset;
}

/** The same angle within half a cycle of 0. */
function nearZero(angle: number): number {
  return angle - TWO_PI * Math.round(angle / TWO_PI);
}

function medianOf(values: Float32Array): number {
  return medianInPlace(values.slice());
}

/** Components that were joined, with the whole cycles between them: union by weights. */
class CycleTree {
  private readonly above = new Map<string, { readonly parent: string; readonly cycles: number }>();

  /** The component that stands for all that it is joined to, and the cycles by which this one must rise above it. */
  find(node: string): { root: string; cycles: number } {
    let [root, cycles] = [node, 0];
    for (let up = this.above.get(root); up !== undefined; up = this.above.get(root)) {
      cycles += up.cycles;
      root = up.parent;
    }
    return { root, cycles };
  }

  /** @param cycles by which the second has to rise above the first; of components that are joined already nothing changes */
  join(first: string, second: string, cycles: number): void {
    const [a, b] = [this.find(first), this.find(second)];
    if (a.root !== b.root) this.above.set(b.root, { parent: a.root, cycles: a.cycles + cycles - b.cycles });
  }
}

function shiftsOf(
  labels: readonly (readonly number[])[],
  edges: readonly { readonly nodes: readonly [string, string] }[],
  tree: CycleTree,
  offsets: Float64Array,
): FrameShift[] {
  /** cycles of what stands for joined components, and their number in the whole */
  const levels = new Map<string, number>();
  const numbers = new Map<string, number>();
  let highest = 0;
  return labels.map((own, k) => {
    // Components from the largest overlap on: what an earlier frame has fixed, and what this frame fixes like it.
    const overlapping = [
      ...new Set(edges.flatMap(({ nodes }) => nodes.filter((node) => node.startsWith(`${k} `)))),
    ];
    const levelOf = (node: string): number | undefined => {
      const { root, cycles } = tree.find(node);
      const level = levels.get(root);
      return level === undefined ? undefined : level + cycles;
    };
    const usual = overlapping.map(levelOf).find((level) => level !== undefined) ?? 0;
    for (const node of [...overlapping, ...own.map((label) => `${k} ${label}`)]) {
      const { root, cycles } = tree.find(node);
      if (!levels.has(root)) levels.set(root, usual - cycles);
    }
    const components = [...own]
      .sort((a, b) => a - b)
      .map((label) => {
        const node = `${k} ${label}`;
        const { root } = tree.find(node);
        const number = numbers.get(root) ?? (k === 0 ? label : highest + 1);
        numbers.set(root, number);
        highest = Math.max(highest, number);
        return { label, cycles: levelOf(node) as number, number };
      });
    return { offset: offsets[k], cycles: usual, components };
  });
}

function seamOf({ first, second, overlaps }: FrameOverlap, shifts: readonly FrameShift[]): Seam {
  const cyclesOf = (frame: number, label: number) =>
    shifts[frame].components.find((one) => one.label === label)?.cycles ?? shifts[frame].cycles;
  const offset = shifts[first].offset - shifts[second].offset;
  const moved = ({ labels: [one, other] }: ComponentOverlap) =>
    offset + TWO_PI * (cyclesOf(first, one) - cyclesOf(second, other));
  const all = (shift: (overlap: ComponentOverlap) => number) => {
    const out = new Float32Array(overlaps.reduce((sum, { differences }) => sum + differences.length, 0));
    let at = 0;
    for (const overlap of overlaps) {
      const added = shift(overlap);
      for (const difference of overlap.differences) out[at++] = difference + added;
    }
    return out;
  };
  const after = medianInPlace(all(moved));
  const residuals = all(moved);
  const within = residuals.reduce((count, value) => count + (Math.abs(value) <= Math.PI / 2 ? 1 : 0), 0);
  return {
    first,
    second,
    pixels: overlaps.reduce((sum, { pixels }) => sum + pixels, 0),
    before: medianInPlace(all(() => 0)),
    after,
    spread: medianInPlace(residuals.map((value) => Math.abs(value - after))),
    fit: within / residuals.length,
    components: overlaps.map((overlap) => {
      const before = medianOf(overlap.differences);
      const left = before + moved(overlap);
      const cycles = Math.round((before + offset) / TWO_PI);
      return { labels: overlap.labels, pixels: overlap.pixels, before, cycles, after: left };
    }),
  };
}

/** Changes a frame as its shift says. Fast for rows in which the component seldom changes. */
interface FrameMover {
  /** rad: what is added to a pixel of a component */
  phase(label: number): number;
  /** its number in the whole; 0 stays 0 */
  number(label: number): number;
}

/** What a shift does to pixels of a component; one that is not listed moves as its frame does and keeps its number. */
function frameMover({ offset, cycles, components }: FrameShift): FrameMover {
  const known = new Map(components.map((one) => [one.label, one]));
  const usual = offset + TWO_PI * cycles;
  const sums = new Map(components.map((one) => [one.label, offset + TWO_PI * one.cycles]));
  return {
    phase: (label) => sums.get(label) ?? usual,
    number: (label) => (label > 0 ? (known.get(label)?.number ?? label) : label),
  };
}

/** Frames put together. */
export interface StitchedFrames extends FrameJoin {
  /** rad [n]: the mean where frames overlap and are as reliable; NaN, or 0 if the frames have 0, where none has any */
  readonly phase: Float32Array;
  /** component numbers [n]: the smallest where frames overlap, 0 where there is none */
  readonly labels: Int32Array;
}

/**
 * Put the frames of an interferogram together: see `joinFrames` for how they are fitted to one another.
 *
 * @param frames [n] each, on the grid of all frames: NaN where a frame does not reach
 * @param minPixels overlaps of fewer pixels join nothing
 * @throws {ShapeError} when frames differ in size
 */
export function stitchFrames(frames: readonly FramePixels[], minPixels?: number): StitchedFrames {
  const n = frames[0]?.phase.length ?? 0;
  if (frames.some(({ phase, labels }) => phase.length !== n || (labels?.length ?? n) !== n))
    throw new ShapeError('Frames to be stitched are not all on one grid.');
  const overlaps = frames.flatMap((second, k) =>
    frames.slice(0, k).map((first, j): FrameOverlap => {
      const tally = seamTally();
      tally.add(first, second);
      return { first: j, second: k, overlaps: tally.overlaps() };
    }),
  );
  const join = joinFrames(frames.map(labelsOf), overlaps, minPixels);
  return { ...join, ...mergeFrames(frames, join.shifts) };
}

/** Component numbers above 0 that a frame has. */
function labelsOf({ labels }: FramePixels): number[] {
  if (labels === undefined) return [1];
  const found = new Set<number>();
  for (let i = 0; i < labels.length; i++) if (labels[i] > 0) found.add(labels[i]);
  return [...found];
}

/**
 * Merge frames that have been fitted to one another, pixel by pixel.
 *
 * @param frames [n] each, phase in rad, NaN where a frame does not reach
 * @param shifts one per frame
 * @returns [n] as in `stitchFrames`
 */
export function mergeFrames(
  frames: readonly FramePixels[],
  shifts: readonly FrameShift[],
): Pick<StitchedFrames, 'phase' | 'labels'> {
  const n = frames[0].phase.length;
  const merged = { phase: new Float32Array(n), labels: new Int32Array(n) };
  mergeInto(merged, frames, shifts);
  return merged;
}

/** The same into arrays that are there, [n]: whatever they held is overwritten. */
export function mergeInto(
  { phase, labels }: Pick<StitchedFrames, 'phase' | 'labels'>,
  frames: readonly FramePixels[],
  shifts: readonly FrameShift[],
): void {
  if (frames.length === 1) {
    moveInto(phase, labels, frames[0], shifts[0]);
    return;
  }
  const n = phase.length;
  phase.fill(Number.NaN);
  labels.fill(0);
  const sums = new Float64Array(n);
  const counts = new Uint8Array(n);
  for (const [k, { phase: own, labels: ownLabels }] of frames.entries()) {
    const mover = frameMover(shifts[k]);
    let [last, shift, number] = [Number.NaN, 0, 0];
    for (let i = 0; i < n; i++) {
      const value = own[i];
      if (Number.isNaN(value)) continue;
      const label = ownLabels === undefined ? 1 : ownLabels[i];
      if (label !== last) [last, shift, number] = [label, mover.phase(label), mover.number(label)];
      const isReliable = number > 0;
      const wasReliable = labels[i] > 0;
      if (isReliable && !(wasReliable && labels[i] < number)) labels[i] = number;
      if (value === 0) {
        if (counts[i] === 0) phase[i] = 0;
      } else if (counts[i] === 0 || isReliable === wasReliable) {
        sums[i] += value + shift;
        counts[i]++;
      } else if (isReliable) {
        sums[i] = value + shift;
        counts[i] = 1;
      }
    }
  }
  for (let i = 0; i < n; i++) if (counts[i] > 0) phase[i] = sums[i] / counts[i];
}

/** A frame that has its pixels to itself. */
function moveInto(phase: Float32Array, labels: Int32Array, frame: FramePixels, shift: FrameShift): void {
  const mover = frameMover(shift);
  const { phase: own, labels: ownLabels } = frame;
  let [last, added, number] = [Number.NaN, 0, 0];
  for (let i = 0; i < phase.length; i++) {
    const value = own[i];
    const hasValue = !Number.isNaN(value);
    const label = ownLabels === undefined ? 1 : ownLabels[i];
    if (hasValue && label !== last) [last, added, number] = [label, mover.phase(label), mover.number(label)];
    phase[i] = value === 0 ? 0 : value + added;
    labels[i] = hasValue && number > 0 ? number : 0;
  }
}

/**
 * Component numbers of frames that have been fitted to one another, as in {@link mergeFrames}.
 *
 * @param labels component numbers [n] of each frame, NaN where it does not reach
 * @param shifts one per frame
 * @returns [n], the smallest where frames overlap; NaN where no frame reaches
 */
export function mergeLabels(
  labels: readonly Float32Array[],
  shifts: readonly FrameShift[],
): Float32Array<ArrayBuffer> {
  const out = new Float32Array(labels[0].length).fill(Number.NaN);
  for (const [k, own] of labels.entries()) {
    const mover = frameMover(shifts[k]);
    let [last, number] = [Number.NaN, 0];
    for (let i = 0; i < own.length; i++) {
      const label = own[i];
      if (Number.isNaN(label)) continue;
      if (label !== last) [last, number] = [label, mover.number(label)];
      if (!(out[i] > 0) || (number > 0 && number < out[i])) out[i] = number;
    }
  }
  return out;
}
