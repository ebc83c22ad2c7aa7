import type { BlockFunction } from '../../core/block.ts';
import { ionosphereSine } from '../../core/geometry/ionosphere-shell.ts';
import { type RangeDelays, rangeDelays } from '../../core/geometry/range-delays.ts';

export interface IonosphereDelayArgs {
  /** vertical total electron content of every date, TECU */
  readonly vtec: readonly number[];
  /** of the carrier, Hz */
  readonly frequency: number;
}

/** Incidence angles on the ground, degrees, to the range delay of every date, m; NaN where the angle is 0 or missing. */
export default function ionosphereDelayKernel({
  vtec,
  frequency,
}: IonosphereDelayArgs): BlockFunction<
  { readonly incidence: Float32Array },
  { readonly timeseries: Float32Array }
> {
  let delays: RangeDelays | undefined;
  return ({ incidence }, { numPixel }) => {
    if (delays === undefined || delays.sines.length < numPixel)
      delays = rangeDelays(vtec, frequency, numPixel);
    const { sines } = delays;
    for (let i = 0; i < numPixel; i++)
      sines[i] = incidence[i] === 0 ? Number.NaN : ionosphereSine(incidence[i]);
    return { outputs: { timeseries: delays.of(numPixel) } };
  };
}
