import type { IonexMaps } from './ionex.ts';

/** Nearest map and pixel, linear between the pixels of the nearest map, or linear in time as well. */
export const TEC_INTERPOLATIONS = ['linear3d', 'linear2d', 'nearest'] as const;
export type TecInterpolation = (typeof TEC_INTERPOLATIONS)[number];

/** The Earth turns under the Sun, degrees per minute. */
const ROTATION = 360 / 1440;

/**
 * Vertical total electron content at a place and time (Schaer et al. 1998, section 3).
 *
 * @param latitude degrees @param longitude degrees @param seconds of the day, UTC
 * @param rotate linear3d: the maps follow the Sun, so that each is read where it has turned to
 * @returns TECU; NaN where the maps have none
 * @throws {MetadataError} when a map that is needed is damaged
 */
export function tecAt(
  maps: IonexMaps,
  latitude: number,
  longitude: number,
  seconds: number,
  interpolation: TecInterpolation = 'linear3d',
  rotate = true,
): number {
  const { minutes } = maps;
  const time = seconds / 60;
  if (interpolation !== 'linear3d') {
    const map = minutes.reduce(
      (best, minute, k) => (Math.abs(minute - time) < Math.abs(minutes[best] - time) ? k : best),
      0,
    );
    return inMap(maps, map, latitude, longitude, interpolation === 'nearest');
  }
  const next = minutes.findIndex((minute) => minute >= time);
  const after = next < 0 ? minutes.length - 1 : Math.max(next, Math.min(1, minutes.length - 1));
  const before = Math.max(0, after - 1);
  const value = (map: number) => {
    const turned = rotate ? longitude + (time - minutes[map]) * ROTATION : longitude;
    return inMap(maps, map, latitude, turned, false);
  };
  if (after === before) return value(before);
  const share = Math.min(Math.max((time - minutes[before]) / (minutes[after] - minutes[before]), 0), 1);
  return value(before) * (1 - share) + value(after) * share;
}

function inMap(
  { latitudes, longitudes, tec }: IonexMaps,
  map: number,
  latitude: number,
  longitude: number,
  nearest: boolean,
): number {
  const [rows, columns] = [latitudes.length, longitudes.length];
  const [west, step] = [longitudes[0], longitudes[1] - longitudes[0]];
  const around = west + ((((longitude - west) % 360) + 360) % 360);
  const v = inside((latitude - latitudes[0]) / (latitudes[1] - latitudes[0]), rows);
  const u = inside((around - west) / step, columns);
  const values = tec(map);
  const at = (y: number, x: number) => values[y * columns + x];
  if (nearest) return at(Math.round(v), Math.round(u));
  const y = Math.min(Math.floor(v), rows - 2);
  const x = Math.min(Math.floor(u), columns - 2);
  const [fy, fx] = [v - y, u - x];
  const between = (row: number) => (fx === 0 ? at(row, x) : at(row, x) * (1 - fx) + at(row, x + 1) * fx);
  return fy === 0 ? between(y) : between(y) * (1 - fy) + between(y + 1) * fy;
}

function inside(position: number, size: number): number {
  return Math.min(Math.max(position, 0), size - 1);
}
