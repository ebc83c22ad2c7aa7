/** Phase of a frame at some pixels of the grid that all frames of an interferogram are on. */
export interface FramePixels {
  /** rad [n]; NaN or 0 where there is none */
  readonly phase: Float32Array;
  /** component numbers [n], 0, less or NaN where the phase is not reliable; one component when left out */
  readonly labels?: ArrayLike<number>;
}

/** Phase differences of two frames where a component of the one lies on a component of the other. */
export interface ComponentOverlap {
  /** component numbers in the first and the second frame */
  readonly labels: readonly [first: number, second: number];
  /** pixels with reliable phase in both */
  readonly pixels: number;
  /** first minus second, rad: of every pixel, or of every so many in a large overlap */
  readonly differences: Float32Array;
}

/** Adds up the overlap of two frames, block by block in raster order. */
export interface SeamTally {
  /** The next pixels: as many of the first frame as of the second. */
  add(first: FramePixels, second: FramePixels): void;
  /** What was found, the largest overlap first. */
  overlaps(): ComponentOverlap[];
}

/** Differences that are kept of two components; their median hardly changes with more. */
const MOST_SAMPLES = 1 << 18;

/** A tally whose memory is bounded for overlaps of any size, with the same result however the pixels are cut into blocks. */
export function seamTally(): SeamTally {
  const found = new Map<string, Samples>();
  return {
    add(first, second) {
      const n = first.phase.length;
      let last: Samples | undefined;
      for (let i = 0; i < n; i++) {
        const a = first.phase[i];
        const b = second.phase[i];
        if (a === 0 || b === 0 || Number.isNaN(a) || Number.isNaN(b)) continue;
        const one = first.labels === undefined ? 1 : first.labels[i];
        const other = second.labels === undefined ? 1 : second.labels[i];
        if (!(one > 0 && other > 0)) continue;
        if (last === undefined || last.labels[0] !== one || last.labels[1] !== other) {
          const key = `${one} ${other}`;
          last = found.get(key) ?? new Samples([one, other]);
          found.set(key, last);
        }
        last.add(a - b);
      }
    },
    overlaps: () =>
      [...found.values()]
        .map(({ labels, pixels, differences }) => ({ labels, pixels, differences }))
        .sort((a, b) => b.pixels - a.pixels || a.labels[0] - b.labels[0] || a.labels[1] - b.labels[1]),
  };
}

/** Every value of a sequence, or every 2nd, 4th, 8th... as it grows. */
class Samples {
  readonly labels: readonly [number, number];
  pixels = 0;
  private every = 1;
  private kept = 0;
  private values = new Float32Array(256);

  constructor(labels: readonly [number, number]) {
    this.labels = labels;
  }

  get differences(): Float32Array {
    return this.values.slice(0, this.kept);
  }

  add(value: number): void {
    if (this.pixels++ % this.every !== 0) return;
    if (this.kept === MOST_SAMPLES) {
      this.kept /= 2;
      for (let i = 0; i < this.kept; i++) this.values[i] = this.values[2 * i];
      this.every *= 2;
      if ((this.pixels - 1) % this.every !== 0) return;
    } else if (this.kept === this.values.length) {
      const wider = new Float32Array(2 * this.kept);
      wider.set(this.values);
      this.values = wider;
    }
    this.values[this.kept++] = value;
  }
}
