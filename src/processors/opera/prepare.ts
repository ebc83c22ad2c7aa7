import { basename } from 'node:path';
import { shortDate } from '../../core/dates.ts';
import { MetadataError } from '../../core/errors.ts';
import { displacementPerRadian } from '../../core/inversion/displacement-scale.ts';
import { pythonFloat } from '../../core/python-float.ts';
import { mapCorners } from '../../io/attributes/map-raster.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import type {
  GeometryDataset,
  PairDescription,
  PairStack,
  StackDataset,
  StackDescription,
} from '../../loading/description.ts';
import { type GeometrySource, geometryDescriptions } from '../../loading/geometry-layers.ts';
import type { FileLayer } from '../../loading/layer.ts';
import { type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import { stackFiles } from '../../loading/option-files.ts';
import { keepWhere, type PixelTransform, replaceValue, scale } from '../../loading/pixel-transforms.ts';
import { shareArray } from '../../loading/shared-array.ts';
import { BASELINE, type DispProduct } from './product.ts';
import { readDispProducts } from './products.ts';
import { reliablePixels } from './recommended.ts';
import { staticLayers } from './static-layers.ts';

/** Of Sentinel-1, where a product does not tell it, m. */
const WAVELENGTH = 299_792_458 / 5.405e9;
/** Mean height of the orbit and radius of the Earth, m. */
const [ORBIT_HEIGHT, EARTH_RADIUS] = ['693000', '6371008.8'];
/** Pixels of the images that were phase-linked, m: a pixel of a product is so many looks. */
const [RANGE_PIXEL, AZIMUTH_PIXEL] = [5, 10];
const SATELLITE_HEADING = { ASCENDING: -12, DESCENDING: -168 } as const;

/**
 * Describe the products of a frame: headers and recommended masks read, other pixels not. A product is the displacement of a date
 * since its reference date, towards the satellite, in metres; here a pair of these dates, with the phase that stands for it, so
 * that the pairs of all products are a tree, and inverting it adds them up along the reference dates. Pixels that few products
 * recommend have no phase.
 */
export async function prepareOperaStack(options: LoadOptions): Promise<StackDescription> {
  requiredFilesOf(options, 'unwFile');
  requiredFilesOf(options, 'demFile');
  const { products, warnings } = readDispProducts(stackFiles(options).unwrapPhase ?? []);
  const [first] = products;
  const { layers, heading } = await staticLayers(options, first);
  const wavelength = first.wavelength ?? WAVELENGTH;
  const attributes = frameAttributes(first, wavelength, heading);
  const keep = reliablePixels(products);
  const found = [...warnings];
  if (keep === undefined) found.push('A product has no recommended_mask: pixels of low quality stay in.');
  const without = products.filter(({ datasets }) => !datasets.has(BASELINE));
  if (without.length > 0)
    found.push(
      `${without.length} product(s) tell no perpendicular baseline, first ${without[0].path}: 0 is taken, and the DEM error cannot be estimated (set mintpy.topographicResidual = no).`,
    );
  const masked = keep === undefined ? [] : [keepWhere(shareArray(keep), first.grid.width)];
  const toPhase = [scale(1 / displacementPerRadian(wavelength))];
  const stackAttributes = { ...options.templateAttributes, FILE_TYPE: 'ifgramStack', ...options.provenance };
  const stack = (dataset: string, names: Partial<Record<StackDataset, string>>): PairStack | undefined => {
    const have = products.filter(({ datasets }) => datasets.has(dataset)).length;
    if (have < products.length) {
      if (have > 0) found.push(`${dataset} is in ${have} of ${products.length} products: left out.`);
      return undefined;
    }
    const pairs = products.map((product): PairDescription => {
      const { date1, date2, bperp } = product;
      const own = Object.entries(names)
        .filter(([, name]) => product.datasets.has(name))
        .map(([kind, name]) => [kind, layerOf(product, name, kind === 'connectComponent' ? NO_LABEL : [])]);
      const unwrapPhase = layerOf(product, dataset, [...toPhase, ...masked]);
      return {
        date1,
        date2,
        bperpTop: bperp,
        bperpBottom: bperp,
        layers: { unwrapPhase, ...Object.fromEntries(own) },
      };
    });
    const kinds = (['unwrapPhase', 'coherence', 'connectComponent'] as const).filter((kind) =>
      pairs.every((pair) => pair.layers[kind] !== undefined),
    );
    const baseline = pythonFloat(first.bperp);
    return {
      pairs,
      datasets: kinds,
      length: first.grid.length,
      width: first.grid.width,
      attributes: {
        ...attributes,
        DATE12: `${shortDate(first.date1)}-${shortDate(first.date2)}`,
        P_BASELINE_TOP_HDR: baseline,
        P_BASELINE_BOTTOM_HDR: baseline,
        ...stackAttributes,
      },
    };
  };
  const displacement = options.shortWavelength ? 'short_wavelength_displacement' : 'displacement';
  const lacking = products.filter(({ datasets }) => !datasets.has(displacement));
  if (options.shortWavelength && lacking.length > 0)
    throw new MetadataError(
      `${lacking.length} of ${products.length} products have no ${displacement}, first ${lacking[0].path}.`,
      'Set mintpy.load.shortWavelength = no, or fetch these products again.',
    );
  const ifgrams = stack(displacement, {
    coherence: 'temporal_coherence',
    connectComponent: 'connected_component_labels',
  });
  const correction = { coherence: 'temporal_coherence' } as const;
  const sources: Partial<Record<GeometryDataset, GeometrySource>> = {};
  for (const [name, layer] of Object.entries(layers))
    sources[name as GeometryDataset] = { layer, attributes };
  return {
    ifgrams,
    ionosphere: stack('corrections/ionospheric_delay', correction),
    tides: stack('corrections/solid_earth_tide', correction),
    geometry: geometryDescriptions({
      sources,
      observation: ifgrams?.attributes,
      templateAttributes: options.templateAttributes,
    }),
    warnings: found,
  };
}

/** The fill of labels is none. */
const NO_LABEL = [replaceValue(0xffff, 0)];

function layerOf(
  { path, grid }: DispProduct,
  dataset: string,
  transforms: readonly PixelTransform[],
): FileLayer {
  const { length, width } = grid;
  const source = { kind: 'dataset', path, dataset } as const;
  return { label: `${path}:${dataset}`, length, width, source, transforms };
}

function frameAttributes(product: DispProduct, wavelength: number, heading: number | undefined): Attributes {
  const { grid, epsg, path, centerLine, frame, orbitNumber } = product;
  // A satellite that flies north and looks to the right stands in the west.
  const seen = heading === undefined ? undefined : Math.abs(heading) < 90 ? 'ASCENDING' : 'DESCENDING';
  const direction = product.orbitDirection ?? seen ?? 'ASCENDING';
  const isMetres = epsg !== 4326;
  const unit = isMetres ? 'meters' : 'degrees';
  const [ySize, xSize] = [Math.abs(grid.yStep), grid.xStep];
  const raster: Attributes = {
    LENGTH: String(grid.length),
    WIDTH: String(grid.width),
    FILE_LENGTH: String(grid.length),
    X_FIRST: pythonFloat(grid.xFirst),
    Y_FIRST: pythonFloat(grid.yFirst),
    X_STEP: pythonFloat(grid.xStep),
    Y_STEP: pythonFloat(grid.yStep),
    X_UNIT: unit,
    Y_UNIT: unit,
    EPSG: String(epsg),
    ...(grid.utmZone === undefined ? {} : { UTM_ZONE: grid.utmZone }),
  };
  return {
    ...raster,
    ALOOKS: String(isMetres ? Math.max(1, Math.round(ySize / AZIMUTH_PIXEL)) : 1),
    RLOOKS: String(isMetres ? Math.max(1, Math.round(xSize / RANGE_PIXEL)) : 1),
    AZIMUTH_PIXEL_SIZE: pythonFloat(ySize),
    RANGE_PIXEL_SIZE: pythonFloat(xSize),
    WAVELENGTH: pythonFloat(wavelength),
    HEIGHT: ORBIT_HEIGHT,
    EARTH_RADIUS,
    HEADING: pythonFloat(heading ?? SATELLITE_HEADING[direction]),
    CENTER_LINE_UTC: pythonFloat(centerLine),
    ORBIT_DIRECTION: direction,
    ANTENNA_SIDE: '-1',
    PLATFORM: 'Sen',
    PROCESSOR: 'opera',
    beam_mode: 'IW',
    ...(frame === undefined ? {} : { frame }),
    ...(orbitNumber === undefined ? {} : { relative_orbit: orbitNumber }),
    FILE_PATH: path,
    ...mapCorners(raster, direction === 'ASCENDING' ? 'ascending' : 'descending'),
    product: basename(path),
  };
}
