import type { BlockRoom, LaneKernel, LaneSetup, MakeLaneKernel } from './lane-kernel.ts';
import type { ObservationBlock } from './observations.ts';

/** The kernel of one network for block after block, each as large as it comes. */
export interface BlockKernel {
  /** A kernel with room for so many pixels: another than before where a block is larger than all before it. */
  kernelFor(numPixel: number): LaneKernel;
  /** The arrays of its room for a block of so many pixels: who has data read into them spares a copy. */
  room(numPixel: number): Pick<BlockRoom, 'observed' | 'quality' | 'timeseries'>;
}

/** @param onNew is told of every kernel that is made: what was left in the one before is gone */
export function blockKernel(
  makeKernel: MakeLaneKernel,
  setup: LaneSetup,
  onNew: (kernel: LaneKernel) => void = () => {},
): BlockKernel {
  const { numIfgram, numDate } = setup.structure;
  let kernel: LaneKernel | undefined;

  function kernelFor(numPixel: number): LaneKernel {
    if (kernel === undefined || kernel.block.capacity < numPixel) {
      kernel = undefined; // its memory may be what the next one needs
      kernel = makeKernel(setup, numPixel);
      onNew(kernel);
    }
    return kernel;
  }

  function room(numPixel: number) {
    const { observed, quality, timeseries } = kernelFor(numPixel).block;
    const size = numIfgram * numPixel;
    return {
      observed: observed.subarray(0, size),
      quality: quality.subarray(0, size),
      timeseries: timeseries.subarray(0, numDate * numPixel),
    };
  }
  return { kernelFor, room };
}

/** Put a block into a kernel's memory, unless it is there. */
export function takeIn(
  { numPixel, observed, quality, isOff }: ObservationBlock,
  { block }: Pick<LaneKernel, 'block'>,
): void {
  if (!isAt(observed, block.observed)) block.observed.set(observed);
  if (block.quality.length > 0 && !isAt(quality!, block.quality)) block.quality.set(quality!);
  if (isOff === undefined) block.isOff.fill(0, 0, numPixel);
  else for (let p = 0; p < numPixel; p++) block.isOff[p] = isOff[p] ? -1 : 0;
}

function isAt(values: Float32Array, place: Float32Array): boolean {
  const { buffer, byteOffset } = place;
  return values instanceof Float32Array && values.buffer === buffer && values.byteOffset === byteOffset;
}
