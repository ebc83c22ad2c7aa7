import { MetadataError } from '../../core/errors.ts';
import type { Attributes } from '../../io/hdf5/types.ts';

/** Perpendicular baseline at the first and last line, m. */
export interface Baseline {
  readonly top: number;
  readonly bottom: number;
}

/**
 * Perpendicular baseline from the table of `base_perp`: column 8 of the first and of the last row with nine numbers.
 * @throws {MetadataError} when the table is empty or cut
 */
export function parseBasePerp(text: string, label: string): Baseline {
  const numbers = text
    .split(/\r?\n/)
    .map((line) => line.trim().split(/\s+/).map(Number))
    .filter((row) => row.every(Number.isFinite));
  const rows = numbers.filter((row) => row.length === 9);
  const first = rows[0];
  const last = rows.at(-1);
  if (first === undefined || last === undefined)
    throw new MetadataError(`${label} has no table of baselines.`, 'Run GAMMA base_perp again.');
  const size = /interferogram lines:\s*(\d+)\s+range samples\/line:\s*(\d+)/.exec(text);
  const isWhole = /^user time/m.test(text); // what the program says last
  const endsEarly = ([0, 1] as const).some((column) => {
    const step = stepOf(rows, column) ?? (isWhole ? Infinity : USUAL_STEP[column]);
    return last[column] + step < Number(size?.[column + 1] ?? 0);
  });
  const isCut = endsEarly || numbers.indexOf(last) < numbers.findLastIndex((row) => row.length > 2);
  if (isCut) {
    throw new MetadataError(
      `${label} is cut: its table ends at line ${last[0]}, range ${last[1]} of ${size?.[1] ?? '?'} x ${size?.[2] ?? '?'}.`,
      'Copy it again, or run GAMMA base_perp again.',
    );
  }
  return { top: first[7], bottom: last[7] };
}

/** Lines and range samples from row to row, as the program chooses them for scenes. */
const USUAL_STEP = [500, 200];

/** Distance between the lines (column 0) or range samples (1) of the table; undefined when there is only one. */
function stepOf(rows: readonly (readonly number[])[], column: 0 | 1): number | undefined {
  const next = rows.find((row) => row[column] > rows[0][column]);
  return next && next[column] - rows[0][column];
}

/**
 * Perpendicular baseline from the baseline vector of GAMMA's base.par (or `.baseline`) in track, cross-track and normal
 * direction: B⊥ = C cos θ - N sin θ, with the look angle θ at the first line's near and the last line's far range, and
 * the vector changing with time from the centre.
 * @returns undefined when the sheet has no vector or the image sheet lacks times and ranges
 */
export function baselineFromVector(text: string, image: Attributes): Baseline | undefined {
  const vector = (name: string): number[] | undefined => {
    const match = new RegExp(`^${name}[^:]*:\\s*(\\S+)\\s+(\\S+)\\s+(\\S+)`, 'm').exec(text);
    const values = match?.slice(1, 4).map(Number);
    return values?.every(Number.isFinite) ? values : undefined;
  };
  const precise = vector('precision_baseline\\(TCN\\)');
  const usesPrecise = precise?.some((v) => v !== 0);
  const base = usesPrecise ? precise : vector('initial_baseline\\(TCN\\)');
  const rate = vector(usesPrecise ? 'precision_baseline_rate' : 'initial_baseline_rate') ?? [0, 0, 0];
  if (base === undefined) return undefined;
  const number = (key: string): number => Number(image[key]);
  const at = (timeKey: string, rangeKey: string): number => {
    const t = number(timeKey) - number('center_time');
    const satellite = number('sar_to_earth_center');
    const earth = number('earth_radius_below_sensor');
    const range = number(rangeKey);
    const look = Math.acos((range ** 2 + satellite ** 2 - earth ** 2) / (2 * range * satellite));
    return (base[1] + rate[1] * t) * Math.cos(look) - (base[2] + rate[2] * t) * Math.sin(look);
  };
  const top = at('start_time', 'near_range_slc');
  const bottom = at('end_time', 'far_range_slc');
  return Number.isFinite(top) && Number.isFinite(bottom) ? { top, bottom } : undefined;
}

/**
 * Corner coordinates: four lines `lat lon`, or the report of GAMMA's SLC_corners (lines 3 to 6, words 3 and 6).
 * @returns LAT_REF1..4 and LON_REF1..4 as written
 */
export function parseCorners(text: string): Attributes {
  const lines = text.split(/\r?\n/).map((line) => line.trim().split(/\s+/));
  const plain = lines.filter((words) => words.length === 2 && words.every((w) => Number.isFinite(Number(w))));
  const pairs = plain.length >= 4 ? plain : lines.slice(2, 6).map((words) => [words[2], words[5]]);
  const out: Attributes = {};
  pairs.slice(0, 4).forEach(([lat, lon], i) => {
    if (!Number.isFinite(Number(lat)) || !Number.isFinite(Number(lon))) return;
    out[`LAT_REF${i + 1}`] = lat;
    out[`LON_REF${i + 1}`] = lon;
  });
  return out;
}

/** Antenna length of the sensors, m. */
const ANTENNA_LENGTH: Readonly<Record<string, number>> = {
  alos: 8.9,
  alos2: 9.9,
  csk: 5.7,
  env: 10,
  ers: 10,
  gf3: 15,
  hj1c: 6,
  jers: 11.92,
  ksat5: 4.48,
  lt1: 9.8,
  ni: 12,
  rcm: 6.75,
  rs1: 15,
  rs2: 6.55,
  saocom: 10,
  sen: 12.3,
  tsx: 4.8,
  uav: 1.6,
};

/**
 * Number of independent looks: RLOOKS · ALOOKS over the product of resolution / pixel size in range (from the chirp
 * bandwidth) and azimuth (half the antenna).
 * @param sensor short name
 * @returns undefined for unknown sensors
 */
export function correlatedLooks(image: Attributes, sensor: string): number | undefined {
  const antenna = ANTENNA_LENGTH[sensor];
  const bandwidth = Number(image.chirp_bandwidth);
  if (antenna === undefined || !(bandwidth > 0)) return undefined;
  const rlooks = Number(image.RLOOKS);
  const alooks = Number(image.ALOOKS);
  const rangeResolution = 299792458 / (2 * bandwidth);
  const range = rangeResolution / (Number(image.RANGE_PIXEL_SIZE) / rlooks);
  const azimuth = antenna / 2 / (Number(image.AZIMUTH_PIXEL_SIZE) / alooks);
  return (rlooks * alooks) / (range * azimuth);
}
