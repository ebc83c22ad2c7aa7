import type { BlockFunction } from '../../core/block.ts';
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
  return ({ incidence }, { numPixel }) => {
    const timeseries = new Float32Array(vtec.length * numPixel);
    const sines = Float64Array.from(incidence, (angle) => (angle === 0 ? Number.NaN : ionosphereSine(angle)));
    vtec.forEach((tec, k) => {
      const plane = timeseries.subarray(k * numPixel, (k + 1) * numPixel);
      ionosphereRangeDelays(tec, sines, frequency, plane);
    });
    return { outputs: { timeseries } };
  };
}
