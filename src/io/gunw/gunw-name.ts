import { MetadataError } from '../../core/errors.ts';

/** What the name of a GUNW product tells. */
export interface GunwName {
  readonly mission: 'S1' | 'ALOS2' | 'NISAR';
  readonly direction: 'ASCENDING' | 'DESCENDING';
  /** relative orbit */
  readonly track: number;
  /** the later and the earlier acquisition, YYYYMMDD */
  readonly late: string;
  readonly early: string;
  /** e.g. `2_0_6`, of NISAR the counter of the product */
  readonly version: string;
  /** middle of the acquisition, seconds of the day, where the name tells it */
  readonly time?: number;
  /** of NISAR */
  readonly frame?: number;
  /** `HH`, of NISAR */
  readonly polarization?: string;
}

const SENTINEL =
  /^(S1|ALOS2)-GUNW-([AD])-[RL]-(\d{3})-\w+-(\d{8})_(\d{8})-(?:(\d\d)(\d\d)(\d\d)-)?.*-v(\d+(?:_\d+)*)$/;
const NISAR =
  /^NISAR_L2_\w{2}_GUNW_\d+_(\d+)_([AD])_(\d+)_.*?_([A-Z0-9]{2,4})_(\d{8})T\d{6}_\d{8}T\d{6}_(\d{8})T\d{6}_\d{8}T\d{6}_.*?(\d+)$/;
const POLARIZATIONS: Readonly<Record<string, string>> = { SH: 'HH', SV: 'VV', HHNA: 'HH', VVNA: 'VV' };

/**
 * Read the name of a GUNW product of Sentinel-1 or ALOS-2, which begins with the later date,
 *
 *     S1-GUNW-A-R-064-tops-20210723_20210711-015000-00119W_00033N-PP-6267-v2_0_6.nc
 *
 * or of NISAR, which begins with the earlier one. Text in, values out; folders and the ending do not matter.
 *
 * @throws {MetadataError} for other names
 */
export function parseGunwName(name: string): GunwName {
  const bare = name
    .replace(/^.*\//, '')
    .replace(/[?#].*$/s, '')
    .replace(/\.(nc|h5)$/i, '');
  const s1 = SENTINEL.exec(bare);
  if (s1 !== null) {
    const [, mission, direction, track, one, other, h, m, s, version] = s1;
    return {
      mission: mission as 'S1' | 'ALOS2',
      direction: directionOf(direction),
      track: Number(track),
      ...inOrder(one, other),
      version,
      ...(h === undefined ? {} : { time: Number(h) * 3600 + Number(m) * 60 + Number(s) }),
    };
  }
  const nisar = NISAR.exec(bare);
  if (nisar !== null) {
    const [, track, direction, frame, polarization, one, other, version] = nisar;
    return {
      mission: 'NISAR',
      direction: directionOf(direction),
      track: Number(track),
      frame: Number(frame),
      ...inOrder(one, other),
      version,
      polarization: POLARIZATIONS[polarization] ?? polarization,
    };
  }
  throw new MetadataError(
    `${name} is no name of a GUNW product.`,
    'Names look like S1-GUNW-A-R-064-tops-20210723_20210711-015000-00119W_00033N-PP-6267-v2_0_6 or NISAR_L2_PR_GUNW_....',
  );
}

/** The same, undefined for other names. */
export function gunwNameIf(name: string): GunwName | undefined {
  try {
    return parseGunwName(name);
  } catch (error) {
    if (error instanceof MetadataError) return undefined;
    throw error;
  }
}

/** Versions such as `2_0_6` in their order, numbers compared as numbers. @returns below 0 when the first is older */
export function compareVersions(a: string, b: string): number {
  const [x, y] = [a, b].map((version) => version.split(/[_.]/).map(Number));
  for (let k = 0; k < Math.max(x.length, y.length); k++) {
    const difference = (x[k] ?? 0) - (y[k] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

function directionOf(letter: string): GunwName['direction'] {
  return letter === 'A' ? 'ASCENDING' : 'DESCENDING';
}

function inOrder(one: string, other: string): { late: string; early: string } {
  return one > other ? { late: one, early: other } : { late: other, early: one };
}
