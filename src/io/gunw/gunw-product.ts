import type { MapGrid } from '../../core/geometry/map-grid.ts';
import type { Region } from '../../core/geometry/region.ts';
import type { GunwName } from './gunw-name.ts';

/** Rasters of a product that are a value a pixel. */
export type GunwRaster = 'unwrappedPhase' | 'coherence' | 'connectedComponents' | 'amplitude' | 'ionosphere';

/** Weather models of the troposphere of a product; NISAR has one that it does not name. */
export const TROPOSPHERE_MODELS = ['ERA5', 'GMAO', 'HRES', 'HRRR'] as const;

/** A coarse raster or cube of a product with its axes: paths of datasets from the root. */
export interface GunwCube {
  /** several are added up */
  readonly datasets: readonly string[];
  /** absent where it does not depend on height */
  readonly heights?: string;
  readonly ys: string;
  readonly xs: string;
}

/** Geometry of a product, coarse. */
export type GunwGeometry =
  | 'perpendicularBaseline'
  | 'parallelBaseline'
  | 'incidenceAngle'
  | 'lookAngle'
  | 'azimuthAngle'
  /** unit vector of the line of sight from the ground to the satellite, where angles from it are not given */
  | 'losEast'
  | 'losNorth';

/** Delay of one date, or of both dates of a pair: phases of the pair, the later less the earlier one. */
export type GunwDelay = { readonly late: GunwCube; readonly early: GunwCube } | { readonly pair: GunwCube };

/** What stands in the header of a product of unwrapped phase on a map. Plain data: any thread can open its layers. */
export interface GunwProduct extends Omit<GunwName, 'time'> {
  /** on this machine, or an http(s) address */
  readonly path: string;
  /** of a file on a server: what was seen of it, see `ByteSource` */
  readonly fileVersion?: string;
  /** name without folder and ending */
  readonly name: string;
  /** of Sentinel-1, version of its format: `1a`, `1b`, `1c` */
  readonly format?: string;
  /** 1: phase, baselines and delays count the later less the earlier date; -1 the other way round */
  readonly sign: 1 | -1;
  /** middle of the acquisition of the later date, seconds of the day */
  readonly time: number;
  /** of the pixels; `grid.utmZone` is set where they are metres */
  readonly epsg: number;
  readonly grid: MapGrid;
  /** where it has data, degrees, longitudes near those of the grid */
  readonly footprint: Region;
  readonly rasters: Partial<Readonly<Record<GunwRaster, string>>>;
  /** which pixels are valid and land, of NISAR since specification 1.2 */
  readonly mask?: string;
  readonly geometry: Partial<Readonly<Record<GunwGeometry, GunwCube>>>;
  /** coarse ionosphere, where it is no raster of the pixels */
  readonly ionosphere?: GunwCube;
  /** wet and hydrostatic delay by weather model */
  readonly troposphere: Readonly<
    Record<string, { readonly wet: GunwDelay; readonly hydrostatic: GunwDelay }>
  >;
  readonly tides?: GunwDelay;
  /** m */
  readonly wavelength: number;
  readonly startRange: number;
  readonly endRange: number;
  readonly rangeSpacing: number;
}

/** `20200113_20200101`: the later date first, as pairs are called everywhere. */
export function pairName({ late, early }: Pick<GunwName, 'late' | 'early'>): string {
  return `${late}_${early}`;
}
