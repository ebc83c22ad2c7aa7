import type { BlockFunction } from '../../core/block.ts';
import { ionosphereIncidence, ionosphereRangeDelay } from '../../core/geometry/ionosphere-shell.ts';

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
    const shell = Float64Array.from(incidence, (angle) =>
      angle === 0 ? Number.NaN : ionosphereIncidence(angle),
    );
    vtec.forEach((tec, k) => {
      for (let i = 0; i < numPixel; i++)
        timeseries[k * numPixel + i] = ionosphereRangeDelay(tec, shell[i], frequency);
    });
    return { outputs: { timeseries } };
  };
}
