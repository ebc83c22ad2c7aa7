import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { plainTiff } from '../../src/io/geotiff/plain.ts';
import { UPLIFT, UPLIFT_PAIRS, upliftPhase } from './uplift-phase.ts';

const { length, width } = UPLIFT;
const N = length * width;
const WAVELENGTH = 299_792_458 / 5.405e9;
export const LICSAR_FRAME = '124D_04854_171313';
const METADATA =
  'primary=20190105\ncenter_time=15:07:36.5\nheading=-169.8\navg_incidence_angle=39.08\ncentre_range_m=878000.0\n';
const PAIRS = UPLIFT_PAIRS.map((pair) => pair.join('_'));

/** A map of a frame. @param rows of them may be fewer, as of a file that was cut */
export function writeLicsarTiff(
  path: string,
  type: 'f4' | 'u1',
  values: Float32Array | Uint8Array,
  rows: number = length,
): void {
  const grid = { yFirst: 34.2, xFirst: -118.4, yStep: -0.001, xStep: 0.001, length: rows, width };
  const crs = { epsg: 4326, isProjected: false };
  const { head } = plainTiff({ grid, crs, type, description: '', unit: '', metadata: {} });
  const bytes = new Uint8Array(values.buffer, values.byteOffset, rows * width * values.BYTES_PER_ELEMENT);
  writeFileSync(path, Buffer.concat([head, bytes]));
}

/** File of a pair of the frame, from its folder. */
export function licsarFile(k: number, what: string): string {
  return `GEOC/${PAIRS[k]}/${PAIRS[k]}.geo.${what}.tif`;
}

/** A frame as LiCSAR publishes it, of ground that rises. @param numPair default all */
export function writeLicsarFrame(project: string, numPair: number = PAIRS.length): void {
  const tiff = (path: string, type: 'f4' | 'u1', values: Float32Array | Uint8Array) =>
    writeLicsarTiff(join(project, path), type, values);
  for (const folder of ['metadata', 'GEOC']) mkdirSync(join(project, folder));
  UPLIFT_PAIRS.slice(0, numPair).forEach(([date1, date2], k) => {
    mkdirSync(join(project, 'GEOC', PAIRS[k]));
    tiff(licsarFile(k, 'unw'), 'f4', upliftPhase(date1, date2, WAVELENGTH));
    tiff(licsarFile(k, 'cc'), 'u1', new Uint8Array(N).fill(204));
  });
  // Descending, looking right: the satellite stands in the east.
  const vector = { E: 0.6, N: -0.1, U: 0.79 };
  for (const [name, value] of Object.entries(vector))
    tiff(`metadata/${LICSAR_FRAME}.geo.${name}.tif`, 'f4', new Float32Array(N).fill(value));
  tiff(`metadata/${LICSAR_FRAME}.geo.hgt.tif`, 'f4', new Float32Array(N).fill(250));
  writeFileSync(join(project, 'metadata/metadata.txt'), METADATA);
  const dates = [...new Set(UPLIFT_PAIRS.flat())];
  writeFileSync(
    join(project, 'metadata/baselines'),
    dates.map((date, k) => `${dates[0]} ${date} ${10 * k} ${60 * k}\n`).join(''),
  );
}
