import { type LaneKernel, PANEL } from './laplacian-kernel.ts';
import type { ObservationBlock } from './observations.ts';

/** The pixels of a block, panel by panel, sorted by how much was observed. */
export class PixelPanel {
  /** first pixel of the panel in the block */
  start = 0;
  /** pixels observed in every interferogram, and in some; counted from `start`; those without any are in neither */
  readonly complete = new Int32Array(PANEL);
  readonly partial = new Int32Array(PANEL);
  numComplete = 0;
  numPartial = 0;
  private readonly kernel: LaneKernel;
  private readonly numIfgram: number;

  constructor(kernel: LaneKernel, numIfgram: number) {
    this.kernel = kernel;
    this.numIfgram = numIfgram;
  }

  /** Copy the panel that starts at a pixel. @returns first pixel of the next one */
  load({ numPixel, observed, quality }: ObservationBlock, start: number): number {
    const { panel } = this.kernel;
    const count = Math.min(PANEL, numPixel - start);
    for (let i = 0; i < this.numIfgram; i++) {
      const from = i * numPixel + start;
      panel.observed.set(observed.subarray(from, from + count), i * PANEL);
      if (panel.quality.length > 0) panel.quality.set(quality!.subarray(from, from + count), i * PANEL);
    }
    this.kernel.countSeen();
    this.start = start;
    this.numComplete = 0;
    this.numPartial = 0;
    for (let p = 0; p < count; p++) {
      if (panel.seen[p] === this.numIfgram) this.complete[this.numComplete++] = p;
      else if (panel.seen[p] > 0) this.partial[this.numPartial++] = p;
    }
    return start + count;
  }
}
