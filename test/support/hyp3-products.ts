import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { MapGrid } from '../../src/core/geometry/map-grid.ts';
import { writeSmallTiff } from './small-tiff.ts';

/** A product of HyP3 (INSAR_GAMMA) to be written: its rasters on a map of 80 m in UTM zone 11N. */
export interface Hyp3Product {
  /** `YYYYMMDD_YYYYMMDD` */
  readonly pair: string;
  /** time of the scene, which tells the frame */
  readonly time?: string;
  readonly grid: MapGrid;
  /** of every pixel, by its place on the map */
  readonly phase: (y: number, x: number) => number;
  readonly label?: (y: number, x: number) => number;
  readonly orbit?: number;
  readonly epsg?: number;
  /** seconds of the day as the sheet tells them */
  readonly utc?: number;
  /** layers that are not there */
  readonly without?: readonly string[];
}

const SHEET = `Reference Granule: S1A_IW_SLC__1SDV_20190610T015047_20190610T015114_027614_031DC4_7A3C
Reference Orbit Number: ORBIT
Baseline: -12.5
UTC time: UTC
Heading: -168.1
Spacecraft height: 693000.0
Earth radius at nadir: 6371000.0
Slant range near: 800000.0
Range looks: 20
Azimuth looks: 4
Unwrapping type: mcf
`;

/** A map of 80 m pixels whose first one lies so many pixels south and east of a corner. */
export function mapAt(y: number, x: number, length: number, width: number, step = 80): MapGrid {
  return {
    yFirst: 4_000_000 - 80 * y,
    xFirst: 400_000 + 80 * x,
    yStep: -step,
    xStep: step,
    length,
    width,
    utmZone: '11N',
  };
}

/** Write the files of a product. @returns the beginning of their paths */
export function writeHyp3(folder: string, product: Hyp3Product): string {
  const {
    pair,
    time = '015047',
    grid,
    phase,
    label,
    orbit = 27614,
    epsg = 32611,
    utc = 6647.1,
    without = [],
  } = product;
  const [date1, date2] = pair.split('_');
  const name = `S1AA_${date1}T${time}_${date2}T${time}_VVP012_INT80_G_ueF_${time.slice(-4)}`;
  const base = join(folder, name, name);
  mkdirSync(join(folder, name), { recursive: true });
  const each = (value: (y: number, x: number) => number) =>
    Float32Array.from({ length: grid.length * grid.width }, (_, i) => {
      const [row, column] = [Math.floor(i / grid.width), i % grid.width];
      // in pixels of 80 m from the corner of the map, at the middle of the pixel
      const y = (4_000_000 - (grid.yFirst + (row + 0.5) * grid.yStep)) / 80;
      const x = (grid.xFirst + (column + 0.5) * grid.xStep - 400_000) / 80;
      return value(y, x);
    });
  const layers = {
    unw_phase: each(phase),
    corr: each((y, x) => 0.5 + 0.001 * y + 0.0001 * x),
    conncomp: each(label ?? (() => 1)),
    dem: each((y, x) => 100 + y + 0.01 * x),
    lv_theta: each((y) => 0.9 + 0.001 * y),
    lv_phi: each(() => 0.2),
    water_mask: each(() => 1),
  };
  for (const [layer, values] of Object.entries(layers))
    if (!without.includes(layer)) writeSmallTiff(`${base}_${layer}.tif`, grid, values, epsg);
  writeFileSync(
    `${base}.txt`,
    SHEET.replace('ORBIT', String(orbit)).replace('UTC time: UTC', `UTC time: ${utc}`),
  );
  return base;
}

/** Lines of a template that finds the products of a folder. */
export function hyp3Lines(folder: string): Record<string, string> {
  const at = (layer: string) => join(folder, '*', `*_${layer}.tif`);
  return {
    'mintpy.load.processor': 'hyp3',
    'mintpy.load.unwFile': at('unw_phase'),
    'mintpy.load.corFile': at('corr'),
    'mintpy.load.connCompFile': at('conncomp'),
    'mintpy.load.demFile': at('dem'),
    'mintpy.load.incAngleFile': at('lv_theta'),
    'mintpy.load.azAngleFile': at('lv_phi'),
    'mintpy.load.waterMaskFile': at('water_mask'),
  };
}
