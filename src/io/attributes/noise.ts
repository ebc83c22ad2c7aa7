import type { NoiseInSpace } from '../../core/stats/noise-in-space.ts';
import type { Attributes } from '../hdf5/types.ts';

/** Attributes that tell how alike the noise of two places is: distances in m, semivariances of its velocity in (m/year)². */
export function noiseAttributes({ distances, semivariances }: NoiseInSpace): Attributes {
  return {
    NOISE_DISTANCE: distances.map((value) => value.toPrecision(5)).join(','),
    NOISE_SEMIVARIANCE: semivariances.map((value) => value.toPrecision(5)).join(','),
  };
}

/** Undefined where the attributes do not tell it, or nothing that could be meant. */
export function noiseOfAttributes(attributes: Attributes): NoiseInSpace | undefined {
  const [distances, semivariances] = ['NOISE_DISTANCE', 'NOISE_SEMIVARIANCE'].map((key) =>
    (attributes[key] ?? '').split(',').map(Number),
  );
  const isMeant =
    distances.length === semivariances.length &&
    [...distances, ...semivariances].every((value) => value > 0) &&
    distances.every((value, k) => k === 0 || value > distances[k - 1]);
  return isMeant ? { distances, semivariances } : undefined;
}

/** Attributes of what is made of several velocities, whose noise is none of theirs. */
export function withoutNoise(attributes: Attributes): Attributes {
  const { NOISE_DISTANCE: _distance, NOISE_SEMIVARIANCE: _semivariance, ...rest } = attributes;
  return rest;
}
