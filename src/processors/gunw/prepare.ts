import { OptionError, UnsupportedError } from '../../core/errors.ts';
import type { MapGrid } from '../../core/geometry/map-grid.ts';
import { boundsRegion, type Region, spansAt } from '../../core/geometry/region.ts';
import { isAddress } from '../../io/bytes/address.ts';
import { chooseArea } from '../../io/gunw/extraction-area.ts';
import { frameItems } from '../../io/gunw/frame-items.ts';
import type { GunwProduct } from '../../io/gunw/gunw-product.ts';
import { type GunwInterferogram, groupGunwProducts } from '../../io/gunw/interferograms.ts';
import type { Attributes } from '../../io/hdf5/types.ts';
import { constantLayer } from '../../loading/computed-geometry.ts';
import type {
  PairDescription,
  PairStack,
  StackDataset,
  StackDescription,
} from '../../loading/description.ts';
import { FarFiles } from '../../loading/far-files.ts';
import { computedLayer, type FileLayer, type FramesSource, type Layer } from '../../loading/layer.ts';
import { filesOf, type LoadOptions, requiredFilesOf } from '../../loading/load-options.ts';
import {
  keepWhere,
  negate,
  type PixelTransform,
  replaceNoData,
  replaceValue,
} from '../../loading/pixel-transforms.ts';
import { shareArray } from '../../loading/shared-array.ts';
import { ariaAttributes } from '../aria/metadata.ts';
import { ownRaster } from '../own-raster.ts';
import { delayStacks } from './delays.ts';
import { datasetsOf, findProducts, indexFolder } from './find-products.ts';
import { cubesLayer, cubesOf, type FrameCubes, wholeLayer } from './geometry.ts';
import { PhaseCoverage } from './phase-coverage.ts';
import type { Scene } from './scene.ts';

/** One pixel of 90 m, km². */
const LEAST_OVERLAP = 0.0081;

/**
 * Describe a stack of GUNW products as downloaded, or where they are: what ariaTSsetup and the loader of its stacks make of them.
 * Headers are read, and the coarse cubes of geometry; of the pixels none.
 */
export async function prepareGunwStack(options: LoadOptions): Promise<StackDescription> {
  refuseOtherLayers(options);
  const found = await findProducts(options);
  const products = found.map(({ product }) => product);
  if (products.every(({ mission }) => mission === 'NISAR')) return nisarStack(products, options);
  const { interferograms, rejected } = groupGunwProducts(products);
  const wanted = interferograms.filter((pair) => !options.excluded.includes(datesOf(pair).join('_')));
  if (wanted.length === 0)
    throw new OptionError(
      `No pair is left of ${products.length} product(s): ${rejected[0]?.message ?? 'mintpy.load.excludePair names all of them.'}`,
      'Give more products with mintpy.load.unwFile.',
    );
  const { lalo } = options.subset ?? {};
  const {
    area,
    kept,
    rejected: apart,
  } = chooseArea(wanted, {
    ...(lalo && { bbox: boundsRegion(lalo) }),
    projection: 'native',
    toUnion: false,
    minimumOverlap: LEAST_OVERLAP,
    looks: 1,
    isRanked: false,
  });
  const { grid } = area;
  const scene = { grid, inside: shareArray(maskOf(area.region, grid)), index: indexFolder(options.workDir) };
  const bperp = new Map(found.map((one) => [one.product.path, one.bperp]));
  const attributes = stackAttributes(kept, grid, options);
  const { PROJECT_NAME: _project, ...fromTemplate } = options.templateAttributes;
  const { epsg } = kept[0].frames[0];
  const heights = options.onlyPairs
    ? new Float32Array(grid.length * grid.width)
    : await ownRaster(requiredFilesOf(options, 'demFile')[0], grid, epsg, 'bilinear');
  const loaded = kept
    .map((interferogram) => ({ interferogram, pair: pairOf(scene, interferogram, bperp) }))
    .sort((a, b) => (`${a.pair.date1}_${a.pair.date2}` < `${b.pair.date1}_${b.pair.date2}` ? -1 : 1));
  const pairs = loaded.map(({ pair }) => pair);
  const framed = kept.filter(({ frames }) => frames.length > 1).length;
  const ifgrams: PairStack = {
    pairs,
    datasets: Object.keys(pairs[0].layers) as StackDataset[],
    length: grid.length,
    width: grid.width,
    attributes: { ...attributes, ...fromTemplate, FILE_TYPE: 'ifgramStack', ...options.provenance },
    plan: [
      `grid (what all ${pairs.length} pairs have): ${grid.length} x ${grid.width} pixels`,
      ...(framed > 0 ? [`  ${framed} pair(s) of several frames`] : []),
    ],
  };
  const { warnings, ...delays } = delayStacks(
    { ...scene, heights: shareArray(heights) },
    options.delays ?? [],
    loaded,
    ifgrams,
  );
  return {
    ifgrams,
    ...delays,
    geometry: {
      geo: await geometryOf(
        scene,
        kept[0],
        heights,
        new PhaseCoverage(pairs.map(phasesOf), grid, new Uint8Array(scene.inside.memory)),
        attributes,
        options,
      ),
    },
    ...(lalo && { isCut: true }),
    warnings: [...[...rejected, ...apart].map(({ message }) => message), ...warnings],
  };
}

/** Of a stack of files of its own for the ionosphere or offsets nothing would be read. */
function refuseOtherLayers({ patterns }: LoadOptions): void {
  const name = Object.keys(patterns).find((one) => /^(ion|azOff|rgOff|off)/.test(one));
  if (name === undefined) return;
  throw new UnsupportedError(
    `mintpy.load.${name} = ${patterns[name]} is not read by mintpy.load.processor = gunw, which takes phase, coherence and components from the products.`,
    `Leave mintpy.load.${name} at auto; mintpy.load.delays = ionosphere loads that of the products.`,
  );
}

/** NISAR products have a loader of their own, which knows their masks, frames and signs. */
async function nisarStack(products: readonly GunwProduct[], options: LoadOptions): Promise<StackDescription> {
  const { prepareNisarStack } = await import('../nisar/prepare.ts');
  return prepareNisarStack(
    options,
    products.map(({ path }) => path),
  );
}

/** Earlier date first. */
function datesOf({ pair }: GunwInterferogram): [string, string] {
  const [late, early] = pair.split('_');
  return [early, late];
}

/** 1 for pixels whose centre lies inside. */
function maskOf(region: Region, { yFirst, xFirst, yStep, xStep, length, width }: MapGrid): Uint8Array {
  const mask = new Uint8Array(new SharedArrayBuffer(length * width));
  for (let y = 0; y < length; y++)
    for (const [from, to] of spansAt(region, yFirst + (y + 0.5) * yStep)) {
      const first = Math.max(0, Math.ceil((from - xFirst) / xStep - 0.5));
      const last = Math.min(width - 1, Math.floor((to - xFirst) / xStep - 0.5));
      if (last >= first) mask.fill(1, y * width + first, y * width + last + 1);
    }
  return mask;
}

function pairOf(
  scene: Scene,
  interferogram: GunwInterferogram,
  baselines: ReadonlyMap<string, number>,
): PairDescription {
  const { grid, inside } = scene;
  const [date1, date2] = datesOf(interferogram);
  // Frames that do not reach the scene have no part in it.
  const frames = interferogram.frames.filter((frame) => meets(frame.grid, grid));
  const size = { length: grid.length, width: grid.width };
  const nan = Number.NaN;
  const layersOf = (what: 'phase' | 'labels' | 'coherence', transforms: readonly PixelTransform[]) =>
    frames.map((frame) => placed(scene, frame, datasetsOf(frame)[what], transforms));
  const phases = layersOf('phase', [replaceValue(0, nan)]).map((layer, k) =>
    frames[k].sign < 0 ? withFirst(layer, negate) : layer,
  );
  const labels = frames.every((frame) => datasetsOf(frame).labels !== undefined)
    ? layersOf('labels', [replaceValue(-1, nan)])
    : undefined;
  const { path } = frames[0];
  const joined = (
    what: FramesSource['what'],
    parts: readonly FileLayer[],
    more: readonly PixelTransform[],
  ): FileLayer => ({
    label: parts.map(({ label }) => label).join(' + '),
    ...size,
    source: {
      kind: 'frames',
      path,
      what,
      frames: parts,
      ...(what === 'phase' && labels !== undefined && { labels }),
    },
    transforms: [keepWhere(inside, grid.width), replaceValue(nan, 0), ...more],
  });
  const known = interferogram.frames
    .map(({ path: name, sign }) => sign * (baselines.get(name) ?? nan))
    .filter(Number.isFinite);
  const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
  return {
    date1,
    date2,
    // Products count from the later to the earlier date.
    bperpTop: -mean,
    bperpBottom: -mean,
    layers: {
      unwrapPhase: joined('phase', phases, [negate]),
      coherence: joined('first', layersOf('coherence', []), []),
      ...(labels && { connectComponent: joined('labels', labels, []) }),
    },
    ...(frames.length > 1 && {
      frames: {
        names: frames.map(({ name }) => name),
        paths: frames.map((frame) => frame.path),
        phases,
        ...(labels && { labels }),
      },
    }),
  };
}

/** Phases of the frames of a pair, 0 as NaN. */
function phasesOf({ layers }: PairDescription): readonly FileLayer[] {
  return (layers.unwrapPhase as FileLayer & { readonly source: FramesSource }).source.frames;
}

function withFirst(layer: FileLayer, transform: PixelTransform): FileLayer {
  return { ...layer, transforms: [...layer.transforms, transform] };
}

/** A dataset of a product on the pixels of the scene; NaN where it does not reach. */
function placed(
  { grid, index }: Scene,
  { path, fileVersion: version, grid: own }: GunwProduct,
  dataset: string | undefined,
  transforms: readonly PixelTransform[],
): FileLayer {
  if (dataset === undefined)
    return {
      label: `${path}: none`,
      length: grid.length,
      width: grid.width,
      source: { kind: 'constant', path, value: 0 },
      transforms: [],
    };
  const [y0, x0] = offsetOf(own, grid);
  const label = `${path}:${dataset}`;
  const place = { path, ...(isAddress(path) && { version, index }) };
  const source = { kind: 'dataset', ...place, dataset } as const;
  const clean = [replaceNoData(Number.NaN), ...transforms];
  const isInside = y0 <= 0 && x0 <= 0 && y0 + own.length >= grid.length && x0 + own.width >= grid.width;
  if (isInside)
    return {
      label,
      length: grid.length,
      width: grid.width,
      source: { ...source, origin: [-y0, -x0] },
      transforms: clean,
    };
  const layer: FileLayer = { label, length: own.length, width: own.width, source, transforms: clean };
  return {
    label,
    length: grid.length,
    width: grid.width,
    source: { kind: 'placed', ...place, layer, y0, x0 },
    transforms: [],
  };
}

/** Where the first pixel of a product lies on the scene. */
function offsetOf(own: MapGrid, grid: MapGrid): [y: number, x: number] {
  const turn = 360 * Math.round((own.xFirst - grid.xFirst) / 360);
  return [
    Math.round((own.yFirst - grid.yFirst) / grid.yStep),
    Math.round((own.xFirst - turn - grid.xFirst) / grid.xStep),
  ];
}

function meets(own: MapGrid, grid: MapGrid): boolean {
  const [y0, x0] = offsetOf(own, grid);
  return y0 < grid.length && x0 < grid.width && y0 + own.length > 0 && x0 + own.width > 0;
}

/** As those of a stack that ariaTSsetup has made. */
function stackAttributes(
  pairs: readonly GunwInterferogram[],
  grid: MapGrid,
  options: LoadOptions,
): Attributes {
  const [{ pair, frames }] = pairs;
  const items = { Dates: pair, ...frameItems(frames) };
  const { xFirst, xStep, yFirst, yStep, length, width } = grid;
  const band = { metadata: { unwrappedPhase: items } };
  const stack = {
    length,
    width,
    geoTransform: [xFirst, xStep, 0, yFirst, 0, yStep],
    bands: pairs.map(() => band),
  };
  const platform = options.templateAttributes.PLATFORM || 'Sen';
  return ariaAttributes(stack, frames[0].path, platform);
}

async function geometryOf(
  scene: Scene,
  { frames }: GunwInterferogram,
  heights: Float32Array,
  coverage: PhaseCoverage,
  attributes: Attributes,
  options: LoadOptions,
) {
  const { grid, index } = scene;
  const { length, width } = grid;
  const shape = [length, width] as const;
  const [{ epsg }] = frames;
  // Where no pair has a phase there is no angle either.
  const covered = (label: string, cubes: () => Promise<FrameCubes>): Layer =>
    computedLayer(label, shape, [cubesLayer(label, cubes, grid, heights)], async (box, [values]) => {
      const found = await coverage.read(box);
      return values.map((value, i) => (found[i] === 0 ? Number.NaN : value));
    });
  const files = new FarFiles();
  const incidenceAngle = covered(
    'incidence angle of the products',
    cubesOf(frames, 'incidenceAngle', files, index),
  );
  const azimuth = covered('azimuth of the products', cubesOf(frames, 'azimuthAngle', files, index));
  const [waterFile] = filesOf(options, 'waterMaskFile');
  const land = waterFile === undefined ? undefined : await ownRaster(waterFile, grid, epsg, 'nearest');
  // Land needs a mask value and an incidence angle.
  const waterMask =
    land &&
    computedLayer(
      waterFile,
      shape,
      [wholeLayer(waterFile, land, grid), incidenceAngle],
      (_, [value, angle]) =>
        value.map((one, i) => (one !== 0 && !Number.isNaN(one) && !Number.isNaN(angle[i]) ? 1 : 0)),
    );
  // From east to from north; the reference multiplies by its water mask, so that water reads 0.
  const azimuthAngle = computedLayer(
    azimuth.label,
    shape,
    waterMask ? [azimuth, waterMask] : [azimuth],
    (_, [angle, keep]) => angle.map((value, i) => (value - 90) * (keep === undefined ? 1 : keep[i])),
  );
  return {
    layers: {
      height: wholeLayer('elevation', heights, grid),
      incidenceAngle,
      azimuthAngle,
      slantRangeDistance: constantLayer('slant range', shape, Number(attributes.STARTING_RANGE)),
      ...(waterMask && { waterMask }),
    },
    length,
    width,
    attributes: { ...attributes, FILE_TYPE: 'geometry' },
  };
}
