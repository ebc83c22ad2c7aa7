import type { LaneGroup } from './laplacian-kernel.ts';
import type { ObservationBlock } from './observations.ts';
import type { Weighting } from './weights.ts';

/** Pixels copied together: a panel of a few hundred interferograms stays in the second-level cache. */
const PANEL = 256;

/**
 * A few hundred neighbouring pixels of a block, copied row by row into compact arrays. Blocks are interferogram-major:
 * picking single pixels out of them would touch a new cache line per value.
 */
export class PixelPanel {
  /** first pixel of the panel in the block, and how many there are */
  start = 0;
  count = 0;
  /** pixels observed in every interferogram, and in some; counted from `start`; those without any are in neither */
  readonly complete = new Int32Array(PANEL);
  readonly partial = new Int32Array(PANEL);
  numComplete = 0;
  numPartial = 0;
  private readonly numIfgram: number;
  private readonly observed: Float32Array;
  private readonly quality: Float32Array;
  private readonly seen = new Int32Array(PANEL);

  constructor(numIfgram: number, isWeighted: boolean) {
    this.numIfgram = numIfgram;
    this.observed = new Float32Array(numIfgram * PANEL);
    this.quality = new Float32Array(isWeighted ? numIfgram * PANEL : 0);
  }

  /** Copy the panel that starts at a pixel. @returns first pixel of the next one */
  load(block: ObservationBlock, start: number): number {
    const { numPixel } = block;
    this.start = start;
    this.count = Math.min(PANEL, numPixel - start);
    for (let i = 0; i < this.numIfgram; i++) {
      const from = i * numPixel + start;
      this.observed.set(block.observed.subarray(from, from + this.count), i * PANEL);
      if (this.quality.length > 0) {
        this.quality.set(block.quality!.subarray(from, from + this.count), i * PANEL);
      }
    }
    this.sort();
    return start + this.count;
  }

  private sort(): void {
    const { observed, seen, count, numIfgram } = this;
    seen.fill(0);
    for (let i = 0; i < numIfgram; i++) {
      const row = i * PANEL;
      for (let p = 0; p < count; p++) {
        if (!Number.isNaN(observed[row + p])) seen[p]++;
      }
    }
    this.numComplete = 0;
    this.numPartial = 0;
    for (let p = 0; p < count; p++) {
      if (seen[p] === numIfgram) this.complete[this.numComplete++] = p;
      else if (seen[p] > 0) this.partial[this.numPartial++] = p;
    }
  }

  /** Observations and weights of some pixels, as doubles; both 0 where nothing was observed. */
  gather(pixels: Int32Array, group: LaneGroup, weigh: Weighting | undefined, isComplete: boolean): void {
    const { numIfgram, observed, quality } = this;
    const { lanes, weight } = group;
    const target = group.observed;
    for (let i = 0; i < numIfgram; i++) {
      const row = i * PANEL;
      const at = i * lanes;
      for (let p = 0; p < lanes; p++) target[at + p] = observed[row + pixels[p]];
    }
    if (weigh === undefined) weight.fill(1);
    else {
      for (let i = 0; i < numIfgram; i++) {
        const row = i * PANEL;
        const at = i * lanes;
        for (let p = 0; p < lanes; p++) weight[at + p] = quality[row + pixels[p]];
      }
      weigh(weight);
    }
    if (isComplete) return;
    for (let k = 0; k < target.length; k++) {
      if (Number.isNaN(target[k])) {
        target[k] = 0;
        weight[k] = 0;
      }
    }
  }
}
