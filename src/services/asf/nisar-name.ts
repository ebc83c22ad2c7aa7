import { MetadataError } from '../../core/errors.ts';
import type { GunwName } from './gunw-name.ts';

/**
 * Read the name of a NISAR L2 GUNW product, which begins with the earlier acquisition and ends in letters for accuracy,
 * coverage and site, and a counter:
 * `NISAR_L2_PR_GUNW_003_005_D_077_004_4000_SH_20260630T000000_20260630T000016_20260712T000000_20260712T000016_X05014_N_P_J_001`.
 * Text in, values out; the version is the counter.
 *
 * @throws {MetadataError} for other names
 */
export function parseNisarName(name: string): GunwName {
  const match =
    /^NISAR_L2_\w+?_GUNW_\d+_(\d+)_([AD])_(\d+)_\d+_\w+?_\w+?_(\d{8})T\d{6}_\d{8}T\d{6}_(\d{8})T\d{6}_\d{8}T\d{6}_\w+_(\d{3})(?:\.h5)?$/.exec(
      name,
    );
  if (match === null) {
    throw new MetadataError(
      `${name} is no name of a NISAR L2 GUNW product.`,
      'Names begin with NISAR_L2_PR_GUNW_ and end in a counter such as 001.',
    );
  }
  const [, track, direction, frame, one, other, version] = match;
  return {
    direction: direction === 'A' ? 'ASCENDING' : 'DESCENDING',
    track: Number(track),
    place: frame,
    late: one > other ? one : other,
    early: one > other ? other : one,
    version,
  };
}
