import type { BlockFunction } from '../../core/block.ts';
import { blockMemory } from '../../core/block-memory.ts';
import { ionosphereRangeDelays, ionosphereSine } from '../../core/geometry/ionosphere-shell.ts';

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
  const memory = blockMemory();
  return ({ incidence }, { numPixel }) => {
    const timeseries = memory(vtec.length * numPixel);
    const sines = sinesOf(incidence);
    vtec.forEach((tec, k) => {
      const plane = timeseries.subarray(k * numPixel, (k + 1) * numPixel);
      ionosphereRangeDelays(tec, sines, frequency, plane);
    });
    return { outputs: { timeseries } };
  };
}

function sinesOf(incidence: Float32Array): Float64Array {
  const sines = new Float64Array(incidence.length);
  for (let i = 0; i < sines.length; i++)
    sines[i] = incidence[i] === 0 ? Number.NaN : ionosphereSine(incidence[i]);
  return sines;
}
