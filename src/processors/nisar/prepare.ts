import { FileError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { subsetAttributes } from '../../io/attributes/resized.ts';
import { CUBES, cubeOf, type NisarProduct } from '../../io/gunw/nisar-product.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type {
  PairDescription,
  PairStack,
  StackDataset,
  StackDescription,
} from '../../loading/description.ts';
import { computedLayer, type FileLayer, type Layer } from '../../loading/layer.ts';
import { filesOf, type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { openLayer } from '../../loading/open-layer.ts';
import {
  keepWhere,
  negate,
  type PixelTransform,
  replaceNoData,
  replaceValue,
} from '../../loading/pixel-transforms.ts';
import { type SharedArray, shareArray } from '../../loading/shared-array.ts';
import { rasterOnGrid } from '../map-raster.ts';
import { type CommonGrid, commonGrid } from './common-grid.ts';
import { keepValid } from './mask.ts';
import { readProducts } from './products.ts';

/** Height of the orbit, m, and mean radius of the Earth, m, of all products. */
const ORBIT_HEIGHT = '747000';
const EARTH_RADIUS = '6371008.8';

/** Everything that layers of a stack are made of. */
interface Scene extends CommonGrid {
  readonly heights: SharedArray;
  /** uint8, 1 = valid land in all products */
  readonly mask: SharedArray;
}

/** Describe a stack of NISAR GUNW products: headers, masks and elevation read, other pixels not. */
export async function prepareNisarStack(options: LoadOptions): Promise<StackDescription> {
  const { products: all, warnings: found } = readProducts(
    requiredFilesOf(options, 'unwFile'),
    options.frequency,
  );
  const demFile = requiredFilesOf(options, 'demFile')[0];
  const common = commonGrid(all, options.subset?.lalo);
  const warnings = [...found, ...common.warnings];
  const { grid, products } = common;
  const [{ product: first }] = products;
  const heights = await rasterOnGrid(demFile, grid, first.epsg, 'bilinear');
  warnings.push(...missingHeights(demFile, heights));
  const scene: Scene = {
    ...common,
    heights: shareArray(heights),
    mask: shareArray(await commonMask(common, filesOf(options, 'waterMaskFile')[0])),
  };
  const geometry = geometryLayers(scene, first);
  const { PROJECT_NAME: _project, PLATFORM: _platform, ...fromTemplate } = options.templateAttributes;
  const attributes = {
    ...sceneAttributes(scene),
    STARTING_RANGE: pythonFloat(await least(geometry.slantRangeDistance)),
  };
  const stackAttributes = { ...attributes, ...fromTemplate, FILE_TYPE: 'ifgramStack' };
  const stack = (name: string, phase: PhaseOf, labels: 'own' | 'none'): PairStack | undefined => {
    const without = products.filter(({ product }) => phase(product) === undefined);
    if (without.length > 0) {
      if (without.length < products.length)
        warnings.push(
          `No ${name} in ${without.length} product(s), first ${without[0].product.path}: ${name} is left out.`,
        );
      return undefined;
    }
    return {
      pairs: products.map((entry) => pairOf(scene, entry, phase, labels)),
      datasets: ['unwrapPhase', 'coherence', 'connectComponent'],
      length: grid.length,
      width: grid.width,
      attributes: labels === 'own' ? { ...stackAttributes, ...options.provenance } : stackAttributes,
      hasFloatLabels: true,
    };
  };
  const geo = {
    layers: geometry,
    length: grid.length,
    width: grid.width,
    attributes: { ...attributes, FILE_TYPE: 'geometry' },
  };
  return {
    ifgrams: stack('unwrappedPhase', ({ layers }) => ({ dataset: `${layers}/unwrappedPhase` }), 'own'),
    ionosphere: stack(
      'ionospherePhaseScreen',
      ({ layers, hasIonosphere }) =>
        hasIonosphere ? { dataset: `${layers}/ionospherePhaseScreen` } : undefined,
      'own',
    ),
    troposphere: stack(
      'tropospheric phase screen',
      (product) => cubes(product, ['wet', 'hydrostatic']),
      'none',
    ),
    tides: stack('slantRangeSolidEarthTidesPhase', (product) => cubes(product, ['tides']), 'none'),
    geometry: { geo },
    waterMask: {
      ...geo,
      layers: { waterMask: geometry.waterMask },
      attributes: { ...attributes, FILE_TYPE: 'waterMask' },
    },
    isCut: true,
    warnings,
  };
}

/** Where the phase of a product's pair is: a raster, or cubes that are added up. */
type PhaseOf = (
  product: NisarProduct,
) => { readonly dataset: string } | { readonly cubes: readonly string[] } | undefined;

function cubes(product: NisarProduct, wanted: readonly (keyof typeof CUBES)[]) {
  const names = wanted.map((what) => cubeOf(product, what));
  return names.every((name) => name !== undefined) ? { cubes: names } : undefined;
}

function pairOf(
  scene: Scene,
  { product, box }: CommonGrid['products'][number],
  phase: PhaseOf,
  labels: 'own' | 'none',
): PairDescription {
  const { grid, mask } = scene;
  const { path, layers, date1, date2, bperp } = product;
  // Earlier first: a pair that is told the other way round has the other sign.
  const isTurned = date1 > date2;
  const sign = isTurned ? [negate] : [];
  const size = { length: grid.length, width: grid.width };
  const raster = (dataset: string, transforms: readonly PixelTransform[]): FileLayer => ({
    label: `${path}:${dataset}`,
    ...size,
    source: { kind: 'dataset', path, dataset, origin: [box.y0, box.x0] },
    transforms: [replaceNoData(Number.NaN), ...transforms, keepWhere(mask, grid.width)],
  });
  const zero: FileLayer = {
    label: path,
    ...size,
    source: { kind: 'constant', path, value: 0 },
    transforms: [],
  };
  const found = phase(product)!;
  const unwrapPhase =
    'dataset' in found ? raster(found.dataset, sign) : cubeLayer(scene, product, found.cubes, sign);
  const own: Partial<Record<StackDataset, FileLayer>> =
    labels === 'own'
      ? {
          coherence: raster(`${layers}/coherenceMagnitude`, []),
          connectComponent: raster(`${layers}/connectedComponents`, NO_LABEL),
        }
      : { coherence: zero, connectComponent: zero };
  const bperpHere = isTurned ? -bperp : bperp;
  return {
    date1: isTurned ? date2 : date1,
    date2: isTurned ? date1 : date2,
    bperpTop: bperpHere,
    bperpBottom: bperpHere,
    layers: { unwrapPhase, ...own },
  };
}

/** Fills of uint16 and uint32 are never labels, told or not. */
const NO_LABEL = [replaceValue(0xffff, Number.NaN), replaceValue(0xffff_ffff, Number.NaN)];

function cubeLayer(
  { grid, heights, mask }: Scene,
  { path, radarGrid }: NisarProduct,
  datasets: readonly string[],
  transforms: readonly PixelTransform[] = [],
): FileLayer {
  const axes = {
    height: `${radarGrid}/heightAboveEllipsoid`,
    y: `${radarGrid}/yCoordinates`,
    x: `${radarGrid}/xCoordinates`,
  };
  return {
    label: `${path}:${datasets.join(' + ')}`,
    length: grid.length,
    width: grid.width,
    source: { kind: 'cube', path, datasets, axes, grid, heights },
    transforms: [...transforms, keepWhere(mask, grid.width)],
  };
}

function geometryLayers(scene: Scene, first: NisarProduct) {
  const { grid } = scene;
  const shape = [grid.length, grid.width] as const;
  const cube = (what: keyof typeof CUBES): FileLayer => {
    const name = cubeOf(first, what);
    if (name !== undefined) return cubeLayer(scene, first, [name]);
    throw new FileError(
      `${first.path} has no ${first.radarGrid}/${CUBES[what][0]}.`,
      'Download the product again.',
    );
  };
  const heights = new Float32Array(scene.heights.memory);
  const mask = new Uint8Array(scene.mask.memory);
  const whole = (label: string, values: ArrayLike<number>): Layer =>
    computedLayer(label, shape, [], (box) => {
      const width = box.x1 - box.x0;
      return Float32Array.from(
        { length: (box.y1 - box.y0) * width },
        (_, i) => values[(box.y0 + Math.floor(i / width)) * grid.width + box.x0 + (i % width)],
      );
    });
  return {
    height: whole('elevation', heights),
    incidenceAngle: cube('incidence'),
    azimuthAngle: computedLayer(
      'azimuth of the line of sight',
      shape,
      [cube('east'), cube('north')],
      (_, [east, north]) => east.map((e, i) => azimuthOf(e, north[i])),
    ),
    slantRangeDistance: cube('slantRange'),
    waterMask: whole('mask of all products', mask),
  };
}

/**
 * Azimuth of the line of sight from the ground to the satellite, degrees from north, counter-clockwise positive.
 * @param east @param north of its unit vector
 */
function azimuthOf(east: number, north: number): number {
  return (Math.atan2(-east, north) * 180) / Math.PI;
}

async function least(layer: Layer): Promise<number> {
  const open = await openLayer(layer);
  let found = Number.POSITIVE_INFINITY;
  try {
    for (let y0 = 0; y0 < layer.length; y0 += 256) {
      const box = { y0, x0: 0, y1: Math.min(layer.length, y0 + 256), x1: layer.width };
      for (const value of await open.read(box)) if (value < found) found = value;
    }
  } finally {
    open.close();
  }
  if (Number.isFinite(found)) return found;
  throw new FileError(
    `${layer.label}: no pixel that is valid land in all products lies within its heights.`,
    'Check the elevation model and the water mask, and whether all products are of one frame.',
  );
}

async function commonMask({ grid, products }: CommonGrid, external: string | undefined): Promise<Uint8Array> {
  const keep = new Uint8Array(new SharedArrayBuffer(grid.length * grid.width)).fill(1);
  for (const { product, box } of products) keepValid(keep, product, box);
  if (external !== undefined) {
    const land = await rasterOnGrid(external, grid, products[0].product.epsg, 'nearest');
    for (let p = 0; p < keep.length; p++) if (!(land[p] > 0)) keep[p] = 0;
  }
  if (keep.includes(1)) return keep;
  throw new FileError(
    `No pixel is valid land in all ${products.length} products${external === undefined ? '' : ` and in ${external}`}.`,
    'Leave out products that do not cover the area.',
  );
}

function missingHeights(path: string, heights: Float32Array): string[] {
  const missing = heights.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  if (missing === heights.length)
    throw new FileError(`${path} does not cover the products.`, 'Get elevations of their area.');
  return missing === 0
    ? []
    : [`${path} has no elevation for ${missing} of ${heights.length} pixels: their geometry stays empty.`];
}

function sceneAttributes({ grid, bounds, products }: Scene): Attributes {
  const [{ product, box }] = products;
  const { epsg } = product;
  const isMetres = epsg !== 4326;
  const unit = isMetres ? 'meters' : 'degrees';
  const full = {
    LENGTH: String(product.grid.length),
    WIDTH: String(product.grid.width),
    X_FIRST: pythonFloat(product.grid.xFirst),
    Y_FIRST: pythonFloat(product.grid.yFirst),
    X_STEP: pythonFloat(grid.xStep),
    Y_STEP: pythonFloat(grid.yStep),
    X_UNIT: unit,
    Y_UNIT: unit,
    EPSG: String(epsg),
    ...(grid.utmZone === undefined ? {} : { UTM_ZONE: grid.utmZone }),
    ALOOKS: String(product.azimuthLooks),
    RLOOKS: String(product.rangeLooks),
    AZIMUTH_PIXEL_SIZE: pythonFloat(Math.abs(grid.yStep)),
    RANGE_PIXEL_SIZE: pythonFloat(Math.abs(grid.xStep)),
    CENTER_LINE_UTC: pythonFloat(product.centerLine),
    EARTH_RADIUS,
    HEIGHT: ORBIT_HEIGHT,
    ORBIT_DIRECTION: product.orbitDirection,
    PLATFORM: product.mission,
    POLARIZATION: product.polarization,
    WAVELENGTH: pythonFloat(product.wavelength),
    bbox: [bounds.west, bounds.south, bounds.east, bounds.north].map(pythonFloat).join(','),
  };
  return subsetAttributes(full, box);
}
