import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { createH5 } from '../../src/io/hdf5/file.ts';
import type { DatasetSpec, H5Values } from '../../src/io/hdf5/types.ts';

/** Spacing of the pixels, degrees. */
export const S1_STEP = 1 / 1200;
/** Heights of the cubes, m. */
const HEIGHTS = [-1500, 0, 3000, 9000];
const NODE_STEP = 0.1;

/** A Sentinel-1 GUNW product for tests: a frame cut out of a scene, whose values are functions of row and column. */
export interface SentinelGunwContent {
  /** YYYYMMDD, the later one first */
  readonly pair: readonly [late: string, early: string];
  /** rows of the scene that the frame has, end exclusive, and columns */
  readonly rows: readonly [from: number, to: number];
  readonly columns?: readonly [from: number, to: number];
  /** outer corner of the scene, in pixels from 0 degrees */
  readonly corner?: readonly [y: number, x: number];
  /** of the pixels, degrees; {@link S1_STEP} unless given */
  readonly step?: number;
  readonly version?: string;
  readonly format?: string;
  readonly time?: string;
  readonly track?: number;
  /** rad; 0 is no data */
  readonly phase?: (y: number, x: number) => number;
  readonly labels?: (y: number, x: number) => number;
  readonly coherence?: (y: number, x: number) => number;
  readonly amplitude?: (y: number, x: number) => number;
  readonly bperp?: number;
  /** of the cubes, from height (m), latitude and longitude */
  readonly incidence?: (h: number, lat: number, lon: number) => number;
  /** ionosphere of the coarse grid, and delays of the two dates in rad */
  readonly ionosphere?: (lat: number, lon: number) => number;
  readonly models?: readonly string[];
  readonly delay?: (kind: 'wet' | 'hydrostatic' | 'tide', date: string, h: number) => number;
  readonly footprint?: string;
  readonly without?: RegExp;
}

const CORNER = [45_000, -146_400] as const;

/** Write a product into a folder under its usual name. @returns its path */
export async function writeSentinelGunw(folder: string, content: SentinelGunwContent): Promise<string> {
  const { pair, rows, columns = [0, 40], corner = CORNER, version = '3_0_1', format = '1c' } = content;
  const { time = '140722', track = 42, bperp = 55, models = [], amplitude = () => 1000 } = content;
  const { step = S1_STEP } = content;
  const { phase = () => 1, labels = () => 1, coherence = () => 0.8 } = content;
  const { incidence = (h, _, lon) => 38 + h / 1e4 + (lon + 122) } = content;
  const [length, width] = [rows[1] - rows[0], columns[1] - columns[0]];
  const north = (corner[0] - rows[0]) * step;
  const west = (corner[1] + columns[0]) * step;
  const [south, east] = [north - length * step, west + width * step];
  const polygon =
    content.footprint ??
    `POLYGON ((${west} ${north},${west} ${south},${east} ${south},${east} ${north},${west} ${north}))`;
  const datasets: { spec: DatasetSpec; values: H5Values }[] = [];
  const add = (
    name: string,
    type: DatasetSpec['type'],
    shape: readonly number[],
    values: H5Values,
    more = {},
  ) => {
    if (!content.without?.test(name)) datasets.push({ spec: { name, type, shape, ...more }, values });
  };
  add('productBoundingBox', 'S1', [1, polygon.length], [...polygon]);
  const raster = (name: string, value: (y: number, x: number) => number, fill: string) =>
    add(
      `science/grids/data/${name}`,
      'f4',
      [length, width],
      Float32Array.from({ length: length * width }, (_, i) =>
        value(rows[0] + Math.floor(i / width), columns[0] + (i % width)),
      ),
      { compression: 'gzip', attributes: { _FillValue: fill } },
    );
  raster('unwrappedPhase', phase, '0.0');
  raster('coherence', coherence, '0.0');
  raster('connectedComponents', labels, '-1.0');
  raster('amplitude', amplitude, '0.0');
  const axis = (first: number, by: number, count: number) =>
    Float64Array.from({ length: count }, (_, k) => first + k * by);
  add('science/grids/data/latitude', 'f8', [length], axis(north - step / 2, -step, length));
  add('science/grids/data/longitude', 'f8', [width], axis(west + step / 2, step, width));
  const geometry = 'science/grids/imagingGeometry';
  const first = { lat: Math.ceil(north * 10) / 10 + 0.1, lon: Math.floor(west * 10) / 10 - 0.1 };
  const lats = axis(first.lat, -NODE_STEP, Math.ceil((first.lat - south) / NODE_STEP) + 2);
  const lons = axis(first.lon, NODE_STEP, Math.ceil((east - first.lon) / NODE_STEP) + 2);
  const axes = (group: string) => {
    add(`${group}/latitudeMeta`, 'f8', [lats.length], lats);
    add(`${group}/longitudeMeta`, 'f8', [lons.length], lons);
  };
  const cube = (name: string, value: (h: number, lat: number, lon: number) => number) => {
    const plane = lats.length * lons.length;
    const values = Float32Array.from({ length: HEIGHTS.length * plane }, (_, k) =>
      value(
        HEIGHTS[Math.floor(k / plane)],
        lats[Math.floor(k / lons.length) % lats.length],
        lons[k % lons.length],
      ),
    );
    add(name, 'f4', [HEIGHTS.length, lats.length, lons.length], values, { compression: 'gzip' });
  };
  axes(geometry);
  add(`${geometry}/heightsMeta`, 'f8', [HEIGHTS.length], Float64Array.from(HEIGHTS));
  cube(`${geometry}/incidenceAngle`, incidence);
  cube(`${geometry}/lookAngle`, (h, lat, lon) => incidence(h, lat, lon) - 4.6);
  cube(`${geometry}/azimuthAngle`, () => -12);
  cube(`${geometry}/perpendicularBaseline`, () => bperp);
  cube(`${geometry}/parallelBaseline`, () => bperp / 2);
  const { ionosphere, delay = () => 0 } = content;
  const corrections = 'science/grids/corrections';
  if (ionosphere !== undefined) {
    const group = `${corrections}/derived/ionosphere`;
    axes(group);
    add(
      `${group}/ionosphere`,
      'f4',
      [lats.length, lons.length],
      Float32Array.from({ length: lats.length * lons.length }, (_, k) =>
        ionosphere(lats[Math.floor(k / lons.length)], lons[k % lons.length]),
      ),
    );
  }
  const both = (group: string, layer: string, kind: 'wet' | 'hydrostatic' | 'tide') => {
    cube(`${group}/reference/${layer}`, (h) => delay(kind, pair[0], h));
    cube(`${group}/secondary/${layer}`, (h) => delay(kind, pair[1], h));
  };
  if (models.length > 0) both(`${corrections}/external/tides/solidEarth`, 'solidEarthTide', 'tide');
  for (const model of models) {
    both(`${corrections}/external/troposphere/${model}`, 'troposphereWet', 'wet');
    both(`${corrections}/external/troposphere/${model}`, 'troposphereHydrostatic', 'hydrostatic');
  }
  const place = `${String(Math.round(Math.abs(west))).padStart(5, '0')}W_${String(Math.round(north)).padStart(5, '0')}N`;
  const name = `S1-GUNW-D-R-${String(track).padStart(3, '0')}-tops-${pair.join('_')}-${time}-${place}-PP-${(rows[0] + 0xa000).toString(16)}-v${version}.nc`;
  mkdirSync(folder, { recursive: true });
  const path = join(folder, name);
  const writer = await createH5(path, {
    attributes: { version: format },
    datasets: datasets.map(({ spec }) => spec),
  });
  for (const { spec, values } of datasets) writer.write(spec.name, values);
  writer.commit();
  return path;
}
