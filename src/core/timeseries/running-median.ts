import { type Bands, PANEL } from '../linalg/band-panels.ts';
import { fastest, MemoryLayout, SimdModule } from '../simd-module.ts';
import { RUNNING_MEDIAN_SIMD } from './running-median-simd-code.ts';

/** Values in single precision that go through the kernel together; a panel is a whole number of them. */
const GROUP = 4;

interface Exports {
  runningMedian(
    from: number,
    numDate: number,
    window: number,
    reference: number,
    sorted: number,
    to: number,
    groups: number,
  ): void;
}

const CODE = new SimdModule<Exports>(RUNNING_MEDIAN_SIMD);

/** Running medians of a panel of pixels, relative to one date. Pixels with NaN get no meaning. */
export interface RunningMedian {
  readonly from: Bands;
  readonly to: Bands;
  run(count: number): void;
}

/** What is filtered: dates, those that a median is taken over, and the one that is 0 afterwards. */
export interface MedianWindow {
  readonly numDate: number;
  readonly window: number;
  readonly reference: number;
}

/** The running median as fast as this machine has it. */
export function runningMedian(needs: MedianWindow): RunningMedian {
  return fastest(
    CODE.isSupported(),
    () => simdRunningMedian(needs),
    () => plainRunningMedian(needs),
  );
}

/** In WebAssembly with vector instructions (assembly/running-median.ts): the values of `plainRunningMedian`. */
export function simdRunningMedian({ numDate, window, reference }: MedianWindow): RunningMedian {
  const layout = new MemoryLayout();
  const [from, to] = [0, 0].map(() => layout.reserve(4 * PANEL * numDate));
  const sorted = layout.reserve(4 * GROUP * window);
  const { code, memory } = CODE.start(layout);
  const bands = (at: number) => ({
    rows: numDate,
    values: new Float32Array(memory.buffer, at, numDate * PANEL),
    at,
  });
  return {
    from: bands(from),
    to: bands(to),
    run: (count) =>
      code.runningMedian(from, numDate, window, reference, sorted, to, Math.ceil(count / GROUP)),
  };
}

/** In plain TypeScript: for machines without vector instructions, and the judge of the vector kernel. */
export function plainRunningMedian(needs: MedianWindow): RunningMedian {
  const { numDate, window } = needs;
  const sorted = new Float64Array(window);
  const bands = () => ({ rows: numDate, values: new Float32Array(numDate * PANEL), at: 0 });
  const [from, to] = [bands(), bands()];
  return {
    from,
    to,
    run(count) {
      for (let i = 0; i < count; i++) medianSeries(from.values, needs, PANEL, i, sorted, to.values);
    },
  };
}

/**
 * Running median of the series at `i`, the first and last date standing in for those beyond the ends, relative to the
 * reference date. Dates without data (NaN) do not count, and get no value; of an even number of values the upper one of
 * the two in the middle.
 *
 * @param block [numDate, stride], any unit
 * @param sorted room for the values of a window
 * @param to [numDate, stride], same unit
 */
export function medianSeries(
  block: Float32Array,
  { numDate, window, reference }: MedianWindow,
  stride: number,
  i: number,
  sorted: Float64Array,
  to: Float32Array,
): void {
  const first = -(window >> 1);
  for (let k = 0; k < numDate; k++) {
    let count = 0;
    for (let n = k + first; n < k + first + window; n++) {
      const value = block[Math.min(Math.max(n, 0), numDate - 1) * stride + i];
      if (Number.isNaN(value)) continue;
      let place = count++;
      for (; place > 0 && sorted[place - 1] > value; place--) sorted[place] = sorted[place - 1];
      sorted[place] = value;
    }
    to[k * stride + i] = Number.isNaN(block[k * stride + i]) ? Number.NaN : sorted[count >> 1];
  }
  const zero = to[reference * stride + i];
  for (let k = 0; k < numDate; k++) to[k * stride + i] -= zero;
}
