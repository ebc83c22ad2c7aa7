import { MetadataError } from '../../core/errors.ts';
import { longitudeNear } from '../../core/geometry/longitude.ts';
import { gridBounds, type MapGrid } from '../../core/geometry/map-grid.ts';
import { intersectRegions, parseWkt, type Region, regionBounds } from '../../core/geometry/region.ts';
import { parseUtmZone, utmToLatLon } from '../../core/geometry/utm.ts';
import type { GunwFile } from './gunw-file.ts';
import { gunwNameIf } from './gunw-name.ts';
import type { GunwCube, GunwGeometry, GunwProduct } from './gunw-product.ts';
import {
  CUBES,
  cubeOf,
  frequenciesOf,
  gunwRoot,
  type NisarProduct,
  polarizationsOf,
  readGunw,
} from './nisar-product.ts';

/** Group under which the troposphere of NISAR stands, whose weather model is not told. */
const NISAR_MODEL = 'HRES';

/** Whether a file has the layers of a NISAR GUNW product. */
export function isNisarGunw(file: GunwFile): boolean {
  return gunwRoot(file) !== undefined;
}

/**
 * Header of a NISAR L2 GUNW product, frequency A (else B) and the first of its polarisations: HH, VV, HV, VH.
 * @throws {FileError} {MetadataError} as `readGunw`
 */
export function readNisarProduct(file: GunwFile, name: string): Omit<GunwProduct, 'path' | 'fileVersion'> {
  const root = gunwRoot(file)!;
  const [frequency] = frequenciesOf(file, root);
  if (frequency === undefined)
    throw new MetadataError(`${file.path} has no unwrapped phase.`, 'Download the product again.');
  const [polarization] = polarizationsOf(file, root, frequency);
  const product = readGunw(file, root, frequency, polarization);
  const facts = gunwNameIf(name);
  const { layers, grid, epsg, date1, date2 } = product;
  const own = `${root}/identification`;
  const numberIf = (key: string) => (file.has(`${own}/${key}`) ? file.number(`${own}/${key}`) : undefined);
  const isLaterFirst = date1 > date2;
  const { startRange, endRange } = rangesOf(file, product);
  const wet = cubeWith(product, cubeOf(product, 'wet'));
  const hydrostatic = cubeWith(product, cubeOf(product, 'hydrostatic'));
  const tides = cubeWith(product, cubeOf(product, 'tides'));
  return {
    mission: 'NISAR',
    name,
    direction: /^d/i.test(product.orbitDirection) ? 'DESCENDING' : 'ASCENDING',
    track: numberIf('trackNumber') ?? facts?.track ?? 0,
    frame: numberIf('frameNumber') ?? facts?.frame,
    late: isLaterFirst ? date1 : date2,
    early: isLaterFirst ? date2 : date1,
    sign: isLaterFirst ? 1 : -1,
    version: facts?.version ?? '1',
    polarization,
    time: product.centerLine,
    epsg,
    grid,
    footprint: footprintOf(file, `${own}/boundingPolygon`, grid),
    rasters: {
      unwrappedPhase: `${layers}/unwrappedPhase`,
      coherence: `${layers}/coherenceMagnitude`,
      connectedComponents: `${layers}/connectedComponents`,
      ...(product.hasIonosphere ? { ionosphere: `${layers}/ionospherePhaseScreen` } : {}),
    },
    ...(product.mask === undefined ? {} : { mask: product.mask }),
    geometry: geometryOf(file, product),
    troposphere:
      wet === undefined || hydrostatic === undefined
        ? {}
        : { [NISAR_MODEL]: { wet: { pair: wet }, hydrostatic: { pair: hydrostatic } } },
    ...(tides === undefined ? {} : { tides: { pair: tides } }),
    wavelength: product.wavelength,
    startRange,
    endRange,
    rangeSpacing: spacingOf(file, root, product.frequency),
  };
}

function cubeWith({ radarGrid }: NisarProduct, dataset: string | undefined): GunwCube | undefined {
  if (dataset === undefined) return undefined;
  return {
    datasets: [dataset],
    heights: `${radarGrid}/heightAboveEllipsoid`,
    ys: `${radarGrid}/yCoordinates`,
    xs: `${radarGrid}/xCoordinates`,
  };
}

function geometryOf(file: GunwFile, product: NisarProduct): GunwProduct['geometry'] {
  const names: readonly (readonly [GunwGeometry, string])[] = [
    ['perpendicularBaseline', 'perpendicularBaseline'],
    ['parallelBaseline', 'parallelBaseline'],
    ['incidenceAngle', CUBES.incidence[0]],
    ['lookAngle', 'elevationAngle'],
    ['losEast', CUBES.east[0]],
    ['losNorth', CUBES.north[0]],
  ];
  const { radarGrid } = product;
  const found = names.filter(([, name]) => file.has(`${radarGrid}/${name}`));
  return Object.fromEntries(found.map(([layer, name]) => [layer, cubeWith(product, `${radarGrid}/${name}`)]));
}

function rangesOf(file: GunwFile, product: NisarProduct): { startRange: number; endRange: number } {
  const name = cubeOf(product, 'slantRange');
  if (name === undefined) return { startRange: Number.NaN, endRange: Number.NaN };
  let [startRange, endRange] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const value of file.numbers(name)) {
    if (value < startRange) startRange = value;
    if (value > endRange) endRange = value;
  }
  return { startRange, endRange };
}

/** Of the radar grid, where it is told, else of the pixels on the ground. */
function spacingOf(file: GunwFile, root: string, frequency: string): number {
  const told = [
    `${root}/GUNW/metadata/radarGrid/slantRangeSpacing`,
    `${root}/GUNW/grids/frequency${frequency}/slantRangeSpacing`,
  ].find((name) => file.has(name));
  const bandwidth = `${root}/GUNW/grids/frequency${frequency}/rangeBandwidth`;
  if (told !== undefined) return file.number(told);
  return file.has(bandwidth) ? 299_792_458 / (2 * file.number(bandwidth)) : 6.25;
}

/** The polygon of the file as far as it lies on the grid; the edges of the grid where it does not. */
function footprintOf(file: GunwFile, name: string, grid: MapGrid): Region {
  const edges = gridRegion(grid);
  const text = file.textIf(name);
  if (text === undefined) return edges;
  const { west, east } = regionBounds(edges);
  let polygon: Region;
  try {
    polygon = parseWkt(text, file.path);
  } catch (error) {
    if (error instanceof Error && error.name === 'FileError') return edges;
    throw error;
  }
  const near = polygon.map((ring) => ring.map(([x, y]) => [longitudeNear(x, (west + east) / 2), y] as const));
  const inside = intersectRegions(near, edges);
  return inside.length > 0 ? inside : edges;
}

/** Points along an edge of a map in metres, which is curved in degrees. */
const EDGE_POINTS = 9;

/** Edges of a map, degrees. */
function gridRegion(grid: MapGrid): Region {
  const { south, north, west, east } = gridBounds(grid);
  const along = (from: number, to: number) =>
    Array.from({ length: EDGE_POINTS - 1 }, (_, k) => from + ((to - from) * k) / (EDGE_POINTS - 1));
  const ring = [
    ...along(west, east).map((x) => [x, south] as const),
    ...along(south, north).map((y) => [east, y] as const),
    ...along(east, west).map((x) => [x, north] as const),
    ...along(north, south).map((y) => [west, y] as const),
  ];
  if (grid.utmZone === undefined) return [ring.filter((_, k) => k % (EDGE_POINTS - 1) === 0)];
  const zone = parseUtmZone(grid.utmZone);
  return [
    ring.map(([x, y]) => {
      const [lat, lon] = utmToLatLon(y, x, zone);
      return [lon, lat] as const;
    }),
  ];
}
