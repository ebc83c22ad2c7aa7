import { FileError } from '../../core/errors.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { isAddress } from '../../io/bytes/address.ts';
import { CUBES, cubeOf, type NisarProduct } from '../../io/gunw/nisar-product.ts';
import type { PairDescription, PairStack, StackDescription } from '../../loading/description.ts';
import { computedLayer, type FileLayer, type Layer, type Place } from '../../loading/layer.ts';
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
import { indexFolder, productPaths } from '../gunw/find-products.ts';
import { rasterOnGrid } from '../map-raster.ts';
import { type CommonGrid, commonGrid, type PlacedProduct } from './common-grid.ts';
import { commonMask } from './mask.ts';
import { readProducts } from './products.ts';
import { sceneAttributes } from './scene-attributes.ts';

/** Everything that layers of a stack are made of. */
interface Scene extends CommonGrid {
  readonly heights: SharedArray;
  /** uint8, 1 = valid land in all products */
  readonly mask: SharedArray;
}

/**
 * Describe a stack of NISAR GUNW products: headers, masks and elevation read, other pixels not.
 * @param paths of the products; those of mintpy.load.unwFile unless given
 */
export async function prepareNisarStack(
  options: LoadOptions,
  paths: readonly string[] = productPaths(options),
): Promise<StackDescription> {
  const { products: all, warnings: found } = await readProducts(paths, options, indexFolder(options.workDir));
  const demFile = options.onlyPairs ? undefined : requiredFilesOf(options, 'demFile')[0];
  const common = commonGrid(all, options);
  const warnings = [...found, ...common.warnings];
  if (options.grid === 'commonest' || options.grid === 'union')
    warnings.push(
      `mintpy.load.grid = ${options.grid} has no effect on NISAR products: what all pairs have is loaded.`,
    );
  const { grid, products } = common;
  const [{ product: first }] = products;
  const heights =
    demFile === undefined
      ? new Float32Array(grid.length * grid.width)
      : await rasterOnGrid(demFile, grid, first.epsg, 'bilinear');
  if (demFile !== undefined) warnings.push(...missingHeights(demFile, heights));
  const scene: Scene = {
    ...common,
    heights: shareArray(heights),
    mask: shareArray(await commonMask(common, filesOf(options, 'waterMaskFile')[0])),
  };
  const geometry = geometryLayers(scene);
  const { PROJECT_NAME: _project, PLATFORM: _platform, ...fromTemplate } = options.templateAttributes;
  const attributes = {
    ...sceneAttributes(scene),
    STARTING_RANGE: pythonFloat(await least(geometry.slantRangeDistance)),
  };
  const stackAttributes = { ...attributes, ...fromTemplate, FILE_TYPE: 'ifgramStack' };
  const plan = planOf(common);
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
      pairs: common.pairs.map((frames) => pairOf(scene, frames, phase, labels)),
      datasets: ['unwrapPhase', 'coherence', 'connectComponent'],
      length: grid.length,
      width: grid.width,
      attributes: labels === 'own' ? { ...stackAttributes, ...options.provenance } : stackAttributes,
      hasFloatLabels: true,
      plan: labels === 'own' ? plan : [],
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

/** How rasters of frames become one. */
const WHAT = { unwrapPhase: 'phase', coherence: 'first', connectComponent: 'labels' } as const;

function pairOf(
  scene: Scene,
  entries: readonly PlacedProduct[],
  phase: PhaseOf,
  labels: 'own' | 'none',
): PairDescription {
  const { grid, mask } = scene;
  const size = { length: grid.length, width: grid.width };
  const frames = entries.map((entry) => frameLayers(scene, entry, phase, labels));
  const mean = frames.reduce((sum, { bperp }) => sum + bperp, 0) / frames.length;
  const [{ product }] = entries;
  const [date1, date2] = [product.date1, product.date2].sort();
  const names = Object.keys(WHAT) as (keyof typeof WHAT)[];
  const kept = [keepWhere(mask, grid.width)];
  const isRaster = 'dataset' in phase(product)!;
  const all = (name: (typeof names)[number]) => frames.map(({ layers }) => layers[name]);
  const joined = (name: (typeof names)[number]): FileLayer => {
    const what = isRaster ? WHAT[name] : 'first';
    const source = {
      kind: 'frames',
      path: product.path,
      what,
      frames: all(name),
      ...(what === 'phase' ? { labels: all('connectComponent') } : {}),
    } as const;
    const label = frames.map(({ layers }) => layers[name].label).join(' + ');
    return { label, ...size, source, transforms: kept };
  };
  const layers = Object.fromEntries(
    names.map((name) => [
      name,
      frames.length > 1 ? joined(name) : withKept(frames[0].layers[name], kept, labels),
    ]),
  );
  const joins = frames.length > 1 && isRaster;
  return {
    date1,
    date2,
    bperpTop: mean,
    bperpBottom: mean,
    layers,
    ...(joins && {
      frames: {
        names: entries.map(({ product: { place } }) => place || 'frame'),
        paths: entries.map(({ product: { path } }) => path),
        phases: all('unwrapPhase'),
        labels: all('connectComponent'),
      },
    }),
  };
}

/** Layers that a stack without own coherence fills with zeros are not masked. */
function withKept(layer: FileLayer, kept: readonly PixelTransform[], labels: 'own' | 'none'): FileLayer {
  if (labels === 'none' && layer.source.kind === 'constant') return layer;
  return { ...layer, transforms: [...layer.transforms, ...kept] };
}

/** Layers of a product on the common grid, not yet masked; NaN where the product does not reach. */
function frameLayers(scene: Scene, { product, box }: PlacedProduct, phase: PhaseOf, labels: 'own' | 'none') {
  const { grid } = scene;
  const { layers, date1, date2, bperp } = product;
  const place = placeOf(product);
  const { path } = place;
  // Earlier first: a pair that is told the other way round has the other sign.
  const isTurned = date1 > date2;
  const sign = isTurned ? [negate] : [];
  const size = { length: grid.length, width: grid.width };
  const isInside =
    box.y0 >= 0 && box.x0 >= 0 && box.y1 <= product.grid.length && box.x1 <= product.grid.width;
  const raster = (dataset: string, transforms: readonly PixelTransform[]): FileLayer => {
    const own = {
      label: `${path}:${dataset}`,
      transforms: [replaceNoData(Number.NaN), ...transforms],
    };
    if (isInside)
      return { ...own, ...size, source: { kind: 'dataset', ...place, dataset, origin: [box.y0, box.x0] } };
    const { length, width } = product.grid;
    const layer: FileLayer = { ...own, length, width, source: { kind: 'dataset', ...place, dataset } };
    const source = { kind: 'placed', ...place, layer, y0: -box.y0, x0: -box.x0 } as const;
    return { label: own.label, ...size, source, transforms: [] };
  };
  const zero: FileLayer = {
    label: path,
    ...size,
    source: { kind: 'constant', path, value: 0 },
    transforms: [],
  };
  const found = phase(product)!;
  return {
    bperp: isTurned ? -bperp : bperp,
    layers: {
      unwrapPhase:
        'dataset' in found ? raster(found.dataset, sign) : cubeLayer(scene, product, found.cubes, sign),
      coherence: labels === 'own' ? raster(`${layers}/coherenceMagnitude`, []) : zero,
      connectComponent: labels === 'own' ? raster(`${layers}/connectedComponents`, NO_LABEL) : zero,
    },
  };
}

function placeOf({ path, fileVersion, index }: NisarProduct): Place {
  return isAddress(path) ? { path, version: fileVersion, index } : { path };
}

function planOf({ grid, pairs }: CommonGrid): string[] {
  const framed = pairs.filter((frames) => frames.length > 1);
  if (framed.length === 0) return [];
  const most = Math.max(...pairs.map((frames) => frames.length));
  return [
    `grid (what all ${pairs.length} pairs have): ${grid.length} x ${grid.width} pixels`,
    `  ${framed.length} pair(s) of up to ${most} frames`,
  ];
}

/** Fills of uint16 and uint32 are never labels, told or not. */
const NO_LABEL = [replaceValue(0xffff, Number.NaN), replaceValue(0xffff_ffff, Number.NaN)];

function cubeLayer(
  { grid, heights }: Scene,
  product: NisarProduct,
  datasets: readonly string[],
  transforms: readonly PixelTransform[] = [],
): FileLayer {
  const { path, radarGrid } = product;
  const axes = {
    height: `${radarGrid}/heightAboveEllipsoid`,
    y: `${radarGrid}/yCoordinates`,
    x: `${radarGrid}/xCoordinates`,
  };
  return {
    label: `${path}:${datasets.join(' + ')}`,
    length: grid.length,
    width: grid.width,
    source: { kind: 'cube', ...placeOf(product), datasets, axes, grid, heights },
    transforms,
  };
}

function geometryLayers(scene: Scene) {
  const { grid } = scene;
  const frames = scene.pairs.reduce((a, b) => (b.length > a.length ? b : a));
  const shape = [grid.length, grid.width] as const;
  const kept = [keepWhere(scene.mask, grid.width)];
  const cube = (what: keyof typeof CUBES): FileLayer => {
    const parts = frames.map(({ product }) => {
      const name = cubeOf(product, what);
      if (name !== undefined) return cubeLayer(scene, product, [name]);
      throw new FileError(
        `${product.path} has no ${product.radarGrid}/${CUBES[what][0]}.`,
        'Download the product again.',
      );
    });
    const [first] = parts;
    if (parts.length === 1) return { ...first, transforms: kept };
    const source = { kind: 'frames', path: first.source.path, what: 'first', frames: parts } as const;
    return { ...first, source, transforms: kept };
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

function missingHeights(path: string, heights: Float32Array): string[] {
  const missing = heights.reduce((count, value) => count + (Number.isNaN(value) ? 1 : 0), 0);
  if (missing === heights.length)
    throw new FileError(`${path} does not cover the products.`, 'Get elevations of their area.');
  return missing === 0
    ? []
    : [`${path} has no elevation for ${missing} of ${heights.length} pixels: their geometry stays empty.`];
}
