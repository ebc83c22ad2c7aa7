import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import type { Context } from '../../core/context.ts';
import type { StationMotion } from './gnss-motion.ts';

const HEADER = 'Site,Lon,Lat,Displacement,Velocity';

/** Write the motion of stations, m and m/year; a folder that cannot be written to is told and costs nothing else. */
export function writeMotions(path: string, motions: readonly StationMotion[], { log }: Context): void {
  const rows = motions.map(({ site, longitude, latitude, displacement, velocity }) =>
    [site, longitude, latitude, displacement, velocity].join(','),
  );
  try {
    writeFileSync(path, `${[HEADER, ...rows].join('\n')}\n`);
    log.debug(`wrote ${path}`);
  } catch (error) {
    log.warn(`${path} cannot be written: ${(error as Error).message}`);
  }
}

/** Motions of a table that was written before; none when there is no such table. */
export function readMotions(path: string): StationMotion[] {
  if (!existsSync(path)) return [];
  const [header, ...rows] = readFileSync(path, 'utf8').split(/\r?\n/);
  if (header.replace(/[#\s]/g, '') !== HEADER) return [];
  return rows.flatMap((row) => {
    const [site, ...words] = row.split(',').map((word) => word.trim());
    const [longitude, latitude, displacement, velocity] = words.map(Number);
    return words.length === 4 ? [{ site, longitude, latitude, displacement, velocity }] : [];
  });
}
