import type { Values } from '../../core/array.ts';
import type { BlockFunction, RowBlock } from '../../core/block.ts';
import { blockMemory } from '../../core/block-memory.ts';
import { prepareSubtraction, type SeriesSubtraction } from './series-subtraction.ts';

/** Arguments of kernels of delays besides their own. */
export interface Correcting {
  /** how the delays are subtracted from a series, which is an input then */
  readonly correction?: SeriesSubtraction;
}

export interface DelayOutputs {
  /** delays, m, [numDate, numPixel] */
  readonly timeseries: Float32Array;
}

/** The series that is corrected, m, [dates of its own, numPixel]. */
export interface CorrectedInputs {
  readonly first?: Values;
}

export interface CorrectedOutputs extends DelayOutputs {
  readonly corrected?: Values;
}

/** Makes a kernel of delays. @param memory for its output */
export type DelayKernel<Args, Inputs extends object> = (
  args: Args,
  memory: (length: number) => Float32Array,
) => BlockFunction<Inputs, DelayOutputs>;

/**
 * A kernel of delays that also corrects a series where it is told to: the delays of a block are subtracted where they were made,
 * which spares reading them again. The bits are those of `subtract` on the file of delays.
 */
export function correcting<Args, Inputs extends object>(
  delays: DelayKernel<Args, Inputs>,
): (args: Args & Correcting) => BlockFunction<Inputs & CorrectedInputs, CorrectedOutputs> {
  return (args) => {
    const memory = blockMemory();
    const { correction } = args;
    if (correction === undefined) return delays(args, memory);
    const subtraction = prepareSubtraction(correction);
    let wanted: Float32Array | undefined;
    const made = delays(args, (length) => wanted?.subarray(0, length) ?? memory(length));
    const run = (inputs: Inputs & CorrectedInputs, block: RowBlock) => {
      const { numPixel } = block;
      wanted = subtraction.room(numPixel).other?.subarray(0, correction.numOther * numPixel);
      let { timeseries } = made(inputs, block).outputs;
      if (wanted !== undefined && timeseries.buffer !== wanted.buffer) {
        wanted.set(timeseries);
        timeseries = wanted;
      }
      subtraction.subtract(inputs.first!, timeseries, numPixel);
      return { outputs: { timeseries, corrected: inputs.first! } };
    };
    const room = (name: string, { numPixel }: RowBlock) =>
      name === 'first' ? subtraction.room(numPixel).first : undefined;
    return Object.assign(run, { room });
  };
}
