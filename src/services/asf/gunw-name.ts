import { MetadataError } from '../../core/errors.ts';

/** What the name of a GUNW product tells. */
export interface GunwName {
  readonly direction: 'ASCENDING' | 'DESCENDING';
  /** relative orbit */
  readonly track: number;
  /** which of the frames along the track; products of one pair that have the same place show the same ground */
  readonly place: string;
  /** the later and the earlier acquisition, YYYYMMDD */
  readonly late: string;
  readonly early: string;
  /** e.g. `2_0_6` */
  readonly version: string;
}

/**
 * Read the name of a Sentinel-1 GUNW product, which begins with the later date:
 * `S1-GUNW-A-R-064-tops-20210723_20210711-015000-00119W_00033N-PP-6267-v2_0_6`. Text in, values out.
 *
 * @throws {MetadataError} for other names
 */
export function parseGunwName(name: string): GunwName {
  const match =
    /^S1-GUNW-([AD])-[RL]-(\d{3})-\w+-(\d{8})_(\d{8})-\d+-(\w+)-.*-v(\d+(?:_\d+)*)(?:\.nc)?$/.exec(name);
  if (match === null) {
    throw new MetadataError(
      `${name} is no name of a Sentinel-1 GUNW product.`,
      'Names look like S1-GUNW-A-R-064-tops-20210723_20210711-015000-00119W_00033N-PP-6267-v2_0_6.',
    );
  }
  const [, direction, track, one, other, place, version] = match;
  return {
    direction: direction === 'A' ? 'ASCENDING' : 'DESCENDING',
    track: Number(track),
    place,
    late: one > other ? one : other,
    early: one > other ? other : one,
    version,
  };
}
